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

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/result.h"

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

struct StreamAppend {
  std::string stream;
  std::int64_t expected_head = 0;   // 0: the stream must not exist
  std::vector<std::string> events;  // canonical bytes, in order; at least one
  StoredSummary summary;
  std::vector<std::string> blobs;  // digests that this stream may serve from now on
  std::optional<StoredAnswer> answer;
};

// key_taken: another call has stored an answer under the same idempotency key meanwhile.
enum class AppendOutcome { appended, head_moved, key_taken };

struct AppendResult {
  AppendOutcome outcome;
  std::int64_t head;  // of the stream now
};

struct StoredEvents {
  std::vector<std::string> events;
  std::int64_t head = 0;  // of the stream, which may be past the last event here
};

struct StoredSession {
  std::string token_hash;
  std::string actor;                  // JSON bytes
  std::optional<std::string> stream;  // the only stream it may touch, if it is bound to one
  std::vector<std::string> origins;   // empty: not bound to origins
  Instant expires;
};

struct SummaryQuery {
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

// A blob on its way in, written piece by piece so that its size is not bounded by memory. It becomes visible with
// commit(), whole, or never.
class BlobUpload {
 public:
  virtual ~BlobUpload() = default;
  virtual Refusal write(std::string_view piece) = 0;
  // Precondition: the caller has checked that the bytes have this digest. Storing the same blob again is no error.
  virtual Refusal commit(std::string_view sha256) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // The only write to a stream: events, summary, blob links and answer in one transaction, or nothing.
  virtual Result<AppendResult> append(const StreamAppend& append) = 0;

  // 0 when there is no such stream.
  virtual Result<std::int64_t> head(std::string_view stream) = 0;
  // Events with seq > after, in order, at most `limit`.
  virtual Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) = 0;
  virtual Result<std::vector<SummaryRow>> list(const SummaryQuery& query) = 0;

  virtual Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) = 0;
  // For calls that appended nothing. The first answer to a key stays.
  virtual Refusal remember(const StoredAnswer& answer) = 0;
  virtual Refusal forget_answers(Instant before) = 0;

  virtual Result<std::unique_ptr<BlobUpload>> upload() = 0;
  // The size of a blob, if it is there.
  virtual Result<std::optional<std::int64_t>> blob_size(std::string_view sha256) = 0;
  // At least one byte and at most `limit` from `offset`. Precondition: offset < size, limit > 0.
  virtual Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) = 0;
  virtual Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) = 0;

  virtual Refusal put_session(const StoredSession& session) = 0;
  virtual Result<std::optional<StoredSession>> session(std::string_view token_hash) = 0;
  // Whether any session that ends after `since` names this origin (asked before a browser may send a token).
  virtual Result<bool> origin_has_session(std::string_view origin, Instant since) = 0;
  virtual Refusal forget_sessions(Instant expired_before) = 0;

  // False when the name is taken.
  virtual Result<bool> put_key(std::string_view key_hash, std::string_view name, Instant at) = 0;
  // The name of a key.
  virtual Result<std::optional<std::string>> key(std::string_view key_hash) = 0;

  virtual Result<std::optional<std::string>> meta(std::string_view name) = 0;
  // Keeps the first value that was ever written under a name, and answers it.
  virtual Result<std::string> meta_or_put(std::string_view name, std::string_view value) = 0;
};

}  // namespace countersign
