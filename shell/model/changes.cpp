#include "shell/model/changes.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/json/value.h"
#include "core/json/writer.h"

namespace countersign::shell {
namespace {

constexpr std::string_view kBookkeeping[] = {"applied", "head", "updated_at"};

bool is_scalar(const Json& value) { return !value.is_structured(); }

std::string scalar_text(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr ? *text : write_canonical(value);
}

// People, members and parts are easier to read on one line: the name first, then every other field.
bool is_one_line(const Json& value) {
  const auto* object = value.get_ptr<const Json::object_t*>();
  if (object == nullptr || !object->contains("name")) return false;
  return std::all_of(object->begin(), object->end(), [](const auto& field) { return is_scalar(field.second); });
}

std::string one_line(const Json& value) {
  if (is_scalar(value)) return scalar_text(value);
  const auto& object = value.get_ref<const Json::object_t&>();
  std::string line = scalar_text(object.at("name"));
  for (const auto& [key, field] : object) {
    if (key != "name") line += " \xC2\xB7 " + key + " " + scalar_text(field);
  }
  return line;
}

// How an item of a list is called: by its id, its number, else its place.
std::string item_name(const Json& item, std::size_t index) {
  if (const auto* object = item.get_ptr<const Json::object_t*>()) {
    for (const char* key : {"id", "number"}) {
      if (const auto field = object->find(key); field != object->end()) return scalar_text(field->second);
    }
  }
  return std::to_string(index + 1);
}

class Difference {
 public:
  // nullptr stands for "not there".
  void compare(const std::string& path, const Json* before, const Json* after) {
    const Json& shape = after != nullptr ? *after : *before;
    if (before != nullptr && after != nullptr && *before == *after) return;
    const bool same_shape = before == nullptr || after == nullptr || before->type() == after->type();
    const bool is_leaf = is_scalar(shape) || is_one_line(shape) || !same_shape;
    if (is_leaf) return leaf(path, before, after);
    if (shape.is_array()) return compare_items(path, before, after);
    compare_fields(path, before, after);
  }

  std::vector<Change> take() { return std::move(changes_); }

 private:
  static std::string joined(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + " / " + name;
  }

  static const Json* field_of(const Json* object, const std::string& key) {
    if (object == nullptr) return nullptr;
    const auto& fields = object->get_ref<const Json::object_t&>();
    const auto field = fields.find(key);
    return field == fields.end() ? nullptr : &field->second;
  }

  static const Json* item_of(const Json* array, std::size_t index) {
    if (array == nullptr) return nullptr;
    const auto& items = array->get_ref<const Json::array_t&>();
    return index < items.size() ? &items[index] : nullptr;
  }

  void compare_fields(const std::string& path, const Json* before, const Json* after) {
    std::vector<std::string> keys;
    for (const Json* side : {before, after}) {
      if (side == nullptr) continue;
      for (const auto& [key, value] : side->get_ref<const Json::object_t&>()) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (const std::string& key : keys) {
      if (path.empty()) weigh(key);
      compare(joined(path, key), field_of(before, key), field_of(after, key));
    }
  }

  void compare_items(const std::string& path, const Json* before, const Json* after) {
    const std::size_t count_before = before == nullptr ? 0 : before->size();
    const std::size_t count_after = after == nullptr ? 0 : after->size();
    for (std::size_t i = 0; i < std::max(count_before, count_after); ++i) {
      const Json* old_item = item_of(before, i);
      const Json* new_item = item_of(after, i);
      const std::string name = item_name(new_item != nullptr ? *new_item : *old_item, i);
      compare(joined(path, name), old_item, new_item);
    }
  }

  void leaf(const std::string& path, const Json* before, const Json* after) {
    const ChangeKind kind = before == nullptr  ? ChangeKind::added
                            : after == nullptr ? ChangeKind::removed
                                               : ChangeKind::changed;
    changes_.push_back({kind, weight_, path, text(before), text(after)});
  }

  static std::string text(const Json* value) {
    if (value == nullptr) return {};
    return is_scalar(*value) || is_one_line(*value) ? one_line(*value) : write_canonical(*value);
  }

  void weigh(const std::string& key) {
    const bool bookkeeping = std::find(std::begin(kBookkeeping), std::end(kBookkeeping), key) != std::end(kBookkeeping);
    weight_ = bookkeeping ? ChangeWeight::bookkeeping : ChangeWeight::content;
  }

  std::vector<Change> changes_;
  ChangeWeight weight_ = ChangeWeight::content;
};

// Before `create` there is nothing. A state that is too large for a document has no fields to compare.
Json wire_form(const Request& request) {
  if (!exists(request)) return Json::object();
  Result<Json> json = read_json(canonical_request(request));
  return json.ok() ? std::move(json).value() : Json::object();
}

}  // namespace

std::vector<Change> changes_between(const Request& before, const Request& after) {
  const Json old_state = wire_form(before);
  const Json new_state = wire_form(after);
  Difference difference;
  difference.compare("", &old_state, &new_state);
  std::vector<Change> changes = difference.take();
  const auto by_weight = [](const Change& left, const Change& right) { return left.weight < right.weight; };
  std::stable_sort(changes.begin(), changes.end(), by_weight);
  return changes;
}

}  // namespace countersign::shell
