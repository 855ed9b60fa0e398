#include "core/base/text.h"

#include <vector>

#include "core/base/strong_id.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

std::string utf8(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6)), byte(0x80 | (c & 0x3F))};
  if (c < 0x10000) return {byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
  return {byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3F)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
}

// RFC 3629, section 4, as it stands there: the grammar by byte ranges.
bool is_utf8_by_grammar(const std::string& text) {
  const auto in = [&](std::size_t at, int low, int high) {
    return at < text.size() && static_cast<unsigned char>(text[at]) >= low && static_cast<unsigned char>(text[at]) <= high;
  };
  const auto tail = [&](std::size_t at) { return in(at, 0x80, 0xBF); };
  std::size_t at = 0;
  while (at < text.size()) {
    if (in(at, 0x00, 0x7F)) {
      at += 1;
    } else if (in(at, 0xC2, 0xDF) && tail(at + 1)) {
      at += 2;
    } else if (((in(at, 0xE0, 0xE0) && in(at + 1, 0xA0, 0xBF)) || (in(at, 0xE1, 0xEC) && tail(at + 1)) ||
                (in(at, 0xED, 0xED) && in(at + 1, 0x80, 0x9F)) || (in(at, 0xEE, 0xEF) && tail(at + 1))) &&
               tail(at + 2)) {
      at += 3;
    } else if (((in(at, 0xF0, 0xF0) && in(at + 1, 0x90, 0xBF)) || (in(at, 0xF1, 0xF3) && tail(at + 1)) ||
                (in(at, 0xF4, 0xF4) && in(at + 1, 0x80, 0x8F))) &&
               tail(at + 2) && tail(at + 3)) {
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

TEST_CASE("every code point but the surrogates is UTF-8, and counts as one") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (is_utf8(utf8(c)) == surrogate) ++wrong;
    if (!surrogate && code_points(utf8(c)) != 1) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("every text of up to two bytes, and every text of three or four border bytes, is judged as RFC 3629 does") {
  std::size_t wrong = 0;
  const auto compare = [&](const std::string& text) { wrong += is_utf8(text) == is_utf8_by_grammar(text) ? 0U : 1U; };
  for (int a = 0; a < 256; ++a) {
    compare({static_cast<char>(a)});
    for (int b = 0; b < 256; ++b) compare({static_cast<char>(a), static_cast<char>(b)});
  }
  const int borders[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF};
  for (const int a : borders) {
    for (const int b : borders) {
      for (const int c : borders) {
        compare({static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)});
        for (const int d : borders) compare({static_cast<char>(a), static_cast<char>(b), static_cast<char>(c), static_cast<char>(d)});
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("texts are counted in code points") {
  CHECK(code_points("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("\xC3\xA9") == 1);
  CHECK(code_points("e\xCC\x81") == 2);
  CHECK(code_points("\xF0\x9F\x91\x8D") == 1);
  CHECK(code_points("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7") == 3);
}

struct Range {
  char32_t first;
  char32_t last;
};

// Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt (stable but for additions), and besides it white
// space, controls, interlinear annotation marks, and two blanks that fonts draw as nothing.
constexpr Range kInvisible[] = {{0x00, 0x20},       {0x7F, 0xA0},       {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},     {0x115F, 0x1160},
                                {0x1680, 0x1680},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},   {0x205F, 0x206F},
                                {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
                                {0xFFF0, 0xFFFB},   {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

bool listed_as_invisible(char32_t c) {
  for (const Range& range : kInvisible) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

TEST_CASE("a text is blank when nothing in it can be seen") {
  std::vector<char32_t> wrong;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (!surrogate && is_blank(utf8(c)) != listed_as_invisible(c)) wrong.push_back(c);
  }
  INFO("the first of them: " << (wrong.empty() ? 0U : static_cast<unsigned>(wrong.front())));
  CHECK(wrong.size() == 0);
  CHECK(is_blank(""));
  CHECK(is_blank(" \t\r\n\xE2\x80\x8B\xEF\xBB\xBF"));
  CHECK(!is_blank(" \t.\n"));
  CHECK(!is_blank("\xE2\x80\x8B\xF0\x9F\x91\x8D"));
}

TEST_CASE("check_text refuses in this order: encoding, NUL, blank, length") {
  const auto code = [](std::string_view text, std::size_t most, Blank blank) {
    const Refusal refusal = check_text(text, most, blank);
    return refusal ? std::string(error_row(refusal->code).word) : std::string("fine");
  };
  CHECK(code("\xFF", 5, Blank::refused) == "json-invalid-utf8");
  CHECK(code(std::string_view("a\0b", 3), 5, Blank::allowed) == "json-nul-character");
  CHECK(code("", 5, Blank::refused) == "text-blank");
  CHECK(code("", 5, Blank::allowed) == "fine");
  CHECK(code(" ", 5, Blank::refused) == "text-blank");
  CHECK(code("abcde", 5, Blank::refused) == "fine");
  CHECK(code("abcdef", 5, Blank::refused) == "text-too-long");
  CHECK(code("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 5, Blank::refused) == "fine");
}

TEST_CASE("a Text cannot hold what it must not") {
  CHECK(Title::from(std::string(200, 'x')).ok());
  CHECK(!Title::from(std::string(201, 'x')).ok());
  CHECK(!Title::from("").ok());
  CHECK(Ask::from("").ok());
  CHECK(Remark::from(std::string(4000, 'x')).ok());
  CHECK(!Remark::from(std::string(4001, 'x')).ok());
  CHECK(Title().empty());
  CHECK(Title::from("a").value() == Title::from("a").value());
  CHECK(!(Title::from("a").value() == Title::from("b").value()));
}

TEST_CASE("an id is 1 to 64 characters of a short list") {
  std::string allowed;
  for (int c = 0; c < 256; ++c) {
    if (is_id(std::string(1, static_cast<char>(c)))) allowed += static_cast<char>(c);
  }
  CHECK(allowed == "+-.0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
  CHECK(!is_id(""));
  CHECK(is_id(std::string(64, 'x')));
  CHECK(!is_id(std::string(65, 'x')));
  CHECK(!is_id("a/b"));
  CHECK(!is_id("a b"));
  CHECK(!is_id(std::string_view("a\0", 2)));
  CHECK(StageId::from("brand").value().text() == "brand");
  CHECK(StageId::from("brand/legal").error().code == ErrorCode::invalid_format);
  CHECK(DecisionId::numbered('d', 1).text() == "d1");
  CHECK(QuestionId::numbered('q', 10'000).text() == "q10000");
  CHECK(StageId().empty());
}

}  // namespace
}  // namespace countersign
