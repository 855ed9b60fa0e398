// How the approvals of a page of requests go: how long they take, how often the first try is enough, how many rounds they
// need, what is late and what is being asked (R61 to R67). Computed from Cycles at a given time; the same cycles, calendar
// and time give the same metrics.
//
// Every duration is working time of the calendar, in milliseconds. A business day is worth the mean of the calendar's
// weekdays that have working hours (40 hours on five days: 8 hours); thresholds in business days are that many of it, so
// that a mean and its threshold are compared in one unit. All figures are whole numbers, rounded down; what is healthy is
// judged by the exact figures.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/calendar.h"
#include "core/base/instant.h"
#include "core/base/list.h"
#include "core/metrics/cycle.h"
#include "core/metrics/statistics.h"

namespace countersign {

inline constexpr std::int64_t kHealthyBusinessDays = 3;          // the mean time to a decision is less (R61)
inline constexpr std::int64_t kHealthyFirstPassPermille = 600;   // more are approved at first (R62)
inline constexpr std::int64_t kLongTailBusinessDays = 6;         // a request that takes longer is flagged: twice the healthy (R65)

enum class HealthWord : std::uint8_t { healthy, unhealthy, no_data };

// The thresholds in the unit of the figures.
struct Thresholds {
  std::int64_t time_to_decision = 0;    // healthy: less, in milliseconds
  std::int64_t first_pass_permille = 0;  // healthy: more
  std::int64_t long_tail = 0;           // flagged: more, in milliseconds
  bool operator==(const Thresholds&) const = default;
};

struct Share {
  std::int64_t count = 0;
  std::int64_t of = 0;  // never 0: a share of nothing is no share
  std::int64_t permille = 0;
  bool operator==(const Share&) const = default;
};

// Rounds after the first, of requests that were submitted.
struct Revisions {
  std::int64_t requests = 0;
  std::int64_t total = 0;
  std::int64_t mean_permille = 0;  // for each request, in thousandths of a round
  std::int64_t most = 0;           // of one request
  bool operator==(const Revisions&) const = default;
};

struct Verdicts {
  HealthWord time_to_decision = HealthWord::no_data;
  HealthWord first_pass = HealthWord::no_data;
  bool operator==(const Verdicts&) const = default;
};

// requests >= submitted = decided + under way + those that ended without an answer (withdrawn or expired).
struct Figures {
  std::int64_t requests = 0;
  std::int64_t submitted = 0;
  std::int64_t decided = 0;   // approved or rejected
  std::int64_t approved = 0;  // with or without conditions
  std::int64_t under_way = 0;
  // From the first submission to the decision, the time for revisions included (R61). Nothing when none is decided.
  std::optional<Durations> time_to_decision;
  // Approved in the first round, of those whose first round is over (R62). Nothing when there are none of these.
  std::optional<Share> first_pass;
  Revisions revisions;
  // Past the due date of the first submission, until the decision, until it expired or until now: the delay of the invoice
  // is that of the cycle (R66). Of those that are late by any working time, and not of those that were withdrawn; nothing
  // when none is.
  std::optional<Durations> delay;
  Verdicts health;
  bool operator==(const Figures&) const = default;
};

struct KindFigures {
  SubjectKind kind = SubjectKind::document;
  Figures figures;
  bool operator==(const KindFigures&) const = default;
};

// R63. Requests without a project belong to none.
struct ProjectRevisions {
  Project project;
  Revisions revisions;
  bool operator==(const ProjectRevisions&) const = default;
};

struct OldestQuestion {
  RequestId request;
  QuestionId question;
  Instant asked_at;
  bool operator==(const OldestQuestion&) const = default;
};

// Questions that nobody has answered and somebody still can. `age` is the working time since they were asked.
struct OpenQuestions {
  std::int64_t count = 0;
  std::optional<Durations> age;          // nothing when there are none
  std::optional<OldestQuestion> oldest;  // likewise
  bool operator==(const OpenQuestions&) const = default;
};

// A request that took, or has been taking, very long, or expired after so long: look at its brief and at who looks after the customer (R65).
struct LongTail {
  RequestId request;
  SubjectKind kind = SubjectKind::document;
  Project project;
  RequestState state = RequestState::in_review;
  std::int64_t milliseconds = 0;  // from the first submission to the decision, until it expired, or until now
  std::int64_t revisions = 0;
  std::int64_t open_questions = 0;
  bool operator==(const LongTail&) const = default;
};

struct Metrics {
  Instant now;
  std::int64_t business_day = 0;  // in milliseconds
  Thresholds thresholds;
  Figures overall;
  List<KindFigures> kinds;  // those that occur, in the order of the words
  // Milestones that were approved by the due date of their first submission, of those that are decided, have expired or
  // whose date has passed (R64). One that was rejected or expired was not approved on time. Nothing when there are none.
  std::optional<Share> milestones_on_time;
  List<ProjectRevisions> projects;  // in the byte order of their names
  OpenQuestions open_questions;
  List<LongTail> long_tails;  // the longest first
  bool operator==(const Metrics&) const = default;
};

// What a business day is worth, in milliseconds of working time; 0 when the calendar has no working hours.
std::int64_t business_day_milliseconds(const Calendar& calendar);

// What lies after `now` has taken no time yet.
// Precondition: check_calendar() has nothing to say, and the calendar has working hours.
Metrics summarize(const List<Cycle>& cycles, const Calendar& calendar, Instant now);

}  // namespace countersign
