#include "native/service/repeater.h"

#include <utility>

namespace countersign {

Repeater::Repeater(Round round) : round_(std::move(round)), thread_([this] { run(); }) {}

Repeater::~Repeater() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Repeater::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    lock.unlock();
    const std::chrono::milliseconds pause = round_();
    lock.lock();
    if (pause.count() > 0) wake_.wait_for(lock, pause, [this] { return is_stopping_; });
  }
}

}  // namespace countersign
