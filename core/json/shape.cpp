#include "core/json/shape.h"

#include <algorithm>

#include "core/base/canonical.h"

namespace countersign {
namespace {

const void* value_of(const Field& field, const void* object) { return static_cast<const char*>(object) + field.offset(); }

// Reading fills objects that the caller owns and handed in as the value to be read.
void* value_to_fill(const Field& field, const void* object) {
  return const_cast<char*>(static_cast<const char*>(object)) + field.offset();
}

void read_field(const Json& json, const Field& field, const void* object, const Path& path,
                std::size_t& known, Reading& reading) {
  if (const Json* member = find_member(json, field.key())) {
    ++known;
    read_value(*member, field.kind(), value_to_fill(field, object), path.child(field.key()), reading);
  } else if (field.presence() == Presence::required) {
    reading.refuse(ErrorCode::missing_field, path.child(field.key()));
  }
}

bool has_field(std::span<const FieldsOf> groups, std::string_view key) {
  for (const FieldsOf& group : groups) {
    for (const Field& field : group.fields) {
      if (field.key() == key) return true;
    }
  }
  return false;
}

void refuse_unknown(const Json::object_t& members, std::span<const FieldsOf> groups, const Path& path, Reading& reading) {
  for (const auto& member : members) {
    if (!has_field(groups, member.first)) return reading.refuse(ErrorCode::unknown_field, path.child(member.first));
  }
}

// Walks the fields of all groups together in the order of their keys.
class InKeyOrder {
 public:
  explicit InKeyOrder(std::span<const FieldsOf> groups) : groups_(groups) { check(groups.size() <= at_.size()); }

  struct Place {
    const Field* field = nullptr;
    const void* object = nullptr;
  };

  // A place without a field at the end.
  Place next() {
    std::size_t first = groups_.size();
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const bool earlier = has_more(i) && (first == groups_.size() || key(i) < key(first));
      if (earlier) first = i;
    }
    if (first == groups_.size()) return {};
    return {&groups_[first].fields[at_[first]++], groups_[first].object};
  }

 private:
  bool has_more(std::size_t group) const { return at_[group] < groups_[group].fields.size(); }
  std::string_view key(std::size_t group) const { return groups_[group].fields[at_[group]].key(); }

  std::span<const FieldsOf> groups_;
  std::array<std::size_t, 4> at_{};  // no message is made of more groups
};

}  // namespace

void Reading::refuse(Error error, const Path& path) {
  if (failed()) return;
  error.pointer = canonical::joined({path.pointer(), error.pointer});
  refusal = std::move(error);
}

void Reading::refuse(ErrorCode code, const Path& path, std::string_view detail) {
  refuse(make_error(code, "", detail), path);
}

Refusal check_id(std::string_view text) {
  if (is_id(text)) return std::nullopt;
  return make_error(ErrorCode::invalid_format, "", "An id is 1 to 64 characters of A-Z a-z 0-9 . _ : @ + -");
}

namespace {

template <class Details>
const Details& details_of(const Kind& kind) {
  return *static_cast<const Details*>(kind.details);
}

// Reads one value of one type; each function refuses what does not fit.
class ValueReader {
 public:
  ValueReader(const Json& json, void* value, const Path& path, Reading& reading)
      : json_(json), value_(value), path_(path), reading_(reading) {}

  void text(const TextDetails& details) {
    const std::string* text = need_text();
    if (text == nullptr) return;
    Refusal refusal = details.check != nullptr ? details.check(*text)
                                               : check_text(*text, details.most_code_points, details.blank);
    if (refusal) return refuse(*std::move(refusal));
    *static_cast<std::string*>(value_) = *text;
  }

  void word(const WordDetails& details) {
    const std::string* text = need_text();
    if (text == nullptr) return;
    for (std::size_t i = details.first; i < details.words.size(); ++i) {
      if (details.words[i] != *text) continue;
      *static_cast<std::uint8_t*>(value_) = static_cast<std::uint8_t>(i);
      return;
    }
    refuse(ErrorCode::unknown_word);
  }

  void integer(const IntegerDetails& details) {
    const auto* number = json_.get_ptr<const Json::number_integer_t*>();
    if (number == nullptr) return refuse(ErrorCode::wrong_type);
    if (*number < details.least || *number > details.most) return refuse(ErrorCode::number_out_of_range);
    *static_cast<std::int64_t*>(value_) = *number;
  }

  void boolean() {
    const auto* boolean = json_.get_ptr<const bool*>();
    if (boolean == nullptr) return refuse(ErrorCode::wrong_type);
    *static_cast<bool*>(value_) = *boolean;
  }

  void instant() {
    const std::string* text = need_text();
    if (text == nullptr) return;
    const Result<Instant> instant = Instant::from_text(*text);
    if (!instant.ok()) return refuse(instant.error());
    *static_cast<Instant*>(value_) = instant.value();
  }

  void digest() {
    const std::string* text = need_text();
    if (text == nullptr) return;
    const Result<Digest> digest = Digest::from_hex(*text);
    if (!digest.ok()) return refuse(digest.error());
    *static_cast<Digest*>(value_) = digest.value();
  }

  void list(const ListDetails& details) {
    const auto* items = json_.get_ptr<const Json::array_t*>();
    if (items == nullptr) return refuse(ErrorCode::wrong_type);
    if (items->size() > details.at_most) {
      return refuse(ErrorCode::too_many_items, canonical::joined({"At most ", canonical::integer_text(details.at_most), " items."}));
    }
    if (items->size() < details.at_least) {
      return refuse(ErrorCode::too_few_items, canonical::joined({"At least ", canonical::integer_text(details.at_least), " items."}));
    }
    auto& list = *static_cast<UntypedList*>(value_);
    for (std::size_t i = 0; i < items->size() && !reading_.failed(); ++i) {
      read_value((*items)[i], *details.item, list.append(*details.item_type), path_.item(i), reading_);
    }
  }

 private:
  void refuse(Error error) { reading_.refuse(std::move(error), path_); }
  void refuse(ErrorCode code, std::string_view detail = {}) { reading_.refuse(code, path_, detail); }

  const std::string* need_text() {
    const auto* text = json_.get_ptr<const std::string*>();
    if (text == nullptr) refuse(ErrorCode::wrong_type);
    return text;
  }

  const Json& json_;
  void* value_;
  const Path& path_;
  Reading& reading_;
};

void write_list(std::string& out, const ListDetails& details, const UntypedList& list) {
  const auto* item = static_cast<const char*>(list.data());
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i, item += details.item_type->size_bytes) {
    if (i > 0) out += ',';
    write_value(out, *details.item, item);
  }
  out += ']';
}

// An optional field is left out when its value says nothing.
bool says_nothing(const Kind& kind, const void* value) {
  switch (kind.type) {
    case KindType::text: return static_cast<const std::string*>(value)->empty();
    case KindType::boolean: return !*static_cast<const bool*>(value);
    case KindType::list: return static_cast<const UntypedList*>(value)->empty();
    case KindType::optional: return details_of<OptionalDetails>(kind).get(value) == nullptr;
    case KindType::custom: {
      const auto& details = details_of<CustomDetails>(kind);
      return details.says_nothing != nullptr && details.says_nothing(value);
    }
    default: return false;
  }
}

}  // namespace

void read_value(const Json& json, const Kind& kind, void* value, const Path& path, Reading& reading) {
  ValueReader reader(json, value, path, reading);
  switch (kind.type) {
    case KindType::text: return reader.text(details_of<TextDetails>(kind));
    case KindType::word: return reader.word(details_of<WordDetails>(kind));
    case KindType::integer: return reader.integer(details_of<IntegerDetails>(kind));
    case KindType::boolean: return reader.boolean();
    case KindType::instant: return reader.instant();
    case KindType::digest: return reader.digest();
    case KindType::list: return reader.list(details_of<ListDetails>(kind));
    case KindType::object: {
      const FieldsOf group{details_of<ObjectDetails>(kind).fields, value};
      return read_object(json, {&group, 1}, path, reading);
    }
    case KindType::optional: {
      const auto& details = details_of<OptionalDetails>(kind);
      return read_value(json, *details.inner, details.emplace(value), path, reading);
    }
    case KindType::custom: return details_of<CustomDetails>(kind).read(json, value, path, reading);
  }
}

void write_value(std::string& out, const Kind& kind, const void* value) {
  switch (kind.type) {
    case KindType::text: return canonical::append_string(out, *static_cast<const std::string*>(value));
    case KindType::word:
      return canonical::append_string(out, details_of<WordDetails>(kind).words[*static_cast<const std::uint8_t*>(value)]);
    case KindType::integer: return canonical::append_integer(out, *static_cast<const std::int64_t*>(value));
    case KindType::boolean: out += *static_cast<const bool*>(value) ? "true" : "false"; return;
    case KindType::instant: return canonical::append_string(out, static_cast<const Instant*>(value)->text());
    case KindType::digest: return canonical::append_string(out, static_cast<const Digest*>(value)->hex());
    case KindType::list: return write_list(out, details_of<ListDetails>(kind), *static_cast<const UntypedList*>(value));
    case KindType::object: {
      const FieldsOf group{details_of<ObjectDetails>(kind).fields, value};
      return write_object(out, {&group, 1});
    }
    case KindType::optional: {
      const auto& details = details_of<OptionalDetails>(kind);
      return write_value(out, *details.inner, details.get(value));
    }
    case KindType::custom: return details_of<CustomDetails>(kind).write(out, value);
  }
}

void read_object(const Json& json, std::span<const FieldsOf> groups, const Path& path, Reading& reading) {
  const auto* members = json.get_ptr<const Json::object_t*>();
  if (members == nullptr) return reading.refuse(ErrorCode::wrong_type, path);
  std::size_t known = 0;
  for (const FieldsOf& group : groups) {
    for (const Field& field : group.fields) {
      if (reading.failed()) return;
      read_field(json, field, group.object, path, known, reading);
    }
  }
  const bool strict = reading.unknown_fields == UnknownFields::refused;
  if (strict && known != members->size()) refuse_unknown(*members, groups, path, reading);
}

void write_object(std::string& out, std::span<const FieldsOf> groups) {
  InKeyOrder places(groups);
  char before = '{';
  for (auto place = places.next(); place.field != nullptr; place = places.next()) {
    const Field& field = *place.field;
    const void* value = value_of(field, place.object);
    const bool left_out = field.presence() == Presence::optional && says_nothing(field.kind(), value);
    if (left_out) continue;
    out += before;
    before = ',';
    canonical::append_string(out, field.key());
    out += ':';
    write_value(out, field.kind(), value);
  }
  out += before == '{' ? "{}" : "}";
}

}  // namespace countersign
