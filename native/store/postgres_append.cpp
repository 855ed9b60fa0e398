#include "native/store/postgres_append.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "native/store/postgres_blobs.h"

namespace countersign {
namespace {

using Appends = std::vector<const StreamAppend*>;

bool is_use(const StreamAppend& append) { return append.passkey && append.passkey->counter_before; }
bool is_registration(const StreamAppend& append) { return append.passkey && !append.passkey->counter_before; }

std::optional<std::int64_t> summary_milliseconds(const std::optional<Instant>& at) { return at ? std::optional(at->milliseconds()) : std::nullopt; }

// One statement for appends that do not touch each other, put together from fixed texts; what is not fixed becomes a value, an
// array with a place for each append. Each text is prepared once: there are as many as there are kinds of batches, whatever
// their size. In it
//   asked   is what each append (n) says of itself,
//   judged  adds what stands in its way, and
//   fine    are those that nothing stands in the way of, with how many events and messages the others of them put before theirs.
// Everything that is written comes from `fine`. Another reason to refuse one is a column of `judged` and a condition of `fine`.
class AppendStatement {
 public:
  explicit AppendStatement(const Appends& appends) : appends_(appends) {
    has_answers_ = any([](const StreamAppend& append) { return append.answer.has_value(); });
    has_uses_ = any(is_use);
    has_registrations_ = any(is_registration);
    has_summaries_ = any([](const StreamAppend& append) { return append.is_listed; });
    has_blobs_ = any([](const StreamAppend& append) { return !append.blobs.empty(); });
    has_messages_ = any([](const StreamAppend& append) { return !append.outbox.empty(); });
    has_known_streams_ = any([](const StreamAppend& append) { return append.expected_head > 0; });
    ask();
    judge();
    move_heads();
    put_events();
    if (has_uses_ || has_registrations_) put_passkeys();
    if (has_summaries_) put_summaries();
    if (has_blobs_) put_blob_links();
    if (has_answers_) put_answers();
    if (has_messages_) put_messages();
    sql_ += " SELECT n, head, is_key_taken, is_passkey_moved, is_blob_gone FROM judged";
  }

  void queue_in(PostgresConnection& connection) && { connection.queue(std::move(sql_), std::move(values_)); }

 private:
  using Text = std::optional<std::string_view>;
  using Number = std::optional<std::int64_t>;

  template <class Is>
  bool any(Is is) const {
    return std::any_of(appends_.begin(), appends_.end(), [&](const StreamAppend* append) { return is(*append); });
  }

  // What `of` says of each append.
  template <class Value, class Of>
  std::vector<Value> each(Of of) const {
    static_assert(!std::is_same_v<decltype(of(*appends_.front())), std::string>, "it would be gone before it is used");
    std::vector<Value> values;
    values.reserve(appends_.size());
    for (const StreamAppend* append : appends_) values.push_back(of(*append));
    return values;
  }

  // Columns of `asked`.
  void column(const char* name, const PostgresValues& added) {
    arrays_ += (arrays_.empty() ? "" : ", ") + added.place();
    names_ += std::string(name) + ", ";
  }
  template <class Of>
  void texts(const char* name, Of of) {
    column(name, values_.optional_texts(each<Text>(of)));
  }
  template <class Of>
  void byte_strings(const char* name, Of of) {
    column(name, values_.optional_byte_strings(each<Text>(of)));
  }
  template <class Of>
  void numbers(const char* name, Of of) {
    column(name, values_.optional_numbers(each<Number>(of)));
  }

  void ask() {
    texts("stream", [](const StreamAppend& append) -> Text { return append.stream; });
    texts("tenant", [](const StreamAppend& append) -> Text { return append.tenant; });
    numbers("expected", [](const StreamAppend& append) { return append.expected_head; });
    numbers("events", [](const StreamAppend& append) { return static_cast<std::int64_t>(append.events.size()); });
    if (has_messages_) numbers("messages", [](const StreamAppend& append) { return static_cast<std::int64_t>(append.outbox.size()); });
    if (has_answers_) ask_answers();
    if (has_uses_ || has_registrations_) ask_passkeys();
    if (has_summaries_) ask_summaries();
    sql_ = "WITH asked AS (SELECT * FROM unnest(" + arrays_ + ") WITH ORDINALITY AS a (" + names_ + "n)), ";
  }

  void ask_answers() {
    const auto of = [](auto field) {
      return [field](const StreamAppend& append) { return append.answer ? std::optional(field(*append.answer)) : std::nullopt; };
    };
    texts("scope", of([](const StoredAnswer& answer) { return std::string_view(answer.scope); }));
    texts("key", of([](const StoredAnswer& answer) { return std::string_view(answer.key); }));
    texts("fingerprint", of([](const StoredAnswer& answer) { return std::string_view(answer.fingerprint); }));
    numbers("status", of([](const StoredAnswer& answer) { return std::int64_t{answer.status}; }));
    texts("answer_stream", of([](const StoredAnswer& answer) { return std::string_view(answer.stream); }));
    numbers("answer_head", of([](const StoredAnswer& answer) { return answer.head; }));
    byte_strings("answer_body", of([](const StoredAnswer& answer) { return std::string_view(answer.body); }));
    numbers("answer_at", of([](const StoredAnswer& answer) { return answer.at.milliseconds(); }));
  }

  void ask_passkeys() {
    const auto of = [](auto field) {
      return [field](const StreamAppend& append) { return append.passkey ? std::optional(field(*append.passkey)) : std::nullopt; };
    };
    byte_strings("credential", of([](const PasskeyUse& use) { return std::string_view(use.credential_id); }));
    numbers("counter_before", [](const StreamAppend& append) { return is_use(append) ? Number(*append.passkey->counter_before) : Number(); });
    numbers("counter", of([](const PasskeyUse& use) { return std::int64_t{use.counter}; }));
    numbers("backed_up", of([](const PasskeyUse& use) { return std::int64_t{use.is_backed_up ? 1 : 0}; }));
    texts("passkey_owner", [](const StreamAppend& append) -> Text { return append.passkey_owner; });
  }

  void ask_summaries() {
    numbers("listed", [](const StreamAppend& append) { return std::int64_t{append.is_listed ? 1 : 0}; });
    numbers("created_at", [](const StreamAppend& append) { return append.summary.created_at.milliseconds(); });
    texts("state", [](const StreamAppend& append) -> Text { return append.summary.state; });
    texts("project", [](const StreamAppend& append) -> Text { return append.summary.project; });
    numbers("due", [](const StreamAppend& append) { return summary_milliseconds(append.summary.due); });
    byte_strings("summary", [](const StreamAppend& append) -> Text { return append.summary.bytes; });
    numbers("holds_until", [](const StreamAppend& append) { return summary_milliseconds(append.summary.holds_until); });
    numbers("wakes_at", [](const StreamAppend& append) { return summary_milliseconds(append.summary.wakes_at); });
  }

  void judge() {
    std::string taken = "false";
    std::string moved = "false";
    std::string joins = "LEFT JOIN streams s ON s.id = a.stream";
    if (has_answers_) {
      taken = "t.key IS NOT NULL";
      joins += " LEFT JOIN answers t ON t.scope = a.scope AND t.key = a.key";
    }
    if (has_uses_ || has_registrations_) {
      moved = "(a.credential IS NOT NULL AND CASE WHEN a.counter_before IS NULL THEN p.credential_id IS NOT NULL "
              "ELSE p.counter IS DISTINCT FROM a.counter_before END)";
      joins += " LEFT JOIN passkeys p ON p.credential_id = a.credential";
    }
    BlobGuard blobs;
    if (has_blobs_) blobs = guard_of_blobs(listed_texts([](const StreamAppend& append) -> const auto& { return append.blobs; }));
    sql_ += blobs.parts;
    sql_ += "judged AS (SELECT a.*, coalesce(s.head, 0) AS head, " + taken + " AS is_key_taken, " + moved + " AS is_passkey_moved, " + blobs.is_gone + " AS is_blob_gone FROM asked a " + joins + "), ";
    sql_ += "fine AS (SELECT j.*, " + before("events");
    if (has_messages_) sql_ += ", " + before("messages");
    sql_ += " FROM judged j WHERE head = expected AND NOT is_key_taken AND NOT is_passkey_moved AND NOT is_blob_gone)";
  }

  // How many of these the appends before this one bring.
  std::string before(const std::string& what) const {
    // One alone has none before it, and to sum over nothing, a sort and a window, would be a good part of its work.
    if (appends_.size() == 1) return "CAST(0 AS BIGINT) AS " + what + "_before";
    return "CAST(sum(" + what + ") OVER (ORDER BY n) AS BIGINT) - " + what + " AS " + what + "_before";
  }

  // Moves a counter on by as much as all of them bring.
  static std::string counted(const std::string& what, const char* counter) {
    return "(UPDATE counters SET value = value + added FROM (SELECT CAST(sum(" + what + ") AS BIGINT) AS added FROM fine) AS sums WHERE name = '" + counter +
           "' AND added IS NOT NULL RETURNING value - added AS before)";
  }

  void move_heads() {
    sql_ += ", moved AS (INSERT INTO streams (id, tenant, head) SELECT stream, tenant, expected + events FROM fine ON CONFLICT (id) DO UPDATE SET head = excluded.head)";
    sql_ += ", placed AS " + counted("events", "entries");
  }

  void put_events() {
    std::vector<Number> appends;
    std::vector<Number> places;
    std::vector<std::string_view> bytes;
    std::vector<std::string_view> leaves;
    for (std::size_t i = 0; i < appends_.size(); ++i) {
      for (const StoredEntry& event : appends_[i]->events) {
        appends.emplace_back(static_cast<std::int64_t>(i) + 1);
        places.emplace_back(1 + (&event - appends_[i]->events.data()));
        bytes.push_back(event.bytes);
        leaves.push_back(event.leaf);
      }
    }
    std::string arrays = values_.optional_numbers(appends).place();
    arrays += ", " + values_.optional_numbers(places).place();
    arrays += ", " + values_.byte_strings(bytes).place();
    arrays += ", " + values_.byte_strings(leaves).place();
    sql_ += ", put_events AS (INSERT INTO events (position, stream, seq, bytes, leaf) SELECT before + events_before + place, stream, expected + place, "
            "e.bytes, e.leaf FROM placed, fine, unnest(" + arrays + ") AS e (append, place, bytes, leaf) WHERE append = n)";
  }

  // The registration of a passkey is the last entry of its append.
  void put_passkeys() {
    if (has_uses_) {
      sql_ += ", use_passkeys AS (UPDATE passkeys p SET counter = f.counter, is_backed_up = (f.backed_up = 1) FROM fine f "
              "WHERE p.credential_id = f.credential AND f.counter_before IS NOT NULL)";
    }
    if (has_registrations_) {
      sql_ += ", put_passkeys AS (INSERT INTO passkeys (credential_id, tenant, owner, position, counter, is_backed_up) SELECT credential, tenant, "
              "passkey_owner, before + events_before + events, counter, backed_up = 1 FROM placed, fine WHERE credential IS NOT NULL AND counter_before IS NULL)";
    }
  }

  void put_summaries() {
    sql_ += ", put_summaries AS (INSERT INTO summaries (stream, tenant, created_at, state, project, due, bytes, holds_until, wakes_at) SELECT stream, tenant, "
            "created_at, state, project, due, summary, holds_until, wakes_at FROM fine WHERE listed = 1 ON CONFLICT (stream) DO UPDATE SET state = excluded.state, "
            "project = excluded.project, due = excluded.due, bytes = excluded.bytes, holds_until = excluded.holds_until, wakes_at = excluded.wakes_at)";
    // The parts of a statement have no order: what goes and what comes must not meet.
    const std::string people = listed_texts([](const StreamAppend& append) -> const auto& { return append.summary.people; });
    if (has_known_streams_) {
      sql_ += ", drop_people AS (DELETE FROM summary_approvers a USING fine f WHERE a.stream = f.stream AND f.listed = 1 AND f.expected > 0 "
              "AND NOT EXISTS (SELECT 1 FROM unnest(" + people + ") AS p (append, person) WHERE p.append = f.n AND p.person = a.person))";
    }
    sql_ += ", put_people AS (INSERT INTO summary_approvers AS a (tenant, person, created_at, stream, state, project, due) "
            "SELECT tenant, person, created_at, stream, state, project, due FROM fine, unnest(" + people + ") AS p (append, person) "
            "WHERE append = n AND listed = 1 ON CONFLICT (stream, person) DO UPDATE SET state = excluded.state, project = excluded.project, "
            "due = excluded.due WHERE (a.state, a.project, a.due) IS DISTINCT FROM (excluded.state, excluded.project, excluded.due))";
  }

  void put_blob_links() {
    sql_ += ", put_blobs AS (INSERT INTO stream_blobs (stream, sha256) SELECT stream, sha256 FROM fine, unnest(" +
            listed_texts([](const StreamAppend& append) -> const auto& { return append.blobs; }) + ") AS b (append, sha256) WHERE append = n ON CONFLICT DO NOTHING)";
  }

  // The texts that each append has several of, each of them once, behind the append that it is of.
  template <class Of>
  std::string listed_texts(Of of) {
    std::vector<Number> appends;
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < appends_.size(); ++i) {
      const auto& listed = of(*appends_[i]);
      for (const std::string_view text : std::set<std::string_view>(listed.begin(), listed.end())) {
        appends.emplace_back(static_cast<std::int64_t>(i) + 1);
        texts.push_back(text);
      }
    }
    std::string arrays = values_.optional_numbers(appends).place();
    arrays += ", " + values_.texts(texts).place();
    return arrays;
  }

  // Not "on conflict do nothing": an answer that came in between by remember() undoes it all, and it is judged anew.
  void put_answers() {
    sql_ += ", put_answers AS (INSERT INTO answers (scope, key, fingerprint, status, stream, head, body, at) SELECT scope, key, fingerprint, status, "
            "answer_stream, answer_head, answer_body, answer_at FROM fine WHERE key IS NOT NULL)";
  }

  // Numbered under the lock, so that numbers grow in the order of commits. One that comes behind others that wait is not looked at
  // before they are.
  void put_messages() {
    std::vector<Number> appends, places, times;
    std::vector<std::string_view> tenants, routes, receivers, ids, kinds, bodies;
    for (std::size_t i = 0; i < appends_.size(); ++i) {
      for (const OutgoingMessage& message : appends_[i]->outbox) {
        appends.emplace_back(static_cast<std::int64_t>(i) + 1);
        places.emplace_back(1 + (&message - appends_[i]->outbox.data()));
        times.emplace_back(message.at.milliseconds());
        tenants.push_back(message.tenant);
        routes.push_back(message.route);
        receivers.push_back(message.receiver);
        ids.push_back(message.message_id);
        kinds.push_back(message.kind);
        bodies.push_back(message.body);
      }
    }
    std::string arrays;
    for (const auto* numbers : {&appends, &places, &times}) arrays += values_.optional_numbers(*numbers).place() + ", ";
    for (const auto* texts : {&tenants, &routes, &receivers, &ids, &kinds}) arrays += values_.texts(*texts).place() + ", ";
    arrays += values_.byte_strings(bodies).place();
    sql_ += ", numbered AS " + counted("messages", "messages");
    sql_ += ", put_messages AS (INSERT INTO outbox (number, stream, tenant, route, receiver, message_id, kind, body, at, not_before) SELECT before + messages_before + place, "
            "f.stream, m.tenant, m.route, m.receiver, m.message_id, m.kind, m.body, m.at, coalesce((SELECT max(o.not_before) FROM outbox o WHERE o.status = 'waiting' "
            "AND o.stream = f.stream AND o.route = m.route AND o.receiver = m.receiver), m.at) FROM numbered, fine f, unnest(" + arrays +
            ") AS m (append, place, at, tenant, route, receiver, message_id, kind, body) WHERE append = n)";
  }

  const Appends& appends_;
  bool has_answers_;
  bool has_uses_;
  bool has_registrations_;
  bool has_summaries_;
  bool has_blobs_;
  bool has_messages_;
  bool has_known_streams_;
  PostgresValues values_;
  std::string sql_;
  std::string arrays_;
  std::string names_;
};

// What two appends of one statement may not both touch.
enum class Kind { stream, passkey, answer };
using Touched = std::tuple<Kind, std::string_view, std::string_view>;

std::vector<Touched> touched_by(const StreamAppend& append) {
  std::vector<Touched> touched = {{Kind::stream, append.stream, ""}};
  if (append.passkey) touched.emplace_back(Kind::passkey, append.passkey->credential_id, "");
  if (append.answer) touched.emplace_back(Kind::answer, append.answer->scope, append.answer->key);
  return touched;
}

// The appends of a batch, by their numbers in it, in waves of those that do not touch each other: a statement writes no row twice, and
// does not see what it writes. Of those that do, the later one stands in a later wave.
std::vector<std::vector<std::size_t>> waves_of(const Appends& appends) {
  std::map<Touched, std::size_t> first_free;  // wave, for whoever else touches this
  std::vector<std::vector<std::size_t>> waves;
  for (std::size_t i = 0; i < appends.size(); ++i) {
    const std::vector<Touched> touched = touched_by(*appends[i]);
    std::size_t wave = 0;
    for (const Touched& each : touched) {
      const auto found = first_free.find(each);
      if (found != first_free.end()) wave = std::max(wave, found->second);
    }
    for (const Touched& each : touched) first_free[each] = wave + 1;
    if (waves.size() <= wave) waves.emplace_back();
    waves[wave].push_back(i);
  }
  return waves;
}

AppendResult result_in(const PostgresRows& rows, int row, const StreamAppend& append) {
  const std::int64_t head = rows.integer(row, 1);
  if (rows.flag(row, 2)) return {AppendOutcome::key_taken, head};
  if (rows.flag(row, 3)) return {AppendOutcome::passkey_moved, head};
  if (head != append.expected_head) return {AppendOutcome::head_moved, head};
  if (rows.flag(row, 4)) return {AppendOutcome::blob_gone, head};
  return {AppendOutcome::appended, head + static_cast<std::int64_t>(append.events.size())};
}

}  // namespace

std::vector<AppendResult> postgres_append(PostgresConnection& connection, const std::vector<const StreamAppend*>& appends, Telling telling) {
  // Each statement sees what was committed before it began, and all of them begin under the lock.
  connection.queue("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.queue(std::string(kLockAppends));
  const std::vector<std::vector<std::size_t>> waves = waves_of(appends);
  for (const std::vector<std::size_t>& wave : waves) {
    Appends of_wave;
    for (const std::size_t i : wave) of_wave.push_back(appends[i]);
    AppendStatement(of_wave).queue_in(connection);
  }
  if (telling == Telling::others) {
    std::vector<std::string_view> streams;
    for (const StreamAppend* append : appends) streams.push_back(append->stream);
    connection.queue("SELECT pg_notify('countersign', id) FROM unnest($1) AS ids (id)", PostgresValues().texts(streams));
  }
  connection.queue("COMMIT");
  const std::vector<PostgresRows> answers = connection.run_queue();
  std::vector<AppendResult> results(appends.size());
  for (std::size_t wave = 0; wave < waves.size(); ++wave) {
    const PostgresRows& rows = answers[wave + 2];
    for (int row = 0; row < rows.count(); ++row) {
      const std::size_t i = waves[wave][static_cast<std::size_t>(rows.integer(row, 0)) - 1];
      results[i] = result_in(rows, row, *appends[i]);
    }
  }
  return results;
}

}  // namespace countersign
