// How the tables of SQLite came to be what they are: one text of SQL for each step, with the reason above it. What applies them is
// sqlite_schema.h.
#pragma once

#include <cstddef>
#include <span>

namespace countersign {

// Only ever appended to: a store file that exists somewhere was made by a prefix of this list.
std::span<const char* const> sqlite_migrations();

// The step that made the log.
inline constexpr std::size_t kLogMigration = 2;

}  // namespace countersign
