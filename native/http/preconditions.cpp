#include "native/http/preconditions.h"

#include <algorithm>
#include <charconv>

#include "core/base/limits.h"

namespace countersign {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const bool plain = !text.empty() && text.front() >= '0' && text.front() <= '9';
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!plain || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char character) { return character == ' ' || character == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  const auto lower = [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

Result<std::string_view> bearer_token(const HttpRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto header = request.header("authorization");
  if (!header) return Error{ErrorCode::unauthorized, "", "Send Authorization: Bearer and a key or session."};
  const std::string_view scheme = header->substr(0, kScheme.size());
  if (!equal_ignoring_case(scheme, kScheme)) return Error{ErrorCode::unauthorized};
  return trimmed(header->substr(kScheme.size()));
}

std::optional<std::int64_t> if_match_head(const HttpRequest& request) {
  const auto header = request.header("if-match");
  if (!header || header->size() < 3 || header->front() != '"' || header->back() != '"') return std::nullopt;
  return whole_number(header->substr(1, header->size() - 2));
}

bool if_none_match(const HttpRequest& request, std::string_view etag) {
  const auto header = request.header("if-none-match");
  if (!header) return false;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    std::string_view candidate = trimmed(rest.substr(0, comma));
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == "*" || candidate == etag) return true;
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return false;
}

Refusal require_protocol(const HttpRequest& request) {
  const auto header = request.header("countersign-protocol");
  if (header && *header == "1") return std::nullopt;
  return Error{ErrorCode::header_missing, "", "Send Countersign-Protocol: 1."};
}

Refusal require_json(const HttpRequest& request) {
  const auto header = request.header("content-type");
  const std::string_view type = trimmed(header.value_or("").substr(0, header.value_or("").find(';')));
  if (equal_ignoring_case(type, "application/json")) return std::nullopt;
  return Error{ErrorCode::media_type_unsupported, "", "Send Content-Type: application/json."};
}

Refusal require_query(const HttpRequest& request, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Error{ErrorCode::unknown_field, "", "The address has a parameter that this call does not have."};
    }
  }
  return std::nullopt;
}

Result<std::int64_t> query_number(const HttpRequest& request, std::string_view name, std::int64_t otherwise,
                                  std::int64_t least, std::int64_t most) {
  const auto parameter = request.parameter(name);
  if (!parameter) return otherwise;
  const auto number = whole_number(*parameter);
  const std::string pointer = "/" + std::string(name);
  if (!number) return Error{ErrorCode::invalid_format, pointer};
  if (*number < least || *number > most) return Error{ErrorCode::number_out_of_range, pointer};
  return *number;
}

Result<RequestId> captured_request(const HttpRequest& request) {
  const auto id = RequestId::from(request.captures.front());
  if (!id.ok()) return Error{ErrorCode::request_unknown};
  return id;
}

}  // namespace countersign
