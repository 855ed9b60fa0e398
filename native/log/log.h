// The log of a server: the key, the keeper, and what it answers. A LogThread signs.
#pragma once

#include <memory>
#include <string>

#include "native/log/log_keeper.h"
#include "native/log/log_key.h"
#include "native/log/log_service.h"

namespace countersign {

class Log {
 public:
  // Errors: those of LogKeeper::open.
  static Result<std::unique_ptr<Log>> open(Store& store, std::unique_ptr<LogKey> key, LogSettings settings = {}) {
    auto keeper = LogKeeper::open(store, *key, std::move(settings));
    if (!keeper.ok()) return keeper.error();
    return std::unique_ptr<Log>(new Log(store, std::move(key), std::move(keeper).value()));
  }

  LogService& service() { return service_; }
  LogKeeper& keeper() { return *keeper_; }

 private:
  Log(Store& store, std::unique_ptr<LogKey> key, std::unique_ptr<LogKeeper> keeper)
      : key_(std::move(key)), keeper_(std::move(keeper)), service_(store, *keeper_) {}

  std::unique_ptr<LogKey> key_;
  std::unique_ptr<LogKeeper> keeper_;
  LogService service_;
};

}  // namespace countersign
