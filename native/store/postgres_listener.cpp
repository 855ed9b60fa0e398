#include "native/store/postgres_listener.h"

#include <chrono>

namespace countersign {
namespace {

// How long it takes at most to notice that this is to end.
constexpr auto kAttention = std::chrono::milliseconds(200);
constexpr int kPausesAfterLoss = 5;

}  // namespace

PostgresListener::~PostgresListener() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void PostgresListener::tell(std::function<void(const std::string&)> tell) {
  const std::lock_guard lock(mutex_);
  tell_ = std::move(tell);
  if (tell_ && !thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void PostgresListener::run() {
  while (!is_stopping_) {
    try {
      listen();
    } catch (const std::exception&) {
      // The store's other calls say that the database is gone; this one comes back with it.
      for (int i = 0; i < kPausesAfterLoss && !is_stopping_; ++i) std::this_thread::sleep_for(kAttention);
    }
  }
}

void PostgresListener::listen() {
  PostgresConnection connection(address_);
  connection.execute("LISTEN countersign");
  while (!is_stopping_) {
    const auto heard = connection.notification(kAttention);
    if (heard && heard->process != own_process_()) pass_on(heard->text);
  }
}

void PostgresListener::pass_on(const std::string& stream) {
  const std::lock_guard lock(mutex_);
  if (tell_) tell_(stream);
}

}  // namespace countersign
