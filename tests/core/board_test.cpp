// The board of metrics against a plain sum over all cycles, which is written down here a second time.
#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/json/metrics_codec.h"
#include "core/metrics/board.h"
#include "tests/core/story.h"
#include "tests/support/catch.h"

namespace countersign::story {
namespace plain {

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

// The smallest value that so many percent of all values do not exceed. Precondition: in order, and not empty.
std::int64_t percentile(const List<std::int64_t>& ordered, std::size_t percent) {
  std::size_t not_above = 1;
  while (not_above * 100 < percent * ordered.size()) ++not_above;
  return ordered[not_above - 1];
}

std::optional<Durations> durations_if_any(List<std::int64_t> milliseconds) {
  if (milliseconds.empty()) return std::nullopt;
  std::sort(milliseconds.begin(), milliseconds.end());
  Durations durations;
  durations.count = static_cast<std::int64_t>(milliseconds.size());
  for (const std::int64_t each : milliseconds) durations.total += each;
  durations.mean = durations.total / durations.count;
  durations.median = percentile(milliseconds, 50);
  durations.p90 = percentile(milliseconds, 90);
  durations.longest = milliseconds.back();
  return durations;
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

// The figures of some of the requests, while they are counted.
class PlainGroup {
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

Metrics summed_up(const List<Cycle>& cycles, const Calendar& calendar, Instant now) {
  const WorkingClock clock(calendar, now);
  Metrics metrics;
  metrics.now = now;
  metrics.business_day = business_day_milliseconds(calendar);
  check(metrics.business_day > 0);
  metrics.thresholds = {kHealthyBusinessDays * metrics.business_day, kHealthyFirstPassPermille,
                        kLongTailBusinessDays * metrics.business_day};
  PlainGroup all;
  std::array<PlainGroup, Words<SubjectKind>::list.size()> of_kind;
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

}  // namespace plain

namespace {

// Figures that are small whole numbers, so that many are the same.
struct Dice {
  std::mt19937 engine;
  std::int64_t up_to(std::int64_t most) { return static_cast<std::int64_t>(engine() % static_cast<std::uint32_t>(most + 1)); }
  bool one_in(std::int64_t many) { return up_to(many - 1) == 0; }
};

EventBody any_body(Dice& dice, std::int64_t seq, Instant due) {
  using enum RequestState;
  constexpr std::array kStates = {approved, approved_with_conditions, rejected, changes_requested};
  const QuestionId question = made(QuestionId::from("q" + std::to_string(dice.up_to(3))));
  switch (dice.up_to(9)) {
    case 0:
    case 1: return Submitted{1, {}, due, {}, {}};
    case 2:
    case 3: return Resolved{kStates[static_cast<std::size_t>(dice.up_to(3))], 1, {}};
    case 4:
    case 5: return QuestionAsked{made(QuestionId::from("q" + std::to_string(seq))), says("Why?"), {}, {}};
    case 6: return QuestionAnswered{question, says("So.")};
    case 7: return dice.one_in(3) ? EventBody(Expired{}) : EventBody(RevisionStarted{});
    case 8: return dice.one_in(3) ? EventBody(Withdrawn{}) : EventBody(RevisionStarted{});
    default: return VersionAdded{};
  }
}

// A request whose events come in an order that the rules may not allow: the metrics only fold.
class RandomRequest {
 public:
  RandomRequest(Dice& dice, std::size_t number) : cycle_(Story("r" + std::to_string(number), static_cast<SubjectKind>(dice.up_to(3)),
                                                              dice.one_in(3) ? "" : "P" + std::to_string(dice.up_to(5))).cycle()) {
    at_ = on("mon 08:00").milliseconds() + dice.up_to(20) * kHour;
  }
  const Cycle& cycle() const { return cycle_; }
  void go_on(Dice& dice) {
    at_ += dice.up_to(30) * kHour / 2;
    Event event;
    event.seq = cycle_.head + 1;
    event.at = made(Instant::from_milliseconds(at_));
    event.request = cycle_.request;
    event.body = any_body(dice, event.seq, made(Instant::from_milliseconds(at_ + (dice.up_to(60) - 10) * kHour)));
    cycle_ = fold_cycle(std::move(cycle_), event);
  }

 private:
  Cycle cycle_;
  std::int64_t at_ = 0;
};

Calendar short_week() {
  Calendar calendar = office();
  calendar.hours.push_back({Weekday::saturday, 10 * 60, 12 * 60});
  calendar.holidays.push_back({on("wed 00:00").milliseconds() / (24 * kHour)});
  calendar.offset_minutes = 60;
  calendar.offset_changes.push_back({on("thu 01:00"), 120});
  return calendar;
}

TEST_CASE("after each change the board says what a plain sum over all cycles says, before and after it happened") {
  for (const Calendar& calendar : {office(), short_week()}) {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
      Dice dice{std::mt19937(seed)};
      MetricsBoard board(calendar);
      std::vector<RandomRequest> requests;
      for (int step = 0; step < 160; ++step) {
        if (requests.size() < 40 && (requests.empty() || dice.one_in(3))) requests.emplace_back(dice, requests.size());
        RandomRequest& one = requests[static_cast<std::size_t>(dice.up_to(static_cast<std::int64_t>(requests.size()) - 1))];
        if (step > 0) one.go_on(dice);
        board.set(one.cycle());
        if (step % 8 != 7) continue;
        List<Cycle> cycles;
        for (const RandomRequest& request : requests) {
          if (board.find(request.cycle().request) != nullptr) cycles.push_back(request.cycle());
        }
        for (const std::int64_t hours : {-30, 10, 47, 100, 300, 2000}) {
          const Instant now = made(Instant::from_milliseconds(on("mon 09:00").milliseconds() + hours * kHour));
          const Metrics expected = plain::summed_up(cycles, calendar, now);
          if (board.at(now, cycles.size()) == expected) continue;
          CHECK(canonical_metrics(board.at(now, cycles.size())) == canonical_metrics(expected));
          FAIL("seed " << seed << ", step " << step << ", hours " << hours);
        }
      }
    }
  }
}

TEST_CASE("pages of long tails and of projects hold each once, in order, also while what goes on becomes longer") {
  Dice dice{std::mt19937(7)};
  MetricsBoard board(office());
  List<Cycle> cycles;
  for (std::size_t i = 0; i < 200; ++i) {
    RandomRequest request(dice, i);
    for (int events = 0; events < 4; ++events) request.go_on(dice);
    cycles.push_back(request.cycle());
    board.set(request.cycle());
  }
  const Instant now = made(Instant::from_milliseconds(on("fri 17:00").milliseconds() + 500 * kHour));
  const Metrics whole = plain::summed_up(cycles, office(), now);
  REQUIRE(whole.long_tails.size() > 50);
  CHECK(board.count_long_tails(now) == whole.long_tails.size());
  CHECK(board.count_projects() == whole.projects.size());
  List<LongTail> tails;
  for (std::optional<MetricsBoard::TailPlace> after;;) {
    const List<LongTail> page = board.long_tails(now, after, 7);
    for (const LongTail& tail : page) tails.push_back(tail);
    if (page.size() < 7) break;
    after = {page.back().milliseconds, page.back().request.text()};
  }
  CHECK(tails == whole.long_tails);
  List<ProjectRevisions> projects;
  for (std::string after;;) {
    const List<ProjectRevisions> page = board.projects(after, 2);
    for (const ProjectRevisions& project : page) projects.push_back(project);
    if (page.size() < 2) break;
    after = page.back().project.text();
  }
  CHECK(projects == whole.projects);
}

TEST_CASE("numbers in order are counted and added up like those of a sorted list, over many blocks") {
  Dice dice{std::mt19937(3)};
  OrderedNumbers numbers;
  std::vector<std::int64_t> plain;
  for (int i = 0; i < 6000; ++i) {
    const std::int64_t number = dice.up_to(2000) * 1'000'000'007 - 5'000'000;
    const auto place = std::lower_bound(plain.begin(), plain.end(), number);
    if (place != plain.end() && *place == number && dice.one_in(2)) {
      plain.erase(place);
      numbers.erase(number);
    } else {
      plain.insert(place, number);
      numbers.insert(number);
    }
  }
  CHECK(numbers.size() == plain.size());
  CHECK(numbers.first() == plain.front());
  CHECK(numbers.last() == plain.back());
  for (int i = 0; i < 300; ++i) {
    const std::int64_t limit = dice.up_to(2001) * 1'000'000'007 - 5'000'000 + dice.up_to(1);
    const auto below = std::lower_bound(plain.begin(), plain.end(), limit) - plain.begin();
    std::int64_t sum = 0;
    for (std::ptrdiff_t each = 0; each < below; ++each) sum += plain[static_cast<std::size_t>(each)];
    if (numbers.count_below(limit) != static_cast<std::size_t>(below)) FAIL(limit);
    const LongSum counted = numbers.sum_below(limit);
    if (sum >= 0 && counted.stopped() != std::min(sum, limits::kInteger)) FAIL(limit);
  }
}

}  // namespace
}  // namespace countersign::story
