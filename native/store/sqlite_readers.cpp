#include "native/store/sqlite_readers.h"

namespace countersign {

SqliteReaders::SqliteReaders(const std::string& path, std::size_t count) {
  for (std::size_t index = 0; index < count; ++index) {
    free_.push_back(std::make_unique<SqliteConnection>(path, SqliteAccess::read_only));
  }
}

SqliteReaders::Lease SqliteReaders::borrow() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return !free_.empty(); });
  std::unique_ptr<SqliteConnection> connection = std::move(free_.back());
  free_.pop_back();
  return {*this, std::move(connection)};
}

void SqliteReaders::give_back(std::unique_ptr<SqliteConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace countersign
