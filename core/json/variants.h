// Commands and events are variants: a word says which alternative it is, and each alternative has fields of its own.
//
// The alternatives stand in two tables each: what people do in a review, and what only the delivery team and the system do.
// A module that only judges reviews is linked without the second (web/approver/).
#pragma once

#include <cstddef>
#include <span>

#include "core/json/shape.h"
#include "core/request/event.h"

namespace countersign {

struct Alternative {
  std::size_t index;  // in the variant
  Fields fields;
  void* (*emplace)(Command& command);  // a blank command of this kind; nullptr for events: a module that decides reads none
};

template <class... T>
constexpr auto commands_in() {
  return std::array{Alternative{kIndexOf<Command, T>, Shape<T>::kFields, [](Command& command) -> void* { return &command.emplace<T>(); }}...};
}

template <class... T>
constexpr auto events_in() {
  return std::array{Alternative{kIndexOf<EventBody, T>, Shape<T>::kFields, nullptr}...};
}

// nullptr when it is in neither table.
const Alternative* find_alternative(std::size_t index, std::span<const Alternative> table, std::span<const Alternative> other);

std::span<const Alternative> delivery_commands();  // delivery_command_shapes.cpp
std::span<const Alternative> delivery_events();    // delivery_event_shapes.cpp
Fields delivery_request_fields();                  // of the state; delivery_request_fields.cpp

}  // namespace countersign
