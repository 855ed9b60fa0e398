#include "core/json/describe.h"

#include <span>

#include "core/base/error_code.h"
#include "core/base/limits.h"
#include "core/json/object_text.h"
#include "core/request/event.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

std::string list_of(std::span<const std::string_view> words) {
  ArrayText list;
  for (const std::string_view each : words) list.text(each);
  return list.take();
}

std::string_view outcome_word(Outcome outcome) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"none", "pending", "approved", "approved-with-conditions", "changes-requested", "rejected"});
  return kWords[static_cast<std::size_t>(outcome)];
}

std::string_view who_word(Who who) {
  constexpr auto kWords = std::to_array<std::string_view>({"humans", "humans-and-agents", "everyone", "system"});
  return kWords[static_cast<std::size_t>(who)];
}

std::string describe_transition(const Transition& transition) {
  ArrayText guards;
  for (const Guard guard : transition.guard_list()) guards.text(guard_name(guard));
  ObjectText text;
  text.text("from", word(transition.from)).json("guards", guards.take());
  if (transition.outcome != Outcome::none) text.text("outcome", outcome_word(transition.outcome));
  text.text("to", word(transition.to)).text("verb", word(transition.verb));
  return text.text("who", who_word(transition.who)).take();
}

struct Limit {
  const char* name;
  std::size_t value;
};

constexpr Limit kLimits[] = {{"ask", limits::kAsk},
                             {"challenge", limits::kChallenge},
                             {"command_bytes", limits::kCommandBytes},
                             {"delegations", limits::kDelegations},
                             {"depth", limits::kDepth},
                             {"effects", limits::kEffects},
                             {"encoded", limits::kEncoded},
                             {"entry_bytes", limits::kEntryBytes},
                             {"events", limits::kEvents},
                             {"events_for_decisions", limits::kEventsForDecisions},
                             {"facts", limits::kFacts},
                             {"findings", limits::kFindings},
                             {"id", limits::kId},
                             {"links", limits::kLinks},
                             {"media_type", limits::kMediaType},
                             {"members", limits::kMembers},
                             {"name", limits::kName},
                             {"part_name", limits::kPartName},
                             {"parts", limits::kParts},
                             {"pointer", limits::kPointer},
                             {"predicate_depth", limits::kPredicateDepth},
                             {"predicate_items", limits::kPredicateItems},
                             {"project", limits::kProject},
                             {"reasons", limits::kReasons},
                             {"record_bytes", limits::kRecordBytes},
                             {"reminders", limits::kReminders},
                             {"scope_item", limits::kScopeItem},
                             {"scope_items", limits::kScopeItems},
                             {"stages", limits::kStages},
                             {"text", limits::kText},
                             {"title", limits::kTitle}};

}  // namespace

std::string describe_errors() {
  ArrayText list;
  for (const ErrorRow& row : error_table()) {
    list.json(ObjectText().text("code", row.word).integer("status", row.status).text("title", row.title).take());
  }
  return list.take();
}

std::string describe_limits() {
  ObjectText text;
  for (const Limit& limit : kLimits) text.integer(limit.name, static_cast<std::int64_t>(limit.value));
  return text.take();
}

std::string describe_transitions() {
  ArrayText list;
  for (const Transition& transition : transitions()) list.json(describe_transition(transition));
  return list.take();
}

std::string describe() {
  const std::span<const std::string_view> states = Words<RequestState>::list;
  return ObjectText()
      .json("decisions", list_of(Words<DecisionKind>::list))
      .json("errors", describe_errors())
      .json("events", list_of(kEventWords))
      .json("kinds", list_of(Words<SubjectKind>::list))
      .json("limits", describe_limits())
      .integer("protocol", kProtocol)
      .json("states", list_of(states.subspan(1)))  // "none" does not travel
      .json("transitions", describe_transitions())
      .json("verbs", list_of(Words<Verb>::list))
      .text("version", kCoreVersion)
      .take();
}

}  // namespace countersign
