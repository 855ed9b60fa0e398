// The strict reader and the canonical writer, beyond the tables in tests/vectors/json.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/limits.h"
#include "core/json/canonical_text.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

std::string canonical(std::string_view text) {
  const Result<Json> json = read_json(text);
  return json.ok() ? write_canonical(json.value()) : "refused: " + std::string(error_row(json.error().code).word);
}

// A small generator of its own: the same sequence on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

constexpr std::string_view kDocument =
    "{\"a\":[1,-20,true,false,null,{\"\\u00e4\\ud83d\\udc4d\":\"x\\n\\\\\\\"\"}],\"long key\":{\"\":[[],{}]},\"\xC3\xA9\xF0\x9F\x91\x8D\":9007199254740991}";

TEST_CASE("a text that is cut short anywhere is refused") {
  REQUIRE(read_json(kDocument).ok());
  for (std::size_t size = 0; size < kDocument.size(); ++size) {
    INFO(size);
    CHECK(!read_json(kDocument.substr(0, size)).ok());
  }
}

TEST_CASE("a text with any one byte changed is refused, or accepted with one canonical form") {
  std::size_t unstable = 0;
  for (std::size_t i = 0; i < kDocument.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed(kDocument);
      changed[i] = static_cast<char>(byte);
      const Result<Json> json = read_json(changed);
      if (!json.ok()) continue;
      const std::string once = write_canonical(json.value());
      if (canonical(once) != once) ++unstable;
    }
  }
  CHECK(unstable == 0);
}

TEST_CASE("space between tokens changes nothing") {
  const std::string tokens[] = {"{", "\"a\"", ":", "[", "1", ",", "true", ",", "null", "]", ",", "\"b\"", ":", "{", "}", "}"};
  std::string spaced = "\n";
  for (const std::string& token : tokens) spaced += token + " \t\r\n";
  CHECK(canonical(spaced) == "{\"a\":[1,true,null],\"b\":{}}");
}

TEST_CASE("depth and size are limited to the byte and to the bracket") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  ReadLimits few;
  few.depth = 3;
  CHECK(read_json(nested(3), few).ok());
  REQUIRE(!read_json(nested(4), few).ok());
  CHECK(read_json(nested(4), few).error().code == ErrorCode::json_too_deep);
  ReadLimits none;
  none.depth = 0;
  CHECK(read_json("1", none).ok());
  CHECK(!read_json("[]", none).ok());
  ReadLimits small;
  small.bytes = 5;
  CHECK(read_json("12345", small).ok());
  REQUIRE(!read_json("123456", small).ok());
  CHECK(read_json("123456", small).error().code == ErrorCode::json_too_large);
}

TEST_CASE("a refusal says at which byte") {
  CHECK(read_json("[1,\n x]").error().detail.find('5') != std::string::npos);
  CHECK(read_json("[1,\n x]").error().pointer == "/1");
}

TEST_CASE("of a long key a refusal tells the beginning, and never a part of a character") {
  const std::string before(63, 'a');
  for (const char* last : {"b", "\u00e4", "\u20ac", "\U0001F44D"}) {
    const std::string whole = last[1] == '\0' ? before + last : before;
    CHECK(read_json("{\"" + before + last + "\":x}").error().pointer == "/" + whole);
  }
}

TEST_CASE("all integers near the borders, and no other spelling of them") {
  for (const std::int64_t border : {std::int64_t{0}, std::int64_t{9}, std::int64_t{10}, std::int64_t{2147483647}, std::int64_t{4294967295}, limits::kInteger}) {
    for (std::int64_t number = border - 3; number <= border + 3; ++number) {
      for (const std::int64_t value : {number, -number}) {
        const std::string text = std::to_string(value);
        const bool in_range = value <= limits::kInteger && value >= -limits::kInteger;
        CHECK(canonical(text) == (in_range ? text : "refused: number-out-of-range"));
        CHECK(canonical(text + ".0") == "refused: number-not-integer");
        CHECK(canonical(text + "e0") == "refused: number-not-integer");
        CHECK(canonical("+" + text) == "refused: json-syntax");
      }
    }
  }
}

// Every control character has its RFC 8785 escape, and everything else stands for itself.
TEST_CASE("texts of one ASCII character are written as RFC 8785 says") {
  for (int c = 1; c < 128; ++c) {
    std::string expected(1, static_cast<char>(c));
    if (c < 0x20) {
      const std::string_view hex = "0123456789abcdef";
      expected = "\\u00";
      expected += hex[static_cast<std::size_t>(c) / 16];
      expected += hex[static_cast<std::size_t>(c) % 16];
    }
    if (c == '\b') expected = "\\b";
    if (c == '\t') expected = "\\t";
    if (c == '\n') expected = "\\n";
    if (c == '\f') expected = "\\f";
    if (c == '\r') expected = "\\r";
    if (c == '"') expected = "\\\"";
    if (c == '\\') expected = "\\\\";
    const Json text = std::string(1, static_cast<char>(c));
    CHECK(write_canonical(text) == "\"" + expected + "\"");
  }
}

std::vector<std::uint16_t> utf16(const std::string& utf8) {
  std::vector<std::uint16_t> units;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(utf8[at])); };
    const std::size_t length = byte(i) < 0x80 ? 1 : byte(i) < 0xE0 ? 2 : byte(i) < 0xF0 ? 3 : 4;
    std::uint32_t c = length == 1 ? byte(i) : byte(i) & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) c = (c << 6U) | (byte(i + k) & 0x3FU);
    i += length;
    if (c >= 0x10000) {
      units.push_back(static_cast<std::uint16_t>(0xD800 + ((c - 0x10000) >> 10U)));
      units.push_back(static_cast<std::uint16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU)));
    } else {
      units.push_back(static_cast<std::uint16_t>(c));
    }
  }
  return units;
}

TEST_CASE("keys stand in the order of their UTF-16 code units") {
  const char* const letters[] = {"", "a", "b", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xAC\xB3", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"};
  Dice dice(8785);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> keys;
    for (int k = 0; k < 8; ++k) {
      std::string key;
      for (std::uint64_t length = dice.below(4); length > 0; --length) key += letters[dice.below(std::size(letters))];
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    Json object = Json::object();
    for (const std::string& key : keys) object[key] = 1;
    std::sort(keys.begin(), keys.end(), [](const std::string& a, const std::string& b) { return utf16(a) < utf16(b); });
    std::string expected = "{";
    for (const std::string& key : keys) expected += (expected.size() > 1 ? ",\"" : "\"") + key + "\":1";
    CHECK(write_canonical(object) == expected + "}");
  }
}

TEST_CASE("a text that looks canonical is canonical") {
  for (const std::string_view text :
       {R"({})", R"([])", R"(0)", R"(-1)", R"(999999999999999)", R"("")", R"(true)", R"([false,null,"x"])", R"({"":1,"a":{"b":[]},"aa":2})",
        R"("twelve bytes, then \" and \\ and \b\f\n\r\t.")", "\"caf\xC3\xA9 \xF0\x9F\x98\x80\x7F\"", R"({"key of more than eight bytes":"/"})"}) {
    INFO(text);
    CHECK(is_plainly_canonical(text));
    CHECK(canonical(text) == text);
  }
  for (const std::string_view text :
       {"", " ", "{", "[", "\"", "tru", "1 ", " 1", "{ }", "[1,]", "[,1]", R"({"b":1,"a":2})", R"({"a":1,"a":2})", R"({"a":1,})", R"({"a" :1})",
        R"({a:1})", "-", "-0", "01", "1.0", "1e3", "+1", "1000000000000000000", R"("\/")", R"("\u0041")", R"("\x")", R"("\)", "\"\n\"", "\"12345678\x01\"", "\"\xC3\"",
        "\"\xED\xA0\x80\"", "\"12345678\xFF\"", "[1]]", "nulll", R"({"a":1)", R"(["a")"}) {
    INFO(text);
    CHECK_FALSE(is_plainly_canonical(text));
  }
  // Canonical, and left to the reader: keys beyond ASCII, escapes as numbers, long integers.
  for (const std::string_view text : {"{\"\xC3\xA9\":1}", R"("\u0001")", "9007199254740991"}) {
    CHECK(canonical(text) == text);
    CHECK_FALSE(is_plainly_canonical(text));
  }
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(is_plainly_canonical(nested(limits::kDepth)));
  CHECK_FALSE(is_plainly_canonical(nested(limits::kDepth + 1)));
}

TEST_CASE("a text that looks canonical after a byte was changed is still canonical") {
  const std::string text = R"({"at":"2026-11-23T09:04:00.000Z","list":[1,-20,"a \"quoted\" word",true,null,{}],"text":"na)" "\xC3\xAF" R"(ve\n","z":0})";
  REQUIRE(is_plainly_canonical(text));
  int kept = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[at] = static_cast<char>(byte);
      if (!is_plainly_canonical(changed)) continue;
      ++kept;
      if (canonical(changed) != changed) FAIL(changed);
    }
  }
  CHECK(kept > 1000);
}

}  // namespace
}  // namespace countersign
