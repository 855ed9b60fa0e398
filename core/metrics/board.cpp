#include "core/metrics/board.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace countersign {
namespace {

// Whether what has taken no time is one of them.
enum class Zeros : std::uint8_t { counted, left_out };

std::int64_t revisions_of(const Cycle& cycle) { return std::max<std::int64_t>(0, cycle.rounds - 1); }

// Submitted, and decided, still to be decided, or never answered: whoever lets customers time out has no better figures.
// What was withdrawn neither took long nor costs a delay.
bool counts(const Cycle& cycle) { return cycle.submitted && (cycle.decided_at || cycle.expired_at || is_under_way(cycle)); }

std::optional<Share> share_if_any(std::int64_t count, std::int64_t of) {
  if (of == 0) return std::nullopt;
  return Share{count, of, permille(count, of)};
}

Revisions revisions_in(const OrderedNumbers& each) {
  Revisions revisions;
  if (each.empty()) return revisions;
  revisions.requests = static_cast<std::int64_t>(each.size());
  revisions.total = each.sum().stopped();
  revisions.most = each.last();
  revisions.mean_permille = revisions.total * 1000 / revisions.requests;
  return revisions;
}

HealthWord verdict(bool healthy) { return healthy ? HealthWord::healthy : HealthWord::unhealthy; }

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

Thresholds thresholds_of(std::int64_t business_day) {
  return {kHealthyBusinessDays * business_day, kHealthyFirstPassPermille, kLongTailBusinessDays * business_day};
}

// Durations of what has ended and of what goes on, at the mark of a moment.
class DurationsAt {
 public:
  DurationsAt(const OrderedNumbers& ended, const OrderedNumbers& begun, std::int64_t now, Zeros zeros)
      : ended_(ended), begun_(begun), now_(now), before_(begun.count_below(now)), zeros_(zeros == Zeros::counted ? begun.size() - before_ : 0) {}

  std::optional<Durations> take() const {
    const auto count = static_cast<std::int64_t>(ended_.size() + before_ + zeros_);
    if (count == 0) return std::nullopt;
    LongSum sum = ended_.sum();
    sum.add(LongSum::product(now_, static_cast<std::int64_t>(before_)));
    sum.add(begun_.sum_below(now_), -1);
    Durations durations;
    durations.count = count;
    durations.total = sum.stopped();
    durations.mean = durations.total / count;
    durations.longest = std::max(ended_.empty() ? 0 : ended_.last(), before_ == 0 ? 0 : now_ - begun_.first());
    durations.median = at_rank((50 * count + 99) / 100, durations.longest);
    durations.p90 = at_rank((90 * count + 99) / 100, durations.longest);
    return durations;
  }

 private:
  // How many are not longer. What goes on is not longer when it has begun late enough.
  std::int64_t count_up_to(std::int64_t length) const {
    return static_cast<std::int64_t>(zeros_ + ended_.count_below(length + 1) + before_ - begun_.count_below(now_ - length));
  }

  // The shortest length that so many do not exceed, found by halving.
  std::int64_t at_rank(std::int64_t rank, std::int64_t longest) const {
    std::int64_t low = 0;
    std::int64_t high = longest;
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      if (count_up_to(middle) >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  const OrderedNumbers& ended_;
  const OrderedNumbers& begun_;
  const std::int64_t now_;
  const std::size_t before_;  // have begun
  const std::size_t zeros_;
};

const OpenQuestion& oldest_of(const Cycle& cycle) {
  return *std::min_element(cycle.open_questions.begin(), cycle.open_questions.end(),
                           [](const OpenQuestion& a, const OpenQuestion& b) { return a.asked_at < b.asked_at; });
}

}  // namespace

// Of a cycle that was submitted.
struct MetricsBoard::Marks {
  std::int64_t submitted = 0;
  std::int64_t due = 0;
  std::optional<std::int64_t> end;  // nothing while it goes on, or when it was withdrawn

  std::int64_t length() const { return std::max<std::int64_t>(0, *end - submitted); }
  std::int64_t delay() const { return std::max<std::int64_t>(0, *end - due); }
};

MetricsBoard::MetricsBoard(Calendar calendar) : calendar_(std::move(calendar)), business_day_(business_day_milliseconds(calendar_)) {
  check(business_day_ > 0);
}

std::int64_t MetricsBoard::mark(Instant at) const { return working_milliseconds(calendar_, Instant(), at); }

MetricsBoard::Marks MetricsBoard::marks_of(const Cycle& cycle) const {
  if (!cycle.submitted) return {};
  const std::optional<Instant> end = cycle.decided_at ? cycle.decided_at : cycle.expired_at;
  return {mark(cycle.submitted->at), mark(cycle.submitted->due), end ? std::optional(mark(*end)) : std::nullopt};
}

void MetricsBoard::set(Cycle cycle) {
  const auto before = cycles_.find(cycle);
  if (before != cycles_.end()) {
    change(*before, Change::goes);
    cycles_.erase(before);
  }
  change(*cycles_.insert(std::move(cycle)).first, Change::comes);
}

const Cycle* MetricsBoard::find(const RequestId& request) const {
  Cycle wanted;
  wanted.request = request;
  const auto found = cycles_.find(wanted);
  return found == cycles_.end() ? nullptr : &*found;
}

void MetricsBoard::change(OrderedNumbers& numbers, std::int64_t number, Change change) {
  change == Change::comes ? numbers.insert(number) : numbers.erase(number);
}

void MetricsBoard::change(std::set<Ranked>& ranked, Ranked item, Change change) {
  if (change == Change::comes) {
    ranked.insert(std::move(item));
  } else {
    ranked.erase(item);
  }
}

void MetricsBoard::change(const Cycle& cycle, Change how) {
  const Marks marks = marks_of(cycle);
  change(all_, cycle, marks, how);
  change(of_kind_[static_cast<std::size_t>(cycle.kind)], cycle, marks, how);
  change_milestone(cycle, how);
  change_questions(cycle, how);
  change_tails(cycle, marks, how);
  if (!cycle.submitted || cycle.project.text().empty()) return;
  OrderedNumbers& project = projects_[cycle.project.text()];
  change(project, revisions_of(cycle), how);
  if (project.empty()) projects_.erase(cycle.project.text());
}

void MetricsBoard::change(Group& group, const Cycle& cycle, const Marks& marks, Change how) const {
  const std::int64_t one = how == Change::comes ? 1 : -1;
  group.requests += one;
  if (!cycle.submitted) return;
  if (is_approval(cycle.state)) group.approved += one;
  if (is_under_way(cycle)) group.under_way += one;
  if (cycle.first_pass != FirstPass::waiting) group.first_pass_of += one;
  if (cycle.first_pass == FirstPass::approved) group.first_pass += one;
  change(group.revisions, revisions_of(cycle), how);
  if (cycle.decided_at) {
    group.decided += one;
    change(group.times.ended, marks.length(), how);
  }
  if (!counts(cycle)) return;
  if (!marks.end) {
    change(group.delays.begun, marks.due, how);
  } else if (marks.delay() > 0) {
    change(group.delays.ended, marks.delay(), how);
  }
}

// By the clock, not by working time: a milestone that is due on Friday night is late on Saturday. One that expired was not
// approved on time, whenever that was.
void MetricsBoard::change_milestone(const Cycle& cycle, Change how) {
  if (cycle.kind != SubjectKind::milestone || !counts(cycle)) return;
  const std::int64_t one = how == Change::comes ? 1 : -1;
  if (!cycle.decided_at && !cycle.expired_at) {
    change(milestones_open_, cycle.submitted->due.milliseconds(), how);
    return;
  }
  milestones_over_ += one;
  const bool on_time = cycle.decided_at && *cycle.decided_at <= cycle.submitted->due && is_approval(cycle.state);
  if (on_time) milestones_on_time_ += one;
}

void MetricsBoard::change_tails(const Cycle& cycle, const Marks& marks, Change how) {
  if (!counts(cycle)) return;
  if (!marks.end) {
    change(open_tails_, {marks.submitted, cycle.request.text()}, how);
    change(open_marks_, marks.submitted, how);
  } else if (marks.length() > thresholds_of(business_day_).long_tail) {
    change(ended_tails_, {-marks.length(), cycle.request.text()}, how);
  }
}

// The order in which the cycles come must not matter: of those that were asked at the same time, the first request by id.
void MetricsBoard::change_questions(const Cycle& cycle, Change how) {
  if (cycle.open_questions.empty() || is_over(cycle.state)) return;
  for (const OpenQuestion& question : cycle.open_questions) change(questions_.begun, mark(question.asked_at), how);
  change(oldest_questions_, {oldest_of(cycle).asked_at.milliseconds(), cycle.request.text()}, how);
}

Figures MetricsBoard::figures_of(const Group& group, std::int64_t now_mark, const Thresholds& thresholds) const {
  Figures figures;
  figures.requests = group.requests;
  figures.submitted = static_cast<std::int64_t>(group.revisions.size());
  figures.decided = group.decided;
  figures.approved = group.approved;
  figures.under_way = group.under_way;
  figures.time_to_decision = DurationsAt(group.times.ended, group.times.begun, now_mark, Zeros::left_out).take();
  figures.first_pass = share_if_any(group.first_pass, group.first_pass_of);
  figures.revisions = revisions_in(group.revisions);
  figures.delay = DurationsAt(group.delays.ended, group.delays.begun, now_mark, Zeros::left_out).take();
  figures.health = verdicts_of(figures, thresholds);
  return figures;
}

OpenQuestions MetricsBoard::open_questions(std::int64_t now_mark) const {
  OpenQuestions open;
  open.count = static_cast<std::int64_t>(questions_.begun.size());
  open.age = DurationsAt(questions_.ended, questions_.begun, now_mark, Zeros::counted).take();
  if (oldest_questions_.empty()) return open;
  const Cycle* cycle = find(RequestId::from(oldest_questions_.begin()->request).value());
  const OpenQuestion& oldest = oldest_of(*cycle);
  open.oldest = OldestQuestion{cycle->request, oldest.id, oldest.asked_at};
  return open;
}

Metrics MetricsBoard::at(Instant now, std::size_t most) const {
  const std::int64_t now_mark = mark(now);
  Metrics metrics;
  metrics.now = now;
  metrics.business_day = business_day_;
  metrics.thresholds = thresholds_of(business_day_);
  metrics.overall = figures_of(all_, now_mark, metrics.thresholds);
  for (std::size_t i = 0; i < of_kind_.size(); ++i) {
    if (of_kind_[i].requests == 0) continue;
    metrics.kinds.push_back({static_cast<SubjectKind>(i), figures_of(of_kind_[i], now_mark, metrics.thresholds)});
  }
  const auto late = static_cast<std::int64_t>(milestones_open_.count_below(now.milliseconds()));
  metrics.milestones_on_time = share_if_any(milestones_on_time_, milestones_over_ + late);
  metrics.projects = projects({}, most);
  metrics.open_questions = open_questions(now_mark);
  metrics.long_tails = long_tails(now, std::nullopt, most);
  return metrics;
}

List<ProjectRevisions> MetricsBoard::projects(std::string_view after, std::size_t most) const {
  List<ProjectRevisions> page;
  for (auto each = projects_.upper_bound(std::string(after)); each != projects_.end() && page.size() < most; ++each) {
    page.push_back({Project::from(each->first).value(), revisions_in(each->second)});
  }
  return page;
}

std::size_t MetricsBoard::count_long_tails(Instant now) const {
  return ended_tails_.size() + open_marks_.count_below(mark(now) - thresholds_of(business_day_).long_tail);
}

LongTail MetricsBoard::tail_of(const std::string& request, std::int64_t milliseconds) const {
  const Cycle& cycle = *find(RequestId::from(request).value());
  return {cycle.request, cycle.kind, cycle.project, cycle.state, milliseconds, revisions_of(cycle),
          static_cast<std::int64_t>(cycle.open_questions.size())};
}

// Two lists that are in order already become one.
List<LongTail> MetricsBoard::long_tails(Instant now, const std::optional<TailPlace>& after, std::size_t most) const {
  const std::int64_t now_mark = mark(now);
  const std::int64_t threshold = thresholds_of(business_day_).long_tail;
  auto ended = after ? ended_tails_.upper_bound({-after->milliseconds, after->request}) : ended_tails_.begin();
  auto open = after ? open_tails_.upper_bound({now_mark - after->milliseconds, after->request}) : open_tails_.begin();
  List<LongTail> page;
  while (page.size() < most) {
    const bool has_open = open != open_tails_.end() && now_mark - open->rank > threshold;
    if (ended == ended_tails_.end() && !has_open) break;
    const bool open_is_next =
        has_open && (ended == ended_tails_.end() || Ranked{open->rank - now_mark, open->request} < *ended);
    auto& next = open_is_next ? open : ended;
    page.push_back(tail_of(next->request, open_is_next ? now_mark - next->rank : -next->rank));
    ++next;
  }
  return page;
}

}  // namespace countersign
