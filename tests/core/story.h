// Records for the metrics, written by hand, in the week of 2026-11-23. People work from 9 to 17 in UTC, so that a business
// day is 8 hours.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/calendar.h"
#include "core/metrics/cycle.h"
#include "tests/core/cast.h"

namespace countersign::story {

using namespace cast;

inline constexpr std::int64_t kHour = 3'600'000;

inline Calendar office() {
  Calendar calendar;
  for (int day = 0; day < 5; ++day) calendar.hours.push_back({static_cast<Weekday>(day), 9 * 60, 17 * 60});
  return calendar;
}

// A time of the week of 2026-11-23: "mon 09:00".
inline Instant on(std::string_view when) {
  constexpr std::string_view kDays = "mon tue wed thu fri sat sun ";
  const std::size_t day = kDays.find(when.substr(0, 4)) / 4;
  return at("2026-11-" + std::to_string(23 + day) + "T" + std::string(when.substr(4)) + ":00.000Z");
}

inline const Instant kNow = on("fri 12:00");

// The log of one request, written by hand, with no more in its events than the metrics look at.
class Story {
 public:
  explicit Story(std::string_view id, SubjectKind kind = SubjectKind::deliverable, std::string_view project = {})
      : id_(made(RequestId::from(id))) {
    Created created;
    created.fields.ask.emplace();
    created.fields.scope.emplace();
    created.fields.stages.emplace();
    created.fields.title = made(Title::from("T"));
    created.kind = kind;
    created.fields.project = made(Project::from(project));
    happens("mon 08:00", created);
  }

  Story& happens(std::string_view when, EventBody body) {
    Event event;
    event.seq = static_cast<std::int64_t>(log_.size()) + 1;
    event.at = on(when);
    event.request = id_;
    event.actor = kDana;
    event.command_id = made(CommandId::from("c" + std::to_string(event.seq)));
    event.body = std::move(body);
    log_.push_back(event);
    return *this;
  }
  Story& submit(std::string_view when, std::string_view due) { return happens(when, Submitted{1, {}, on(due), {}, {}}); }
  Story& resolve(std::string_view when, RequestState state) { return happens(when, Resolved{state, 1, {}}); }
  Story& ask(std::string_view when, std::string_view id) {
    return happens(when, QuestionAsked{made(QuestionId::from(id)), says("Why?"), {}, {}});
  }
  Story& answer(std::string_view when, std::string_view id) {
    return happens(when, QuestionAnswered{made(QuestionId::from(id)), says("So.")});
  }

  const List<Event>& log() const { return log_; }
  Cycle cycle() const {
    Cycle cycle;
    for (const Event& event : log_) cycle = fold_cycle(std::move(cycle), event);
    return cycle;
  }

 private:
  RequestId id_;
  List<Event> log_;
};

inline Story submitted(std::string_view id = "r") { return std::move(Story(id).submit("mon 09:00", "fri 16:00")); }

}  // namespace countersign::story
