#include "native/notify/email_address.h"

#include <algorithm>

namespace countersign {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321, as far as a path has room for it
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestLabel = 63;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_atom_character(char c) { return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos; }
bool is_label_character(char c) { return is_alphanumeric(c) || c == '-'; }

bool is_atom(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_atom_character); }

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabel || text.front() == '-' || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), is_label_character);
}

// Parts between dots, at least so many of them, each of which is good.
bool is_dotted(std::string_view text, bool (*is_good)(std::string_view), int least) {
  int parts = 0;
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_good(text.substr(0, dot))) return false;
    ++parts;
    if (dot == std::string_view::npos) return parts >= least;
    text.remove_prefix(dot + 1);
  }
}

bool is_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }); }

}  // namespace

Refusal check_email_address(std::string_view text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) return Error{ErrorCode::invalid_format, "", "Addresses with characters beyond ASCII (SMTPUTF8) are not taken; a domain is written in its ASCII form."};
  const Error wrong{ErrorCode::invalid_format, "", "Write one address, such as maria@example.com, and nothing else."};
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || text.size() > kLongestAddress) return wrong;
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  if (local.size() > kLongestLocalPart || !is_dotted(local, is_atom, 1) || !is_dotted(domain, is_label, 2)) return wrong;
  // The last label of a name is never a number: that would be an IPv4 address.
  return is_digits(domain.substr(domain.rfind('.') + 1)) ? Refusal(wrong) : Refusal();
}

}  // namespace countersign
