#include "native/store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>

namespace countersign {
namespace {

[[noreturn]] void fail(sqlite3* database, int code) {
  const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
  throw SqliteFailure(extended != SQLITE_OK ? extended : code,
                      database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

// A store holds customers' files and the key that challenges are made with: nobody but its owner may read it. SQLite
// gives -wal and -shm the rights of the file that they belong to.
void create_for_owner_only(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0600;
  // EXCL: an existing file is not even opened here, since closing it again would drop the locks that other connections
  // of this process hold on it. Whatever goes wrong, SQLite says so when it opens the file.
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, kOwnerOnly);
  if (file >= 0) ::close(file);
}

int open_flags(SqliteAccess access) {
  switch (access) {
    case SqliteAccess::read_write: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case SqliteAccess::read_only: return SQLITE_OPEN_READONLY;
    case SqliteAccess::immutable: break;
  }
  return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
}

// Only a URI can say that a file is immutable.
std::string immutable_address(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string address = "file:";
  for (const char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte != '%' && byte != '?' && byte != '#') {
      address += character;
      continue;
    }
    address += '%';
    address += kDigits[byte >> 4U];
    address += kDigits[byte & 15U];
  }
  return address + "?immutable=1";
}

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement_, nullptr);
  if (code != SQLITE_OK) fail(database, code);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

void SqliteStatement::require(int code) const {
  if (code != SQLITE_OK) fail(database_, code);
}

SqliteStatement& SqliteStatement::bind(int index, std::int64_t value) {
  require(sqlite3_bind_int64(statement_, index, value));
  return *this;
}

SqliteStatement& SqliteStatement::bind_text(int index, std::string_view value) {
  require(sqlite3_bind_text64(statement_, index, value.data() != nullptr ? value.data() : "", value.size(),
                              SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

SqliteStatement& SqliteStatement::bind_blob(int index, std::string_view value) {
  // A null pointer would bind NULL instead of no bytes.
  require(
      sqlite3_bind_blob64(statement_, index, value.data() != nullptr ? value.data() : "", value.size(), SQLITE_STATIC));
  return *this;
}

SqliteStatement& SqliteStatement::bind_null(int index) {
  require(sqlite3_bind_null(statement_, index));
  return *this;
}

SqliteStatement& SqliteStatement::bind_optional_text(int index, const std::optional<std::string>& value) {
  return value ? bind_text(index, *value) : bind_null(index);
}

SqliteStatement& SqliteStatement::bind_optional(int index, const std::optional<std::int64_t>& value) {
  return value ? bind(index, *value) : bind_null(index);
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(database_, code);
}

void SqliteStatement::run() {
  while (step()) {
  }
}

void SqliteStatement::reset() {
  // The code repeats the failure of the last step, which has already been reported.
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string SqliteStatement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data != nullptr ? std::string(static_cast<const char*>(data), size) : std::string();
}

bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::optional<std::string> SqliteStatement::optional_bytes(int column) const {
  if (is_null(column)) return std::nullopt;
  return bytes(column);
}

SqliteConnection::SqliteConnection(const std::string& path, SqliteAccess access) {
  if (access == SqliteAccess::read_write) create_for_owner_only(path);
  // NOMUTEX: each connection is used by one thread at a time, which the store sees to.
  const std::string name = access == SqliteAccess::immutable ? immutable_address(path) : path;
  const int code = sqlite3_open_v2(name.c_str(), &database_, open_flags(access) | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const std::string reason = database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(code);
    sqlite3_close_v2(database_);
    throw SqliteFailure(code, reason);
  }
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_busy_timeout(database_, 5000);
}

SqliteConnection::~SqliteConnection() {
  prepared_.clear();
  sqlite3_close_v2(database_);
}

void SqliteConnection::execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(database_, code);
}

std::int64_t SqliteConnection::integer(const char* sql) {
  SqliteStatement statement(database_, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string SqliteConnection::text(const char* sql) {
  SqliteStatement statement(database_, sql);
  return statement.step() ? statement.bytes(0) : std::string();
}

SqliteUse SqliteConnection::prepared(std::string_view sql) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    found = prepared_.emplace(std::string(sql), std::make_unique<SqliteStatement>(database_, sql)).first;
  }
  return SqliteUse(*found->second);
}

std::int64_t SqliteConnection::changes() const { return sqlite3_changes64(database_); }
std::int64_t SqliteConnection::last_row() const { return sqlite3_last_insert_rowid(database_); }
bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

}  // namespace countersign
