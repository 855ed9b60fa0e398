// A command of each verb that says enough, so that what decide() refuses is the verb and not its fields. Texts are blank:
// what is written in them is the codecs' business, and no rule looks at it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/request/command.h"
#include "core/request/request.h"

namespace countersign {

using Needs = std::span<const std::string_view>;
using Targets = List<std::string>;

// The verbs of which permitted() speaks.
std::span<const Verb> known_verbs();

// What the verb may be about, as the request stands; empty when there is nothing.
Targets targets_of(Verb verb, const Request& request, const Context& context);
// About the target; about nothing when it is empty.
Command sample_of(Verb verb, const std::string& target, const Request& request);
Command sample_decision(const StageId& stage, DecisionKind kind, const Request& request, const Context& context);

// The fields that the command has to carry; a test compares them with core/schema.
Needs needs_of(Verb verb);
Needs needs_of(DecisionKind kind);

// What only the delivery team and the system do: samples_delivery.cpp.
Targets delivery_targets_of(Verb verb, const Request& request);
Command delivery_sample_of(Verb verb, const std::string& target, const Request& request);
Needs delivery_needs_of(Verb verb);
// What submission by this actor still lacks; empty outside preparation. Who submits is known once somebody can.
List<Problem> missing_in_preparation(const Request& request, const Context& asking);

template <class Id>
Id id_of(const std::string& target) {
  const Result<Id> id = Id::from(target);
  return id.ok() ? id.value() : Id();
}

}  // namespace countersign
