#include "core/json/writer.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

#include "core/base/canonical.h"
#include "core/base/check.h"
#include "core/json/number.h"

namespace countersign {
namespace {

// RFC 8785 sorts keys by UTF-16 code units. UTF-8 bytes sort by code points, which is the same order, but for
// characters beyond U+FFFF: their surrogates (D800..DFFF) stand before U+E000..U+FFFF.
int utf16_weight(unsigned char lead) {
  if (lead >= 0xF0) return 1;                 // written with surrogates
  return lead == 0xEE || lead == 0xEF ? 2 : 0;  // U+E000..U+FFFF
}

bool before_in_utf16(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (in_a == a.end() || in_b == b.end()) return in_a == a.end() && in_b != b.end();
  const auto byte_a = static_cast<unsigned char>(*in_a);
  const auto byte_b = static_cast<unsigned char>(*in_b);
  const int weight_a = utf16_weight(byte_a);
  const int weight_b = utf16_weight(byte_b);
  const bool both_high = weight_a > 0 && weight_b > 0;
  return both_high && weight_a != weight_b ? weight_a < weight_b : byte_a < byte_b;
}

bool needs_sorting(const Json::object_t& members) {
  return std::any_of(members.begin(), members.end(), [](const auto& member) {
    return std::any_of(member.first.begin(), member.first.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xEE; });
  });
}

void write(std::string& out, const Json& value);

void write_member(std::string& out, std::string_view key, const Json& value, bool first) {
  if (!first) out += ',';
  canonical::append_string(out, key);
  out += ':';
  write(out, value);
}

struct InUtf16Order {
  bool operator()(std::string_view a, std::string_view b) const { return before_in_utf16(a, b); }
};

void write_sorted(std::string& out, const Json::object_t& members) {
  std::map<std::string_view, const Json*, InUtf16Order> sorted;
  for (const auto& member : members) sorted.emplace(member.first, &member.second);
  bool first = true;
  for (const auto& [key, value] : sorted) {
    write_member(out, key, *value, first);
    first = false;
  }
}

void write_object(std::string& out, const Json::object_t& members) {
  out += '{';
  if (needs_sorting(members)) {
    write_sorted(out, members);
  } else {  // the map keeps its keys in byte order
    for (auto member = members.begin(); member != members.end(); ++member) {
      write_member(out, member->first, member->second, member == members.begin());
    }
  }
  out += '}';
}

void write_array(std::string& out, const Json::array_t& items) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    write(out, items[i]);
  }
  out += ']';
}

void write(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: write_object(out, value.get_ref<const Json::object_t&>()); return;
    case Json::value_t::array: write_array(out, value.get_ref<const Json::array_t&>()); return;
    case Json::value_t::string: canonical::append_string(out, value.get_ref<const std::string&>()); return;
    case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned: canonical::append_integer(out, value.get<std::int64_t>()); return;
    case Json::value_t::number_float: append_double(out, value.get<double>()); return;
    case Json::value_t::null: out += "null"; return;
    default: check(false);
  }
}

}  // namespace

std::string write_canonical(const Json& value) {
  std::string out;
  write(out, value);
  return out;
}

}  // namespace countersign
