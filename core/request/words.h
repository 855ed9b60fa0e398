// Every enumeration of the approval request, with the word that travels and that people read. A word is never renamed.
// Unknown words are refused where they are read; there is no default.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace countersign {

enum class RequestState : std::uint8_t {
  none,  // before `create`; has no word on the wire
  draft,
  ready,
  in_review,
  changes_requested,
  approved,
  approved_with_conditions,
  rejected,
  withdrawn,
};

enum class Verb : std::uint8_t {
  create,
  edit,
  add_version,
  confirm_ready,
  submit,
  open_part,
  ask,
  answer,
  comment,
  decide,
  retract,
  revise,
  withdraw,
};

enum class DecisionKind : std::uint8_t { approve, approve_with_conditions, request_changes, reject };

enum class SubjectKind : std::uint8_t {
  deliverable,
  proposal,
  scope_change,
  change_order,
  milestone,
  invoice,
  service_report,
  reference_use,
  playbook,
  document,
};

enum class ActorKind : std::uint8_t { human, agent, system };
enum class Party : std::uint8_t { delivery, customer };
enum class Obligation : std::uint8_t { approver, reviewer, observer };
enum class RuleType : std::uint8_t { all, any, quorum };
enum class StageStatus : std::uint8_t { waiting, open, passed, stopped };
enum class VersionStatus : std::uint8_t { draft, in_review, locked, superseded };
enum class Standing : std::uint8_t { standing, retracted, superseded };
enum class QuestionState : std::uint8_t { open, answered };
enum class ConditionState : std::uint8_t { open };
enum class SubjectField : std::uint8_t { amount, due };  // those that can be taken back

// The words of E, in the order of its enumerators.
template <class E>
struct Words;

#define COUNTERSIGN_WORDS(E, ...)                        \
  template <>                                            \
  struct Words<E> {                                      \
    static constexpr std::array list = std::to_array<std::string_view>({__VA_ARGS__}); \
  }

COUNTERSIGN_WORDS(RequestState, "none", "draft", "ready", "in-review", "changes-requested", "approved",
                  "approved-with-conditions", "rejected", "withdrawn");
COUNTERSIGN_WORDS(Verb, "create", "edit", "add-version", "confirm-ready", "submit", "open-part", "ask", "answer",
                  "comment", "decide", "retract", "revise", "withdraw");
COUNTERSIGN_WORDS(DecisionKind, "approve", "approve-with-conditions", "request-changes", "reject");
COUNTERSIGN_WORDS(SubjectKind, "deliverable", "proposal", "scope-change", "change-order", "milestone", "invoice",
                  "service-report", "reference-use", "playbook", "document");
COUNTERSIGN_WORDS(ActorKind, "human", "agent", "system");
COUNTERSIGN_WORDS(Party, "delivery", "customer");
COUNTERSIGN_WORDS(Obligation, "approver", "reviewer", "observer");
COUNTERSIGN_WORDS(RuleType, "all", "any", "quorum");
COUNTERSIGN_WORDS(StageStatus, "waiting", "open", "passed", "stopped");
COUNTERSIGN_WORDS(VersionStatus, "draft", "in-review", "locked", "superseded");
COUNTERSIGN_WORDS(Standing, "standing", "retracted", "superseded");
COUNTERSIGN_WORDS(QuestionState, "open", "answered");
COUNTERSIGN_WORDS(ConditionState, "open");
COUNTERSIGN_WORDS(SubjectField, "amount", "due");

#undef COUNTERSIGN_WORDS

template <class E>
constexpr std::string_view word(E value) {
  return Words<E>::list[static_cast<std::size_t>(value)];
}

template <class E>
constexpr std::optional<E> from_word(std::string_view text) {
  for (std::size_t i = 0; i < Words<E>::list.size(); ++i) {
    if (Words<E>::list[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

// The wire has no word for "there is no request".
template <>
constexpr std::optional<RequestState> from_word<RequestState>(std::string_view text) {
  for (std::size_t i = 1; i < Words<RequestState>::list.size(); ++i) {
    if (Words<RequestState>::list[i] == text) return static_cast<RequestState>(i);
  }
  return std::nullopt;
}

// Every enumerator has its word: kLast is the last one.
template <auto kLast>
inline constexpr bool kHasAllWords = Words<decltype(kLast)>::list.size() == static_cast<std::size_t>(kLast) + 1;
static_assert(kHasAllWords<RequestState::withdrawn> && kHasAllWords<Verb::withdraw> && kHasAllWords<DecisionKind::reject> &&
              kHasAllWords<SubjectKind::document> && kHasAllWords<ActorKind::system> && kHasAllWords<Party::customer> &&
              kHasAllWords<Obligation::observer> && kHasAllWords<RuleType::quorum> && kHasAllWords<StageStatus::stopped> &&
              kHasAllWords<VersionStatus::superseded> && kHasAllWords<Standing::superseded> &&
              kHasAllWords<QuestionState::answered> && kHasAllWords<ConditionState::open> && kHasAllWords<SubjectField::due>);

}  // namespace countersign
