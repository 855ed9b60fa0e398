#include "core/request/permitted.h"

#include <algorithm>
#include <limits>

#include "core/request/completeness.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"
#include "core/request/stages.h"
#include "core/request/transitions.h"

namespace countersign {
namespace {

// Builds a command of each verb that says enough, so that what decide() refuses is the verb and not its fields. Texts are
// blank: what is written in them is the codecs' business, and no rule looks at it.
class Sample {
 public:
  Sample(const Request& request, const Context& context) : request_(request), context_(context) {}

  Command of(Verb verb) const {
    switch (verb) {
      case Verb::create: return CreateCommand{};
      case Verb::edit: return edit();
      case Verb::add_version: return AddVersionCommand{{}, {Part()}};  // the zero digest: differs from every real part
      case Verb::confirm_ready: return ConfirmReadyCommand{digest()};
      case Verb::submit: return SubmitCommand{};
      case Verb::open_part: return OpenPartCommand{number(), first_part()};
      case Verb::ask: return AskCommand{};
      case Verb::answer: return AnswerCommand{open_question(), {}};
      case Verb::comment: return CommentCommand{};
      case Verb::decide: return DecideCommand{};
      case Verb::retract: return RetractCommand{own_decision(), {}};
      case Verb::revise: return ReviseCommand{};
      case Verb::withdraw: return WithdrawCommand{};
    }
    check(false);
    return SubmitCommand{};
  }

  Command decide(const StageId& stage, DecisionKind kind) const {
    DecideCommand command;
    command.stage = stage;
    command.version = number();
    command.displayed_digest = digest();
    command.decision = kind;
    command.challenge = context_.challenge->value;
    if (kind == DecisionKind::approve_with_conditions) command.conditions.emplace_back();
    const bool objects = kind == DecisionKind::request_changes || kind == DecisionKind::reject;
    if (objects) command.objections.emplace_back();
    return command;
  }

 private:
  Command edit() const {
    EditCommand command;
    command.fields.title = Title();  // no request has a blank title
    return command;
  }

  std::int64_t number() const { return static_cast<std::int64_t>(request_.versions.size()); }

  Digest digest() const { return request_.versions.empty() ? Digest() : request_.versions.back().digest; }

  PartId first_part() const {
    const Version* version = current_version(request_);
    return version == nullptr || version->content.parts.empty() ? PartId() : version->content.parts.front().id;
  }

  // A question that this actor could answer, else any open one, else none.
  QuestionId open_question() const {
    QuestionId any;
    for (const Question& question : request_.questions) {
      if (question.state != QuestionState::open) continue;
      any = question.id;
      if (question.signature.by.person.id != context_.actor.person.id) return any;
    }
    return any;
  }

  // The actor's decision that could be taken back, else any of theirs that stands, else none.
  DecisionId own_decision() const {
    DecisionId any;
    for (const Decision& decision : request_.decisions) {
      const bool own = decision.signature.by.person.id == context_.actor.person.id;
      if (!own || decision.standing != Standing::standing) continue;
      any = decision.id;
      const Stage* stage = find_stage(request_, decision.stage);
      if (stage != nullptr && stage->status == StageStatus::open) return any;
    }
    return any;
  }

  const Request& request_;
  const Context& context_;
};

using Needs = std::span<const std::string_view>;

// The required fields of each verb; a test compares them with core/schema.
constexpr std::string_view kCreateNeeds[] = {"kind", "title"};
constexpr std::string_view kVersionNeeds[] = {"parts"};
constexpr std::string_view kReadyNeeds[] = {"displayed_digest"};
constexpr std::string_view kOpenNeeds[] = {"version", "part"};
constexpr std::string_view kAnswerNeeds[] = {"question", "text"};
constexpr std::string_view kTalkNeeds[] = {"text"};
constexpr std::string_view kRetractNeeds[] = {"decision"};
constexpr std::string_view kWithdrawNeeds[] = {"reason"};
constexpr std::string_view kDecisionNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge"};
// And what the rules ask for besides. Objections: or a rationale, which says what to change as well.
constexpr std::string_view kConditionalNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge", "conditions"};
constexpr std::string_view kObjectingNeeds[] = {"stage", "version", "displayed_digest", "decision", "challenge", "objections"};

Needs needs_of(Verb verb) {
  switch (verb) {
    case Verb::create: return kCreateNeeds;
    case Verb::add_version: return kVersionNeeds;
    case Verb::confirm_ready: return kReadyNeeds;
    case Verb::open_part: return kOpenNeeds;
    case Verb::answer: return kAnswerNeeds;
    case Verb::ask:
    case Verb::comment: return kTalkNeeds;
    case Verb::decide: return kDecisionNeeds;
    case Verb::retract: return kRetractNeeds;
    case Verb::withdraw: return kWithdrawNeeds;
    case Verb::edit:
    case Verb::submit:
    case Verb::revise: break;
  }
  return {};
}

Needs needs_of(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::approve: break;
    case DecisionKind::approve_with_conditions: return kConditionalNeeds;
    case DecisionKind::request_changes:
    case DecisionKind::reject: return kObjectingNeeds;
  }
  return kDecisionNeeds;
}

// How many approvals the stage still needs after one more.
std::int64_t still_needed(const Request& request, const Decided& decided) {
  const Stage* stage = find_stage(request, decided.stage);
  return approvals_needed(stage->definition) - tally_of(request, decided.stage).approvals - 1;
}

Cause of_stage(CauseType type, const StageId& stage) {
  Cause cause{type};
  cause.stage = stage;
  return cause;
}

Cause of_number(CauseType type, std::int64_t number) {
  Cause cause{type};
  cause.number = number;
  return cause;
}

std::size_t superseded_by(const EventBody& body) {
  if (const auto* added = std::get_if<VersionAdded>(&body)) return added->superseded.size();
  if (const auto* started = std::get_if<RevisionStarted>(&body)) return started->superseded.size();
  return 0;
}

void add_causes(const Request& request, const Event& event, List<Cause>& causes) {
  if (const auto* resolved = std::get_if<Resolved>(&event.body)) {
    causes.push_back(of_number(CauseType::version_locked, resolved->version));
  }
  if (const auto* completed = std::get_if<StageCompleted>(&event.body)) {
    causes.push_back(of_stage(CauseType::stage_completed, completed->stage));
    causes.back().outcome = completed->outcome;
  }
  if (const auto* opened = std::get_if<StageOpened>(&event.body)) {
    causes.push_back(of_stage(CauseType::stage_opened, opened->stage));
  }
  if (const std::size_t count = superseded_by(event.body)) {
    causes.push_back(of_number(CauseType::decisions_superseded, static_cast<std::int64_t>(count)));
  }
  if (const auto* decided = std::get_if<Decided>(&event.body)) {
    const std::int64_t count = still_needed(request, *decided);
    const bool approving = decided->decision == DecisionKind::approve ||
                           decided->decision == DecisionKind::approve_with_conditions;
    if (!approving || count <= 0) return;
    causes.push_back(of_stage(CauseType::waits_for, decided->stage));
    causes.back().number = count;
  }
}

List<Cause> causes_of(const Request& request, const List<Event>& events) {
  List<Cause> causes;
  RequestState state = request.state;
  for (const Event& event : events) state = state_after(state, event.body);
  if (state != request.state) {
    causes.push_back({CauseType::state_changes});
    causes.back().state = state;
  }
  for (const Event& event : events) add_causes(request, event, causes);
  return causes;
}

void judge(const Request& request, const Command& command, const Context& context, Option& option) {
  const Result<List<Event>> events = decide(request, command, context);
  if (events.ok()) {
    option.causes = causes_of(request, events.value());
  } else {
    option.refusal = events.error();
  }
}

// The first stage that is open, else the first. Precondition: there are stages.
const Stage& first_open_stage(const Request& request) {
  for (const Stage& stage : request.stages) {
    if (stage.status == StageStatus::open) return stage;
  }
  return request.stages.front();
}

// The stages whose decisions are worth showing to this actor: those where they are an approver; else the open one.
List<StageId> stages_for(const Request& request, const ActorId& actor) {
  List<StageId> stages;
  for (const Stage& stage : request.stages) {
    const Member* member = find_member(stage, actor);
    if (member != nullptr && decides(*member)) stages.push_back(stage.definition.id);
  }
  if (stages.empty() && !request.stages.empty()) stages.push_back(first_open_stage(request).definition.id);
  return stages;
}

bool in_preparation(const Request& request) {
  return find_transition(request.state, Verb::confirm_ready) != nullptr ||
         find_transition(request.state, Verb::submit) != nullptr;
}

Context for_asking(const Context& context) {
  Context asking = context;
  asking.command_id = CommandId();  // no command that was applied has no id
  // No challenge that was ever used is blank.
  asking.challenge = ExpectedChallenge{Challenge(), Instant::latest()};
  return asking;
}

}  // namespace

Permitted permitted(const Request& request, const Context& context) {
  const Context asking = for_asking(context);
  const Sample sample(request, asking);
  Permitted answer;
  for (std::size_t i = 0; i < Words<Verb>::list.size(); ++i) {
    const Verb verb = static_cast<Verb>(i);
    // Without stages nobody can be asked to decide; then there is one answer for all decisions.
    if (verb != Verb::decide || request.stages.empty()) {
      answer.options.push_back({verb, {}, {}, needs_of(verb), {}, {}});
      judge(request, sample.of(verb), asking, answer.options.back());
      continue;
    }
    for (const StageId& stage : stages_for(request, context.actor.person.id)) {
      for (std::size_t k = 0; k < Words<DecisionKind>::list.size(); ++k) {
        const DecisionKind kind = static_cast<DecisionKind>(k);
        answer.options.push_back({verb, stage, kind, needs_of(kind), {}, {}});
        judge(request, sample.decide(stage, kind), asking, answer.options.back());
      }
    }
  }
  if (in_preparation(request)) answer.missing = missing_for_submission(request, instant_of(request, context));
  return answer;
}

}  // namespace countersign
