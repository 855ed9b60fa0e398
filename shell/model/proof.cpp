#include "shell/model/proof.h"

#include <algorithm>
#include <utility>

namespace countersign::shell {

std::optional<Trust> trust_in_keys(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  Trust trust;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos; at = text.find_first_not_of(kSpace, at)) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    Result<VerifierKey> key = VerifierKey::from(text.substr(at, end - at));
    if (!key.ok() || key.value().type() != KeyType::log) return std::nullopt;
    trust.logs.push_back(std::move(key).value());
    at = end;
  }
  return trust;
}

std::string label_of(const CheckResult& check) {
  const std::string name(check_word(check.name));
  switch (check.outcome) {
    case CheckOutcome::passed: return name + " holds";
    case CheckOutcome::failed: return name + " FAILED";
    default: return name + " not checked";
  }
}

std::string proof_text(const Inspector& inspector) {
  std::string lines;
  if (!inspector.has_log() || !inspector.log().proof) return lines;
  for (const CheckResult& check : inspector.log().proof->checks) {
    lines += label_of(check) + (check.detail.empty() ? "" : ": " + check.detail) + "\n";
  }
  return lines;
}

}  // namespace countersign::shell
