#include "tests/core/world.h"

namespace countersign::world {
namespace {

using namespace cast;

const Part& text_of(bool first, bool must_open) {
  static const Part kTexts[2][2] = {{part("page", "two"), part("page", "two", true)}, {part("page", "one"), part("page", "one", true)}};
  return kTexts[first ? 1 : 0][must_open ? 1 : 0];
}

// The texts that a version may have; with two parts, each may be the one that changes.
std::vector<List<Part>> texts_of(const Interest& interest) {
  if (!interest.parts) return {{text_of(true, interest.views)}, {text_of(false, interest.views)}};
  static const Part kLogos[2] = {part("logo", "one"), part("logo", "two")};
  return {{text_of(true, interest.views), kLogos[0]}, {text_of(false, interest.views), kLogos[0]}, {text_of(true, interest.views), kLogos[1]}};
}

void add_decisions(std::vector<Move>& moves, const Actor& who, const Request& request) {
  const std::string fresh = "x" + std::to_string(request.decisions.size() + 1);
  for (const Stage& stage : request.stages) {
    const std::string& id = stage.definition.id.text();
    for (std::size_t k = 0; k < Words<DecisionKind>::list.size(); ++k) {
      moves.push_back({&who, decide_on(request, id, static_cast<DecisionKind>(k), fresh)});
    }
    DecideCommand other_digest = decide_on(request, id, DecisionKind::approve, fresh);
    // The digest of an earlier version, unless it has the very same content.
    const bool differs = request.versions.size() > 1 && request.versions[0].digest != request.versions.back().digest;
    other_digest.displayed_digest = differs ? request.versions[0].digest : Digest::of("something else");
    moves.push_back({&who, other_digest, true});
    DecideCommand other_version = decide_on(request, id, DecisionKind::approve, fresh);
    other_version.version = other_version.version == 1 ? 2 : 1;
    moves.push_back({&who, other_version, true});
  }
}

}  // namespace

const std::vector<const Actor*>& everybody() {
  static const std::vector<const Actor*> kEverybody = {&kDana, &kBot, &kTimer, &kAna, &kBen, &kOlga, &kEve};
  return kEverybody;
}

namespace {

StageDefinition covering(StageDefinition definition, std::string_view part_id) {
  definition.parts = {made(PartId::from(part_id))};
  return definition;
}

// Only where the amount is at least this.
StageDefinition from_amount(StageDefinition definition, std::int64_t least) {
  definition.guard.type = PredicateType::at_least;
  definition.guard.fact = made(FactId::from("amount"));
  definition.guard.number = least;
  return definition;
}

// `chase`: how often a question is chased; a stage stays open until it is due, so this says how many moments there are.
SubjectFields with_policy(PolicyEnd end, Span chase = {3, TimeUnit::hours}) {
  Policy policy;
  policy.response = {2, TimeUnit::hours};
  policy.reminders = {{-1, TimeUnit::hours}, {3, TimeUnit::hours}};
  policy.escalation = Escalation{{4, TimeUnit::hours}, kEve.person};
  policy.end = SilenceEnd{{5, TimeUnit::hours}, end};
  policy.questions = chase;
  SubjectFields fields;
  fields.policy = policy;
  return fields;
}

SubjectFields with_demands(List<Demand> demands) {
  SubjectFields fields;
  fields.demands = std::move(demands);
  return fields;
}

SubjectFields with_effects() {
  Effect build;
  build.id = made(EffectId::from("build"));
  build.text = made(Name::from("The build starts"));
  Effect bill = build;
  bill.id = made(EffectId::from("bill"));
  bill.after = ReleaseAfter::conditions_closed;
  SubjectFields fields;
  fields.effects = List<Effect>{build, bill};
  return fields;
}

Interest only(std::size_t versions) {
  Interest interest;
  interest.versions = versions;
  return interest;
}

Interest interest_in(std::size_t questions, bool views) {
  Interest interest = only(1);
  interest.questions = questions;
  interest.views = views;
  return interest;
}

Interest interest_in_parts(bool amounts) {
  Interest interest;
  interest.parts = !amounts;
  interest.amounts = amounts;
  return interest;
}

Interest interest_in_places(std::size_t delegations, bool for_a_day) {
  Interest interest = only(1);
  interest.delegations = delegations;
  interest.silence = for_a_day;
  return interest;
}

Interest interest_in_silence(std::size_t questions) {
  Interest interest = only(1);
  interest.questions = questions;
  interest.silence = true;
  return interest;
}

}  // namespace

std::vector<Layout> layouts() {
  const List<Member> both = {member(kAna), member(kBen), member(kOlga, Obligation::observer)};
  const List<Member> ana = {member(kAna), member(kOlga, Obligation::reviewer)};
  const List<Member> ben = {member(kBen)};
  [[maybe_unused]] const List<Member> three = {member(kAna), member(kBen), member(kOlga)};
  const List<StageDefinition> other = {stage("other", 1, kAny, ben)};
  const StageDefinition page = covering(stage("one", 1, kAll, ana), "page");
  const StageDefinition logo = covering(stage("two", 1, kAny, ben), "logo");
  StageDefinition later_logo = logo;
  later_logo.order = 2;
  const Interest in_words = interest_in(1, false);
  std::vector<Layout> all = {
      {"one stage, all", {stage("one", 1, kAll, both)}, other},
      {"one stage, all, with questions", {stage("one", 1, kAll, both)}, other, in_words},
      {"one stage, all, a part to open", {stage("one", 1, kAll, both)}, other, interest_in(0, true)},
      {"one stage, any", {stage("one", 1, kAny, both)}, other},
      {"one stage, quorum of two", {stage("one", 1, quorum(2), both)}, other, only(1)},
      {"two in a row", {stage("one", 1, kAll, ana), stage("two", 2, kAll, ben)}, other},
      {"two in a row, both in both", {stage("one", 1, kAny, both), stage("two", 2, kAll, both)}, {}, only(1)},
      {"two side by side", {stage("one", 1, kAll, ana), stage("two", 1, kAny, ben)}, other},
      {"two side by side, both in both", {stage("one", 1, kAny, both), stage("two", 1, quorum(2), both)}, {}, only(1)},
      {"a part each, side by side", {page, logo}, {}, interest_in_parts(false)},
      {"a part each, in a row", {page, later_logo}, {}, interest_in_parts(false)},
      {"a part and the whole", {page, stage("two", 1, kAll, ben)}, {}, interest_in_parts(false)},
      {"a stage for large amounts", {stage("one", 1, kAll, ana), from_amount(stage("two", 2, kAny, ben), 100)}, {}, interest_in_parts(true)},
      {"only large amounts are asked about", {from_amount(stage("one", 1, kAll, ana), 100)}, {}, interest_in_parts(true)},
      {"effects", {stage("one", 1, kAll, both)}, {}, only(1), with_effects()},
      {"places handed on", {stage("one", 1, kAny, both)}, {}, interest_in_places(1, false)},
      {"a place handed on and on", {stage("one", 1, kAll, ana)}, {}, interest_in_places(3, false)},
      {"a place handed on for a day", {stage("one", 1, kAll, ana)}, {}, interest_in_places(1, true)},
      {"nobody answers their own", {stage("one", 1, kAny, {member(kAna), member(kDana)})}, other, interest_in_places(1, false), with_demands({Demand::no_self_approval})},
      {"all opened, all answered", {stage("one", 1, kAny, ana)}, {}, interest_in(1, true), with_demands({Demand::open_all_parts, Demand::answer_first})},
      {"silence, and a pause", {stage("one", 1, kAny, ana)}, {}, interest_in_silence(0), with_policy(PolicyEnd::pause)},
      {"silence, and the end", {stage("one", 1, kAny, ana), stage("two", 2, kAny, ben)}, {}, interest_in_silence(0), with_policy(PolicyEnd::expire)},
      {"silence, and a question", {stage("one", 1, kAny, ana)}, {}, interest_in_silence(1), with_policy(PolicyEnd::expire, {2, TimeUnit::days})},
  };
#ifdef NDEBUG  // large ones
  const List<StageDefinition> two_then_ana = {stage("one", 1, quorum(2), three), stage("two", 2, kAny, ana)};
  all.push_back({"three approvers, all", {stage("one", 1, kAll, three)}, {}, only(2)});
  all.push_back({"three approvers, any, three versions", {stage("one", 1, kAny, three)}, {}, only(3)});
  all.push_back({"three approvers, two of them", {stage("one", 1, quorum(2), three)}, {}, only(2)});
  all.push_back({"two of three, then one of them", two_then_ana, {}, only(1)});
  all.push_back({"two of three after one of three, two versions", {stage("one", 1, kAny, three), stage("two", 2, quorum(2), three)}, {}, only(2)});
  all.push_back({"two of three and one of three, side by side", {stage("one", 1, quorum(2), three), stage("two", 1, kAny, three)}, {}, only(1)});
  all.push_back({"two stages, three versions", {stage("one", 1, kAny, both), stage("two", 2, kAll, ben)}, {}, only(3)});
#endif
  return all;
}

namespace {

using Add = std::function<void(Command)>;

void add_subject(const Layout& layout, const Add& add) {
  CreateCommand first = create(layout.stages);
  first.fields.demands = layout.fields.demands;
  first.fields.effects = layout.fields.effects;
  first.fields.policy = layout.fields.policy;
  add(first);
  add(edit_ask("Approve the homepage."));
  add(edit_ask("Approve the homepage and the shop."));
  if (!layout.interest.parts && !layout.interest.amounts && !layout.interest.silence) add(edit_ask(" "));
  EditCommand other;
  other.fields.stages = layout.stages;
  if (!layout.other_stages.empty()) add(other);
  other.fields.stages = layout.other_stages;
  if (!layout.other_stages.empty()) add(other);
  EditCommand amount;
  amount.fields.amount = euros(50);
  if (layout.interest.amounts) add(amount);
  amount.fields.amount = euros(500);
  if (layout.interest.amounts) add(amount);
  for (const List<Part>& parts : texts_of(layout.interest)) add(AddVersionCommand{{}, parts});
}

void add_places(const Request& request, const Layout& layout, const Add& add) {
  static const Actor kGus = actor(ActorKind::human, Party::customer, "gus");
  std::vector<const Actor*> others = {&kEve};
  if (layout.interest.delegations > 0) others = {&kAna, &kOlga, &kEve, &kDana, &kGus};
  for (const Stage& stage : request.stages) {
    const StageId& id = stage.definition.id;
    for (const Actor* to : others) {
      add(DelegateCommand{id, to->person, says("Away"), {}});
      if (to == &kEve && layout.interest.silence) add(DelegateCommand{id, to->person, says("Away today"), after(kMonday, 86'400'000)});
      for (const Member& member : stage.definition.members) add(ReassignCommand{id, member.person.id, to->person, says("Left")});
    }
  }
  for (const Delegation& delegation : request.delegations) add(EndDelegationCommand{delegation.id});
}

void add_conditions(const Request& request, const Add& add) {
  const Instant later = after(request.due.value_or(kFriday), 90 * 86'400'000LL);
  for (const Condition& condition : request.conditions) {
    add(MeetConditionCommand{condition.id, says("Done")});
    add(CloseConditionCommand{condition.id});
    add(WaiveConditionCommand{condition.id, says("Not needed")});
    add(ReopenConditionCommand{condition.id, says("Not done")});
    add(ChaseCommand{{}, condition.id});
  }
  for (const Objection& objection : request.objections) {
    add(AnswerObjectionCommand{objection.id, ChangeClass::in_scope, says("We change it"), later, {}});
    add(AnswerObjectionCommand{objection.id, ChangeClass::in_scope, says("We change it"), kMonday, {}});
    add(AnswerObjectionCommand{objection.id, ChangeClass::change_order, says("That is more"), later, {}});
  }
}

void add_silence(const Request& request, const Add& add) {
  add(ExtendCommand{after(request.due.value_or(kFriday), 30 * 86'400'000LL), says("Away")});
  add(ProceedCommand{says("We begin")});
  for (const Stage& stage : request.stages) {
    const StageId& id = stage.definition.id;
    add(RemindCommand{id});
    add(EscalateCommand{id});
    add(PauseCommand{id});
    add(ExpireCommand{id});
  }
}

void add_talk(const Request& request, const Add& add) {
  add(AskCommand{says("When?"), {}});
  for (const Question& question : request.questions) {
    add(AnswerCommand{question.id, says("Soon")});
    add(WithdrawQuestionCommand{question.id});
    add(ChaseCommand{question.id, {}});
  }
  add(CommentCommand{says("Looks good!"), {}});
  add(FlagCommand{{Severity::warning, {}, says("Late")}});
  add(CheckCommand{});
  add(LinkCommand{{Relation::related, made(RequestId::from("req_9"))}});
}

}  // namespace

std::vector<Move> moves_of(const Actor& who, const Request& request, const Layout& layout) {
  std::vector<Move> moves;
  const Add add = [&](Command command) { moves.push_back({&who, std::move(command)}); };
  add_subject(layout, add);
  add(ConfirmReadyCommand{request.versions.empty() ? Digest() : request.versions.back().digest});
  add(ConfirmReadyCommand{Digest::of("something else")});
  add(SubmitCommand{});
  add(OpenPartCommand{static_cast<std::int64_t>(request.versions.size()), made(PartId::from("page"))});
  if (layout.interest.parts) add(OpenPartCommand{static_cast<std::int64_t>(request.versions.size()), made(PartId::from("logo"))});
  add_talk(request, add);
  add_decisions(moves, who, request);
  for (const Decision& decision : request.decisions) add(RetractCommand{decision.id, {}});
  add_places(request, layout, add);
  add_conditions(request, add);
  add_silence(request, add);
  add(ReviseCommand{});
  add(WithdrawCommand{says("Made twice")});
  return moves;
}

Instant minute_of(const Request& request) { return after(kMonday, request.head * 60'000); }

Context context_of(const Move& move, const Request& request, Instant now) {
  Context context;
  context.now = now;
  context.actor = *move.who;
  context.command_id = made(CommandId::from("c" + std::to_string(request.head + 1)));
  context.request = made(RequestId::from("req_world"));
  if (const auto* decision = get_if<DecideCommand>(&move.command)) {
    context.challenge = ExpectedChallenge{decision->challenge, after(context.now, 600'000)};
  }
  return context;
}

}  // namespace countersign::world
