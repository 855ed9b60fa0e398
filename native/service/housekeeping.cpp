#include "native/service/housekeeping.h"

#include <chrono>

#include "native/service/access.h"

namespace countersign {

Refusal keep_house(Store& store, Instant now) {
  if (Refusal refusal = store.forget_sessions(later(now, -kSessionRenewalMilliseconds))) return refusal;
  const auto before =
      Instant::from_milliseconds(std::max<std::int64_t>(now.milliseconds() - kAnswersKeptMilliseconds, 0));
  return store.forget_answers(before.value());
}

Housekeeping::Housekeeping(Store& store, Clock& clock, std::function<void(const std::string&)> complain)
    : store_(store), clock_(clock), complain_(std::move(complain)), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    if (const Refusal refusal = keep_house(store_, clock_.now())) complain_("housekeeping: " + refusal->detail);
    lock.lock();
    wake_.wait_for(lock, std::chrono::hours(1), [this] { return stopping_; });
  }
}

}  // namespace countersign
