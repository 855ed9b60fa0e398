#include "tests/core/play.h"

#include <utility>

#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"

namespace countersign::world {
namespace {

std::string objection_to_refusal(const Error& error) {
  const bool of_the_rules = error.code >= ErrorCode::unknown_field && error.code < ErrorCode::unauthorized;
  return of_the_rules && !error_row(error.code).word.empty() ? "" : "I6: a refusal that is not of the rules";
}

}  // namespace

std::string Play::follow(const Event& event) {
  Request after = evolve(request, event);
  std::string objection = ledger_.take(event);
  if (objection.empty()) objection = objection_to_step(request, event, after);
  request = std::move(after);
  log_.push_back(event);
  return objection;
}

std::string Play::take(const Move& move) {
  const Context context = context_of(move, request, now);
  const Result<List<Event>> events = decide(request, move.command, context);
  if (!events.ok()) return objection_to_refusal(events.error());
  if (move.is_stale) return "I2: a decision on something else was accepted";
  for (const Event& event : events.value()) {
    if (std::string objection = follow(event); !objection.empty()) return objection;
  }
  const Result<List<Event>> again = decide(request, move.command, context);
  return again.ok() && again.value().empty() ? "" : "I9: the second time something happened";
}

std::string Play::objection_to_record() const {
  const Result<List<Event>> stored = read_events(cast::made(read_json(canonical_events(log_))));
  if (!stored.ok()) return "I7: stored events cannot be read";
  const Result<Request> folded = fold(first_, stored.value());
  if (!folded.ok()) return "I7: stored events do not fold";
  if (!(folded.value() == request)) return "I7: stored events fold to something else";
  if (!exists(request)) return "";
  const Result<Request> read = read_request(cast::made(read_json(canonical_request(request))));
  return read.ok() && read.value() == request ? "" : "I7: a state is not read back as it was written";
}

}  // namespace countersign::world
