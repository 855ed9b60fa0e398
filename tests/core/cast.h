// The people, files and commands that the core's tests play with, and a desk where commands are carried out in turn.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/list.h"
#include "core/request/command.h"
#include "core/request/decide.h"
#include "core/request/event.h"
#include "core/request/evolve.h"
#include "core/request/request.h"

namespace countersign::cast {

// For values that a test knows to be good.
template <class T>
T made(Result<T> result) {
  check(result.ok());
  return std::move(result).value();
}

inline Instant at(std::string_view text) { return made(Instant::from_text(text)); }
inline Instant after(Instant start, std::int64_t milliseconds) {
  return made(Instant::from_milliseconds(start.milliseconds() + milliseconds));
}

template <class Id>
Id named(std::string_view text) {
  return made(Id::from(text));
}

inline const Instant kMonday = at("2026-11-23T09:00:00.000Z");
inline const Instant kFriday = at("2026-11-27T16:00:00.000Z");

inline Actor actor(ActorKind kind, Party party, std::string_view id) {
  return {kind, party, {made(ActorId::from(id)), made(Name::from(id)), {}}};
}

inline const Actor kDana = actor(ActorKind::human, Party::delivery, "dana");
inline const Actor kBot = actor(ActorKind::agent, Party::delivery, "key:prep");
inline const Actor kTimer = actor(ActorKind::system, Party::delivery, "timer");
inline const Actor kAna = actor(ActorKind::human, Party::customer, "ana");
inline const Actor kBen = actor(ActorKind::human, Party::customer, "ben");
inline const Actor kOlga = actor(ActorKind::human, Party::customer, "olga");
inline const Actor kEve = actor(ActorKind::human, Party::customer, "eve");

inline Member member(const Actor& who, Obligation obligation = Obligation::approver) { return {who.person, obligation}; }

inline StageDefinition stage(std::string_view id, std::int64_t order, Rule rule, List<Member> members) {
  StageDefinition definition;
  definition.id = made(StageId::from(id));
  definition.name = made(Name::from(id));
  definition.order = order;
  definition.rule = rule;
  definition.members = std::move(members);
  return definition;
}

inline constexpr Rule kAll{RuleType::all, 0};
inline constexpr Rule kAny{RuleType::any, 0};
inline constexpr Rule quorum(std::int64_t count) { return {RuleType::quorum, count}; }

inline Statement says(std::string_view text) { return made(Statement::from(text)); }
inline Condition condition(std::string_view text, std::optional<Instant> due = std::nullopt) {
  Condition made_condition;
  made_condition.text = says(text);
  made_condition.due = due;
  return made_condition;
}

inline Objection objection(std::string_view text, PartId part = {}) {
  Objection made_objection;
  made_objection.text = says(text);
  made_objection.part = std::move(part);
  return made_objection;
}

inline Remark remark(std::string_view text) { return made(Remark::from(text)); }

inline Amount euros(std::int64_t minor) {
  Amount amount;
  amount.minor = minor;
  amount.currency = made(decltype(Amount::currency)::from("EUR"));
  return amount;
}

inline Part part(std::string_view id, std::string_view content, bool must_open = false) {
  Part made_part;
  made_part.id = made(PartId::from(id));
  made_part.name = made(PartName::from(std::string(id) + ".txt"));
  made_part.media_type = made(MediaType::from("text/plain"));
  made_part.size_bytes = static_cast<std::int64_t>(content.size());
  made_part.sha256 = Digest::of(content);
  made_part.must_open = must_open;
  return made_part;
}

inline CreateCommand create(List<StageDefinition> stages) {
  CreateCommand command;
  command.kind = SubjectKind::deliverable;
  command.fields.title = made(Title::from("Homepage"));
  command.fields.ask = made(Ask::from("Approve the homepage."));
  command.fields.due = kFriday;
  command.fields.stages = std::move(stages);
  return command;
}

inline EditCommand edit_ask(std::string_view ask) {
  EditCommand command;
  command.fields.ask = made(Ask::from(ask));
  return command;
}

inline Challenge challenge(std::string_view text) { return made(Challenge::from(text)); }

inline DecideCommand decide_on(const Request& request, std::string_view stage, DecisionKind kind, std::string_view fresh) {
  DecideCommand command;
  command.stage = made(StageId::from(stage));
  command.version = static_cast<std::int64_t>(request.versions.size());
  if (!request.versions.empty()) command.displayed_digest = request.versions.back().digest;
  command.decision = kind;
  command.challenge = challenge(fresh);
  if (kind == DecisionKind::approve_with_conditions) command.conditions.push_back(condition("Legal notice"));
  if (kind == DecisionKind::request_changes) command.objections.push_back(objection("Larger logo"));
  if (kind == DecisionKind::reject) command.rationale = remark("Wrong direction");
  return command;
}

inline List<Event> listed(const std::vector<Event>& events, std::size_t from = 0) {
  List<Event> list;
  for (std::size_t i = from; i < events.size(); ++i) list.push_back(events[i]);
  return list;
}

// A desk keeps one request and its log, as an honest host does: it expects the challenge that a decision carries.
class Desk {
 public:
  Request request;
  std::vector<Event> log;
  Instant now = kMonday;

  Context context(const Actor& who, const Command& command) const {
    Context made_context;
    made_context.now = now;
    made_context.actor = who;
    made_context.command_id = made(CommandId::from("c" + std::to_string(commands_ + 1)));
    made_context.request = made(RequestId::from("req_test"));
    if (const auto* decision = get_if<DecideCommand>(&command)) {
      made_context.challenge = ExpectedChallenge{decision->challenge, after(now, 600'000)};
    }
    return made_context;
  }

  // A minute passes with every command.
  Result<List<Event>> send(const Actor& who, const Command& command) {
    now = after(now, 60'000);
    Result<List<Event>> events = decide(request, command, context(who, command));
    ++commands_;
    if (!events.ok()) return events;
    for (const Event& event : events.value()) {
      request = evolve(std::move(request), event);
      log.push_back(event);
    }
    return events;
  }

  // A command that the test knows to be accepted.
  const List<Event>& carry_out(const Actor& who, const Command& command) {
    Result<List<Event>> events = send(who, command);
    if (!events.ok()) std::fprintf(stderr, "%s: %s %s\n", word(verb_of(command)).data(), error_row(events.error().code).word.data(), events.error().pointer.c_str());
    last_ = made(std::move(events));
    return last_;
  }

  // From nothing to under review, with one part.
  void submit(List<StageDefinition> stages, List<Part> parts = {part("page", "one")}) {
    carry_out(kDana, create(std::move(stages)));
    carry_out(kDana, AddVersionCommand{{}, std::move(parts)});
    carry_out(kDana, ConfirmReadyCommand{request.versions.back().digest});
    carry_out(kDana, SubmitCommand{});
  }

 private:
  std::size_t commands_ = 0;
  List<Event> last_;
};

}  // namespace countersign::cast
