// Counts the answers of the server: by route, method and class of status, by how long they took, and by why they refused. What is
// counted by comes from closed sets, so that no client can make the figures grow. All calls may be made from any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <tuple>

#include "core/base/error_code.h"
#include "native/operations/metrics_text.h"

namespace countersign {

struct CountedCall {
  std::string_view route;  // the pattern, which lives as long as the program; empty: there is no such address
  std::string_view method;
  int status = 0;
  std::optional<ErrorCode> refusal;
  // Nothing for live streams, which last as long as somebody looks.
  std::optional<std::chrono::microseconds> time;
};

// Which limit of calls refused one.
enum class CallLimit { of_key, of_address };

class CallFigures {
 public:
  static constexpr std::array<double, 12> kSecondBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};

  void count(const CountedCall& call);
  void limited(CallLimit limit);

  void describe(MetricsText& text) const;

 private:
  struct Durations {
    std::array<std::uint64_t, kSecondBounds.size() + 1> counts{};
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::tuple<std::string_view, std::string_view, int>, std::uint64_t> answers_;
  std::map<std::string_view, Durations> durations_;
  std::map<ErrorCode, std::uint64_t> refusals_;
  std::uint64_t limited_by_key_ = 0;
  std::uint64_t limited_by_address_ = 0;
};

}  // namespace countersign
