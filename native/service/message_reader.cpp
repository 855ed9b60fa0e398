#include "native/service/message_reader.h"

#include <algorithm>

#include "core/json/command_codec.h"
#include "core/json/reader.h"

namespace countersign {

MessageReader::MessageReader(std::string_view text) {
  Result<Json> json = read_json(text, {limits::kCommandBytes, limits::kDepth});
  if (!json.ok()) {
    refusal_ = json.error();
  } else if (!json.value().is_object()) {
    refuse(ErrorCode::wrong_type, "");
  } else {
    json_ = std::move(json).value();
  }
}

void MessageReader::refuse(ErrorCode code, const std::string& pointer) {
  if (!refusal_) refusal_ = Error{code, pointer};
}

const Json* MessageReader::find(const char* key) {
  known_.emplace_back(key);
  const auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

std::optional<Actor> MessageReader::actor(const char* key) {
  const Json* json = find(key);
  if (json == nullptr) return std::nullopt;
  const Path root;
  Result<Actor> read = read_actor(*json, root.child(key));
  if (read.ok()) return std::move(read).value();
  if (!refusal_) refusal_ = read.error();
  return std::nullopt;
}

std::optional<std::string> MessageReader::good_text(const Json& json, const std::string& pointer,
                                                    bool (*is_good)(std::string_view)) {
  const auto* text = json.get_ptr<const std::string*>();
  if (text != nullptr && is_good(*text)) return *text;
  refuse(text == nullptr ? ErrorCode::wrong_type : ErrorCode::invalid_format, pointer);
  return std::nullopt;
}

std::optional<std::string> MessageReader::text(const char* key, bool (*is_good)(std::string_view)) {
  const Json* json = find(key);
  return json == nullptr ? std::nullopt : good_text(*json, "/" + std::string(key), is_good);
}

std::vector<std::string> MessageReader::texts(const char* key, std::size_t at_most, bool (*is_good)(std::string_view)) {
  const std::string pointer = "/" + std::string(key);
  std::vector<std::string> items;
  const Json* json = find(key);
  if (json == nullptr) return items;
  if (!json->is_array()) refuse(ErrorCode::wrong_type, pointer);
  if (json->size() > at_most) refuse(ErrorCode::too_many_items, pointer);
  for (std::size_t index = 0; json->is_array() && index < json->size() && !refusal_; ++index) {
    auto item = good_text(json->at(index), pointer + "/" + std::to_string(index), is_good);
    if (item) items.push_back(*std::move(item));
  }
  return items;
}

std::optional<std::int64_t> MessageReader::integer(const char* key, std::int64_t least, std::int64_t most) {
  const std::string pointer = "/" + std::string(key);
  const Json* json = find(key);
  if (json == nullptr) return std::nullopt;
  if (!json->is_number_integer()) {
    refuse(ErrorCode::wrong_type, pointer);
    return std::nullopt;
  }
  const auto value = json->get<std::int64_t>();
  if (value < least || value > most) refuse(ErrorCode::number_out_of_range, pointer);
  return value;
}

std::optional<bool> MessageReader::boolean(const char* key) {
  const Json* json = find(key);
  if (json == nullptr) return std::nullopt;
  if (json->is_boolean()) return json->get<bool>();
  refuse(ErrorCode::wrong_type, "/" + std::string(key));
  return std::nullopt;
}

void MessageReader::require(bool is_there, const char* key) {
  if (!is_there) refuse(ErrorCode::missing_field, "/" + std::string(key));
}

Refusal MessageReader::finish() const {
  if (refusal_) return refusal_;
  for (const auto& [key, value] : json_.items()) {
    const bool is_known = std::find(known_.begin(), known_.end(), key) != known_.end();
    if (!is_known) return Error{ErrorCode::unknown_field, "/" + key};
  }
  return std::nullopt;
}

}  // namespace countersign
