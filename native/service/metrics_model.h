// The metrics of each tenant, held ready in memory: read from the cycles that are stored, and kept up to date by following
// the log. No rule of metrics is here: cycles are folded, and boards are kept, by the core.
//
// It runs beside the calls; a decision waits at most until a few cycles are stored. It is behind by its pause (kMetricsPause) at most, and says which
// size of the log it is of. Cycles are stored some seconds later; after a crash those of the last seconds are folded anew.
// Memory: about 400 bytes for each request that is stored, of all tenants (tests/bench/models_bench.cpp prints it).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/calendar.h"
#include "core/base/instant.h"
#include "core/metrics/board.h"
#include "native/service/answer.h"
#include "native/service/caller.h"
#include "native/service/repeater.h"
#include "native/store/store.h"

namespace countersign {

// Monday to Friday from 9 to 17 in UTC.
Calendar usual_calendar();

inline constexpr std::size_t kMetricsItems = 50;  // projects, and long tails, in the metrics themselves
inline constexpr auto kMetricsPause = std::chrono::milliseconds(200);

class MetricsModel {
 public:
  // Precondition: the calendar has working hours.
  MetricsModel(Store& store, Calendar calendar);

  // One step: some of the stored cycles are read, or some of the log. True when there is more to do. One thread at a time.
  // Errors: store-unavailable; log-broken, when an entry or a stored cycle cannot be what was stored. Then it is not ready any more, and the
  // next step begins anew with what is stored.
  Result<bool> advance();
  // Stores the cycles that have changed. Errors: store-unavailable; then they are kept for the next time.
  Refusal keep();
  // All that the log had is in. It stays so, unless the log or a stored cycle is found to be broken.
  bool is_ready() const;

  // What follows may be asked from any thread. All of it is refused (forbidden) to callers that are bound to one request, and
  // (store-unavailable) until it is ready.
  // 200 {as_of, long_tail_count, metrics, project_count}
  ServiceAnswer metrics(const Caller& caller, Instant now) const;
  // 200 {as_of, cursor?, projects}. Errors: invalid-format for a cursor that is none.
  ServiceAnswer projects(const Caller& caller, const std::optional<std::string>& cursor, std::size_t limit) const;
  // 200 {as_of, cursor?, long_tails, now}. The pages behind the first are of the same `now`, so that their order stays.
  ServiceAnswer long_tails(const Caller& caller, Instant now, const std::optional<std::string>& cursor, std::size_t limit) const;

 private:
  using Answering = std::function<ServiceAnswer(const MetricsBoard&)>;
  ServiceAnswer answer(const Caller& caller, const Answering& work) const;
  MetricsBoard& board_of(const std::string& tenant);
  Result<bool> load();
  Result<bool> follow();
  Refusal fold(const StreamEntry& entry, const Event& event);
  void begin_anew();
  bool is_time_to_keep() const;

  Store& store_;
  const Calendar calendar_;

  // Of the thread that advances.
  bool is_loading_ = true;
  std::string loaded_;  // the last stream that was read
  std::uint64_t kept_ = 0;  // position of what is stored
  std::set<std::pair<std::string, std::string>> changed_;  // tenant and stream, since they were stored
  std::chrono::steady_clock::time_point kept_at_;

  mutable std::shared_mutex mutex_;  // guards what follows
  std::map<std::string, std::unique_ptr<MetricsBoard>, std::less<>> boards_;
  std::uint64_t position_ = 0;  // entries of the log that are in
  bool is_ready_ = false;
};

// Advances it on a thread of its own, and stores what is not stored yet at the end.
class MetricsThread {
 public:
  MetricsThread(MetricsModel& model, std::function<void(const std::string&)> complain);
  ~MetricsThread();

 private:
  MetricsModel& model_;
  std::unique_ptr<Repeater> repeater_;
};

}  // namespace countersign
