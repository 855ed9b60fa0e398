#include "tests/core/steps.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "core/json/command_codec.h"
#include "core/request/clock.h"
#include "core/request/transition_table.h"

namespace countersign::world {
namespace {

using namespace cast;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

const std::vector<Layout>& all_layouts() {
  static const std::vector<Layout> kLayouts = layouts();
  return kLayouts;
}
const Layout& layout_at(std::size_t number) { return all_layouts()[number % all_layouts().size()]; }

const Actor& somebody(std::size_t number) {
  static const Actor kGus = actor(ActorKind::human, Party::customer, "gus");
  static const std::array<const Actor*, 8> kPeople = {&kAna, &kBen, &kEve, &kOlga, &kGus, &kDana, &kBot, &kTimer};
  return *kPeople[number % kPeople.size()];
}

// Whoever is likely to send it; sometimes anybody.
const Actor& sender_of(Verb verb, std::uint8_t who) {
  if (who >= 192) return somebody(who);
  if (table::is_of_review(verb)) return somebody(who % 6);
  const Transition* row = find_transition(RequestState::in_review, verb);
  if (row != nullptr && row->who == Who::system) return kTimer;
  return who % 8 == 7 ? kBot : kDana;
}

// The verbs of the table's rows for this state. Withdrawal is left to chance: it would end most walks.
const std::vector<Verb>& verbs_in(RequestState state) {
  static const auto kVerbs = [] {
    std::array<std::vector<Verb>, Words<RequestState>::list.size()> verbs;
    for (std::size_t from = 0; from < verbs.size(); ++from) {
      for (std::size_t i = 0; i < Words<Verb>::list.size(); ++i) {
        const Verb verb = static_cast<Verb>(i);
        const bool possible = find_transition(static_cast<RequestState>(from), verb) != nullptr;
        if (possible && verb != Verb::withdraw) verbs[from].push_back(verb);
      }
    }
    return verbs;
  }();
  return kVerbs[static_cast<std::size_t>(state)];
}

Verb verb_of_step(const Step& step, RequestState state) {
  const std::vector<Verb>& possible = verbs_in(state);
  if (possible.empty() || step.verb >= 224) return static_cast<Verb>(step.verb % Words<Verb>::list.size());
  return possible[step.verb % possible.size()];
}

Instant later_by(const Step& step, const Request& request, Instant now) {
  const Instant horizon = after(kMonday, 1000 * kDay);
  const auto within = [&](Instant instant) { return std::clamp(instant, kMonday, horizon); };
  if (step.later < 128) return within(after(now, 60'000));
  if (step.later < 160) return within(after(now, kHour));
  if (step.later < 192) return within(due(request, now).next.value_or(now));
  if (step.later < 216) return within(after(now, kDay));
  if (step.later < 232) return within(request.due.value_or(now));
  return step.later < 240 ? now : within(after(now, -kHour));  // a clock that was set back
}

// What a step says, in the state that the request is in.
class Wording {
 public:
  Wording(const Step& step, const Request& request, const Layout& layout, Instant now) : step_(step), request_(request), layout_(layout), now_(now) {}

  Command of(Verb verb) const {
    switch (verb) {
      case Verb::create: return created();
      case Verb::edit: return edited();
      case Verb::add_version: return version();
      case Verb::confirm_ready: return ConfirmReadyCommand{how(8) == 7 || request_.versions.empty() ? Digest() : request_.versions.back().digest};
      case Verb::submit: return SubmitCommand{};
      case Verb::open_part: return OpenPartCommand{version_count() - (how(8) == 7 ? 1 : 0), part_id()};
      case Verb::ask: return AskCommand{says("When?"), how(2) == 0 ? PartId() : part_id()};
      case Verb::answer: return AnswerCommand{newest<QuestionId>(request_.questions), says("Soon")};
      case Verb::comment: return CommentCommand{says("Looks good!"), how(2) == 0 ? PartId() : part_id()};
      case Verb::decide: return decision();
      case Verb::retract: return RetractCommand{newest<DecisionId>(request_.decisions), {}};
      case Verb::revise: return ReviseCommand{};
      case Verb::withdraw: return WithdrawCommand{says("Made twice")};
      case Verb::withdraw_question: return WithdrawQuestionCommand{newest<QuestionId>(request_.questions)};
      default: return further(verb);
    }
  }

 private:
  std::size_t how(std::size_t bound) const { return step_.how % bound; }
  std::int64_t version_count() const { return static_cast<std::int64_t>(request_.versions.size()); }

  // The newest first; sometimes one that is not there.
  template <class Id, class Items>
  Id newest(const Items& items) const {
    if (items.empty() || step_.which >= 240) return made(Id::from("z9"));
    return items[items.size() - 1 - step_.which % items.size()].id;
  }
  const Stage* stage() const {
    return request_.stages.empty() || step_.which >= 240 ? nullptr : &request_.stages[step_.which % request_.stages.size()];
  }
  StageId stage_id() const { return stage() != nullptr ? stage()->definition.id : made(StageId::from("z9")); }
  PartId part_id() const { return made(PartId::from(std::array{"page", "logo", "z9"}[step_.which % 3])); }

  Command created() const {
    CreateCommand command = create(layout_.stages);
    command.fields.demands = layout_.fields.demands;
    command.fields.effects = layout_.fields.effects;
    command.fields.policy = layout_.fields.policy;
    if (how(2) == 1) command.fields.amount = euros(500);
    return command;
  }

  Command edited() const {
    EditCommand edit;
    SubjectFields& fields = edit.fields;
    const Layout& other = layout_at(step_.which);
    switch (how(13)) {
      case 0: return edit_ask("Approve the homepage and the shop.");
      case 1: return edit_ask("Approve the homepage.");
      case 2: return edit_ask(" ");
      case 3: fields.amount = euros(50); break;
      case 4: fields.amount = euros(500); break;
      case 5: fields.stages = layout_.stages; break;
      case 6: fields.stages = other.stages; break;
      case 7: fields.effects = other.fields.effects.value_or(List<Effect>()); break;
      case 8: fields.demands = other.fields.demands.value_or(List<Demand>()); break;
      case 9: fields.policy = other.fields.policy; break;
      case 10: fields.due = after(now_, 30 * kDay); break;
      case 11: edit.clear = {static_cast<SubjectField>(step_.which % Words<SubjectField>::list.size())}; break;
      default: fields.title = made(Title::from("Shop")); break;
    }
    return edit;
  }

  Command version() const {
    const bool must_open = (step_.how & 4) != 0;
    List<Part> parts = {part("page", (step_.how & 1) == 0 ? "one" : "two", must_open)};
    if ((step_.how & 8) == 0) parts.push_back(part("logo", (step_.how & 2) == 0 ? "one" : "two"));
    if (step_.how >= 248) parts.push_back(parts.front());
    return AddVersionCommand{{}, parts};
  }

  Command decision() const {
    const DecisionKind kind = static_cast<DecisionKind>(how(4));
    const std::string fresh = "x" + std::to_string(request_.decisions.size() + 1);
    DecideCommand command = decide_on(request_, stage_id().text(), kind, flaw() == 5 ? "x1" : fresh);
    if (flaw() == 3) command.displayed_digest = other_digest();
    if (flaw() == 4) command.version = command.version == 1 ? 2 : 1;
    if (flaw() == 6) command.conditions.clear(), command.objections.clear(), command.rationale = {};
    if (flaw() == 7) command.conditions.push_back(condition("And this")), command.objections.push_back(objection("And that"));
    return command;
  }
  std::size_t flaw() const { return step_.how / 4U % 8U; }
  // Of an earlier version, unless it has the very same content.
  Digest other_digest() const {
    const bool differs = request_.versions.size() > 1 && request_.versions[0].digest != request_.versions.back().digest;
    return differs ? request_.versions[0].digest : Digest::of("something else");
  }

  Command further(Verb verb) const {
    switch (verb) {
      case Verb::delegate: return DelegateCommand{stage_id(), somebody(how(6) + 2).person, says("Away"), how(3) == 2 ? std::optional(after(now_, kDay)) : std::nullopt};
      case Verb::end_delegation: return EndDelegationCommand{newest<DelegationId>(request_.delegations)};
      case Verb::reassign: return ReassignCommand{stage_id(), somebody(step_.how / 8U % 2U).person.id, somebody(how(6) + 2).person, says("Left"), how(3) == 2 ? std::optional(after(now_, kDay)) : std::nullopt};
      case Verb::meet_condition: return MeetConditionCommand{newest<ConditionId>(request_.conditions), says("Done")};
      case Verb::close_condition: return CloseConditionCommand{newest<ConditionId>(request_.conditions)};
      case Verb::waive_condition: return WaiveConditionCommand{newest<ConditionId>(request_.conditions), says("Not needed")};
      case Verb::reopen_condition: return ReopenConditionCommand{newest<ConditionId>(request_.conditions), says("Not done")};
      case Verb::answer_objection: return objection_answer();
      case Verb::link: return LinkCommand{{static_cast<Relation>(how(4)), made(RequestId::from("req_" + std::to_string(step_.which % 4)))}};
      case Verb::extend: return ExtendCommand{after(request_.due.value_or(now_), how(8) == 7 ? -kDay : 7 * kDay), says("Away")};
      case Verb::proceed: return ProceedCommand{says("We begin")};
      case Verb::check: return CheckCommand{how(2) == 0 ? List<Finding>() : List<Finding>{finding()}};
      case Verb::flag: return FlagCommand{finding()};
      case Verb::remind: return RemindCommand{stage_id()};
      case Verb::escalate: return EscalateCommand{stage_id()};
      case Verb::pause: return PauseCommand{stage_id()};
      case Verb::expire: return ExpireCommand{stage_id()};
      default: return how(2) == 0 ? ChaseCommand{newest<QuestionId>(request_.questions), {}} : ChaseCommand{{}, newest<ConditionId>(request_.conditions)};
    }
  }

  Command objection_answer() const {
    AnswerObjectionCommand command{newest<ObjectionId>(request_.objections), ChangeClass::in_scope, says("We change it"), after(now_, 30 * kDay), {}};
    if (how(4) == 1 || how(4) == 2) command.change_class = ChangeClass::change_order;
    if (how(4) >= 2) command.change_order = made(RequestId::from("req_9"));
    if (how(8) == 7) command.due = kMonday;
    return command;
  }

  Finding finding() const { return {static_cast<Severity>(how(3)), {}, says("Late")}; }

  const Step& step_;
  const Request& request_;
  const Layout& layout_;
  Instant now_;
};

bool is_on_something_else(const Command& command, const Request& request) {
  const auto* decision = get_if<DecideCommand>(&command);
  if (decision == nullptr || request.versions.empty()) return false;
  return decision->version != request.versions.back().number || decision->displayed_digest != request.versions.back().digest;
}

Layout layout_of(const Opening& opening) {
  Layout layout = layout_at(opening.stages);
  layout.fields = layout_at(opening.fields).fields;
  return layout;
}

// From under review (the plainest) back to nothing at all, with or without an amount.
Play opened(const Opening& opening, const Layout& layout) {
  constexpr std::size_t kMostSteps = 4;
  const std::size_t steps = kMostSteps - opening.progress % (kMostSteps + 1);
  Play play;
  for (std::size_t i = 0; i < steps; ++i) {
    constexpr std::array kVerbs = {Verb::create, Verb::add_version, Verb::confirm_ready, Verb::submit};
    Step step;
    if (kVerbs[i] == Verb::create) step.how = opening.fields / 128;
    play.now = after(play.now, 60'000);
    check(play.take({&kDana, Wording(step, play.request, layout, play.now).of(kVerbs[i])}).empty());
  }
  play.begin_record();
  return play;
}

struct Begun {
  Layout layout;
  Play play;
};

// Every opening is made once.
const Begun& begun(const Opening& opening) {
  static std::map<std::array<std::uint8_t, kOpeningBytes>, Begun> all;
  const auto [found, is_new] = all.try_emplace({opening.stages, opening.fields, opening.progress});
  if (is_new) {
    found->second.layout = layout_of(opening);
    found->second.play = opened(opening, found->second.layout);
  }
  return found->second;
}

}  // namespace

StepWalk::StepWalk(const Opening& opening) : play(begun(opening).play), layout(begun(opening).layout) {}

Move StepWalk::next(const Step& step) {
  play.now = later_by(step, play.request, play.now);
  const Verb verb = verb_of_step(step, play.request.state);
  Command command = Wording(step, play.request, layout, play.now).of(verb);
  const bool is_stale = is_on_something_else(command, play.request);
  return {&sender_of(verb, step.who), std::move(command), is_stale};
}

Opening opening_of(std::span<const std::uint8_t> bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? bytes[i] : std::uint8_t{0}; };
  return {at(0), at(1), at(2)};
}

std::size_t steps_in(std::span<const std::uint8_t> bytes) { return bytes.size() < kOpeningBytes ? 0 : (bytes.size() - kOpeningBytes) / kStepBytes; }

Step step_of(std::span<const std::uint8_t> bytes, std::size_t number) {
  const std::uint8_t* at = bytes.data() + kOpeningBytes + number * kStepBytes;
  return {at[0], at[1], at[2], at[3], at[4]};
}

std::string told(const Move& move, Instant now) {
  return now.text() + ' ' + std::string(word(move.who->kind)) + ' ' + move.who->person.id.text() + ": " + canonical_command(move.command);
}

}  // namespace countersign::world
