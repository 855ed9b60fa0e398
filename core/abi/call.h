// What the calls of the C interface have in common: reading what they are given, and the block that they answer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/json/command_codec.h"
#include "core/json/pointer.h"
#include "core/json/request_codec.h"
#include "core/json/value.h"

namespace countersign {

// The members of the object that a call is given.
class Call {
 public:
  explicit Call(Json document) : document_(std::move(document)) {}

  // Calls are read strictly: a misspelt "state" must not pass for "there is no request yet".
  Refusal refuse_others(std::span<const std::string_view> keys) const {
    for (const auto& [key, value] : document_.get_ref<const Json::object_t&>()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        return refuse(ErrorCode::unknown_field, root_.child(key).pointer());
      }
    }
    return std::nullopt;
  }

  // nullptr when absent.
  const Json* find(std::string_view key) const { return find_member(document_, key); }

  // Into a default Request, which stands before `create`, as it does without a state.
  Refusal read_state(Request& request) const {
    const Json* json = find("state");
    return json == nullptr ? std::nullopt : read_request_into(request, *json, root_.child("state"));
  }

  // The pointer of a refusal starts at `key`.
  template <class T>
  Result<T> required(const char* key, Result<T> (*read)(const Json&, const Path&)) const {
    const Path path = root_.child(key);
    const Json* json = find(key);
    if (json == nullptr) return make_error(ErrorCode::missing_field, path.pointer());
    return read(*json, path);
  }

  // Pointers into a command start at the command, whoever refuses it: the reader or the rules.
  Result<Command> command() const {
    const Json* json = find("command");
    if (json == nullptr) return make_error(ErrorCode::missing_field, "/command");
    return read_command(*json);
  }

 private:
  Path root_;
  Json document_;
};

using CallAnswer = Result<std::string>;  // canonical JSON

void* block(std::uint32_t status, std::string_view text);
void* refused(const Error& error);

// Reads the document, an object with some of these keys, and lets `work` make the answer; the first refusal ends it.
void* call(const char* json, std::uint32_t length, std::span<const std::string_view> keys, CallAnswer (*work)(const Call& given));

inline constexpr std::string_view kCommandKeys[] = {"state", "command", "context"};

}  // namespace countersign
