// Texts that people write: valid UTF-8 without NUL, bounded in code points. A Text cannot hold anything else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace countersign {

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }  // of ASCII

// Code points of well-formed UTF-8.
std::size_t code_points(std::string_view utf8);

// True when nothing in the text can be seen: white space, format and control characters only.
bool is_blank(std::string_view utf8);

enum class Blank : bool { allowed, refused };

// Errors: json-invalid-utf8, json-nul-character, text-blank, text-too-long.
Refusal check_text(std::string_view text, std::size_t max_code_points, Blank blank);

template <std::size_t kMaxCodePoints, Blank kBlank>
class Text {
 public:
  Text() = default;

  static Result<Text> from(std::string_view text) {
    if (Refusal refusal = check_text(text, kMaxCodePoints, kBlank)) return *std::move(refusal);
    return Text(std::string(text));
  }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const Text&) const = default;

 private:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

using Title = Text<limits::kTitle, Blank::refused>;
using Ask = Text<limits::kAsk, Blank::allowed>;  // blank in a draft; completeness asks for it
using ScopeItem = Text<limits::kScopeItem, Blank::refused>;
using Name = Text<limits::kName, Blank::refused>;
using Organization = Text<limits::kName, Blank::allowed>;  // empty: none
using Project = Text<limits::kProject, Blank::allowed>;
using PartName = Text<limits::kPartName, Blank::refused>;
using MediaType = Text<limits::kMediaType, Blank::refused>;
using Challenge = Text<limits::kChallenge, Blank::refused>;
using Encoded = Text<limits::kEncoded, Blank::refused>;  // bytes, in Base64 for URLs without padding
using Statement = Text<limits::kText, Blank::refused>;  // something that has to be said
using FactText = Text<limits::kName, Blank::allowed>;  // empty: the fact is a number
using Pointer = Text<limits::kPointer, Blank::allowed>;
using Remark = Text<limits::kText, Blank::allowed>;     // something that may be said

}  // namespace countersign
