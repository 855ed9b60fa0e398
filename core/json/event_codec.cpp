#include "core/json/event_codec.h"

#include <algorithm>
#include <utility>

#include "core/json/type_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<StageOpened> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(StageOpened, stage, "stage")});
};

template <>
struct Shape<PartOpened> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(PartOpened, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(PartOpened, part, "part")});
};

template <>
struct Shape<QuestionAsked> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(QuestionAsked, question, "question"), COUNTERSIGN_FIELD(QuestionAsked, text, "text"),
                    COUNTERSIGN_OPTIONAL(QuestionAsked, part, "part"), COUNTERSIGN_OPTIONAL(QuestionAsked, chase_at, "chase_at")});
};

template <>
struct Shape<QuestionAnswered> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(QuestionAnswered, question, "question"), COUNTERSIGN_FIELD(QuestionAnswered, text, "text")});
};

template <>
struct Shape<Commented> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Commented, comment, "comment"), COUNTERSIGN_FIELD(Commented, text, "text"),
                    COUNTERSIGN_OPTIONAL(Commented, part, "part")});
};

template <>
struct Shape<Decided> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Decided, decision_id, "decision_id"), COUNTERSIGN_FIELD(Decided, stage, "stage"),
       COUNTERSIGN_FIELD_AS(Decided, version, "version", required, kVersionNumber),
       COUNTERSIGN_FIELD(Decided, digest, "digest"), COUNTERSIGN_FIELD(Decided, covered, "covered"),
       COUNTERSIGN_OPTIONAL(Decided, on_behalf_of, "on_behalf_of"), COUNTERSIGN_FIELD(Decided, decision, "decision"),
       COUNTERSIGN_FIELD(Decided, challenge, "challenge"),
       COUNTERSIGN_FIELD_AS(Decided, conditions, "conditions", required, (ReasonList<Condition, kRecordedCondition>::kKind)),
       COUNTERSIGN_FIELD_AS(Decided, objections, "objections", required, (ReasonList<Objection, kRecordedObjection>::kKind)), COUNTERSIGN_OPTIONAL(Decided, rationale, "rationale"),
       COUNTERSIGN_OPTIONAL(Decided, passkey, "passkey"),
       COUNTERSIGN_FIELD(Decided, opened, "opened"), COUNTERSIGN_FIELD(Decided, not_opened, "not_opened")});
};

template <>
struct Shape<StageCompleted> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(StageCompleted, stage, "stage"), COUNTERSIGN_FIELD(StageCompleted, outcome, "outcome")});
};

template <>
struct Shape<Resolved> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(Resolved, state, "state"),
                    COUNTERSIGN_FIELD_AS(Resolved, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(Resolved, digest, "digest")});
};

template <>
struct Shape<DecisionRetracted> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(DecisionRetracted, decision_id, "decision_id"),
                                                COUNTERSIGN_OPTIONAL(DecisionRetracted, reason, "reason")});
};

template <>
struct Shape<ClockStarted> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ClockStarted, stage, "stage")}, Shape<StageClock>::kFields,
                                               offsetof(ClockStarted, clock));
};

template <>
struct Shape<QuestionWithdrawn> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(QuestionWithdrawn, question, "question")});
};

template <>
struct Shape<Delegated> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(Delegated, delegation, "delegation"), COUNTERSIGN_FIELD(Delegated, type, "type"), COUNTERSIGN_FIELD(Delegated, stage, "stage"), COUNTERSIGN_FIELD(Delegated, place, "place"), COUNTERSIGN_FIELD(Delegated, from, "from"), COUNTERSIGN_FIELD(Delegated, to, "to"), COUNTERSIGN_FIELD(Delegated, reason, "reason"), COUNTERSIGN_OPTIONAL(Delegated, until, "until")});
};

template <>
struct Shape<DelegationEnded> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(DelegationEnded, delegation, "delegation")});
};

template <>
struct Shape<ConditionSettled> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ConditionSettled, condition, "condition"), COUNTERSIGN_FIELD(ConditionSettled, state, "state"), COUNTERSIGN_OPTIONAL(ConditionSettled, reason, "reason")});
};

template <>
struct Shape<EffectReleased> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(EffectReleased, effect, "effect")});
};

namespace {

constexpr auto kEnvelope = in_key_order(
    {COUNTERSIGN_FIELD_AS(Event, seq, "seq", required, (kInteger<1, limits::kInteger>)), COUNTERSIGN_FIELD(Event, at, "at"),
     COUNTERSIGN_FIELD(Event, request, "request"), COUNTERSIGN_FIELD(Event, actor, "actor"),
     COUNTERSIGN_FIELD(Event, command_id, "command_id")});

constexpr auto kBonds = in_key_order(
    {COUNTERSIGN_OPTIONAL(EventBonds, previous, "previous"), COUNTERSIGN_OPTIONAL(EventBonds, statement, "statement")});

constexpr auto kEvents = events_in<PartOpened, QuestionAsked, QuestionAnswered, QuestionWithdrawn, Commented, Decided, StageOpened,
                                                 ClockStarted, StageCompleted, Resolved, EffectReleased, DecisionRetracted, Delegated, DelegationEnded,
                                                 ConditionSettled>();

const Alternative& event_alternative(std::size_t index) {
  const Alternative* found = find_alternative(index, kEvents, delivery_events());
  check(found != nullptr);  // every event is in one of the two
  return *found;
}

// The word of an event is its place in the variant, in one byte.
constexpr WordDetails kEventWordDetails{kEventWords, 0};
constexpr Kind kEventWord{KindType::word, &kEventWordDetails};
constexpr Field kWord[] = {{"event", 0, Presence::required, kEventWord}};

std::uint8_t read_word(const Json& json, const Path& path, Reading& reading) {
  std::uint8_t word = 0;
  const FieldsOf word_only{kWord, &word};
  read_object(json, {&word_only, 1}, path, reading);
  return word;
}

}  // namespace

Result<Event> read_event(const Json& json, const Path& path) {
  Reading reading{UnknownFields::passed_over};
  const std::uint8_t word = read_word(json, path, reading);
  Event event;
  const FieldsOf groups[] = {{kEnvelope, &event}, {event_alternative(word).fields, event.body.emplace(word)}};
  if (!reading.failed()) read_object(json, groups, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return event;
}

Result<DecisionEntry> read_decision(const Json& json, const Path& path) {
  Reading only_word{UnknownFields::passed_over};
  if (read_word(json, path, only_word) != kIndexOf<EventBody, Decided> && !only_word.failed()) {
    only_word.refuse(ErrorCode::unknown_word, path.child("event"), "The entry is not that of a decision.");
  }
  if (only_word.failed()) return *std::move(only_word.refusal);
  Reading reading{UnknownFields::refused};
  std::uint8_t word = 0;
  DecisionEntry entry;
  const FieldsOf groups[] = {
      {kWord, &word}, {kEnvelope, &entry.event}, {Shape<Decided>::kFields, &entry.event.body.emplace<Decided>()}, {kBonds, &entry.bonds}};
  read_object(json, groups, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return entry;
}

// An approver's module writes events without bonds only, and is spared theirs.
static std::string written(const Event& event, const EventBonds* bonds) {
  const auto word = static_cast<std::uint8_t>(event.body.index());
  const Alternative& happened = event_alternative(event.body.index());
  FieldsOf groups[4] = {{kWord, &word}, {kEnvelope, &event}, {happened.fields, event.body.object()}, {}};
  std::size_t count = 3;
  if (bonds != nullptr) groups[count++] = {kBonds, bonds};
  std::string out;
  write_object(out, {groups, count});
  return out;
}

std::string canonical_event(const Event& event) { return written(event, nullptr); }
std::string canonical_entry(const Event& event, const EventBonds& bonds) { return written(event, &bonds); }

Refusal check_entry_sizes(const List<Event>& events) {
  constexpr std::size_t kPrevious = sizeof(R"("previous":"",)") - 1 + 64;
  constexpr std::size_t kStatement = sizeof(R"("statement":"",)") - 1 + 64;
  for (const Event& event : events) {
    const std::size_t bonds = (event.seq > 1 ? kPrevious : 0) + (get_if<Decided>(&event.body) != nullptr ? kStatement : 0);
    if (canonical_event(event).size() + bonds > limits::kEntryBytes) return refuse(ErrorCode::entry_too_large);
  }
  return std::nullopt;
}

Result<EventBonds> read_bonds(const Json& entry, const Path& path) {
  Reading reading{UnknownFields::passed_over};
  EventBonds bonds;
  const FieldsOf group{kBonds, &bonds};
  read_object(entry, {&group, 1}, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return bonds;
}

Result<List<Event>> read_events(const Json& json, const Path& path) {
  const auto* array = json.get_ptr<const Json::array_t*>();
  if (array == nullptr) return make_error(ErrorCode::wrong_type, path.pointer());
  if (array->size() > limits::kEvents) return make_error(ErrorCode::too_many_items, path.pointer());
  List<Event> events;
  for (std::size_t i = 0; i < array->size(); ++i) {
    Result<Event> event = read_event((*array)[i], path.item(i));
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  return events;
}

std::string canonical_events(const List<Event>& events) {
  std::string out = "[";
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i > 0) out += ',';
    out += canonical_event(events[i]);
  }
  return out += ']';
}

}  // namespace countersign
