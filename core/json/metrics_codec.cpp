#include "core/json/metrics_codec.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/json/calendar_codec.h"
#include "core/json/event_codec.h"
#include "core/json/shape.h"

namespace countersign {

template <>
struct Words<HealthWord> {
  static constexpr auto list = std::to_array<std::string_view>({"healthy", "unhealthy", "no-data"});
};
static_assert(kHasAllWords<HealthWord::no_data>);

namespace {

constexpr const Kind& kCount = kInteger<0, limits::kInteger>;

}  // namespace

template <>
struct Shape<Durations> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(Durations, count, "count", required, kCount),
                    COUNTERSIGN_FIELD_AS(Durations, total, "total_milliseconds", required, kCount),
                    COUNTERSIGN_FIELD_AS(Durations, mean, "mean_milliseconds", required, kCount),
                    COUNTERSIGN_FIELD_AS(Durations, median, "median_milliseconds", required, kCount),
                    COUNTERSIGN_FIELD_AS(Durations, p90, "p90_milliseconds", required, kCount),
                    COUNTERSIGN_FIELD_AS(Durations, longest, "longest_milliseconds", required, kCount)});
};

template <>
struct Shape<Share> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(Share, count, "count", required, kCount),
                                                COUNTERSIGN_FIELD_AS(Share, of, "of", required, kCount),
                                                COUNTERSIGN_FIELD_AS(Share, permille, "permille", required, kCount)});
};

template <>
struct Shape<Revisions> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(Revisions, requests, "requests", required, kCount),
                    COUNTERSIGN_FIELD_AS(Revisions, total, "total", required, kCount),
                    COUNTERSIGN_FIELD_AS(Revisions, mean_permille, "mean_permille", required, kCount),
                    COUNTERSIGN_FIELD_AS(Revisions, most, "most", required, kCount)});
};

template <>
struct Shape<Verdicts> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Verdicts, time_to_decision, "time_to_decision"),
                                                COUNTERSIGN_FIELD(Verdicts, first_pass, "first_pass")});
};

template <>
struct Shape<Figures> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Figures, requests, "requests", required, kCount),
       COUNTERSIGN_FIELD_AS(Figures, submitted, "submitted", required, kCount),
       COUNTERSIGN_FIELD_AS(Figures, decided, "decided", required, kCount),
       COUNTERSIGN_FIELD_AS(Figures, approved, "approved", required, kCount),
       COUNTERSIGN_FIELD_AS(Figures, under_way, "under_way", required, kCount),
       COUNTERSIGN_OPTIONAL(Figures, time_to_decision, "time_to_decision"),
       COUNTERSIGN_OPTIONAL(Figures, first_pass, "first_pass"), COUNTERSIGN_FIELD(Figures, revisions, "revisions"),
       COUNTERSIGN_OPTIONAL(Figures, delay, "delay"), COUNTERSIGN_FIELD(Figures, health, "health")});
};

template <>
struct Shape<KindFigures> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(KindFigures, kind, "kind")}, Shape<Figures>::kFields,
                                               offsetof(KindFigures, figures));
};

template <>
struct Shape<ProjectRevisions> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ProjectRevisions, project, "project")},
                                               Shape<Revisions>::kFields, offsetof(ProjectRevisions, revisions));
};

template <>
struct Shape<OldestQuestion> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(OldestQuestion, request, "request"),
                                                COUNTERSIGN_FIELD(OldestQuestion, question, "question"),
                                                COUNTERSIGN_FIELD(OldestQuestion, asked_at, "asked_at")});
};

template <>
struct Shape<OpenQuestions> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(OpenQuestions, count, "count", required, kCount),
                                                COUNTERSIGN_OPTIONAL(OpenQuestions, age, "age"),
                                                COUNTERSIGN_OPTIONAL(OpenQuestions, oldest, "oldest")});
};

template <>
struct Shape<LongTail> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(LongTail, request, "request"), COUNTERSIGN_FIELD(LongTail, kind, "kind"),
                    COUNTERSIGN_OPTIONAL(LongTail, project, "project"), COUNTERSIGN_FIELD(LongTail, state, "state"),
                    COUNTERSIGN_FIELD_AS(LongTail, milliseconds, "milliseconds", required, kCount),
                    COUNTERSIGN_FIELD_AS(LongTail, revisions, "revisions", required, kCount),
                    COUNTERSIGN_FIELD_AS(LongTail, open_questions, "open_questions", required, kCount)});
};

template <>
struct Shape<Thresholds> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD_AS(Thresholds, time_to_decision, "time_to_decision_milliseconds", required, kCount),
       COUNTERSIGN_FIELD_AS(Thresholds, first_pass_permille, "first_pass_permille", required, kCount),
       COUNTERSIGN_FIELD_AS(Thresholds, long_tail, "long_tail_milliseconds", required, kCount)});
};

template <>
struct Shape<Metrics> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Metrics, now, "now"),
       COUNTERSIGN_FIELD_AS(Metrics, business_day, "business_day_milliseconds", required, kCount),
       COUNTERSIGN_FIELD(Metrics, thresholds, "thresholds"), COUNTERSIGN_FIELD(Metrics, overall, "overall"),
       COUNTERSIGN_FIELD(Metrics, kinds, "kinds"),
       COUNTERSIGN_OPTIONAL(Metrics, milestones_on_time, "milestones_on_time"),
       COUNTERSIGN_FIELD(Metrics, projects, "projects"),
       COUNTERSIGN_FIELD(Metrics, open_questions, "open_questions"),
       COUNTERSIGN_FIELD(Metrics, long_tails, "long_tails")});
};

namespace {

// The field in which an event does not follow what is folded; "" when its place is right.
std::string_view misplaced(const Event& event, const Cycle& cycle, Instant last) {
  if (event.seq != cycle.head + 1) return "seq";
  const bool first = cycle.head == 0;
  if (holds<Created>(event.body) != first) return "event";
  if (!first && event.request != cycle.request) return "request";
  return event.at < last ? "at" : "";
}

Result<Cycle> read_log(const Json& json, const Path& path) {
  const Result<List<Event>> events = read_events(json, path);
  if (!events.ok()) return events.error();
  if (events.value().empty()) return make_error(ErrorCode::too_few_items, path.pointer());
  Cycle cycle;
  Instant last;
  for (std::size_t i = 0; i < events.value().size(); ++i) {
    const Event& event = events.value()[i];
    const std::string_view field = misplaced(event, cycle, last);
    if (!field.empty()) return make_error(ErrorCode::log_broken, path.item(i).child(field).pointer());
    cycle = fold_cycle(std::move(cycle), event);
    last = event.at;
  }
  return cycle;
}

// The place of a cycle whose request comes earlier too; the number of cycles when there is none.
std::size_t find_repeated(const List<Cycle>& cycles) {
  List<std::size_t> places;
  for (std::size_t i = 0; i < cycles.size(); ++i) places.push_back(i);
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    const std::string& left = cycles[a].request.text();
    const std::string& right = cycles[b].request.text();
    return left != right ? left < right : a < b;
  });
  for (std::size_t i = 1; i < places.size(); ++i) {
    if (cycles[places[i - 1]].request == cycles[places[i]].request) return places[i];
  }
  return cycles.size();
}

}  // namespace

Result<Calendar> read_working_calendar(const Json& json, const Path& path) {
  Result<Calendar> calendar = read_calendar(json, path);
  if (!calendar.ok() || !calendar.value().hours.empty()) return calendar;
  return make_error(ErrorCode::too_few_items, path.child("hours").pointer(), "Without working hours nothing takes any time.");
}

Result<List<Cycle>> read_logs(const Json& json, const Path& path) {
  const auto* logs = json.get_ptr<const Json::array_t*>();
  if (logs == nullptr) return make_error(ErrorCode::wrong_type, path.pointer());
  List<Cycle> cycles;
  for (std::size_t i = 0; i < logs->size(); ++i) {
    Result<Cycle> cycle = read_log((*logs)[i], path.item(i));
    if (!cycle.ok()) return cycle.error();
    cycles.push_back(std::move(cycle).value());
  }
  const std::size_t repeated = find_repeated(cycles);
  if (repeated == cycles.size()) return cycles;
  return make_error(ErrorCode::duplicate_id, path.item(repeated).pointer(), "Each request comes once.");
}

std::string canonical_metrics(const Metrics& metrics) { return canonical_text(metrics); }
std::string canonical_project(const ProjectRevisions& project) { return canonical_text(project); }
std::string canonical_long_tail(const LongTail& tail) { return canonical_text(tail); }

}  // namespace countersign
