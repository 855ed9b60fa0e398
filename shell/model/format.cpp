// The parts of wording.h that write single values.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "shell/model/wording.h"

namespace countersign::shell {
namespace {

// Decimal places of a currency, where ISO 4217 has other than two.
std::size_t minor_digits(std::string_view currency) {
  constexpr std::array<std::string_view, 16> kNone{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                   "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF"};
  constexpr std::array<std::string_view, 7> kThree{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  if (std::find(kNone.begin(), kNone.end(), currency) != kNone.end() || currency == "XPF") return 0;
  return std::find(kThree.begin(), kThree.end(), currency) != kThree.end() ? 3 : 2;
}

}  // namespace

// Instant::text() is 2026-11-21T14:32:08.000Z.
std::string date_text(Instant at) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = at.text();
  const int month = std::atoi(text.substr(5, 2).c_str());
  const int day = std::atoi(text.substr(8, 2).c_str());
  return std::to_string(day) + " " + std::string(kMonths[static_cast<std::size_t>(month - 1)]) + " " +
         text.substr(0, 4);
}

std::string time_text(Instant at) { return at.text().substr(11, 8); }

std::string moment_text(Instant at) { return date_text(at) + ", " + time_text(at) + " UTC"; }

std::string amount_text(const Amount& amount) {
  const std::string& currency = amount.currency.text();
  const std::size_t decimals = minor_digits(currency);
  std::string digits = std::to_string(amount.minor < 0 ? -amount.minor : amount.minor);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, ".");
  return currency + (amount.minor < 0 ? " -" : " ") + digits;
}

std::string size_text(std::int64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  constexpr std::array<std::string_view, 5> kUnits{"kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  std::int64_t tenths = bytes / 100;
  while (tenths >= 10000 && unit + 1 < kUnits.size()) {
    tenths /= 1000;
    ++unit;
  }
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " " + std::string(kUnits[unit]);
}

std::string short_digest(const Digest& digest) {
  const std::string hex = digest.hex();
  return hex.substr(0, 8) + ".." + hex.substr(hex.size() - 6);
}

std::string person_text(const Person& person) {
  if (person.organization.empty()) return person.name.text();
  return person.name.text() + ", " + person.organization.text();
}

std::string pointer_text(const Error& error) { return error.pointer.empty() ? "the whole text" : error.pointer; }

std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_text = false;
  const auto new_line = [&] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char character = json[i];
    if (in_text) {
      out += character;
      if (character == '\\') out += json[++i];
      if (character == '"') in_text = false;
      continue;
    }
    const bool opens = character == '{' || character == '[';
    const bool closes = character == '}' || character == ']';
    const bool is_empty = opens && i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (is_empty) {
      out.append(json.substr(i++, 2));
      continue;
    }
    if (closes && depth > 0) --depth;
    if (closes) new_line();
    out += character;
    if (opens) ++depth;
    if (opens || character == ',') new_line();
    if (character == ':') out += ' ';
    in_text = character == '"';
  }
  return out;
}

}  // namespace countersign::shell
