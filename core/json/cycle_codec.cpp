#include "core/json/cycle_codec.h"

#include "core/json/shape.h"

namespace countersign {

template <>
struct Words<FirstPass> {
  static constexpr auto list = std::to_array<std::string_view>({"waiting", "approved", "missed"});
};
static_assert(kHasAllWords<FirstPass::missed>);

template <>
struct Shape<OpenQuestion> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(OpenQuestion, id, "id"), COUNTERSIGN_FIELD(OpenQuestion, asked_at, "asked_at")});
};

template <>
struct Shape<FirstSubmission> {
  static constexpr auto kFields = in_key_order({COUNTERSIGN_FIELD(FirstSubmission, at, "at"), COUNTERSIGN_FIELD(FirstSubmission, due, "due")});
};

template <>
struct Shape<Cycle> {
  static constexpr auto kFields = in_key_order(
      {COUNTERSIGN_FIELD(Cycle, request, "request"), COUNTERSIGN_FIELD_AS(Cycle, head, "head", required, (kInteger<1, limits::kInteger>)),
       COUNTERSIGN_FIELD(Cycle, kind, "kind"), COUNTERSIGN_FIELD(Cycle, project, "project"), COUNTERSIGN_FIELD(Cycle, state, "state"),
       COUNTERSIGN_OPTIONAL(Cycle, submitted, "submitted"), COUNTERSIGN_OPTIONAL(Cycle, decided_at, "decided_at"),
       COUNTERSIGN_OPTIONAL(Cycle, expired_at, "expired_at"),
       COUNTERSIGN_FIELD_AS(Cycle, rounds, "rounds", required, (kInteger<0, limits::kInteger>)),
       COUNTERSIGN_FIELD(Cycle, first_pass, "first_pass"), COUNTERSIGN_FIELD(Cycle, open_questions, "open_questions")});
};

std::string canonical_cycle(const Cycle& cycle) { return canonical_text(cycle); }

Result<Cycle> read_cycle(const Json& json, const Path& path) { return from_json<Cycle>(json, UnknownFields::refused, path); }

}  // namespace countersign
