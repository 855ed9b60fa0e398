// What the decisions of a stage make of the request, for every combination of decisions of up to four approvers and
// every rule, against an expectation that is written here and knows nothing of the core's stages.
#include <string>
#include <vector>

#include "core/request/stages.h"
#include "tests/core/cast.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

using namespace cast;

const std::vector<Actor> kApprovers = {kAna, kBen, kOlga, kEve};
constexpr std::size_t kNothing = 4;  // besides the four kinds: the approver says nothing

StageDefinition stage_of(std::size_t approvers, Rule rule) {
  StageDefinition definition = stage("one", 1, rule, {});
  for (std::size_t i = 0; i < approvers; ++i) definition.members.push_back(member(kApprovers[i]));
  return definition;
}

std::size_t needed_by(Rule rule, std::size_t approvers) {
  if (rule.type == RuleType::all) return approvers;
  return rule.type == RuleType::any ? 1 : static_cast<std::size_t>(rule.count);
}

// The people speak in their order, until there is an answer.
RequestState expected_state(const std::vector<std::size_t>& said, std::size_t needed) {
  std::size_t yes = 0;
  bool conditional = false;
  for (const std::size_t word : said) {
    if (word == 0 || word == 1) ++yes;
    if (word == 1) conditional = true;
    if (word == 2) return RequestState::changes_requested;
    if (word == 3) return RequestState::rejected;
    if (yes == needed) return conditional ? RequestState::approved_with_conditions : RequestState::approved;
  }
  return RequestState::in_review;
}

RequestState state_after_all(Desk desk, const std::vector<std::size_t>& said) {
  for (std::size_t i = 0; i < said.size() && desk.request.state == RequestState::in_review; ++i) {
    if (said[i] == kNothing) continue;
    desk.carry_out(kApprovers[i], decide_on(desk.request, "one", static_cast<DecisionKind>(said[i]), "x" + std::to_string(i)));
  }
  return desk.request.state;
}

// All lists of `length` words.
template <class Each>
void for_each_combination(std::size_t length, Each each) {
  std::vector<std::size_t> said(length, 0);
  while (true) {
    each(said);
    std::size_t i = 0;
    while (i < length && said[i] == kNothing) said[i++] = 0;
    if (i == length) return;
    ++said[i];
  }
}

TEST_CASE("every combination of decisions of up to four approvers comes to what the published table says") {
  std::size_t combinations = 0;
  for (std::size_t approvers = 1; approvers <= kApprovers.size(); ++approvers) {
    std::vector<Rule> rules = {kAll, kAny};
    for (std::size_t count = 1; count <= approvers; ++count) rules.push_back(quorum(static_cast<std::int64_t>(count)));
    for (const Rule& rule : rules) {
      Desk desk;
      desk.submit({stage_of(approvers, rule)});
      for_each_combination(approvers, [&](const std::vector<std::size_t>& said) {
        ++combinations;
        const RequestState expected = expected_state(said, needed_by(rule, approvers));
        const RequestState found = state_after_all(desk, said);
        if (found != expected) FAIL_CHECK(word(rule.type) << " of " << approvers << ": " << word(found) << " instead of " << word(expected));
      });
    }
  }
  CHECK(combinations == 3 * 5 + 4 * 25 + 5 * 125 + 6 * 625);
}

// What stands at once, as after decisions were carried: the worst word counts, whoever spoke first.
TEST_CASE("of everything that stands in a stage, a no comes before a request for changes, and both before any approval") {
  const StageDefinition all = stage_of(4, kAll);
  const StageDefinition any = stage_of(4, kAny);
  const StageDefinition three = stage_of(4, quorum(3));
  for_each_combination(4, [&](const std::vector<std::size_t>& said) {
    std::size_t of[5] = {};
    Tally tally;
    for (const std::size_t word : said) {
      ++of[word];
      if (word != kNothing) tally.add(static_cast<DecisionKind>(word));
    }
    for (const StageDefinition* definition : {&all, &any, &three}) {
      std::optional<DecisionKind> expected;
      if (of[0] + of[1] >= needed_by(definition->rule, 4)) expected = of[1] > 0 ? DecisionKind::approve_with_conditions : DecisionKind::approve;
      if (of[2] > 0) expected = DecisionKind::request_changes;
      if (of[3] > 0) expected = DecisionKind::reject;
      CHECK(stage_outcome(*definition, tally) == expected);
    }
  });
}

}  // namespace
}  // namespace countersign
