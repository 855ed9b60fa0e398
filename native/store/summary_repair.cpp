#include "native/store/summary_repair.h"

#include <limits>
#include <set>
#include <utility>

namespace countersign {
namespace {

std::optional<std::int64_t> in_milliseconds(const std::optional<Instant>& at) { return at ? std::optional(at->milliseconds()) : std::nullopt; }

// A timer that could not do its work has put it off.
bool is_right(const std::optional<StoredFolds::Row>& stored, StoredFolds::Row right) {
  if (!stored) return false;
  if (stored->wakes_at.value_or(0) > right.wakes_at.value_or(std::numeric_limits<std::int64_t>::max())) right.wakes_at = stored->wakes_at;
  return *stored == right;
}

bool is_right(const std::optional<StoredCycle>& stored, const StoredCycle& right) {
  return stored && stored->head == right.head && stored->tenant == right.tenant && stored->bytes == right.bytes;
}

}  // namespace

StoredFolds folds_of(const RepairedStream& stream, const StoredSummary& summary, StoredCycle cycle) {
  StoredFolds folds;
  folds.summary = {stream.id,
                   stream.tenant,
                   summary.created_at.milliseconds(),
                   summary.state,
                   summary.project,
                   in_milliseconds(summary.due),
                   in_milliseconds(summary.holds_until),
                   in_milliseconds(summary.wakes_at),
                   summary.bytes};
  for (const std::string& person : std::set<std::string>(summary.people.begin(), summary.people.end())) {
    folds.people.push_back({person, stream.tenant, stream.id, folds.summary->created_at, summary.state, summary.project, folds.summary->due});
  }
  folds.cycle = std::move(cycle);
  return folds;
}

std::string difference(const StoredFolds& stored, const StoredFolds& right) {
  std::string what;
  const auto add = [&](const char* part) { what += (what.empty() ? "" : ", ") + std::string(part); };
  if (!is_right(stored.summary, *right.summary)) add("summary");
  if (stored.people != right.people) add("people");
  if (!is_right(stored.cycle, *right.cycle)) add("cycle");
  return what;
}

}  // namespace countersign
