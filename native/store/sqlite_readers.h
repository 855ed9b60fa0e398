// Read connections, lent to one caller at a time.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "native/store/sqlite.h"

namespace countersign {

class SqliteReaders {
 public:
  SqliteReaders(const std::string& path, std::size_t count);

  class Lease {
   public:
    Lease(SqliteReaders& readers, std::unique_ptr<SqliteConnection> connection)
        : readers_(readers), connection_(std::move(connection)) {}
    ~Lease() { readers_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteConnection& operator*() const { return *connection_; }
    SqliteConnection* operator->() const { return connection_.get(); }

   private:
    SqliteReaders& readers_;
    std::unique_ptr<SqliteConnection> connection_;
  };

  // Waits until a connection is free.
  Lease borrow();

 private:
  void give_back(std::unique_ptr<SqliteConnection> connection);

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<SqliteConnection>> free_;
};

}  // namespace countersign
