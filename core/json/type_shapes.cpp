#include "core/json/type_shapes.h"

#include <algorithm>

namespace countersign {
namespace {

bool is_media_name(std::string_view name) {
  const auto allowed = [](char c) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter_or_digit || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

constexpr auto kPlainRule = in_key_order({COUNTERSIGN_FIELD(Rule, type, "type")});
constexpr auto kQuorumRule =
    in_key_order({COUNTERSIGN_FIELD(Rule, type, "type"),
                  COUNTERSIGN_FIELD_AS(Rule, count, "count", required, (kInteger<1, limits::kMembers>))});

Fields fields_of(RuleType type) { return type == RuleType::quorum ? Fields(kQuorumRule) : Fields(kPlainRule); }

}  // namespace

Refusal check_media_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  const bool two_names = slash != std::string_view::npos && is_media_name(text.substr(0, slash)) &&
                         is_media_name(text.substr(slash + 1));
  if (!two_names) return make_error(ErrorCode::invalid_format, "", "A media type is written as image/png.");
  return check_text(text, limits::kMediaType, Blank::refused);
}

Refusal check_currency(std::string_view text) {
  const bool capitals = std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (text.size() == 3 && capitals) return std::nullopt;
  return make_error(ErrorCode::invalid_format, "", "A currency is three capital letters, such as EUR.");
}

// Whether there is a count depends on the type, so the type is read first.
void KindOf<Rule>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  auto& rule = *static_cast<Rule*>(value);
  const Json* type = find_member(json, "type");
  if (type != nullptr) read_value(*type, kKindOf<RuleType>, &rule.type, path.child("type"), reading);
  const FieldsOf group{fields_of(rule.type), value};
  if (!reading.failed()) read_object(json, {&group, 1}, path, reading);
}

void KindOf<Rule>::write(std::string& out, const void* value) {
  const FieldsOf group{fields_of(static_cast<const Rule*>(value)->type), value};
  write_object(out, {&group, 1});
}

void KindOf<DecisionSet>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  List<DecisionKind> kinds;
  read_value(json, kListOf<DecisionKind, 1, Words<DecisionKind>::list.size()>, &kinds, path, reading);
  auto& set = *static_cast<DecisionSet*>(value);
  set = DecisionSet();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (set.has(kinds[i])) reading.refuse(ErrorCode::duplicate_id, path.item(i));
    set.add(kinds[i]);
  }
}

void KindOf<DecisionSet>::write(std::string& out, const void* value) {
  List<DecisionKind> kinds;
  for (std::size_t i = 0; i < Words<DecisionKind>::list.size(); ++i) {
    const auto kind = static_cast<DecisionKind>(i);
    if (static_cast<const DecisionSet*>(value)->has(kind)) kinds.push_back(kind);
  }
  write_value(out, kKindOf<List<DecisionKind>>, &kinds);
}

bool KindOf<DecisionSet>::says_nothing(const void* value) {
  return *static_cast<const DecisionSet*>(value) == DecisionSet::all();
}

}  // namespace countersign
