// The statement of a page of a list, for SQLite and PostgreSQL alike.
//
// Each combination of filters has an index in which all of its rows stand together in the order of the list, so that a page
// costs what it shows, whatever is rare and whatever is common; of a person, a project and a state together, other states are passed over
// within the index. `due` stands at the end of each: what is not due yet is passed over likewise. When few are due, these lead instead (they are all read, and put in order): index summaries_by_due is
// over `due + 0`, so that no other statement uses it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "native/store/store.h"

namespace countersign {

enum class ListDialect : std::uint8_t { sqlite, postgres };

// What is not a fixed text is a value: ?1 and so on in SQLite, $1 in PostgreSQL.
struct ListStatement {
  std::string sql;
  std::vector<std::variant<std::string, std::int64_t>> values;
};

// Whether those that are due lead.
enum class ListLead : std::uint8_t { filters, due };

inline constexpr std::int64_t kFewDue = 2000;

// How many are due by then, at most kFewDue + 1. Precondition: the query asks for it.
ListStatement due_count_statement(const SummaryQuery& query, ListDialect dialect);

// Its rows are id, created_at, bytes, holds_until.
ListStatement list_statement(const SummaryQuery& query, ListLead lead, ListDialect dialect);

}  // namespace countersign
