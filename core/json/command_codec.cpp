#include "core/json/command_codec.h"

#include "core/json/type_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<OpenPartCommand> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(OpenPartCommand, version, "version", required, kVersionNumber),
                    COUNTERSIGN_FIELD(OpenPartCommand, part, "part")});
};

template <>
struct Shape<AskCommand> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(AskCommand, text, "text"), COUNTERSIGN_OPTIONAL(AskCommand, part, "part")});
};

template <>
struct Shape<AnswerCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(AnswerCommand, question, "question"), COUNTERSIGN_FIELD(AnswerCommand, text, "text")});
};

template <>
struct Shape<CommentCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(CommentCommand, text, "text"), COUNTERSIGN_OPTIONAL(CommentCommand, part, "part")});
};

template <>
struct Shape<DecideCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(DecideCommand, stage, "stage"),
       COUNTERSIGN_FIELD_AS(DecideCommand, version, "version", required, kVersionNumber),
       COUNTERSIGN_FIELD(DecideCommand, displayed_digest, "displayed_digest"),
       COUNTERSIGN_FIELD(DecideCommand, decision, "decision"), COUNTERSIGN_FIELD(DecideCommand, challenge, "challenge"),
       COUNTERSIGN_FIELD_AS(DecideCommand, conditions, "conditions", optional, (ReasonList<Condition, kNewCondition>::kKind)),
       COUNTERSIGN_FIELD_AS(DecideCommand, objections, "objections", optional, (ReasonList<Objection, kNewObjection>::kKind)),
       COUNTERSIGN_OPTIONAL(DecideCommand, rationale, "rationale"), COUNTERSIGN_OPTIONAL(DecideCommand, passkey, "passkey")});
};

template <>
struct Shape<RetractCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(RetractCommand, decision, "decision"), COUNTERSIGN_OPTIONAL(RetractCommand, reason, "reason")});
};

template <>
struct Shape<WithdrawQuestionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(WithdrawQuestionCommand, question, "question")});
};

template <>
struct Shape<DelegateCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(DelegateCommand, stage, "stage"), COUNTERSIGN_FIELD(DelegateCommand, to, "to"), COUNTERSIGN_FIELD(DelegateCommand, reason, "reason"), COUNTERSIGN_OPTIONAL(DelegateCommand, until, "until")});
};

template <>
struct Shape<EndDelegationCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(EndDelegationCommand, delegation, "delegation")});
};

template <>
struct Shape<CloseConditionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(CloseConditionCommand, condition, "condition")});
};

template <>
struct Shape<WaiveConditionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(WaiveConditionCommand, condition, "condition"), COUNTERSIGN_FIELD(WaiveConditionCommand, reason, "reason")});
};

template <>
struct Shape<ReopenConditionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ReopenConditionCommand, condition, "condition"), COUNTERSIGN_FIELD(ReopenConditionCommand, reason, "reason")});
};

template <>
struct Shape<ExpectedChallenge> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(ExpectedChallenge, value, "value"), COUNTERSIGN_FIELD(ExpectedChallenge, expires, "expires")});
};

template <>
struct Shape<Context> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Context, now, "now"), COUNTERSIGN_FIELD(Context, actor, "actor"),
       COUNTERSIGN_FIELD(Context, command_id, "command_id"), COUNTERSIGN_FIELD(Context, request, "request"),
       COUNTERSIGN_OPTIONAL(Context, challenge, "challenge"), COUNTERSIGN_OPTIONAL(Context, role, "role"),
       COUNTERSIGN_FIELD_AS(Context, record_bytes, "record_bytes", optional, (kInteger<0, limits::kInteger>))});
};

namespace {

constexpr Field kVerb[] = {{"command", 0, Presence::required, kKindOf<Verb>}};

constexpr auto kCommands = commands_in<OpenPartCommand, AskCommand, AnswerCommand, CommentCommand, DecideCommand, RetractCommand,
                                                 WithdrawQuestionCommand, DelegateCommand, EndDelegationCommand, CloseConditionCommand,
                                                 WaiveConditionCommand, ReopenConditionCommand>();

}  // namespace

const Alternative* find_alternative(std::size_t index, std::span<const Alternative> table, std::span<const Alternative> other) {
  for (const Alternative& alternative : table) {
    if (alternative.index == index) return &alternative;
  }
  return other.empty() ? nullptr : find_alternative(index, other, {});
}

Result<Command> read_command(const Json& json, const Path& path) {
  Reading reading;
  Verb verb = Verb::create;
  if (!json.is_object()) return make_error(ErrorCode::wrong_type, path.pointer());
  const Json* word = find_member(json, "command");
  if (word == nullptr) return make_error(ErrorCode::missing_field, path.child("command").pointer());
  read_value(*word, kKindOf<Verb>, &verb, path.child("command"), reading);
  if (reading.failed()) return *std::move(reading.refusal);
  const Alternative* wanted = find_alternative(static_cast<std::size_t>(verb), kCommands, delivery_commands());
  if (wanted == nullptr) return make_error(ErrorCode::unknown_word, path.child("command").pointer());
  Command command;
  const FieldsOf groups[] = {{kVerb, &verb}, {wanted->fields, wanted->emplace(command)}};
  read_object(json, groups, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return command;
}

std::string canonical_command(const Command& command) {
  const Verb verb = verb_of(command);
  const Alternative* given = find_alternative(command.index(), kCommands, delivery_commands());
  check(given != nullptr);  // nobody has a command that was not read, but for those who link all of them
  const FieldsOf groups[] = {{kVerb, &verb}, {given->fields, command.object()}};
  std::string out;
  write_object(out, groups);
  return out;
}

Result<Context> read_context(const Json& json, const Path& path) {
  return from_json<Context>(json, UnknownFields::refused, path);
}

std::string canonical_context(const Context& context) { return canonical_text(context); }

Result<Instant> read_instant(const Json& json, const Path& path) {
  return from_json<Instant>(json, UnknownFields::refused, path);
}

Result<Actor> read_actor(const Json& json, const Path& path) {
  return from_json<Actor>(json, UnknownFields::refused, path);
}

std::string canonical_actor(const Actor& actor) { return canonical_text(actor); }

}  // namespace countersign
