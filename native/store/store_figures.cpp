#include "native/store/store_figures.h"

#include <algorithm>

namespace countersign {
namespace {

template <class Classes, class Bounds>
void count_in(Classes& classes, const Bounds& bounds, double value) {
  const auto at = std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin();
  ++classes.counts[static_cast<std::size_t>(at)];
  classes.sum += value;
}

}  // namespace

void StoreFigures::committed(std::size_t batch, std::chrono::nanoseconds time) noexcept {
  const std::lock_guard lock(mutex_);
  count_in(counted_.batches, kBatchBounds, static_cast<double>(batch));
  count_in(counted_.seconds, kSecondBounds, std::chrono::duration<double>(time).count());
  has_failed_ = false;
}

void StoreFigures::failed() noexcept {
  const std::lock_guard lock(mutex_);
  ++counted_.failures;
  has_failed_ = true;
  failed_at_ = std::chrono::steady_clock::now();
}

StoreFigures::Snapshot StoreFigures::snapshot() const {
  const std::lock_guard lock(mutex_);
  return counted_;
}

bool StoreFigures::is_failing() const {
  const std::lock_guard lock(mutex_);
  return has_failed_ && std::chrono::steady_clock::now() - failed_at_ < kRemembered;
}

}  // namespace countersign
