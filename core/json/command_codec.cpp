#include "core/json/command_codec.h"

#include "core/json/type_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<CreateCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(CreateCommand, kind, "kind")},
                                               kSubjectFields<Presence::required>, offsetof(CreateCommand, fields));
};

template <>
struct Shape<EditCommand> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD_AS(EditCommand, clear, "clear", optional, kCleared)},
                   kSubjectFields<Presence::optional>, offsetof(EditCommand, fields));
};

template <>
struct Shape<AddVersionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_OPTIONAL(AddVersionCommand, note, "note"),
                                                COUNTERSIGN_FIELD_AS(AddVersionCommand, parts, "parts", required, kParts)});
};

template <>
struct Shape<ConfirmReadyCommand> {
  static constexpr auto kFields =
      in_key_order({COUNTERSIGN_FIELD(ConfirmReadyCommand, displayed_digest, "displayed_digest")});
};

template <>
struct Shape<SubmitCommand> {
  static constexpr std::array<Field, 0> kFields{};
};

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
       COUNTERSIGN_OPTIONAL(DecideCommand, rationale, "rationale")});
};

template <>
struct Shape<RetractCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(RetractCommand, decision, "decision"), COUNTERSIGN_OPTIONAL(RetractCommand, reason, "reason")});
};

template <>
struct Shape<ReviseCommand> {
  static constexpr std::array<Field, 0> kFields{};
};

template <>
struct Shape<WithdrawCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(WithdrawCommand, reason, "reason")});
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
       COUNTERSIGN_OPTIONAL(Context, challenge, "challenge"),
       COUNTERSIGN_FIELD_AS(Context, record_bytes, "record_bytes", optional, (kInteger<0, limits::kInteger>))});
};

namespace {

constexpr Field kVerb[] = {{"command", 0, Presence::required, kKindOf<Verb>}};

}  // namespace

Result<Command> read_command(const Json& json, const Path& path) {
  Reading reading;
  Verb verb = Verb::create;
  const auto* members = json.get_ptr<const Json::object_t*>();
  if (members == nullptr) return make_error(ErrorCode::wrong_type, path.pointer());
  const auto word = members->find("command");
  if (word == members->end()) return make_error(ErrorCode::missing_field, path.child("command").pointer());
  read_value(word->second, kKindOf<Verb>, &verb, path.child("command"), reading);
  Command command;
  const Alternative& wanted = kAlternatives<Command>[static_cast<std::size_t>(verb)];
  const FieldsOf groups[] = {{kVerb, &verb}, {wanted.fields, wanted.emplace(&command)}};
  if (!reading.failed()) read_object(json, groups, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return command;
}

std::string canonical_command(const Command& command) {
  const Verb verb = verb_of(command);
  const Alternative& given = kAlternatives<Command>[command.index()];
  const FieldsOf groups[] = {{kVerb, &verb}, {given.fields, given.get(&command)}};
  std::string out;
  write_object(out, groups);
  return out;
}

Result<Context> read_context(const Json& json, const Path& path) {
  return from_json<Context>(json, UnknownFields::refused, path);
}

std::string canonical_context(const Context& context) { return canonical_text(context); }

Result<Actor> read_actor(const Json& json, const Path& path) {
  return from_json<Actor>(json, UnknownFields::refused, path);
}

std::string canonical_actor(const Actor& actor) { return canonical_text(actor); }

}  // namespace countersign
