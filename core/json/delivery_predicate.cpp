// Facts, and the guards of stages that look at them: the delivery team writes them, and they are judged when a version goes
// under review.
#include <iterator>

#include "core/json/type_shapes.h"

namespace countersign {

namespace {

constexpr auto kFactFields =
    in_key_order({COUNTERSIGN_FIELD(Fact, name, "name"), COUNTERSIGN_OPTIONAL(Fact, text, "text"),
                  COUNTERSIGN_FIELD_AS(Fact, number, "number", optional, (OptionalInteger::kKind))});

// The value of `equals`: a text or a number.
struct EqualsValue {
  static void read(const Json& json, void* value, const Path& path, Reading& reading) {
    auto& predicate = *static_cast<Predicate*>(value);
    if (json.is_string()) return read_value(json, kKindOf<Name>, &predicate.texts.emplace_back(), path, reading);
    read_value(json, kAnyInteger, &predicate.number.emplace(), path, reading);
  }
  static void write(std::string& out, const void* value) {
    const auto& predicate = *static_cast<const Predicate*>(value);
    if (predicate.number) return write_value(out, kAnyInteger, &*predicate.number);
    write_value(out, kKindOf<FactText>, &predicate.texts.front());
  }
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

// The one item of `not`.
struct NegatedItem {
  static void read(const Json& json, void* value, const Path& path, Reading& reading) {
    read_value(json, kKindOf<Predicate>, &static_cast<List<Predicate>*>(value)->emplace_back(), path, reading);
  }
  static void write(std::string& out, const void* value) {
    write_value(out, kKindOf<Predicate>, &static_cast<const List<Predicate>*>(value)->front());
  }
  static constexpr CustomDetails kDetails{read, write, nullptr};
  static constexpr Kind kKind{KindType::custom, &kDetails};
};

constexpr const Kind& kItems = kListOf<Predicate, 1, limits::kPredicateItems>;
constexpr Field kFactName = COUNTERSIGN_FIELD(Predicate, fact, "fact");
constexpr auto kEquals = in_key_order({kFactName, Field("equals", 0, Presence::required, EqualsValue::kKind)});
constexpr auto kIn = in_key_order({kFactName, COUNTERSIGN_FIELD_AS(Predicate, texts, "in", required, FactTexts::kKind)});
constexpr auto kAtLeast =
    in_key_order({kFactName, COUNTERSIGN_FIELD_AS(Predicate, number, "at_least", required, OptionalInteger::kKind)});
constexpr auto kAll = in_key_order({COUNTERSIGN_FIELD_AS(Predicate, items, "all", required, kItems)});
constexpr auto kAny = in_key_order({COUNTERSIGN_FIELD_AS(Predicate, items, "any", required, kItems)});
constexpr auto kNot = in_key_order({COUNTERSIGN_FIELD_AS(Predicate, items, "not", required, NegatedItem::kKind)});

// By type; the key that tells the type is the one that is not "fact".
struct PredicateForm {
  std::string_view key;
  Fields fields;
};
constexpr PredicateForm kForms[] = {{"", {}},       {"equals", kEquals}, {"in", kIn}, {"at_least", kAtLeast},
                                    {"all", kAll}, {"any", kAny},       {"not", kNot}};

}  // namespace

void KindOf<Fact>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  const FieldsOf group{kFactFields, value};
  read_object(json, {&group, 1}, path, reading);
  const auto& fact = *static_cast<const Fact*>(value);
  if (fact.text.empty() != fact.number.has_value()) {
    reading.refuse(ErrorCode::invalid_format, path, "A fact has either a text or a number.");
  }
}

void KindOf<Fact>::write(std::string& out, const void* value) {
  const FieldsOf group{kFactFields, value};
  write_object(out, {&group, 1});
}

void KindOf<Predicate>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  auto& predicate = *static_cast<Predicate*>(value);
  if (!json.is_object()) return reading.refuse(ErrorCode::wrong_type, path);
  for (std::size_t i = 1; i < std::size(kForms); ++i) {
    if (find_member(json, kForms[i].key) == nullptr) continue;
    predicate.type = static_cast<PredicateType>(i);
    const FieldsOf group{kForms[i].fields, value};
    return read_object(json, {&group, 1}, path, reading);
  }
  reading.refuse(ErrorCode::invalid_format, path, "A guard has one of equals, in, at_least, all, any and not.");
}

void KindOf<Predicate>::write(std::string& out, const void* value) {
  const auto type = static_cast<std::size_t>(static_cast<const Predicate*>(value)->type);
  const FieldsOf group{kForms[type].fields, value};
  write_object(out, {&group, 1});
}

bool KindOf<Predicate>::says_nothing(const void* value) {
  return static_cast<const Predicate*>(value)->type == PredicateType::always;
}

}  // namespace countersign
