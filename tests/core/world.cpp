#include "tests/core/world.h"

namespace countersign::world {
namespace {

using namespace cast;

const Part& text_of(bool first, bool must_open) {
  static const Part kTexts[2][2] = {{part("page", "two"), part("page", "two", true)}, {part("page", "one"), part("page", "one", true)}};
  return kTexts[first ? 1 : 0][must_open ? 1 : 0];
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

std::vector<Layout> layouts() {
  const List<Member> both = {member(kAna), member(kBen), member(kOlga, Obligation::observer)};
  const List<Member> ana = {member(kAna), member(kOlga, Obligation::reviewer)};
  const List<Member> ben = {member(kBen)};
  const List<StageDefinition> other = {stage("other", 1, kAny, ben)};
  return {
      {"one stage, all", {stage("one", 1, kAll, both)}, other},
      {"one stage, all, with questions", {stage("one", 1, kAll, both)}, other, Interest::questions},
      {"one stage, all, a part to open", {stage("one", 1, kAll, both)}, other, Interest::views},
      {"one stage, any", {stage("one", 1, kAny, both)}, other},
      {"one stage, quorum of two", {stage("one", 1, quorum(2), both)}, other},
      {"two in a row", {stage("one", 1, kAll, ana), stage("two", 2, kAll, ben)}, other},
      {"two in a row, both in both", {stage("one", 1, kAny, both), stage("two", 2, kAll, both)}, other},
      {"two side by side", {stage("one", 1, kAll, ana), stage("two", 1, kAny, ben)}, other},
      {"two side by side, both in both", {stage("one", 1, kAny, both), stage("two", 1, quorum(2), both)}, other},
  };
}

std::vector<Move> moves_of(const Actor& who, const Request& request, const Layout& layout) {
  std::vector<Move> moves;
  const auto add = [&](Command command) { moves.push_back({&who, std::move(command)}); };
  const auto number = static_cast<std::int64_t>(request.versions.size());
  const PartId page = made(PartId::from("page"));

  add(create(layout.stages));
  add(edit_ask("Approve the homepage."));
  add(edit_ask("Approve the homepage and the shop."));
  add(edit_ask(" "));
  EditCommand stages;
  stages.fields.stages = layout.stages;
  add(stages);
  stages.fields.stages = layout.other_stages;
  add(stages);
  add(AddVersionCommand{{}, {text_of(true, layout.interest == Interest::views)}});
  add(AddVersionCommand{{}, {text_of(false, layout.interest == Interest::views)}});
  add(ConfirmReadyCommand{request.versions.empty() ? Digest() : request.versions.back().digest});
  add(ConfirmReadyCommand{Digest::of("something else")});
  add(SubmitCommand{});
  add(OpenPartCommand{number, page});
  add(AskCommand{says("When?"), {}});
  for (const Question& question : request.questions) add(AnswerCommand{question.id, says("Soon")});
  add(CommentCommand{says("Looks good!"), {}});
  add_decisions(moves, who, request);
  for (const Decision& decision : request.decisions) add(RetractCommand{decision.id, {}});
  add(ReviseCommand{});
  add(WithdrawCommand{says("Made twice")});
  return moves;
}

Context context_of(const Move& move, const Request& request) {
  Context context;
  context.now = after(kMonday, request.head * 60'000);
  context.actor = *move.who;
  context.command_id = made(CommandId::from("c" + std::to_string(request.head + 1)));
  context.request = made(RequestId::from("req_world"));
  if (const auto* decision = std::get_if<DecideCommand>(&move.command)) {
    context.challenge = ExpectedChallenge{decision->challenge, after(context.now, 600'000)};
  }
  return context;
}

}  // namespace countersign::world
