// Who holds the place of an approver: the member, or the person to whom it was handed on (delegation, reassignment).
// Nobody holds two places of one stage, and nobody decides in two of them: so that nobody counts twice.
#pragma once

#include "core/base/instant.h"
#include "core/request/request.h"

namespace countersign {

// Precondition: `place` is an approver of the stage.
const Person& holder_of(const Request& request, const Stage& stage, const Member& place, Instant now);

// The approver whose place the actor holds in this stage; nullptr when there is none.
const Member* held_place(const Request& request, const Stage& stage, const ActorId& actor, Instant now);

// Everybody to whom the place was handed on its way to the present holder; it may come back to all of them.
List<ActorId> hands_of(const Request& request, const Stage& stage, const Member& place, Instant now);

// Whether a decision of this person stands in the stage, in whosever place they made it.
bool has_decided(const Request& request, const StageId& stage, const ActorId& person);

// Whether the actor asks for the approval: the requester, or who submitted the version under review.
bool is_requesting(const Request& request, const ActorId& actor);

// A place in which somebody has decided moves no more. But once the request is approved with conditions, one of which it has
// set and which is not settled, somebody has to settle it: then it may move, and no other may.
// Errors: already-decided, stage-not-open; the pointer is /stage.
Refusal check_movable(const Request& request, const Stage& stage, const Member& place);

// Handing the place of `place` on to `to`.
// Errors: those of check_movable(), delegation-cycle, self-approval, already-approver, too-many-items; there the pointer is /to.
Refusal check_hand_over(const Request& request, const Stage& stage, const Member& place, const Person& to, Instant now);

const Delegation* find_delegation(const Request& request, const DelegationId& id);

}  // namespace countersign
