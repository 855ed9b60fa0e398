#include "native/service/origin.h"

#include <algorithm>

namespace countersign {
namespace {

constexpr std::string_view kSchemeEnd = "://";

bool is_authority_character(char character) {
  constexpr std::string_view kOthers = ".-_:[]";
  const bool is_letter = character >= 'a' && character <= 'z';
  const bool is_digit = character >= '0' && character <= '9';
  return is_letter || is_digit || kOthers.find(character) != std::string_view::npos;
}

}  // namespace

bool is_origin(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return false;
  const std::string_view authority = origin_authority(text);
  return !authority_host(authority).empty() && std::all_of(authority.begin(), authority.end(), is_authority_character);
}

std::string_view origin_authority(std::string_view origin) {
  const std::size_t end = origin.find(kSchemeEnd);
  return end == std::string_view::npos ? std::string_view() : origin.substr(end + kSchemeEnd.size());
}

std::string_view authority_host(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

}  // namespace countersign
