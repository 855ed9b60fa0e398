// Hears from the database which streams other servers have appended to (LISTEN), on a connection and a thread of its own. What is
// said while the connection is lost is not heard later: those who follow a stream look at it from time to time by themselves.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "native/store/postgres.h"

namespace countersign {

class PostgresListener {
 public:
  // `own_process` answers the database's process that appends for this server: it is not told what it did itself.
  PostgresListener(std::string address, std::function<int()> own_process)
      : address_(std::move(address)), own_process_(std::move(own_process)) {}
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

  // Called with the id of each stream. An empty function ends it: none is running any more.
  void tell(std::function<void(const std::string&)> tell);

 private:
  void run();
  void listen();
  void pass_on(const std::string& stream);

  const std::string address_;
  const std::function<int()> own_process_;
  std::mutex mutex_;
  std::function<void(const std::string&)> tell_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;  // from the first time that somebody wants to hear
};

}  // namespace countersign
