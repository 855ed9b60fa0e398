#include "native/operations/masking.h"

#include <algorithm>

#include "core/base/digest.h"
#include "native/store/access_store.h"

namespace countersign {
namespace {

constexpr std::string_view kMask = "***";

bool is_letter_or_digit(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
}

bool is_base64url(char character) { return is_letter_or_digit(character) || character == '-' || character == '_'; }

// Where a run of such characters ends.
template <class Is>
std::size_t run_end(std::string_view text, std::size_t from, Is is) {
  while (from < text.size() && is(text[from])) ++from;
  return from;
}

// "cs_key_" and the like stay, so that a reader sees what was there.
void mask_tokens(std::string& text) {
  constexpr std::string_view kPrefix = "cs_";
  for (std::size_t at = text.find(kPrefix); at != std::string::npos; at = text.find(kPrefix, at + 1)) {
    const std::size_t kind = run_end(text, at + kPrefix.size(), is_letter_or_digit);
    if (kind >= text.size() || text[kind] != '_') continue;
    text.replace(kind + 1, run_end(text, kind + 1, is_base64url) - kind - 1, kMask);
  }
}

// The last part of a challenge: 32 bytes behind a dot.
void mask_challenges(std::string& text) {
  constexpr std::size_t kCode = 43;
  for (std::size_t at = text.find('.'); at != std::string::npos; at = text.find('.', at + 1)) {
    const std::size_t end = run_end(text, at + 1, is_base64url);
    if (end - at - 1 == kCode) text.replace(at + 1, kCode, kMask);
  }
}

void mask_addresses(std::string& text) {
  constexpr std::string_view kAuthority = "://";
  for (std::size_t at = text.find(kAuthority); at != std::string::npos; at = text.find(kAuthority, at + 1)) {
    const std::size_t begin = at + kAuthority.size();
    // A password may hold whatever somebody forgot to escape, so the last @ before a space counts.
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\"", begin), text.size());
    const std::size_t host = text.rfind('@', end);
    const std::size_t colon = text.find(':', begin);
    if (host == std::string::npos || host < begin || colon > host) continue;
    text.replace(colon + 1, host - colon - 1, kMask);
  }
}

void mask_passwords(std::string& text) {
  constexpr std::string_view kName = "password=";
  for (std::size_t at = text.find(kName); at != std::string::npos; at = text.find(kName, at + 1)) {
    const std::size_t begin = at + kName.size();
    const bool is_quoted = begin < text.size() && (text[begin] == '\'' || text[begin] == '"');
    std::size_t end = is_quoted ? text.find(text[begin], begin + 1) : text.find_first_of(" \t\r\n&;\"'", begin);
    if (is_quoted && end != std::string::npos) ++end;
    text.replace(begin, std::min(end, text.size()) - begin, kMask);
  }
}

}  // namespace

std::string masked(std::string_view text) {
  std::string shown(text);
  mask_tokens(shown);
  mask_challenges(shown);
  mask_addresses(shown);
  mask_passwords(shown);
  for (char& character : shown) {
    if (static_cast<unsigned char>(character) < ' ' || character == '\x7f') character = ' ';
  }
  return shown;
}

std::string loggable_caller(const Caller& caller, std::string_view token) {
  constexpr std::size_t kDigits = 12;
  const std::string of_tenant = caller.tenant == kDefaultTenant ? "" : caller.tenant + "/";
  if (caller.kind == CallerKind::api_key) return of_tenant + caller.actor.person.id.text();
  return of_tenant + "session:" + Digest::of(token).hex().substr(0, kDigits);
}

std::optional<std::string> request_id_from(std::optional<std::string_view> header) {
  constexpr std::size_t kLongest = 40;
  if (!header || header->empty() || header->size() > kLongest) return std::nullopt;
  const auto is_harmless = [](char character) { return is_letter_or_digit(character) || character == '.' || character == '-'; };
  if (!std::all_of(header->begin(), header->end(), is_harmless)) return std::nullopt;
  return std::string(*header);
}

}  // namespace countersign
