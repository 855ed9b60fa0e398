// The metrics of many requests, kept up to date one request at a time: a million of them need not be added up again
// because one has moved on. summarize() is a use of it, so that there is one set of rules.
//
// Invariant: at(now) is what a plain sum over all cycles gives (a test does that). A change costs about the square root of
// the number of requests; at() costs milliseconds for a million, and its lists what is asked for.
//
// How: working time adds up, so the time between two moments is the difference of their marks, the working time since
// 1970. What has ended has a length for ever; what goes on is kept by its mark, and `now` has one too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/base/calendar.h"
#include "core/metrics/cycle.h"
#include "core/metrics/metrics.h"
#include "core/metrics/ordered_numbers.h"

namespace countersign {

class MetricsBoard {
 public:
  // Precondition: check_calendar() has nothing to say, and the calendar has working hours.
  explicit MetricsBoard(Calendar calendar);

  // Adds a cycle, or puts it in place of that of the same request. Precondition: fold_cycle() made it.
  void set(Cycle cycle);
  // Nothing when the request is not there. Holds until the next set().
  const Cycle* find(const RequestId& request) const;
  std::size_t size() const { return cycles_.size(); }

  // With at most so many projects and long tails: the first of each.
  Metrics at(Instant now, std::size_t most) const;

  std::size_t count_projects() const { return projects_.size(); }
  std::size_t count_long_tails(Instant now) const;
  // Those behind `after` in the byte order of names; from the first when it is empty.
  List<ProjectRevisions> projects(std::string_view after, std::size_t most) const;
  // Those behind a long tail of this length and request, the longest first; from the first without.
  struct TailPlace {
    std::int64_t milliseconds = 0;
    std::string request;
  };
  List<LongTail> long_tails(Instant now, const std::optional<TailPlace>& after, std::size_t most) const;

 private:
  enum class Change : std::uint8_t { comes, goes };

  // Lengths of what has ended, and marks of the beginnings of what goes on.
  struct Spans {
    OrderedNumbers ended;
    OrderedNumbers begun;
  };
  struct Group {
    std::int64_t requests = 0;
    std::int64_t decided = 0;
    std::int64_t approved = 0;
    std::int64_t under_way = 0;
    std::int64_t first_pass_of = 0;
    std::int64_t first_pass = 0;
    OrderedNumbers revisions;  // of each request that was submitted
    Spans times;
    Spans delays;
  };
  struct Ranked {
    std::int64_t rank = 0;
    std::string request;
    bool operator<(const Ranked& other) const { return rank != other.rank ? rank < other.rank : request < other.request; }
  };
  struct ByRequest {
    bool operator()(const Cycle& a, const Cycle& b) const { return a.request.text() < b.request.text(); }
  };
  struct Marks;

  static void change(OrderedNumbers& numbers, std::int64_t number, Change change);
  static void change(std::set<Ranked>& ranked, Ranked item, Change change);
  std::int64_t mark(Instant at) const;
  Marks marks_of(const Cycle& cycle) const;
  void change(const Cycle& cycle, Change change);
  void change(Group& group, const Cycle& cycle, const Marks& marks, Change change) const;
  void change_milestone(const Cycle& cycle, Change change);
  void change_tails(const Cycle& cycle, const Marks& marks, Change change);
  void change_questions(const Cycle& cycle, Change change);
  Figures figures_of(const Group& group, std::int64_t now_mark, const Thresholds& thresholds) const;
  OpenQuestions open_questions(std::int64_t now_mark) const;
  LongTail tail_of(const std::string& request, std::int64_t milliseconds) const;

  const Calendar calendar_;
  const std::int64_t business_day_;
  std::set<Cycle, ByRequest> cycles_;
  Group all_;
  std::array<Group, Words<SubjectKind>::list.size()> of_kind_;
  std::map<std::string, OrderedNumbers> projects_;  // the revisions of their requests
  std::int64_t milestones_over_ = 0;
  std::int64_t milestones_on_time_ = 0;
  OrderedNumbers milestones_open_;  // when they are due, in milliseconds since 1970
  std::set<Ranked> ended_tails_;  // by length, the longest first: the rank is -length
  std::set<Ranked> open_tails_;   // by the mark of the submission; also those that are not long yet
  OrderedNumbers open_marks_;     // their marks again, to be counted
  Spans questions_;
  std::set<Ranked> oldest_questions_;  // of each request, by when it was asked
};

}  // namespace countersign
