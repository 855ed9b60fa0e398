// One description of each message, read and written by the same table.
//
// A type that travels as an object has a Shape: its fields with their JSON keys. A Kind says how a value of some type is
// read from JSON and written as canonical text. The work is done by a few functions in shape.cpp that walk the tables;
// the templates here only make the tables. (Templates that did the work made the WebAssembly more than twice as large.)
//
//     template <>
//     struct Shape<Person> {
//       static constexpr auto kFields = in_key_order({
//           COUNTERSIGN_FIELD(Person, id, "id"), COUNTERSIGN_FIELD(Person, name, "name"),
//           COUNTERSIGN_OPTIONAL(Person, organization, "organization")});
//     };
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/list.h"
#include "core/base/digest.h"
#include "core/base/instant.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/base/strong_id.h"
#include "core/base/text.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/words.h"

namespace countersign {

// Commands and contexts are read strictly: a field that is not known is refused. States and events come from a server
// that may be newer than this reader: unknown fields are passed over.
enum class UnknownFields : bool { refused, passed_over };

// The progress of reading one message: it ends with the first refusal.
struct Reading {
  UnknownFields unknown_fields = UnknownFields::refused;
  Refusal refusal = std::nullopt;

  bool failed() const { return refusal.has_value(); }
  void refuse(Error error, const Path& path);
  void refuse(ErrorCode code, const Path& path, std::string_view detail = {});
};

enum class KindType : std::uint8_t { text, word, integer, boolean, instant, digest, object, list, optional, custom };

// How values of one C++ type travel. What `details` points to depends on the type; see below.
struct Kind {
  KindType type;
  const void* details;
};

enum class Presence : bool { required, optional };

class Field {
 public:
  constexpr Field() = default;
  // `offset` in bytes, of the value in its object.
  constexpr Field(std::string_view key, std::size_t offset, Presence presence, const Kind& kind)
      : key_(key.data()), kind_(&kind), offset_(static_cast<std::uint16_t>(offset)),
        key_size_(static_cast<std::uint8_t>(key.size())), presence_(presence) {}

  constexpr std::string_view key() const { return {key_, key_size_}; }
  constexpr const Kind& kind() const { return *kind_; }
  constexpr std::size_t offset() const { return offset_; }
  constexpr Presence presence() const { return presence_; }
  // The same field, of an object that lies `distance` bytes further in.
  constexpr Field moved_by(std::size_t distance) const { return {key(), offset_ + distance, presence_, *kind_}; }

 private:
  const char* key_ = nullptr;  // packed: there are some 200 fields
  const Kind* kind_ = nullptr;
  std::uint16_t offset_ = 0;
  std::uint8_t key_size_ = 0;
  Presence presence_ = Presence::required;
};

using Fields = std::span<const Field>;

// Some fields, and the object that they are in. Events and commands are read into, and written from, two objects.
struct FieldsOf {
  Fields fields;
  const void* object;
};

// RFC 8785 writes keys in order. Fields are therefore kept in that order (all our keys are ASCII).
template <std::size_t kCount>
constexpr std::array<Field, kCount> in_key_order(const Field (&fields)[kCount]) {
  std::array<Field, kCount> sorted = std::to_array(fields);
  for (std::size_t i = 1; i < kCount; ++i) {
    for (std::size_t j = i; j > 0 && sorted[j].key() < sorted[j - 1].key(); --j) std::swap(sorted[j], sorted[j - 1]);
  }
  return sorted;
}

// `more` as well, as fields of an object that lies `offset` bytes further in.
template <std::size_t kCount, std::size_t kMore>
constexpr std::array<Field, kCount + kMore> in_key_order(const Field (&fields)[kCount], const std::array<Field, kMore>& more,
                                                         std::size_t offset) {
  Field all[kCount + kMore];
  for (std::size_t i = 0; i < kCount; ++i) all[i] = fields[i];
  for (std::size_t i = 0; i < kMore; ++i) {
    all[kCount + i] = more[i].moved_by(offset);
  }
  return in_key_order(all);
}

// ------------------------------------------------------------------------------------------- the work, in shape.cpp

void read_value(const Json& json, const Kind& kind, void* value, const Path& path, Reading& reading);
void read_object(const Json& json, std::span<const FieldsOf> groups, const Path& path, Reading& reading);
void write_value(std::string& out, const Kind& kind, const void* value);
void write_object(std::string& out, std::span<const FieldsOf> groups);

// ----------------------------------------------------------------------------------------------------------- details

using TextCheck = Refusal (*)(std::string_view text);

// Texts and ids hold one string and nothing else: they are read and written as that string.
struct TextDetails {
  std::size_t most_code_points;
  Blank blank;
  TextCheck check;  // instead of the two, when there is one
};
struct WordDetails {  // the value is one byte: the place of the word in the list
  std::span<const std::string_view> words;
  std::size_t first;
};
struct IntegerDetails {  // the value is a std::int64_t
  std::int64_t least;
  std::int64_t most;
};
struct ObjectDetails {
  Fields fields;
};
struct ListDetails {  // the value is a List
  const Kind* item;
  const ItemType* item_type;
  std::size_t at_least;
  std::size_t at_most;
};
struct OptionalDetails {
  const Kind* inner;
  void* (*emplace)(void* optional);
  const void* (*get)(const void* optional);  // nullptr when there is no value
};
struct CustomDetails {
  void (*read)(const Json& json, void* value, const Path& path, Reading& reading);
  void (*write)(std::string& out, const void* value);
  bool (*says_nothing)(const void* value);  // nullptr: it always says something
};

// ------------------------------------------------------------------------------------------------------------- kinds

template <class T>
struct Shape;

// KindOf<T>::kKind is how a T travels.
template <class T>
struct KindOf;

template <class T>
inline constexpr const Kind& kKindOf = KindOf<T>::kKind;

template <class T>
inline constexpr bool kIsOneString = sizeof(T) == sizeof(std::string) && std::is_standard_layout_v<T>;

Refusal check_id(std::string_view text);

template <std::size_t kMost, Blank kBlank>
struct KindOf<Text<kMost, kBlank>> {
  static_assert(kIsOneString<Text<kMost, kBlank>>);
  static constexpr TextDetails kDetails{kMost, kBlank, nullptr};
  static constexpr Kind kKind{KindType::text, &kDetails};
};

// A text that has to satisfy `kCheck` instead of the limits of its type.
template <TextCheck kCheck>
struct CheckedText {
  static constexpr TextDetails kDetails{0, Blank::allowed, kCheck};
  static constexpr Kind kKind{KindType::text, &kDetails};
};

template <class Tag>
struct KindOf<StrongId<Tag>> : CheckedText<check_id> {
  static_assert(kIsOneString<StrongId<Tag>>);
};

template <class E>
requires std::is_enum_v<E>
struct KindOf<E> {
  static_assert(sizeof(E) == 1);
  static constexpr std::size_t kFirst = std::is_same_v<E, RequestState> ? 1 : 0;  // "none" does not travel
  static constexpr WordDetails kDetails{Words<E>::list, kFirst};
  static constexpr Kind kKind{KindType::word, &kDetails};
};

template <>
struct KindOf<bool> {
  static constexpr Kind kKind{KindType::boolean, nullptr};
};
template <>
struct KindOf<Instant> {
  static constexpr Kind kKind{KindType::instant, nullptr};
};
template <>
struct KindOf<Digest> {
  static constexpr Kind kKind{KindType::digest, nullptr};
};

template <std::int64_t kLeast, std::int64_t kMost>
struct Integer {
  static constexpr IntegerDetails kDetails{kLeast, kMost};
  static constexpr Kind kKind{KindType::integer, &kDetails};
};
template <std::int64_t kLeast, std::int64_t kMost>
inline constexpr const Kind& kInteger = Integer<kLeast, kMost>::kKind;

// An optional T whose value travels as `inner` says.
template <class T>
constexpr OptionalDetails optional_details(const Kind& inner) {
  return {&inner, [](void* optional) -> void* { return &static_cast<std::optional<T>*>(optional)->emplace(); },
          [](const void* optional) -> const void* {
            const auto& value = *static_cast<const std::optional<T>*>(optional);
            return value ? &*value : nullptr;
          }};
}

template <class T>
struct KindOf<std::optional<T>> {
  static constexpr OptionalDetails kDetails = optional_details<T>(kKindOf<T>);
  static constexpr Kind kKind{KindType::optional, &kDetails};
};

template <class T, std::size_t kAtLeast, std::size_t kAtMost>
struct Listed {
  static constexpr ListDetails kDetails{&kKindOf<T>, &kItemType<T>, kAtLeast, kAtMost};
  static constexpr Kind kKind{KindType::list, &kDetails};
};
template <class T, std::size_t kAtLeast, std::size_t kAtMost>
inline constexpr const Kind& kListOf = Listed<T, kAtLeast, kAtMost>::kKind;

template <class T>
struct KindOf<List<T>> : Listed<T, 0, limits::kEvents> {};

// Everything else is an object with a Shape.
template <class T>
struct KindOf {
  static constexpr ObjectDetails kDetails{Shape<T>::kFields};
  static constexpr Kind kKind{KindType::object, &kDetails};
};

// -------------------------------------------------------------------------------------------------------- the macros
// Macros, because a member's name, type and place in memory can only be had together from its name.

#define COUNTERSIGN_MEMBER(Type, member) std::remove_reference_t<decltype(std::declval<Type&>().member)>

#define COUNTERSIGN_FIELD_AS(Type, member, key, presence, kind)                               \
  ::countersign::Field(key, offsetof(Type, member), ::countersign::Presence::presence, kind)
#define COUNTERSIGN_FIELD(Type, member, key) \
  COUNTERSIGN_FIELD_AS(Type, member, key, required, (::countersign::kKindOf<COUNTERSIGN_MEMBER(Type, member)>))
#define COUNTERSIGN_OPTIONAL(Type, member, key) \
  COUNTERSIGN_FIELD_AS(Type, member, key, optional, (::countersign::kKindOf<COUNTERSIGN_MEMBER(Type, member)>))

// ---------------------------------------------------------------------------------------------------- whole messages

// The pointer of a refusal starts at `path`.
template <class T>
Result<T> from_json(const Json& json, UnknownFields unknown_fields, const Path& path = {}) {
  Reading reading{unknown_fields};
  T value;
  read_value(json, kKindOf<T>, &value, path, reading);
  if (reading.failed()) return *std::move(reading.refusal);
  return value;
}

template <class T>
std::string canonical_text(const T& value) {
  std::string out;
  write_value(out, kKindOf<T>, &value);
  return out;
}

}  // namespace countersign
