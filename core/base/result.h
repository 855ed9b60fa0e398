// Result<T>: a value, or the one Error that says why there is none. The core throws nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/list.h"
#include "core/base/check.h"
#include "core/base/error_code.h"

namespace countersign {

// One of several things that are wrong at once (used by `incomplete`).
struct Problem {
  ErrorCode code;
  std::string pointer;  // RFC 6901, into the request's fields
  bool operator==(const Problem&) const = default;
};

// A refusal. `pointer` (RFC 6901) names the offending field of the message; "" is the whole message.
// `detail` adds what the table's title cannot know; empty means that the title says it all.
struct Error {
  ErrorCode code;
  std::string pointer = {};
  std::string detail = {};
  List<Problem> problems = {};
  bool operator==(const Error&) const = default;
};

// What a guard answers: nothing, or the refusal.
using Refusal = std::optional<Error>;

// Out of line, because there are a hundred places that refuse. For the same reason those that say nothing, or what stands
// in the source, hand over a plain pointer: a string_view would have to be made at each of them.
[[gnu::noinline]] Error make_error(ErrorCode code, const char* pointer = "");
[[gnu::noinline]] Error make_error(ErrorCode code, std::string_view pointer, std::string_view detail = {});
[[gnu::noinline]] Refusal refuse(ErrorCode code, const char* pointer = "");
[[gnu::noinline]] Refusal refuse(ErrorCode code, std::string_view pointer, std::string_view detail = {});

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}        // NOLINT: conversion is the point
  Result(Error error) : error_(std::move(error)) {}    // NOLINT

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  T& value() & {
    check(ok());
    return *value_;
  }
  const T& value() const& {
    check(ok());
    return *value_;
  }
  T&& value() && {
    check(ok());
    return std::move(*value_);
  }

  // Precondition: !ok().
  const Error& error() const {
    check(!ok());
    return *error_;
  }

 private:
  // One of the two. Not a std::variant: its machinery is a tenth of the WebAssembly when every result has it.
  std::optional<T> value_;
  std::optional<Error> error_;
};

}  // namespace countersign
