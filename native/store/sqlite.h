// A thin, owning layer over SQLite's C API: a connection, its prepared statements, and nothing else.
//
// Everything here throws SqliteFailure; the store turns that into Result at its own boundary, so that no
// caller outside native/store/ ever meets an exception or an SQLite number.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace countersign {

class SqliteFailure : public std::runtime_error {
 public:
  SqliteFailure(int code, const std::string& what) : std::runtime_error(what), code_(code) {}

  // The extended result code (SQLITE_IOERR_WRITE, SQLITE_CONSTRAINT_UNIQUE, ...).
  int code() const { return code_; }

 private:
  int code_;
};

// A prepared statement. Parameters are numbered from 1 and columns from 0, as in SQLite itself. Text and
// blobs are bound without a copy: what was bound must live until the next reset.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, std::string_view sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  SqliteStatement& bind(int index, std::int64_t value);
  SqliteStatement& bind_text(int index, std::string_view value);
  SqliteStatement& bind_blob(int index, std::string_view value);
  SqliteStatement& bind_null(int index);
  SqliteStatement& bind_optional_text(int index, const std::optional<std::string>& value);
  SqliteStatement& bind_optional(int index, const std::optional<std::int64_t>& value);

  // True when a row is there to be read; false when the statement is done.
  bool step();
  // For statements that answer no rows.
  void run();
  void reset();

  std::int64_t integer(int column) const;
  std::string bytes(int column) const;
  std::optional<std::string> optional_bytes(int column) const;
  bool is_null(int column) const;

 private:
  void require(int code) const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

// Resets a cached statement when the scope ends, so that no read transaction outlives the call that needed it.
class SqliteUse {
 public:
  explicit SqliteUse(SqliteStatement& statement) : statement_(statement) {}
  ~SqliteUse() { statement_.reset(); }
  SqliteUse(const SqliteUse&) = delete;
  SqliteUse& operator=(const SqliteUse&) = delete;
  SqliteStatement* operator->() const { return &statement_; }

 private:
  SqliteStatement& statement_;
};

// immutable: nobody writes the file meanwhile, so it is read without locks and without anything beside it: a copy on a
// read-only medium.
enum class SqliteAccess { read_only, read_write, immutable };

class SqliteConnection {
 public:
  SqliteConnection(const std::string& path, SqliteAccess access);
  explicit SqliteConnection(sqlite3* database) : database_(database) {}  // which it closes
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  void execute(const char* sql);
  std::int64_t integer(const char* sql);
  std::string text(const char* sql);

  // The prepared statement for `sql`, made on first use and kept.
  SqliteUse prepared(std::string_view sql);

  std::int64_t changes() const;
  std::int64_t last_row() const;
  // False outside a transaction, including after SQLite rolled one back by itself (disk full, I/O error).
  bool in_transaction() const;

 private:
  sqlite3* database_ = nullptr;
  std::map<std::string, std::unique_ptr<SqliteStatement>, std::less<>> prepared_;
};

}  // namespace countersign
