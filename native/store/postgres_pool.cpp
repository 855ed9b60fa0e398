#include "native/store/postgres_pool.h"

#include <array>

namespace countersign {
namespace {

struct Reason {
  std::string_view states;  // that begin with this
  const char* words;
};

constexpr std::array kReasons = {
    Reason{PostgresFailure::kRefused, "The database does not let this user in, has no connection free, or is not there."},
    Reason{PostgresFailure::kFull, "The database takes no connection now."},
    Reason{PostgresFailure::kBadAddress, "The database's address cannot be read."},
    Reason{PostgresFailure::kBusy, "All connections to the database are in use."},
    Reason{"CS", "The database cannot be reached."},
    Reason{"08", "The connection to the database was lost."},
    Reason{"25006", "The database can only be read."},
    Reason{"25P03", "The connection to the database was lost."},
    Reason{"28", "The database does not let this user in."},
    Reason{"40", "Too much is written to the database at once."},
    Reason{"42501", "The database's user may not do that."},
    Reason{"53100", "The database's disk is full."},
    Reason{"53", "The database has no room."},
    Reason{"55P03", "The store is in use by another program."},
    Reason{"57014", "The database took too long."},
    Reason{"57P0", "The connection to the database was lost."},
    Reason{"58", "Reading or writing the database failed."},
    Reason{"XX", "The database is damaged."},
    Reason{"22", "The store refused an inconsistent write."},
    Reason{"23", "The store refused an inconsistent write."},
    Reason{"", "The store failed."},
};

}  // namespace

Error store_error(const PostgresFailure& failure) {
  for (const Reason& reason : kReasons) {
    if (!failure.state().starts_with(reason.states)) continue;
    return {ErrorCode::store_unavailable, "", std::string(reason.words) + " (PostgreSQL " + failure.state() + ")"};
  }
  return {ErrorCode::store_unavailable};
}

PostgresPool::Lease PostgresPool::borrow() {
  {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, wait_for_one_, [&] { return lent_ < most_; })) throw PostgresFailure(PostgresFailure::kBusy);
    ++lent_;
    while (!free_.empty()) {
      std::unique_ptr<PostgresConnection> connection = std::move(free_.back());
      free_.pop_back();
      if (connection->is_usable()) return {*this, std::move(connection)};
    }
  }
  try {
    return {*this, std::make_unique<PostgresConnection>(address_)};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void PostgresPool::give_back(std::unique_ptr<PostgresConnection> connection) {
  const bool is_usable = connection && connection->is_usable();
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (is_usable) free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace countersign
