#include "tests/core/offers.h"

#include <algorithm>
#include <set>

namespace countersign::world {
namespace {

using namespace cast;

// What the command is about, as permitted says it.
std::string target_of(const Command& command) {
  return visit(
      [](const auto& c) -> std::string {
        if constexpr (requires { c.delegation; }) return c.delegation.text();
        else if constexpr (requires { c.question; c.condition; }) return c.question.text() + c.condition.text();
        else if constexpr (requires { c.question; }) return c.question.text();
        else if constexpr (requires { c.objection; }) return c.objection.text();
        else if constexpr (requires { c.condition; }) return c.condition.text();
        else if constexpr (requires { c.stage; }) return c.stage.text();
        else if constexpr (std::is_same_v<std::decay_t<decltype(c)>, RetractCommand>) return c.decision.text();
        else return "";
      },
      command);
}

// With a challenge that is good at the time that counts: whether it is fresh is asked at the click.
bool is_taken(const Request& request, const Move& move, Instant now) {
  return decide(request, move.command, context_of(move, request, std::max(now, request.updated_at))).ok();
}

// Commands of an option, with everything that they need said in earnest; of a reassignment one for each place.
std::vector<Command> meant(const Option& option, const Request& request) {
  const Person stranger = actor(ActorKind::human, Party::customer, "zoe").person;
  const Digest shown = request.versions.empty() ? Digest() : request.versions.back().digest;
  const auto target = [&]<class Id>(Id) { return made(Id::from(option.target)); };
  switch (option.verb) {
    case Verb::create: return {create({})};
    case Verb::edit: return {edit_ask("Approve something new.")};
    case Verb::add_version: return {AddVersionCommand{{}, {part("page", "new"), part("logo", "new")}}};
    case Verb::confirm_ready: return {ConfirmReadyCommand{shown}};
    case Verb::submit: return {SubmitCommand{}};
    case Verb::open_part: return {OpenPartCommand{static_cast<std::int64_t>(request.versions.size()), request.versions.empty() ? PartId() : request.versions.back().content.parts[0].id}};
    case Verb::ask: return {AskCommand{says("When?"), {}}};
    case Verb::answer: return {AnswerCommand{target(QuestionId()), says("Soon")}};
    case Verb::comment: return {CommentCommand{says("Good"), {}}};
    case Verb::decide: return {decide_on(request, option.stage->text(), *option.decision, "never before")};
    case Verb::retract: return {RetractCommand{target(DecisionId()), {}}};
    case Verb::revise: return {ReviseCommand{}};
    case Verb::withdraw: return {WithdrawCommand{says("Made twice")}};
    case Verb::withdraw_question: return {WithdrawQuestionCommand{target(QuestionId())}};
    case Verb::delegate: return {DelegateCommand{target(StageId()), stranger, says("Away"), {}}};
    case Verb::end_delegation: return {EndDelegationCommand{target(DelegationId())}};
    case Verb::reassign: {
      std::vector<Command> commands;
      for (const Member& member : find_stage(request, target(StageId()))->definition.members) {
        commands.emplace_back(ReassignCommand{target(StageId()), member.person.id, stranger, says("Left")});
      }
      return commands;
    }
    case Verb::meet_condition: return {MeetConditionCommand{target(ConditionId()), says("Done")}};
    case Verb::close_condition: return {CloseConditionCommand{target(ConditionId())}};
    case Verb::waive_condition: return {WaiveConditionCommand{target(ConditionId()), says("Not needed")}};
    case Verb::reopen_condition: return {ReopenConditionCommand{target(ConditionId()), says("Not done")}};
    case Verb::answer_objection: return {AnswerObjectionCommand{target(ObjectionId()), ChangeClass::in_scope, says("We do"), Instant::latest(), {}}};
    case Verb::link: return {LinkCommand{{Relation::related, made(RequestId::from("req_never_before"))}}};
    case Verb::extend: return {ExtendCommand{Instant::latest(), says("Away")}};
    case Verb::proceed: return {ProceedCommand{says("We begin")}};
    case Verb::check: return {CheckCommand{}};
    case Verb::flag: return {FlagCommand{{Severity::info, {}, says("Late")}}};
    case Verb::remind: return {RemindCommand{target(StageId())}};
    case Verb::escalate: return {EscalateCommand{target(StageId())}};
    case Verb::pause: return {PauseCommand{target(StageId())}};
    case Verb::expire: return {ExpireCommand{target(StageId())}};
    case Verb::chase: {
      if (find_question(request, target(QuestionId())) != nullptr) return {ChaseCommand{target(QuestionId()), {}}};
      return {ChaseCommand{{}, target(ConditionId())}};
    }
  }
  return {};
}

}  // namespace

std::string option_key(const Command& command) {
  std::string key(word(verb_of(command)));
  key += ' ' + target_of(command);
  if (const auto* decision = get_if<DecideCommand>(&command)) key += ' ' + std::string(word(decision->decision));
  return key;
}

std::string option_key(const Option& option) {
  std::string key(word(option.verb));
  return key + ' ' + (option.stage ? option.stage->text() + ' ' + std::string(word(*option.decision)) : option.target);
}

std::string objection_to_offers(const Request& request, const Actor& who, Instant now, const std::vector<Move>& moves) {
  std::set<std::string> refused;
  for (const Option& option : permitted(request, context_of({&who, SubmitCommand{}}, request, now)).options) {
    if (option.refusal) {
      refused.insert(option_key(option));
      continue;
    }
    const std::vector<Command> commands = meant(option, request);
    const bool taken = std::any_of(commands.begin(), commands.end(), [&](const Command& command) { return is_taken(request, {&who, command}, now); });
    if (!taken) return "offered and refused: " + option_key(option) + " by " + who.person.id.text();
  }
  for (const Move& move : moves) {
    if (move.who == &who && refused.count(option_key(move.command)) > 0 && is_taken(request, move, now)) {
      return "refused and taken: " + option_key(move.command) + " by " + who.person.id.text();
    }
  }
  return "";
}

}  // namespace countersign::world
