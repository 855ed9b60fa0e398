// The longest record that there can be: 10,000 events.
#pragma once

#include <cstdint>
#include <string>

#include "tests/core/cast.h"

namespace countersign {

using namespace cast;

inline constexpr std::int64_t kTalkEnds = limits::kEvents - limits::kEventsForDecisions;
inline constexpr std::size_t kApprovers = 40;

inline Actor approver(std::size_t number) {
  return actor(ActorKind::human, Party::customer, "a" + std::to_string(number));
}

// Talk as long as there may be talk; then decisions with so many conditions that closing them one by one fills the
// rest.
inline Desk full_record() {
  Desk desk;
  StageDefinition everybody = stage("everybody", 1, kAll, {});
  for (std::size_t i = 0; i < kApprovers; ++i) everybody.members.push_back(member(approver(i)));
  desk.submit({everybody});
  desk.now = kMonday;
  while (desk.request.head < kTalkEnds) {
    desk.carry_out(approver(0), CommentCommand{says("Looks good! " + std::to_string(desk.request.head)), {}});
  }
  for (std::size_t i = 0; i < kApprovers; ++i) {
    DecideCommand decision =
        decide_on(desk.request, "everybody", DecisionKind::approve_with_conditions, "x" + std::to_string(i));
    while (decision.conditions.size() < limits::kReasons) decision.conditions.push_back(condition("Legal notice"));
    desk.carry_out(approver(i), decision);
  }
  for (std::size_t i = 0; desk.request.head < static_cast<std::int64_t>(limits::kEvents); ++i) {
    desk.carry_out(approver(i / limits::kReasons), CloseConditionCommand{desk.request.conditions[i].id});
  }
  return desk;
}

}  // namespace countersign
