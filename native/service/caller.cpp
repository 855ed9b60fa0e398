#include "native/service/caller.h"

#include <algorithm>
#include <array>

namespace countersign {
namespace {

constexpr std::array<std::string_view, Scopes::kCount> kScopeWords = {"log", "manage", "sessions"};

}  // namespace

std::string_view scope_word(Scope scope) { return kScopeWords[static_cast<std::size_t>(scope)]; }

std::optional<Scope> scope_from_word(std::string_view text) {
  for (std::size_t i = 0; i < kScopeWords.size(); ++i) {
    if (kScopeWords[i] == text) return static_cast<Scope>(i);
  }
  return std::nullopt;
}

std::string scopes_text(Scopes scopes) {
  std::string text;
  for (std::size_t i = 0; i < kScopeWords.size(); ++i) {
    if (!scopes.has(static_cast<Scope>(i))) continue;
    if (!text.empty()) text += ' ';
    text += kScopeWords[i];
  }
  return text;
}

Scopes scopes_from_text(std::string_view text) {
  Scopes scopes;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(' '));
    if (const auto scope = scope_from_word(one)) scopes.add(*scope);
    text.remove_prefix(std::min(text.size(), one.size() + 1));
  }
  return scopes;
}

}  // namespace countersign
