// What a store tells of its writing: how many commits, how much work in each, how long they took, and whether they fail.
// Counts since the process began. All calls may be made from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace countersign {

class StoreFigures {
 public:
  // Upper bounds of the classes that commits are counted in; the last class has none.
  static constexpr std::array<double, 8> kBatchBounds = {1, 2, 4, 8, 16, 32, 64, 128};  // pieces of work
  static constexpr std::array<double, 11> kSecondBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5};

  template <std::size_t kBounds>
  struct Classes {
    std::array<std::uint64_t, kBounds + 1> counts{};  // each class by itself
    double sum = 0;
  };

  struct Snapshot {
    Classes<kBatchBounds.size()> batches;
    Classes<kSecondBounds.size()> seconds;
    std::uint64_t failures = 0;
  };

  void committed(std::size_t batch, std::chrono::nanoseconds time) noexcept;
  void failed() noexcept;

  Snapshot snapshot() const;
  // A commit has failed, none has succeeded since, and that was not long ago. Afterwards somebody has to try again, or a store
  // that works again would never be asked.
  bool is_failing() const;

 private:
  static constexpr std::chrono::seconds kRemembered{10};

  mutable std::mutex mutex_;
  Snapshot counted_;
  bool has_failed_ = false;
  std::chrono::steady_clock::time_point failed_at_;
};

}  // namespace countersign
