// What the server remembers, as bytes. A store knows streams, events, blobs, sessions, keys and answers; it does
// not know what any of them mean, and it decides nothing except whether a stream still stands where the caller
// believes it stands.
//
// Durability: when a writing call has answered ok, what it wrote survives a crash of the process and of the
// machine. When it answered an Error, or never answered, the write is there whole or not at all.
//
// Errors: every call may answer store-unavailable (locked, full, unreadable); the detail says which, without paths.
// All calls may be made from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/result.h"
#include "native/store/access_store.h"
#include "native/store/model_store.h"
#include "native/store/outbox.h"
#include "native/store/store_figures.h"

namespace countersign {

// What a list shows of one stream, with the columns that lists are filtered by. Replaced by every append.
struct StoredSummary {
  Instant created_at;  // with the stream's id the sort key of lists; never changes
  std::string state;
  std::optional<std::string> project;
  std::optional<Instant> due;
  std::vector<std::string> people;  // who take part
  // From then on it no longer says what is true, although nothing was appended.
  std::optional<Instant> holds_until;
  // When something is due in it by itself; it is looked at then.
  std::optional<Instant> wakes_at;
  std::string bytes;
};

// The first answer to a call with an idempotency key.
struct StoredAnswer {
  std::string scope;  // whose key it is
  std::string key;
  std::string fingerprint;  // of the call; another call with the same key is a mistake of the client's
  int status = 200;
  std::string stream;     // empty when the call touched none
  std::int64_t head = 0;  // of that stream, after the call
  std::string body;
  Instant at;
};

// An entry of the log, as it is hashed, and the hash that its leaf had when it was stored (32 bytes).
struct StoredEntry {
  std::string bytes;
  std::string leaf;
};

// What is known of a passkey besides its registration, and changes when it is used.
struct PasskeyUse {
  std::string credential_id;  // bytes
  std::uint32_t counter = 0;
  bool is_backed_up = false;
  std::optional<std::uint32_t> counter_before;  // as it was when the use was judged; none: it is registered
};

struct StoredPasskey {
  std::string credential_id;  // bytes
  std::string tenant;
  std::uint32_t counter = 0;
  bool is_backed_up = false;
  StoredEntry registration;
  std::uint64_t index = 0;  // of the registration in the log
};

struct StreamAppend {
  std::string stream;
  std::string tenant = std::string(kDefaultTenant);  // whose stream it is, for ever
  std::int64_t expected_head = 0;   // 0: the stream must not exist
  std::vector<StoredEntry> events;  // canonical bytes, in order; at least one
  bool is_listed = true;  // in lists of streams, with its summary
  StoredSummary summary;
  std::vector<std::string> blobs;  // digests that this stream may serve from now on
  std::optional<PasskeyUse> passkey;
  std::string passkey_owner;  // of a passkey that is registered, within the tenant
  std::optional<StoredAnswer> answer;
  std::vector<OutgoingMessage> outbox;  // what others are told of it, in this order
};

// key_taken: another call has stored an answer under the same idempotency key meanwhile. passkey_moved: the passkey has been
// used meanwhile, or there already is one with this id. blob_gone: the tenant does not have a blob that is to be linked, or not any more.
enum class AppendOutcome { appended, head_moved, key_taken, passkey_moved, blob_gone };

struct AppendResult {
  AppendOutcome outcome;
  std::int64_t head;  // of the stream now
};

struct StoredEvents {
  std::string tenant;  // whose stream it is
  std::vector<std::string> events;
  std::int64_t head = 0;  // of the stream at that moment: past the last event here only when the limit was reached
};

struct SummaryQuery {
  std::string tenant = std::string(kDefaultTenant);
  std::optional<std::string> state;
  std::optional<std::string> project;
  std::optional<std::string> person;
  std::optional<Instant> due_before;
  // The last row of the page before: rows come newest first, and follow this one.
  struct Position {
    Instant created_at;
    std::string stream;
  };
  std::optional<Position> after;
  std::size_t limit = 50;
};

struct SummaryRow {
  std::string stream;
  Instant created_at;
  std::string bytes;
  std::optional<Instant> holds_until;
};

// What the log has signed, as the note was written, perhaps with cosignatures.
struct StoredCheckpoint {
  std::uint64_t size = 0;
  std::string note;
};

struct StoredTile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::string hashes;
};

// The tree grows, or its last checkpoint gets another signature of the log (then the sizes are the same).
struct LogAdvance {
  std::string expected_note;        // of the last checkpoint, byte for byte; empty: there is none
  std::vector<StoredTile> tiles;    // that are new or have grown
  StoredCheckpoint checkpoint;
  std::vector<std::uint64_t> superseded = {};  // sizes of earlier checkpoints, which go
};

// A checkpoint, the last one or an earlier one, gets cosignatures.
struct LogCosigning {
  std::string expected_note;  // what is stored of that size, byte for byte; empty: nothing
  StoredCheckpoint checkpoint;
  std::vector<std::uint64_t> superseded = {};
};

// A blob on its way in, written piece by piece so that its size is not bounded by memory. It becomes visible with
// commit(), whole, or never.
class BlobUpload {
 public:
  virtual ~BlobUpload() = default;
  virtual Refusal write(std::string_view piece) = 0;
  // From then on the tenant has the blob, for as long as a stream of the tenant is linked to it, and for a while without one
  // (sweep_blobs). Precondition: the caller has checked that the bytes have this digest. Storing the same blob again is no error, and
  // that while begins anew. Errors: store-unavailable, also when the upload took more than a day.
  virtual Refusal commit(std::string_view tenant, std::string_view sha256) = 0;
};

// What nobody needs any more of blobs, or would be taken away.
struct SweptBlobs {
  std::int64_t marks = 0;    // of tenants, on blobs that no stream of theirs is linked to
  std::int64_t blobs = 0;    // that no tenant has
  std::int64_t bytes = 0;    // of these
  std::int64_t uploads = 0;  // that were cut off
};

enum class SweepMode { remove, tell };

// Who may come in, what is sent to others, and what is folded from the log have parts of their own: access_store.h, outbox.h, model_store.h.
class Store : public AccessStore, public OutboxStore, public ModelStore {
 public:
  // The only write to a stream: events, summary, blob links, the use of a passkey, answer and outbox in one transaction, or nothing.
  virtual Result<AppendResult> append(const StreamAppend& append) = 0;

  // Calls `tell`, on a thread of the store's, with each stream that another server on the same store has appended to, soon
  // afterwards. No promise: what is told may get lost, and a store that has no means of it tells nothing. `tell` must not call
  // back. An empty function ends it: none is running any more when this returns.
  virtual void on_appends([[maybe_unused]] std::function<void(const std::string& stream)> tell) {}

  // 0 when there is no such stream.
  virtual Result<std::int64_t> head(std::string_view stream) = 0;
  // Whose stream it is; nothing when there is no such stream.
  virtual Result<std::optional<std::string>> tenant_of(std::string_view stream) = 0;
  // Events with seq > after, in order, at most `limit`. Errors: log-broken, when one is not what it was when it was stored.
  virtual Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) = 0;
  virtual Result<std::vector<SummaryRow>> list(const SummaryQuery& query) = 0;
  // All streams of a tenant, listed or not, in the order of their ids behind `after`, at most `limit`.
  virtual Result<std::vector<std::string>> streams(std::string_view tenant, std::string_view after, std::size_t limit) = 0;

  // Streams that are to be looked at by then, those that have waited longest first, at most `limit`.
  virtual Result<std::vector<std::string>> streams_to_wake(Instant now, std::size_t limit) = 0;
  // When a stream is to be looked at next, without an append; with `head`, only while it stands there.
  virtual Refusal set_wake(std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) = 0;

  // The log over all streams: every event is an entry, in the order in which they became durable, without gaps.
  // Entries from index `from` on. Errors: log-broken, when one is missing or is not what it was when it was stored.
  virtual Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) = 0;
  // The indexes of a stream's entries, in order.
  virtual Result<std::vector<std::uint64_t>> log_indexes(std::string_view stream) = 0;
  virtual Result<std::optional<StoredCheckpoint>> checkpoint() = 0;
  // All of them with size > above, in order, at most `limit`.
  virtual Result<std::vector<StoredCheckpoint>> checkpoints(std::uint64_t above, std::size_t limit) = 0;
  // The hashes of a tile, as many as there are.
  virtual Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) = 0;
  // Tiles and checkpoint in one transaction. False when the log stands elsewhere.
  virtual Result<bool> advance_log(const LogAdvance& advance) = 0;
  // False when another note is stored of that size than was expected.
  virtual Result<bool> cosign_log(const LogCosigning& cosigning) = 0;

  virtual Result<std::optional<StoredPasskey>> passkey(std::string_view credential_id) = 0;
  // Those of one person, the oldest first.
  virtual Result<std::vector<StoredPasskey>> passkeys(std::string_view tenant, std::string_view owner) = 0;

  virtual Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) = 0;
  // For calls that appended nothing. The first answer to a key stays.
  virtual Refusal remember(const StoredAnswer& answer) = 0;
  virtual Refusal forget_answers(Instant before) = 0;

  virtual Result<std::unique_ptr<BlobUpload>> upload() = 0;
  // The size of a blob, if the tenant has it.
  virtual Result<std::optional<std::int64_t>> blob_size(std::string_view tenant, std::string_view sha256) = 0;
  // At least one byte and at most `limit` from `offset`. Precondition: offset < size, limit > 0.
  virtual Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) = 0;
  virtual Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) = 0;
  // Takes away what no stream has been linked to for so long: a tenant no longer has a blob that none of its streams is linked to, and
  // that it uploaded longer ago than that; a blob that no tenant has goes with its bytes; so do uploads that were begun a day ago. An append
  // that links a blob at the same moment finds it there, and it stays, or is answered blob_gone. SweepMode::tell changes nothing.
  // Errors: store-unavailable; what was not taken away is found again the next time.
  virtual Result<SweptBlobs> sweep_blobs(std::chrono::seconds unlinked_for, SweepMode mode) = 0;

  virtual Result<std::optional<std::string>> meta(std::string_view name) = 0;
  // Keeps the first value that was ever written under a name, and answers it.
  virtual Result<std::string> meta_or_put(std::string_view name, std::string_view value) = 0;

  // Of its commits. A store around another one hands out the other's.
  virtual StoreFigures& figures() { return figures_; }

 private:
  StoreFigures figures_;
};

}  // namespace countersign
