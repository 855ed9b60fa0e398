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
  expired,
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
  withdraw_question,
  delegate,
  end_delegation,
  reassign,
  meet_condition,
  close_condition,
  waive_condition,
  reopen_condition,
  answer_objection,
  link,
  extend,
  proceed,
  check,
  flag,
  remind,
  escalate,
  pause,
  expire,
  chase,
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
enum class StageStatus : std::uint8_t { waiting, open, passed, stopped, skipped };
enum class VersionStatus : std::uint8_t { draft, in_review, locked, superseded };
enum class Standing : std::uint8_t { standing, retracted, superseded };
enum class QuestionState : std::uint8_t { open, answered, withdrawn };
enum class ConditionState : std::uint8_t { open, met, closed, waived, lapsed };
enum class ObjectionState : std::uint8_t { open, answered, lapsed };
enum class ChangeClass : std::uint8_t { in_scope, change_order };
enum class Relation : std::uint8_t { original, change_order, renewal, related };
enum class DelegationType : std::uint8_t { delegated, reassigned };
enum class DelegationState : std::uint8_t { standing, ended };
enum class Demand : std::uint8_t { no_self_approval, open_all_parts, answer_first, passkey };
enum class ReleaseAfter : std::uint8_t { approval, conditions_closed };
enum class PolicyEnd : std::uint8_t { pause, expire };  // nothing here approves (I4)
enum class Severity : std::uint8_t { info, warning, error };
enum class Role : std::uint8_t { viewer, delivery_team, account_manager, project_manager, operations, lead };  // roles.h
enum class SubjectField : std::uint8_t { amount, due, policy, calendar };  // those that can be taken back

// The words of E, in the order of its enumerators.
template <class E>
struct Words;

#define COUNTERSIGN_WORDS(E, ...)                        \
  template <>                                            \
  struct Words<E> {                                      \
    static constexpr std::array list = std::to_array<std::string_view>({__VA_ARGS__}); \
  }

COUNTERSIGN_WORDS(RequestState, "none", "draft", "ready", "in-review", "changes-requested", "approved",
                  "approved-with-conditions", "rejected", "withdrawn", "expired");
COUNTERSIGN_WORDS(Verb, "create", "edit", "add-version", "confirm-ready", "submit", "open-part", "ask", "answer",
                  "comment", "decide", "retract", "revise", "withdraw", "withdraw-question", "delegate", "end-delegation",
                  "reassign", "meet-condition", "close-condition", "waive-condition", "reopen-condition",
                  "answer-objection", "link", "extend", "proceed", "check", "flag", "remind", "escalate", "pause",
                  "expire", "chase");
COUNTERSIGN_WORDS(DecisionKind, "approve", "approve-with-conditions", "request-changes", "reject");
COUNTERSIGN_WORDS(SubjectKind, "deliverable", "proposal", "scope-change", "change-order", "milestone", "invoice",
                  "service-report", "reference-use", "playbook", "document");
COUNTERSIGN_WORDS(ActorKind, "human", "agent", "system");
COUNTERSIGN_WORDS(Party, "delivery", "customer");
COUNTERSIGN_WORDS(Obligation, "approver", "reviewer", "observer");
COUNTERSIGN_WORDS(RuleType, "all", "any", "quorum");
COUNTERSIGN_WORDS(StageStatus, "waiting", "open", "passed", "stopped", "skipped");
COUNTERSIGN_WORDS(VersionStatus, "draft", "in-review", "locked", "superseded");
COUNTERSIGN_WORDS(Standing, "standing", "retracted", "superseded");
COUNTERSIGN_WORDS(QuestionState, "open", "answered", "withdrawn");
COUNTERSIGN_WORDS(ConditionState, "open", "met", "closed", "waived", "lapsed");
COUNTERSIGN_WORDS(ObjectionState, "open", "answered", "lapsed");
COUNTERSIGN_WORDS(ChangeClass, "in-scope", "change-order");
COUNTERSIGN_WORDS(Relation, "original", "change-order", "renewal", "related");
COUNTERSIGN_WORDS(DelegationType, "delegated", "reassigned");
COUNTERSIGN_WORDS(DelegationState, "standing", "ended");
COUNTERSIGN_WORDS(Demand, "no-self-approval", "open-all-parts", "answer-first", "passkey");
COUNTERSIGN_WORDS(ReleaseAfter, "approval", "conditions-closed");
COUNTERSIGN_WORDS(PolicyEnd, "pause", "expire");
COUNTERSIGN_WORDS(Severity, "info", "warning", "error");
COUNTERSIGN_WORDS(Role, "viewer", "delivery-team", "account-manager", "project-manager", "operations", "lead");
COUNTERSIGN_WORDS(SubjectField, "amount", "due", "policy", "calendar");

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
static_assert(kHasAllWords<RequestState::expired> && kHasAllWords<Verb::chase> && kHasAllWords<DecisionKind::reject> &&
              kHasAllWords<SubjectKind::document> && kHasAllWords<ActorKind::system> && kHasAllWords<Party::customer> &&
              kHasAllWords<Obligation::observer> && kHasAllWords<RuleType::quorum> && kHasAllWords<StageStatus::skipped> &&
              kHasAllWords<VersionStatus::superseded> && kHasAllWords<Standing::superseded> &&
              kHasAllWords<QuestionState::withdrawn> && kHasAllWords<ConditionState::lapsed> &&
              kHasAllWords<ObjectionState::lapsed> && kHasAllWords<ChangeClass::change_order> &&
              kHasAllWords<Relation::related> && kHasAllWords<DelegationType::reassigned> &&
              kHasAllWords<DelegationState::ended> && kHasAllWords<Demand::passkey> &&
              kHasAllWords<ReleaseAfter::conditions_closed> && kHasAllWords<PolicyEnd::expire> &&
              kHasAllWords<Severity::error> && kHasAllWords<SubjectField::calendar>);

}  // namespace countersign
