#include "core/request/predicate.h"

#include <algorithm>
#include <string_view>

namespace countersign {
namespace {

struct FactValue {
  std::string_view text;  // empty: none
  std::optional<std::int64_t> number;
};

FactValue fact_value(const Request& request, std::string_view name) {
  if (name == "kind") return {word(request.kind), {}};
  if (name == "project") return {request.project.text(), {}};
  if (name == "currency") return {request.amount ? std::string_view(request.amount->currency.text()) : "", {}};
  if (name == "amount") {
    if (!request.amount) return {};
    return {"", request.amount->minor};
  }
  for (const Fact& fact : request.facts) {
    if (fact.name.text() == name) return {fact.text.text(), fact.number};
  }
  return {};
}

bool is_one_of(const FactValue& value, const List<FactText>& texts) {
  return !value.text.empty() &&
         std::any_of(texts.begin(), texts.end(), [&](const FactText& text) { return text.text() == value.text; });
}

}  // namespace

bool holds(const Predicate& predicate, const Request& request) {
  const auto item_holds = [&](const Predicate& item) { return holds(item, request); };
  const List<Predicate>& items = predicate.items;
  const FactValue value = fact_value(request, predicate.fact.text());
  switch (predicate.type) {
    case PredicateType::always: return true;
    case PredicateType::equals:
      return predicate.number ? value.number == predicate.number : is_one_of(value, predicate.texts);
    case PredicateType::in: return is_one_of(value, predicate.texts);
    case PredicateType::at_least: return value.number && *value.number >= *predicate.number;
    case PredicateType::all: return std::all_of(items.begin(), items.end(), item_holds);
    case PredicateType::any: return std::any_of(items.begin(), items.end(), item_holds);
    case PredicateType::negation: return !item_holds(items.front());
  }
  check(false);
  return false;
}

bool states_facts(const Predicate& predicate, const Request& request) {
  const FactValue value = fact_value(request, predicate.fact.text());
  const bool stated = predicate.fact.empty() || !value.text.empty() || value.number.has_value();
  return stated && std::all_of(predicate.items.begin(), predicate.items.end(),
                               [&](const Predicate& item) { return states_facts(item, request); });
}

}  // namespace countersign
