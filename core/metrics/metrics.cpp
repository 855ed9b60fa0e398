#include "core/metrics/metrics.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/check.h"

namespace countersign {
namespace {


// Cycles are told by a calendar and a time.
class WorkingClock {
 public:
  WorkingClock(const Calendar& calendar, Instant now) : calendar_(calendar), now_(now) {}

  Instant now() const { return now_; }

  std::int64_t since(Instant from) const { return between(from, now_); }

  // From the first submission to the decision, until it expired, or until now. Precondition: it was submitted.
  std::int64_t length(const Cycle& cycle) const { return between(cycle.submitted->at, end_of(cycle)); }

  // Precondition: it was submitted.
  std::int64_t delay(const Cycle& cycle) const { return between(cycle.submitted->due, end_of(cycle)); }

 private:
  Instant end_of(const Cycle& cycle) const { return cycle.decided_at.value_or(cycle.expired_at.value_or(now_)); }

  std::int64_t between(Instant from, Instant to) const {
    return to <= from ? 0 : working_milliseconds(calendar_, from, to);
  }

  const Calendar& calendar_;
  Instant now_;
};

std::int64_t revisions_of(const Cycle& cycle) { return std::max<std::int64_t>(0, cycle.rounds - 1); }

// Submitted, and decided, still to be decided, or never answered: whoever lets customers time out has no better figures.
// What was withdrawn neither took long nor costs a delay.
bool counts(const Cycle& cycle) { return cycle.submitted && (cycle.decided_at || cycle.expired_at || is_under_way(cycle)); }

std::optional<Durations> durations_if_any(List<std::int64_t> milliseconds) {
  if (milliseconds.empty()) return std::nullopt;
  return durations_of(std::move(milliseconds));
}

class ShareOf {
 public:
  void add(bool counted) {
    ++of_;
    if (counted) ++count_;
  }
  std::optional<Share> take() const {
    if (of_ == 0) return std::nullopt;
    return Share{count_, of_, permille(count_, of_)};
  }

 private:
  std::int64_t count_ = 0;
  std::int64_t of_ = 0;
};

void add_revisions(Revisions& revisions, const Cycle& cycle) {
  ++revisions.requests;
  revisions.total += revisions_of(cycle);
  revisions.most = std::max(revisions.most, revisions_of(cycle));
  revisions.mean_permille = revisions.total * 1000 / revisions.requests;
}

Health verdict(bool healthy) { return healthy ? Health::healthy : Health::unhealthy; }

// Of a time in whole milliseconds, the mean that is rounded down is below the threshold when the exact mean is. A share
// that is rounded down can fall to the threshold although it is above.
Verdicts verdicts_of(const Figures& figures, const Thresholds& thresholds) {
  Verdicts verdicts;
  const auto& time = figures.time_to_decision;
  const auto& first_pass = figures.first_pass;
  if (time) verdicts.time_to_decision = verdict(time->mean < thresholds.time_to_decision);
  if (first_pass) verdicts.first_pass = verdict(first_pass->count * 1000 > thresholds.first_pass_permille * first_pass->of);
  return verdicts;
}

// The figures of some of the requests, while they are counted.
class Group {
 public:
  void add(const Cycle& cycle, const WorkingClock& clock) {
    ++figures_.requests;
    if (!cycle.submitted) return;
    ++figures_.submitted;
    if (is_approval(cycle.state)) ++figures_.approved;
    if (is_under_way(cycle)) ++figures_.under_way;
    if (cycle.first_pass != FirstPass::waiting) first_pass_.add(cycle.first_pass == FirstPass::approved);
    add_revisions(figures_.revisions, cycle);
    if (cycle.decided_at) {
      ++figures_.decided;
      times_.push_back(clock.length(cycle));
    }
    const std::int64_t delay = counts(cycle) ? clock.delay(cycle) : 0;
    if (delay > 0) delays_.push_back(delay);
  }

  bool empty() const { return figures_.requests == 0; }

  Figures take(const Thresholds& thresholds) {
    figures_.time_to_decision = durations_if_any(std::move(times_));
    figures_.first_pass = first_pass_.take();
    figures_.delay = durations_if_any(std::move(delays_));
    figures_.health = verdicts_of(figures_, thresholds);
    return std::move(figures_);
  }

 private:
  Figures figures_;
  List<std::int64_t> times_;
  List<std::int64_t> delays_;
  ShareOf first_pass_;
};

// By the clock, not by working time: a milestone that is due on Friday night is late on Saturday. One that expired was not
// approved on time, whenever that was.
std::optional<Share> milestones_on_time(const List<Cycle>& cycles, Instant now) {
  ShareOf share;
  for (const Cycle& cycle : cycles) {
    if (cycle.kind != SubjectKind::milestone || !counts(cycle)) continue;
    const bool late = cycle.decided_at.value_or(now) > cycle.submitted->due;
    if (cycle.decided_at || cycle.expired_at || late) share.add(is_approval(cycle.state) && !late);
  }
  return share.take();
}

List<ProjectRevisions> revisions_by_project(const List<Cycle>& cycles) {
  List<const Cycle*> of_projects;
  for (const Cycle& cycle : cycles) {
    if (cycle.submitted && !cycle.project.text().empty()) of_projects.push_back(&cycle);
  }
  std::sort(of_projects.begin(), of_projects.end(),
            [](const Cycle* a, const Cycle* b) { return a->project.text() < b->project.text(); });
  List<ProjectRevisions> projects;
  for (const Cycle* cycle : of_projects) {
    if (projects.empty() || projects.back().project != cycle->project) projects.push_back({cycle->project, {}});
    add_revisions(projects.back().revisions, *cycle);
  }
  return projects;
}

// The order in which the cycles come must not matter: of those that were asked at the same time, the first request by id.
bool is_older(const Cycle& cycle, const OpenQuestion& question, const OldestQuestion& oldest) {
  if (question.asked_at != oldest.asked_at) return question.asked_at < oldest.asked_at;
  return cycle.request.text() < oldest.request.text();
}

OpenQuestions open_questions(const List<Cycle>& cycles, const WorkingClock& clock) {
  OpenQuestions open;
  List<std::int64_t> ages;
  for (const Cycle& cycle : cycles) {
    if (is_over(cycle.state)) continue;
    for (const OpenQuestion& question : cycle.open_questions) {
      ages.push_back(clock.since(question.asked_at));
      const bool oldest = !open.oldest || is_older(cycle, question, *open.oldest);
      if (oldest) open.oldest = OldestQuestion{cycle.request, question.id, question.asked_at};
    }
  }
  open.count = static_cast<std::int64_t>(ages.size());
  open.age = durations_if_any(std::move(ages));
  return open;
}

LongTail long_tail_of(const Cycle& cycle, std::int64_t milliseconds) {
  return {cycle.request, cycle.kind, cycle.project, cycle.state, milliseconds, revisions_of(cycle),
          static_cast<std::int64_t>(cycle.open_questions.size())};
}

List<LongTail> long_tails(const List<Cycle>& cycles, const WorkingClock& clock, std::int64_t threshold) {
  List<LongTail> tails;
  for (const Cycle& cycle : cycles) {
    const std::int64_t length = counts(cycle) ? clock.length(cycle) : 0;
    if (length > threshold) tails.push_back(long_tail_of(cycle, length));
  }
  std::sort(tails.begin(), tails.end(), [](const LongTail& a, const LongTail& b) {
    return a.milliseconds != b.milliseconds ? a.milliseconds > b.milliseconds : a.request.text() < b.request.text();
  });
  return tails;
}

}  // namespace

std::int64_t business_day_milliseconds(const Calendar& calendar) {
  std::int64_t week_minutes = 0;
  std::int64_t days = 0;
  for (std::size_t i = 0; i < calendar.hours.size(); ++i) {
    const WorkingHours& hours = calendar.hours[i];
    week_minutes += hours.to_minute - hours.from_minute;
    if (i == 0 || calendar.hours[i - 1].weekday != hours.weekday) ++days;
  }
  return days == 0 ? 0 : week_minutes * kMinuteMs / days;
}

Metrics summarize(const List<Cycle>& cycles, const Calendar& calendar, Instant now) {
  const WorkingClock clock(calendar, now);
  Metrics metrics;
  metrics.now = now;
  metrics.business_day = business_day_milliseconds(calendar);
  check(metrics.business_day > 0);
  metrics.thresholds = {kHealthyBusinessDays * metrics.business_day, kHealthyFirstPassPermille,
                        kLongTailBusinessDays * metrics.business_day};
  Group all;
  std::array<Group, Words<SubjectKind>::list.size()> of_kind;
  for (const Cycle& cycle : cycles) {
    all.add(cycle, clock);
    of_kind[static_cast<std::size_t>(cycle.kind)].add(cycle, clock);
  }
  metrics.overall = all.take(metrics.thresholds);
  for (std::size_t i = 0; i < of_kind.size(); ++i) {
    if (!of_kind[i].empty()) metrics.kinds.push_back({static_cast<SubjectKind>(i), of_kind[i].take(metrics.thresholds)});
  }
  metrics.milestones_on_time = milestones_on_time(cycles, now);
  metrics.projects = revisions_by_project(cycles);
  metrics.open_questions = open_questions(cycles, clock);
  metrics.long_tails = long_tails(cycles, clock, metrics.thresholds.long_tail);
  return metrics;
}

}  // namespace countersign
