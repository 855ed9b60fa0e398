#include "native/service/timers.h"

#include <chrono>

namespace countersign {
namespace {

// After a refusal, which cannot be if the core says what is due: a bug is not repeated every second.
constexpr std::int64_t kPauseAfterRefusal = std::int64_t{60} * 60 * 1000;

}  // namespace

Result<bool> run_timers(Store& store, RequestService& requests, Instant now, const std::function<void(const std::string&)>& complain) {
  const auto waiting = store.streams_to_wake(now, kTimersAtOnce);
  if (!waiting.ok()) return waiting.error();
  for (const std::string& stream : waiting.value()) {
    const auto id = RequestId::from(stream);
    Refusal refusal = id.ok() ? requests.carry_out_due(id.value(), now) : Refusal(id.error());
    if (!refusal) continue;
    if (refusal->code == ErrorCode::store_unavailable) return *std::move(refusal);
    complain("timers: " + stream + ": " + std::string(error_row(refusal->code).word) + " " + refusal->detail);
    if (Refusal failure = store.set_wake(stream, std::nullopt, later(now, kPauseAfterRefusal))) return *std::move(failure);
  }
  return waiting.value().size() == kTimersAtOnce;
}

Timers::Timers(Store& store, RequestService& requests, Clock& clock, std::function<void(const std::string&)> complain)
    : store_(store), requests_(requests), clock_(clock), complain_(std::move(complain)), thread_([this] { run(); }) {}

Timers::~Timers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Timers::run() {
  bool is_failing = false;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Result<bool> ran = run_timers(store_, requests_, clock_.now(), complain_);
    if (!ran.ok() && !is_failing) complain_("timers: " + ran.error().detail);
    is_failing = !ran.ok();
    lock.lock();
    if (ran.ok() && ran.value()) continue;
    wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; });
  }
}

}  // namespace countersign
