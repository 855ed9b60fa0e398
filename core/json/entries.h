// From events to the entries of a log, and back. Every entry names the leaf hash of the one before it in the same
// request, so that the history of one request is complete on its own.
#pragma once

#include <optional>
#include <string>

#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/base/result.h"
#include "core/json/passkey.h"
#include "core/json/value.h"
#include "core/request/event.h"
#include "core/request/request.h"

namespace countersign {

// The end of a request's history, as far as the next entry has to know it.
struct HistoryEnd {
  Request state;                   // after the last entry
  std::optional<Digest> previous;  // its leaf hash; nothing before the first
};

// The entries of `events`, which follow `end` and are what decide() made of one command. Moves `end` on.
// Errors: entry-too-large, passkey-missing; then `end` is of no use.
Result<List<std::string>> entries_of(const List<Event>& events, HistoryEnd& end);

// Whether something was looked at as a whole, or up to what is wrong with it.
struct Judgement {
  bool is_made = false;
  Refusal refusal;
  bool holds() const { return is_made && !refusal; }
};

// The history of one request, from its first entry on, judged again: every entry names the one before it, every event is
// what the rules made of the command behind it, and every statement is the one that its entry names. Where the rules are not
// kept, nobody knows what the request said: then statements and passkeys are not judged.
struct HistoryCheck {
  Judgement chain;       // of the entries
  Judgement rules;       // of the events (fold.h), which say nothing that this version does not know
  Judgement statements;  // of the decisions
  Judgement passkeys;    // of the decisions; not made where none was demanded and none was used
  std::string state;     // canonical, after the last event, when all of them hold
  bool holds() const { return chain.holds() && rules.holds() && statements.holds() && !passkeys.refusal; }
};
// `passkeys`: those that its decisions were signed with.
HistoryCheck check_history(const Json& entries, List<RegisteredPasskey> passkeys = {});

}  // namespace countersign
