#include "core/json/number.h"

#include <double-conversion/double-to-string.h>
#include <double-conversion/strtod.h>

#include <cmath>

#include "core/base/check.h"
#include "core/base/text.h"

namespace countersign {

namespace {

// What is left of a number of JSON's grammar behind its digits: the exponent, as far as doubles go.
int exponent_in(std::string_view text) {
  constexpr int kFar = 100'000'000;  // beyond any text that fits into a document
  const bool negative = !text.empty() && text.front() == '-';
  int exponent = 0;
  for (const char c : text) {
    if (is_digit(c) && exponent < kFar) exponent = exponent * 10 + (c - '0');
  }
  return negative ? -exponent : exponent;
}

}  // namespace

// The library's own reader of texts knows locales, which WebAssembly would have to carry along; it takes digits as well.
bool read_double(std::string_view text, double& number) {
  const bool negative = text.starts_with('-');
  std::string digits;
  int exponent = 0;
  bool in_fraction = false;
  for (std::size_t i = negative ? 1 : 0; i < text.size(); ++i) {
    if (text[i] == 'e' || text[i] == 'E') {
      exponent += exponent_in(text.substr(i + 1));
      break;
    }
    if (text[i] == '.') {
      in_fraction = true;
      continue;
    }
    if (in_fraction) --exponent;
    const bool leading_zero = digits.empty() && text[i] == '0';
    if (!leading_zero) digits += text[i];
  }
  const double_conversion::Vector<const char> buffer(digits.data(), static_cast<int>(digits.size()));
  const double magnitude = digits.empty() ? 0 : double_conversion::Strtod(buffer, exponent);
  number = negative ? -magnitude : magnitude;
  return std::isfinite(number);
}

void append_double(std::string& out, double number) {
  check(std::isfinite(number));
  char text[32];  // 25 at most: -1.2345678901234567e-300
  double_conversion::StringBuilder builder(text, sizeof text);
  // ECMAScript writes no sign before a zero; neither does this converter.
  double_conversion::DoubleToStringConverter::EcmaScriptConverter().ToShortest(number, &builder);
  out.append(text, static_cast<std::size_t>(builder.position()));
}

}  // namespace countersign
