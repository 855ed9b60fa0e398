// The commands of the delivery team and the system.
#include "core/json/type_shapes.h"
#include "core/json/variants.h"

namespace countersign {

template <>
struct Shape<CreateCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(CreateCommand, kind, "kind"),
                                                COUNTERSIGN_OPTIONAL(CreateCommand, made_from, "template"),
                                                COUNTERSIGN_FIELD_AS(CreateCommand, links, "links", optional, kLinks)},
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
struct Shape<ReviseCommand> {
  static constexpr std::array<Field, 0> kFields{};
};

template <>
struct Shape<WithdrawCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(WithdrawCommand, reason, "reason")});
};

template <>
struct Shape<ReassignCommand> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(ReassignCommand, stage, "stage"), COUNTERSIGN_FIELD(ReassignCommand, place, "place"),
       COUNTERSIGN_FIELD(ReassignCommand, to, "to"), COUNTERSIGN_FIELD(ReassignCommand, reason, "reason"),
       COUNTERSIGN_OPTIONAL(ReassignCommand, until, "until")});
};

template <>
struct Shape<MeetConditionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(MeetConditionCommand, condition, "condition"), COUNTERSIGN_FIELD(MeetConditionCommand, evidence, "evidence")});
};

template <>
struct Shape<AnswerObjectionCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(AnswerObjectionCommand, objection, "objection")},
                                               kObjectionAnswer<AnswerObjectionCommand>, 0);
};

template <>
struct Shape<LinkCommand> {
  static constexpr auto kFields = Shape<Link>::kFields;
};

template <>
struct Shape<ExtendCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ExtendCommand, due, "due"), COUNTERSIGN_FIELD(ExtendCommand, reason, "reason")});
};

template <>
struct Shape<ProceedCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ProceedCommand, reason, "reason")});
};

template <>
struct Shape<CheckCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD_AS(CheckCommand, findings, "findings", required, kFindings)});
};

template <>
struct Shape<FlagCommand> {
  static constexpr auto kFields = Shape<Finding>::kFields;
};

template <>
struct Shape<RemindCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(RemindCommand, stage, "stage")});
};

template <>
struct Shape<EscalateCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(EscalateCommand, stage, "stage")});
};

template <>
struct Shape<PauseCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(PauseCommand, stage, "stage")});
};

template <>
struct Shape<ExpireCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(ExpireCommand, stage, "stage")});
};

template <>
struct Shape<ChaseCommand> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_OPTIONAL(ChaseCommand, question, "question"), COUNTERSIGN_OPTIONAL(ChaseCommand, condition, "condition")});
};

namespace {

constexpr auto kDeliveryCommands = commands_in<CreateCommand, EditCommand, AddVersionCommand, ConfirmReadyCommand, SubmitCommand, ReviseCommand,
                                                 WithdrawCommand, ReassignCommand, MeetConditionCommand, AnswerObjectionCommand, LinkCommand,
                                                 ExtendCommand, ProceedCommand, CheckCommand, FlagCommand, RemindCommand, EscalateCommand, PauseCommand,
                                                 ExpireCommand, ChaseCommand>();

}  // namespace

std::span<const Alternative> delivery_commands() { return kDeliveryCommands; }

}  // namespace countersign
