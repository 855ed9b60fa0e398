#include "native/service/requests.h"

#include <algorithm>

#include "core/json/command_codec.h"
#include "core/json/entries.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/statement.h"
#include "core/record/tree.h"
#include "core/request/clock.h"
#include "core/request/decide.h"
#include "core/request/stages.h"
#include "native/net/http_status.h"
#include "native/service/cursor.h"
#include "native/service/summary.h"

namespace countersign {
namespace {

constexpr std::size_t kRequestsKept = 512;
constexpr int kCommandsAtOnce = 64;  // of a timer, in one request

Result<Command> read_command_body(std::string_view body) {
  const Result<Json> json = read_json(body, {limits::kCommandBytes, limits::kDepth});
  if (!json.ok()) return json.error();
  return read_command(json.value());
}

// Stored events and summaries are canonical JSON already; they are put together, not written again.
std::string json_list(const std::vector<std::string>& items) {
  ArrayText list;
  for (const std::string& item : items) list.json(item);
  return list.take();
}

std::string entry_list(const std::vector<StoredEntry>& entries) {
  ArrayText list;
  for (const StoredEntry& entry : entries) list.json(entry.bytes);
  return list.take();
}

std::string challenge_json(const ExpectedChallenge& challenge) {
  return ObjectText().text("expires", challenge.expires.text()).text("value", challenge.value.text()).take();
}

// Who sends what time calls for.
Actor timer_actor() {
  return Actor{ActorKind::system, Party::delivery, {ActorId::from("timer").value(), Name::from("Timer").value(), {}}};
}

// What the first of them leads to for which there is room in the record: in its last part only pause and expiry have some
// (room.h). Nothing when there is room for none. Errors: what the core refuses for another reason.
Result<List<Event>> first_accepted(const Request& state, const List<Command>& commands, const Context& context) {
  for (const Command& command : commands) {
    Result<List<Event>> events = decide(state, command, context);
    if (events.ok() || events.error().code != ErrorCode::limit_reached) return events;
  }
  return List<Event>();
}

ServiceAnswer head_stale(std::int64_t head) { return refuse(Error{ErrorCode::head_stale}, {head}); }

}  // namespace

RequestService::RequestService(Store& store, Clock& clock, Random& random, Challenges challenges, PasskeyService& passkeys,
                               LiveNews& news, NoticeSettings notices)
    : store_(store),
      clock_(clock),
      random_(random),
      challenges_(std::move(challenges)),
      passkeys_(passkeys),
      news_(news),
      notices_(std::move(notices)),
      loader_(store, kRequestsKept) {}

ServiceAnswer RequestService::create(const Caller& caller, const CommandCall& call) {
  if (caller.request) return refuse(Error{ErrorCode::forbidden});
  return answered_once(store_, in_flight_, caller, call, [&](const CallIdentity& identity) {
    const Result<Command> command = read_command_body(call.body);
    if (!command.ok()) return refuse(command.error());
    const auto id = RequestId::from(new_request_id(random_));
    LoadedRequest nothing;
    nothing.tenant = caller.tenant;
    return carry_out(caller, identity, id.value(), std::move(nothing), command.value(), http_status::kCreated);
  });
}

ServiceAnswer RequestService::command(const Caller& caller, const RequestId& id, const CommandCall& call) {
  if (!caller.reaches(id)) return refuse(Error{ErrorCode::forbidden});
  const auto attempted = [&](const CallIdentity& identity) -> std::optional<ServiceAnswer> {
    const auto known = call.expected_head ? loader_.remembered(caller, id, *call.expected_head) : nullptr;
    if (!known) return std::nullopt;
    const Result<Command> command = read_command_body(call.body);
    return command.ok() ? attempt(caller, identity, id, *known, command.value()) : std::nullopt;
  };
  return answered_once(store_, in_flight_, caller, call, attempted, [&](const CallIdentity& identity) {
    if (!call.expected_head) return refuse(Error{ErrorCode::precondition_required});
    const Result<Command> command = read_command_body(call.body);
    if (!command.ok()) return refuse(command.error());
    const auto loaded = loader_.load(caller, id);
    if (!loaded.ok()) return refuse(loaded.error());
    const std::int64_t head = loaded.value()->state.head;
    if (head != *call.expected_head) return head_stale(head);
    return carry_out(caller, identity, id, *loaded.value(), command.value(), http_status::kOk);
  });
}

Context RequestService::context_for(const Caller& caller, const CallIdentity& identity, const RequestId& id,
                                    const Command& command) {
  Context context;
  context.now = clock_.now();
  context.actor = caller.actor;
  context.command_id = CommandId::from(identity.key).value();  // once() has checked it
  context.request = id;
  context.role = caller.role;
  if (const auto* decision = get_if<DecideCommand>(&command)) {
    context.challenge = challenges_.recognise(id, caller.actor.person.id, decision->challenge);
  }
  return context;
}

std::optional<ServiceAnswer> RequestService::attempt(const Caller& caller, const CallIdentity& identity, const RequestId& id,
                                                     const LoadedRequest& before, const Command& command) {
  Context context = context_for(caller, identity, id, command);
  context.record_bytes = before.record_bytes;
  Result<List<Event>> events = decide(before.state, command, context);
  // Without events there is no append that would compare head and key.
  if (!events.ok() || events.value().empty()) return std::nullopt;
  Result<Accepted> ready = accepted(id, before, std::move(events).value(), http_status::kOk);
  if (!ready.ok()) return std::nullopt;
  ServiceAnswer answer = record(identity, std::move(ready).value(), context.now);
  // A store that failed may have carried it out; everything else that refuses has done nothing.
  const bool may_be_done = answer.status == error_row(ErrorCode::store_unavailable).status;
  return !answer.is_refusal() || may_be_done ? std::optional(std::move(answer)) : std::nullopt;
}

ServiceAnswer RequestService::carry_out(const Caller& caller, const CallIdentity& identity, const RequestId& id,
                                        LoadedRequest before, const Command& command, int status) {
  Context context = context_for(caller, identity, id, command);
  context.record_bytes = before.record_bytes;
  Result<List<Event>> events = decide(before.state, command, context);
  if (!events.ok()) {
    // The core's refusal is the answer to this key from now on. Roles change without anything being recorded.
    ServiceAnswer answer = refuse(events.error());
    if (events.error().code == ErrorCode::forbidden) return answer;
    if (const Refusal refusal = store_.remember(answer_to_store(identity, answer, context.now)))
      return refuse(*refusal);
    return answer;
  }
  // Not remembered: the client may upload what is missing and send the same call again.
  Result<Accepted> ready = accepted(id, std::move(before), std::move(events).value(), status);
  if (!ready.ok()) return refuse(ready.error());
  return record(identity, std::move(ready).value(), context.now);
}

Result<RequestService::Accepted> RequestService::accepted(const RequestId& id, LoadedRequest before, List<Event> events, int status) {
  if (Refusal refusal = check_blobs(before.tenant, events)) return *std::move(refusal);
  std::optional<PasskeyUse> passkey;
  if (!events.empty()) {
    auto used = passkey_used(before.tenant, before.state, events.front());
    if (!used.ok()) return used.error();
    passkey = std::move(used).value();
  }
  return Accepted{id, std::move(before), std::move(events), status, std::move(passkey)};
}

Result<std::optional<PasskeyUse>> RequestService::passkey_used(const std::string& tenant, const Request& before, const Event& first) {
  std::optional<List<Demand>> demands;
  if (const auto* created = get_if<Created>(&first.body)) demands = created->fields.demands;
  if (const auto* edited = get_if<Edited>(&first.body)) demands = edited->fields.demands;
  if (demands && contains(*demands, Demand::passkey) && !passkeys_.host()) return Error{ErrorCode::passkeys_off, "/demands"};
  const auto* decided = get_if<Decided>(&first.body);
  if (decided == nullptr || !decided->passkey) return std::optional<PasskeyUse>();
  auto used = passkeys_.check(tenant, *decided->passkey, Digest::of(decision_statement(before, first)), first.actor);
  if (!used.ok()) return used.error();
  return std::optional(std::move(used).value());
}

Refusal RequestService::check_blobs(const std::string& tenant, const List<Event>& events) {
  for (const Event& event : events) {
    const auto* added = get_if<VersionAdded>(&event.body);
    if (added == nullptr) continue;
    for (std::size_t index = 0; index < added->parts.size(); ++index) {
      const Part& part = added->parts[index];
      const auto size = store_.blob_size(tenant, part.sha256.hex());
      if (!size.ok()) return size.error();
      const std::string pointer = "/parts/" + std::to_string(index);
      if (!size.value())
        return Error{ErrorCode::blob_unknown, pointer + "/sha256", "Upload the bytes of this part first."};
      if (*size.value() == part.size_bytes) continue;
      return Error{ErrorCode::blob_unknown, pointer + "/size",
                   "The bytes with this digest are " + std::to_string(*size.value()) + " in number."};
    }
  }
  return std::nullopt;
}

// One of them was there a moment ago, and was taken away because nothing had been linked to it for long.
ServiceAnswer RequestService::blobs_gone(const std::string& tenant, const List<Event>& events) {
  if (const Refusal refusal = check_blobs(tenant, events)) return refuse(*refusal);
  return refuse(Error{ErrorCode::blob_unknown, "/parts", "Upload the bytes of these parts again."});
}

ServiceAnswer RequestService::record(const std::optional<CallIdentity>& identity, Accepted accepted, Instant now) {
  StreamAppend append;
  append.stream = accepted.id.text();
  append.tenant = accepted.before.tenant;
  append.expected_head = accepted.before.state.head;
  std::int64_t record_bytes = accepted.before.record_bytes;
  const List<Person> waited_before = waited_for(accepted.before.state, now);
  HistoryEnd end{std::move(accepted.before.state), accepted.before.last};
  Result<List<std::string>> entries = entries_of(accepted.events, end);
  if (!entries.ok()) return refuse(entries.error());
  for (std::string& entry : entries.value()) {
    record_bytes += static_cast<std::int64_t>(entry.size());
    const Digest leaf = leaf_hash(entry);
    append.events.push_back({std::move(entry), std::string(leaf.view())});
  }
  for (const Event& event : accepted.events) {
    if (const auto* added = get_if<VersionAdded>(&event.body)) {
      for (const Part& part : added->parts) append.blobs.push_back(part.sha256.hex());
    }
  }
  append.summary = summarize(end.state, end.state.updated_at);
  append.passkey = std::move(accepted.passkey);
  const auto loaded = loader_.prepare(append.tenant, std::move(end), record_bytes);
  ServiceAnswer answer{accepted.status,
                       ObjectText()
                           .json("events", entry_list(append.events))
                           .integer("head", loaded->state.head)
                           .json("request", loaded->json)
                           .take(),
                       append.stream, loaded->state.head, std::nullopt};
  if (identity) append.answer = answer_to_store(*identity, answer, now);
  if (append.events.empty()) {
    // This command had been carried out before, and its answer has been forgotten since.
    if (!append.answer) return answer;
    if (const Refusal refusal = store_.remember(*append.answer)) return refuse(*refusal);
    return answer;
  }
  std::vector<std::string_view> texts;
  for (const StoredEntry& entry : append.events) texts.push_back(entry.bytes);
  auto notices = notices_of(store_, append.tenant, {accepted.events, texts, loaded->state, append.summary.bytes, waited_before}, notices_);
  if (!notices.ok()) return refuse(notices.error());
  append.outbox = std::move(notices).value();
  const Result<AppendResult> result = store_.append(append);
  if (!result.ok()) return refuse(result.error());
  if (result.value().outcome == AppendOutcome::head_moved) return head_stale(result.value().head);
  if (result.value().outcome == AppendOutcome::key_taken) return refuse(Error{ErrorCode::idempotency_in_flight});
  if (result.value().outcome == AppendOutcome::blob_gone) return blobs_gone(append.tenant, accepted.events);
  if (result.value().outcome == AppendOutcome::passkey_moved) {
    // Judged against a counter that no longer stands. The same call is judged anew.
    return refuse(Error{ErrorCode::store_unavailable, "", "The passkey has been used for something else at the same moment; send this again."});
  }
  loader_.keep(loaded);
  news_.announce(append.stream);
  return answer;
}

Refusal RequestService::carry_out_due(const RequestId& id, Instant now) {
  for (int i = 0; i < kCommandsAtOnce; ++i) {
    const auto loaded = loader_.load(id);
    if (!loaded.ok()) return loaded.error();
    const Request& state = loaded.value()->state;
    const Due waiting = due(state, now);
    if (waiting.commands.empty() && i > 0) return std::nullopt;  // the append has noted when to look again
    Context context;
    context.now = now;
    context.actor = timer_actor();
    context.command_id = CommandId::from("timer-" + std::to_string(state.head + 1)).value();
    context.request = id;
    context.record_bytes = loaded.value()->record_bytes;
    Result<List<Event>> events = first_accepted(state, waiting.commands, context);
    if (!events.ok()) return events.error();
    if (events.value().empty()) return store_.set_wake(id.text(), state.head, waiting.next);
    const ServiceAnswer answer = record(std::nullopt, {id, *loaded.value(), std::move(events).value(), http_status::kOk, std::nullopt}, now);
    // Somebody else was quicker, perhaps another server with the same command: the request is looked at anew.
    const bool has_moved = answer.status == error_row(ErrorCode::head_stale).status;
    if (answer.is_refusal() && !has_moved) return Error{ErrorCode::store_unavailable, "", "It could not be recorded: " + answer.body};
  }
  return std::nullopt;  // the rest at the next look
}

ServiceAnswer RequestService::view(const Caller& caller, const RequestId& id) {
  const auto loaded = loader_.load(caller, id);
  if (!loaded.ok()) return refuse(loaded.error());
  const Instant now = clock_.now();
  ObjectText body;
  body.json("actor", canonical_actor(caller.actor));
  // Handing one out permits nothing: the core refuses decisions of others whatever they carry.
  if (caller.kind == CallerKind::session) {
    const auto challenge = challenges_.hand_out(id, caller.actor.person.id, now, random_);
    body.json("challenge", challenge_json(challenge));
  }
  const std::int64_t head = loaded.value()->state.head;
  body.integer("head", head).text("now", now.text()).json("request", loaded.value()->json);
  if (takes_role(caller.actor)) body.text("role", word(caller.role));
  return ServiceAnswer{http_status::kOk, body.take(), id.text(), head, std::nullopt};
}

ServiceAnswer RequestService::events(const Caller& caller, const RequestId& id, std::int64_t after, std::size_t limit) {
  if (!caller.reaches(id)) return refuse(Error{ErrorCode::forbidden});
  const auto stored = store_.events(id.text(), after, limit);
  if (!stored.ok()) return refuse(stored.error());
  if (stored.value().head == 0 || stored.value().tenant != caller.tenant) return refuse(Error{ErrorCode::request_unknown});
  std::string body =
      ObjectText().json("events", json_list(stored.value().events)).integer("head", stored.value().head).take();
  return ServiceAnswer{http_status::kOk, std::move(body), id.text(), 0, std::nullopt};
}

Refusal RequestService::renew(SummaryRow& row, const std::optional<std::string>& person) {
  const Instant now = clock_.now();
  if (!row.holds_until || now < *row.holds_until) return std::nullopt;
  const auto loaded = loader_.load(RequestId::from(row.stream).value());
  if (!loaded.ok()) return loaded.error();
  StoredSummary summary = summarize(loaded.value()->state, now);
  const auto& people = summary.people;
  const bool is_asked_for = !person || std::find(people.begin(), people.end(), *person) != people.end();
  row.bytes = is_asked_for ? std::move(summary.bytes) : std::string();
  return std::nullopt;
}

ServiceAnswer RequestService::list(const Caller& caller, const ListQuery& query) {
  if (caller.request) return refuse(Error{ErrorCode::forbidden});
  SummaryQuery filters = query.filters;
  filters.tenant = caller.tenant;
  if (query.cursor) {
    filters.after = read_cursor(*query.cursor);
    if (!filters.after) return refuse(Error{ErrorCode::invalid_format, "/cursor"});
  }
  const std::size_t page = std::clamp<std::size_t>(filters.limit, 1, kLargestPage);
  filters.limit = page + 1;  // one more, to know whether there is a next page
  auto rows = store_.list(filters);
  if (!rows.ok()) return refuse(rows.error());
  std::vector<SummaryRow> found = std::move(rows).value();
  const bool has_more = found.size() > page;
  if (has_more) found.resize(page);
  std::vector<std::string> items;
  for (SummaryRow& row : found) {
    const Refusal refusal = renew(row, filters.person);
    if (refusal) return refuse(*refusal);
    if (!row.bytes.empty()) items.push_back(std::move(row.bytes));
  }
  ObjectText body;
  if (has_more) body.text("cursor", write_cursor({found.back().created_at, found.back().stream}));
  body.json("requests", json_list(items));
  return ServiceAnswer{http_status::kOk, body.take(), "", 0, std::nullopt};
}

}  // namespace countersign
