#include "native/http/byte_range.h"

#include <algorithm>
#include <charconv>

namespace countersign {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace

RangeAnswer answer_range(std::optional<std::string_view> header, std::int64_t total) {
  const RangeAnswer all{RangeOutcome::whole, {0, total}};
  const RangeAnswer outside{RangeOutcome::unsatisfiable, {}};
  constexpr std::string_view kUnit = "bytes=";
  if (!header || !header->starts_with(kUnit)) return all;
  const std::string_view range = header->substr(kUnit.size());
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return all;
  const std::string_view first_text = range.substr(0, dash);
  const std::string_view last_text = range.substr(dash + 1);
  if (first_text.empty()) {
    const auto suffix = last_text.empty() ? std::nullopt : number(last_text);
    if (!suffix) return all;
    if (*suffix == 0 || total == 0) return outside;
    const std::int64_t size = std::min(*suffix, total);
    return {RangeOutcome::part, {total - size, size}};
  }
  const auto first = number(first_text);
  const auto last = last_text.empty() ? std::optional<std::int64_t>(total - 1) : number(last_text);
  if (!first || !last || (!last_text.empty() && *last < *first)) return all;
  if (*first >= total) return outside;
  return {RangeOutcome::part, {*first, std::min(*last, total - 1) - *first + 1}};
}

}  // namespace countersign
