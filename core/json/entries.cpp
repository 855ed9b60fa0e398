#include "core/json/entries.h"

#include <utility>

#include "core/base/canonical.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/request_codec.h"
#include "core/json/statement.h"
#include "core/json/writer.h"
#include "core/record/tile.h"
#include "core/record/tree.h"
#include "core/request/evolve.h"

namespace countersign {
namespace {

std::optional<Digest> statement_digest(const Request& before, const Event& event) {
  if (get_if<Decided>(&event.body) == nullptr) return std::nullopt;
  return Digest::of(decision_statement(before, event));
}

Refusal wrong(std::size_t index, std::string_view field, std::string_view detail) {
  return refuse(ErrorCode::log_broken, canonical::joined({"/entries/", canonical::integer_text(index), field}), detail);
}

}  // namespace

Result<List<std::string>> entries_of(const List<Event>& events, HistoryEnd& end) {
  List<std::string> entries;
  for (const Event& event : events) {
    if (const auto* decided = get_if<Decided>(&event.body)) {
      if (Refusal refusal = check_demand(end.state, *decided)) return *std::move(refusal);
    }
    std::string entry = canonical_entry(event, {end.previous, statement_digest(end.state, event)});
    if (entry.size() > limits::kEntryBytes) return make_error(ErrorCode::entry_too_large);
    end.previous = leaf_hash(entry);
    evolve_in_place(end.state, event);
    entries.push_back(std::move(entry));
  }
  return entries;
}

namespace {

// Each names the leaf hash of the one before it. `bonds` gets what they say, `written` their canonical texts.
Refusal check_chain(const Json& entries, List<EventBonds>& bonds, List<std::string>& written) {
  std::optional<Digest> previous;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Result<EventBonds> read = read_bonds(entries[i], Path().child("entries").item(i));
    if (!read.ok()) return read.error();
    if (read.value().previous != previous) return wrong(i, "/previous", "It does not name the entry before it.");
    written.push_back(write_canonical(entries[i]));
    previous = leaf_hash(written.back());
    bonds.push_back(read.value());
  }
  return std::nullopt;
}

// Folding reads what it knows of an event; here nothing may stand beside it.
Refusal check_rules(const List<std::string>& written, const List<Event>& events, const List<EventBonds>& bonds) {
  const Result<Request> folded = fold(Request(), events);
  if (!folded.ok()) {
    // fold() was given a list of events; here they stand under another name.
    Error error = folded.error();
    error.pointer =
        canonical::joined({"/entries", std::string_view(error.pointer).substr(std::string_view("/events").size())});
    return error;
  }
  for (std::size_t i = 0; i < bonds.size(); ++i) {
    if (written[i] != canonical_entry(events[i], bonds[i])) {
      return wrong(i, "", "It says more than an event of this version does.");
    }
  }
  return std::nullopt;
}

// The passkeys of one history, each with its counter as it was last seen.
class Passkeys {
 public:
  explicit Passkeys(List<RegisteredPasskey> known) : known_(std::move(known)) {}

  const Judgement& judgement() const { return judgement_; }

  // The first refusal stays.
  void judge(std::size_t index, const Request& before, const Event& event, const Digest& statement) {
    const auto& decided = get<Decided>(event.body);
    if (!decided.passkey && !demands(before, Demand::passkey)) return;
    judgement_.is_made = true;
    if (judgement_.refusal) return;
    Refusal refusal = decided.passkey ? use(*decided.passkey, statement, event.actor) : check_demand(before, decided);
    if (!refusal) return;
    refusal->pointer = canonical::joined({"/entries/", canonical::integer_text(index), refusal->pointer});
    judgement_.refusal = std::move(refusal);
  }

 private:
  Refusal use(const PasskeyEvidence& evidence, const Digest& statement, const Actor& actor) {
    for (RegisteredPasskey& known : known_) {
      if (known.leaf != evidence.registration) continue;
      Result<Passkey> used = check_evidence(evidence, statement, actor, known);
      if (!used.ok()) return used.error();
      known.passkey = std::move(used).value();
      return std::nullopt;
    }
    return refuse(ErrorCode::passkey_unknown, "/passkey/registration", "Its registration is not here.");
  }

  List<RegisteredPasskey> known_;
  Judgement judgement_;
};

Refusal check_statements(const List<Event>& events, const List<EventBonds>& bonds, Request& state, Passkeys& passkeys) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::optional<Digest> statement = statement_digest(state, events[i]);
    if (bonds[i].statement != statement) {
      return wrong(i, "/statement", "The request says something else than the statement whose hash this is.");
    }
    if (statement) passkeys.judge(i, state, events[i], *statement);
    evolve_in_place(state, events[i]);
  }
  return std::nullopt;
}

}  // namespace

HistoryCheck check_history(const Json& entries, List<RegisteredPasskey> passkeys) {
  HistoryCheck check;
  List<EventBonds> bonds;
  List<std::string> written;
  check.chain = {true, check_chain(entries, bonds, written)};
  const Result<List<Event>> events = read_events(entries, Path().child("entries"));
  check.rules = {true, events.ok() ? check_rules(written, events.value(), bonds) : events.error()};
  if (!check.chain.holds() || !check.rules.holds()) return check;
  Request state;
  Passkeys used(std::move(passkeys));
  check.statements = {true, check_statements(events.value(), bonds, state, used)};
  check.passkeys = used.judgement();
  if (check.holds()) check.state = canonical_request(state);
  return check;
}

}  // namespace countersign
