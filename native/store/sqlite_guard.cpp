#include "native/store/sqlite_guard.h"

#include <sqlite3.h>

namespace countersign {
namespace {

const char* reason(int primary_code) {
  switch (primary_code) {
    case SQLITE_FULL: return "The disk is full.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "The store is in use by another program.";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return "The store file is damaged or is not a store.";
    case SQLITE_CANTOPEN: return "The store file cannot be opened.";
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return "The store file cannot be written.";
    case SQLITE_IOERR: return "Reading or writing the store file failed.";
    case SQLITE_CONSTRAINT: return "The store refused an inconsistent write.";
    case SQLITE_NOMEM: return "There is not enough memory.";
    default: return "The store failed.";
  }
}

}  // namespace

Error store_error(const SqliteFailure& failure) {
  constexpr int kPrimaryMask = 0xff;
  return Error{ErrorCode::store_unavailable, "",
               std::string(reason(failure.code() & kPrimaryMask)) + " (SQLite " + std::to_string(failure.code()) + ")"};
}

}  // namespace countersign
