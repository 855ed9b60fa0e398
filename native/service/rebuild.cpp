#include "native/service/rebuild.h"

#include "core/base/limits.h"
#include "core/json/cycle_codec.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/reader.h"
#include "native/service/summary.h"

namespace countersign {
namespace {

constexpr std::size_t kStreamsAtOnce = 256;
constexpr int kTries = 3;  // of one request that others append to

// What its events say. The stream's head is that of the events. Errors: log-broken; store-unavailable.
Result<StoredFolds> folded(Store& store, RepairedStream& stream) {
  const auto stored = store.events(stream.id, 0, limits::kEvents);
  if (!stored.ok()) return stored.error();
  List<Event> events;
  Cycle cycle;
  for (const std::string& bytes : stored.value().events) {
    const Result<Json> json = read_json(bytes);
    Result<Event> event = json.ok() ? read_event(json.value()) : Result<Event>(json.error());
    if (!event.ok()) return Error{ErrorCode::log_broken, "", std::string(error_row(event.error().code).word) + " " + event.error().pointer};
    cycle = fold_cycle(std::move(cycle), event.value());
    events.push_back(std::move(event).value());
  }
  stream.head = stored.value().head;
  stream.tenant = stored.value().tenant;
  const Result<Request> request = fold(Request(), events);
  if (!request.ok()) return Error{ErrorCode::log_broken, "", std::string(error_row(request.error().code).word)};
  return folds_of(stream, summarize(request.value(), request.value().updated_at), {stream.id, stream.tenant, cycle.head, canonical_cycle(cycle)});
}

Result<Repair> repaired(Store& store, SummaryRepair& repair, RepairedStream& stream) {
  Result<Repair> done = Repair{Repair::Outcome::moved_on, ""};
  for (int i = 0; i < kTries && done.ok() && done.value().outcome == Repair::Outcome::moved_on; ++i) {
    const Result<StoredFolds> right = folded(store, stream);
    if (!right.ok()) return right.error();
    done = repair.put(stream, right.value());
  }
  return done;
}

}  // namespace

Result<RebuildFigures> rebuild(Store& store, SummaryRepair& repair, const std::function<void(const std::string&)>& tell) {
  RebuildFigures figures;
  std::string after;
  for (;;) {
    auto streams = repair.streams(after, kStreamsAtOnce);
    if (!streams.ok()) return streams.error();
    for (RepairedStream& stream : streams.value()) {
      after = stream.id;
      if (!RequestId::from(stream.id).ok()) continue;  // a passkey's
      ++figures.requests;
      const Result<Repair> done = repaired(store, repair, stream);
      if (!done.ok() && done.error().code != ErrorCode::log_broken) return done.error();
      if (!done.ok()) {
        ++figures.unreadable;
        tell(stream.id + ": its record does not hold together: " + done.error().detail);
      } else if (done.value().outcome == Repair::Outcome::repaired) {
        ++figures.repaired;
        tell(stream.id + ": made anew: " + done.value().what);
      } else if (done.value().outcome == Repair::Outcome::moved_on) {
        ++figures.moved_on;
      }
    }
    if (streams.value().size() < kStreamsAtOnce) return figures;
  }
}

}  // namespace countersign
