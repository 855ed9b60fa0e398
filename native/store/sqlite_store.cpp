#include "native/store/sqlite_store.h"

#include <type_traits>

#include "native/store/sqlite_access.h"
#include "native/store/sqlite_answers.h"
#include "native/store/sqlite_append.h"
#include "native/store/sqlite_blobs.h"
#include "native/store/sqlite_guard.h"
#include "native/store/sqlite_list.h"
#include "native/store/sqlite_log.h"
#include "native/store/sqlite_models.h"
#include "native/store/sqlite_outbox.h"
#include "native/store/sqlite_passkeys.h"
#include "native/store/sqlite_readers.h"
#include "native/store/sqlite_schema.h"
#include "native/store/sqlite_sweep.h"
#include "native/store/sqlite_writer.h"

namespace countersign {
namespace {

constexpr std::size_t kReaders = 4;

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& path, SqliteBlobOptions blobs)
      : connection_(path, SqliteAccess::read_write),
        writer_(connection_, figures()),
        place_(blobs.place),
        keepers_(blobs.files ? std::move(blobs.files) : keep_blobs_in_folder(blob_folder_beside(path)), std::move(blobs.bucket)) {}

  Refusal prepare(const std::string& path) {
    connection_.execute("PRAGMA journal_mode = WAL");
    connection_.execute("PRAGMA synchronous = FULL");
    connection_.execute("PRAGMA foreign_keys = ON");
    connection_.execute("PRAGMA journal_size_limit = 67108864");
    if (connection_.text("PRAGMA journal_mode") != "wal") {
      return Error{ErrorCode::store_unavailable, "", "The file system does not allow a write-ahead log."};
    }
    if (Refusal refusal = migrate_schema(connection_)) return refusal;
    readers_.emplace(path, kReaders);
    return std::nullopt;
  }

  Result<AppendResult> append(const StreamAppend& append) override {
    return guarded([&] {
      AppendResult result{};
      writer_.write([&](SqliteConnection& connection) { result = sqlite_append(connection, append); });
      return result;
    });
  }

  Result<std::int64_t> head(std::string_view stream) override {
    return guarded([&] { return sqlite_stream_head(*readers_->borrow(), stream); });
  }

  Result<std::optional<std::string>> tenant_of(std::string_view stream) override {
    return guarded([&] { return sqlite_tenant_of(*readers_->borrow(), stream); });
  }

  Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) override {
    return flat(guarded([&] { return sqlite_events(*readers_->borrow(), stream, after, limit); }));
  }

  Result<std::vector<SummaryRow>> list(const SummaryQuery& query) override {
    return guarded([&] { return sqlite_list(*readers_->borrow(), query); });
  }

  Result<std::vector<std::string>> streams(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return guarded([&] { return sqlite_streams(*readers_->borrow(), tenant, after, limit); });
  }

  Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) override {
    return flat(guarded([&] { return sqlite_log_entries(*readers_->borrow(), from, limit); }));
  }

  Result<std::vector<StreamEntry>> stream_entries(std::uint64_t from, std::size_t limit) override {
    return flat(guarded([&] { return sqlite_stream_entries(*readers_->borrow(), from, limit); }));
  }
  Result<std::uint64_t> cycles_position() override {
    return guarded([&] { return sqlite_cycles_position(*readers_->borrow()); });
  }
  Result<std::vector<StoredCycle>> cycles(std::string_view after, std::size_t limit) override {
    return guarded([&] { return sqlite_cycles(*readers_->borrow(), after, limit); });
  }
  Refusal keep_cycles(const std::vector<StoredCycle>& cycles, std::uint64_t position) override {
    return write([&](SqliteConnection& connection) { sqlite_keep_cycles(connection, cycles, position); });
  }

  Result<std::vector<std::uint64_t>> log_indexes(std::string_view stream) override {
    return guarded([&] { return sqlite_log_indexes(*readers_->borrow(), stream); });
  }

  Result<std::optional<StoredCheckpoint>> checkpoint() override {
    return guarded([&] { return sqlite_checkpoint(*readers_->borrow()); });
  }

  Result<std::vector<StoredCheckpoint>> checkpoints(std::uint64_t above, std::size_t limit) override {
    return guarded([&] { return sqlite_checkpoints(*readers_->borrow(), above, limit); });
  }

  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override {
    return guarded([&] { return sqlite_tile(*readers_->borrow(), level, index); });
  }

  Result<bool> advance_log(const LogAdvance& advance) override {
    return written([&](SqliteConnection& connection) { return sqlite_advance_log(connection, advance); });
  }

  Result<std::optional<StoredPasskey>> passkey(std::string_view credential_id) override {
    return guarded([&] { return sqlite_passkey(*readers_->borrow(), credential_id); });
  }

  Result<std::vector<StoredPasskey>> passkeys(std::string_view tenant, std::string_view owner) override {
    return guarded([&] { return sqlite_passkeys(*readers_->borrow(), tenant, owner); });
  }

  Result<bool> cosign_log(const LogCosigning& cosigning) override {
    return written([&](SqliteConnection& connection) { return sqlite_cosign_log(connection, cosigning); });
  }

  Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) override {
    return guarded([&] { return sqlite_answer(*readers_->borrow(), scope, key); });
  }

  Refusal remember(const StoredAnswer& answer) override {
    return write([&](SqliteConnection& connection) { sqlite_put_answer(connection, answer); });
  }

  Refusal forget_answers(Instant before) override {
    return write([&](SqliteConnection& connection) { sqlite_forget_answers(connection, before); });
  }

  Result<std::unique_ptr<BlobUpload>> upload() override { return start_sqlite_upload(*readers_, writer_, keepers_, place_); }

  Result<std::optional<std::int64_t>> blob_size(std::string_view tenant, std::string_view sha256) override {
    return guarded([&] { return sqlite_blob_size(*readers_->borrow(), tenant, sha256); });
  }

  Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) override {
    return flat(guarded([&]() -> Result<std::string> {
      const auto blob = sqlite_blob(*readers_->borrow(), sha256);
      if (!blob) return Error{ErrorCode::store_unavailable, "", "The blob is gone."};
      if (blob->place != BlobPlace::rows) return keepers_.of(blob->place).read(blob->object, offset, limit);
      return sqlite_blob_bytes(*readers_->borrow(), sha256, offset, limit);
    }));
  }

  Result<SweptBlobs> sweep_blobs(std::chrono::seconds unlinked_for, SweepMode mode) override {
    return sweep_sqlite_blobs(*readers_, writer_, keepers_, unlinked_for, mode);
  }

  Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) override {
    return guarded([&] { return sqlite_stream_has_blob(*readers_->borrow(), stream, sha256); });
  }

  Result<std::vector<std::string>> streams_to_wake(Instant now, std::size_t limit) override {
    return guarded([&] { return sqlite_streams_to_wake(*readers_->borrow(), now, limit); });
  }

  Refusal set_wake(std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) override {
    return write([&](SqliteConnection& connection) { sqlite_set_wake(connection, stream, head, at); });
  }

  Result<PutSession> put_session(const StoredSession& session, Instant now, std::optional<std::size_t> at_most) override {
    return written([&](SqliteConnection& connection) { return sqlite_put_session(connection, session, now, at_most); });
  }

  Result<std::optional<StoredSession>> session(std::string_view token_hash) override {
    return guarded([&] { return sqlite_session(*readers_->borrow(), token_hash); });
  }

  Result<bool> knows_origin(std::string_view origin, Instant since) override {
    return guarded([&] { return sqlite_knows_origin(*readers_->borrow(), origin, since); });
  }

  Refusal forget_sessions(Instant expired_before) override {
    return write([&](SqliteConnection& connection) { sqlite_forget_sessions(connection, expired_before); });
  }

  Result<bool> put_tenant(const StoredTenant& tenant) override {
    return written([&](SqliteConnection& connection) { return sqlite_put_tenant(connection, tenant); });
  }

  Result<bool> set_tenant_origins(std::string_view id, const std::vector<std::string>& origins) override {
    return written([&](SqliteConnection& connection) { return sqlite_set_tenant_origins(connection, id, origins); });
  }

  Result<std::optional<StoredTenant>> tenant(std::string_view id) override {
    return guarded([&] { return sqlite_tenant(*readers_->borrow(), id); });
  }

  Result<std::vector<StoredTenant>> tenants() override {
    return guarded([&] { return sqlite_tenants(*readers_->borrow()); });
  }

  Result<PutKey> put_key(const StoredKey& key) override {
    return written([&](SqliteConnection& connection) { return sqlite_put_key(connection, key); });
  }

  Result<std::optional<StoredKey>> key(std::string_view key_hash) override {
    return guarded([&] { return sqlite_key(*readers_->borrow(), key_hash); });
  }

  Result<std::vector<StoredKey>> keys(std::string_view tenant) override {
    return guarded([&] { return sqlite_keys(*readers_->borrow(), tenant); });
  }

  Result<bool> revoke_key(std::string_view tenant, std::string_view name, Instant at) override {
    return written([&](SqliteConnection& connection) { return sqlite_revoke_key(connection, tenant, name, at); });
  }

  Refusal note_key_use(std::string_view key_hash, Instant at) override {
    return write([&](SqliteConnection& connection) { sqlite_note_key_use(connection, key_hash, at); });
  }

  Result<bool> put_link(const StoredLink& link) override {
    return written([&](SqliteConnection& connection) { return sqlite_put_link(connection, link); });
  }

  Result<std::optional<StoredLink>> link(std::string_view token_hash) override {
    return guarded([&] { return sqlite_link(*readers_->borrow(), token_hash); });
  }

  Result<std::vector<StoredLink>> links(std::string_view stream, std::size_t limit) override {
    return guarded([&] { return sqlite_links(*readers_->borrow(), stream, limit); });
  }

  Result<bool> revoke_link(std::string_view stream, std::string_view id, Instant at) override {
    return written([&](SqliteConnection& connection) { return sqlite_revoke_link(connection, stream, id, at); });
  }

  Refusal note_link_use(std::string_view token_hash, Instant at) override {
    return write([&](SqliteConnection& connection) { sqlite_note_link_use(connection, token_hash, at); });
  }

  Refusal forget_links(Instant expired_before) override {
    return write([&](SqliteConnection& connection) { sqlite_forget_links(connection, expired_before); });
  }

  Result<std::optional<std::string>> meta(std::string_view name) override {
    return guarded([&] { return read_meta(*readers_->borrow(), name); });
  }

  Result<std::string> meta_or_put(std::string_view name, std::string_view value) override {
    return guarded([&] {
      std::string kept;
      writer_.write([&](SqliteConnection& connection) {
        auto insert = connection.prepared("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING");
        insert->bind_text(1, name).bind_blob(2, value).run();
        kept = read_meta(connection, name).value_or(std::string());
      });
      return kept;
    });
  }

  Result<std::vector<StoredDelivery>> claim_deliveries(const DeliveryClaim& claim) override {
    return guarded([&] {
      const std::vector<std::int64_t> due = sqlite_due_deliveries(*readers_->borrow(), claim);
      std::vector<StoredDelivery> claimed;
      if (!due.empty()) writer_.write([&](SqliteConnection& connection) { claimed = sqlite_claim(connection, claim, due); });
      return claimed;
    });
  }
  Result<std::size_t> note_deliveries(const std::vector<DeliveryNote>& notes) override {
    return guarded([&] {
      std::size_t noted = 0;
      writer_.write([&](SqliteConnection& connection) {
        for (const DeliveryNote& note : notes) noted += sqlite_note_delivery(connection, note) ? 1U : 0U;
      });
      return noted;
    });
  }
  Result<std::vector<StoredDelivery>> deliveries(const DeliveryQuery& query) override {
    return guarded([&] { return sqlite_deliveries(*readers_->borrow(), query); });
  }
  Result<bool> redeliver(std::string_view tenant, std::string_view route, std::int64_t number, Instant now) override {
    return written([&](SqliteConnection& connection) { return sqlite_redeliver(connection, tenant, route, number, now); });
  }
  Refusal forget_deliveries(Instant before) override {
    return write([&](SqliteConnection& connection) { sqlite_forget_deliveries(connection, before); });
  }

  Result<bool> put_webhook(const StoredWebhook& webhook) override {
    return written([&](SqliteConnection& connection) { return sqlite_put_webhook(connection, webhook); });
  }
  Result<std::vector<StoredWebhook>> webhooks(std::string_view tenant) override {
    return guarded([&] { return sqlite_webhooks(*readers_->borrow(), tenant, std::nullopt); });
  }
  Result<std::optional<StoredWebhook>> webhook(std::string_view tenant, std::string_view id) override {
    return guarded([&] {
      auto found = sqlite_webhooks(*readers_->borrow(), tenant, std::string(id));
      return found.empty() ? std::optional<StoredWebhook>() : std::optional(std::move(found.front()));
    });
  }
  Result<bool> remove_webhook(std::string_view tenant, std::string_view id) override {
    return written([&](SqliteConnection& connection) { return sqlite_remove_webhook(connection, tenant, id); });
  }

  Refusal put_contact(const StoredContact& contact) override {
    return write([&](SqliteConnection& connection) { sqlite_put_contact(connection, contact); });
  }
  Result<std::optional<StoredContact>> contact(std::string_view tenant, std::string_view person) override {
    return guarded([&] { return sqlite_contact(*readers_->borrow(), tenant, person); });
  }
  Result<std::vector<StoredContact>> contacts(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return guarded([&] { return sqlite_contacts(*readers_->borrow(), tenant, after, limit); });
  }
  Result<bool> remove_contact(std::string_view tenant, std::string_view person) override {
    return written([&](SqliteConnection& connection) { return sqlite_remove_contact(connection, tenant, person); });
  }

 private:
  static std::optional<std::string> read_meta(SqliteConnection& connection, std::string_view name) {
    auto select = connection.prepared("SELECT value FROM meta WHERE name = ?");
    if (!select->bind_text(1, name).step()) return std::nullopt;
    return select->bytes(0);
  }

  Refusal write(const SqliteWriter::Work& work) {
    return guarded_write([&] { writer_.write(work); });
  }

  // What the work answers, when it has become durable.
  template <class Work>
  Result<std::invoke_result_t<Work, SqliteConnection&>> written(const Work& work) {
    return guarded([&] {
      std::invoke_result_t<Work, SqliteConnection&> answer{};
      writer_.write([&](SqliteConnection& connection) { answer = work(connection); });
      return answer;
    });
  }

  SqliteConnection connection_;
  SqliteWriter writer_;
  std::optional<SqliteReaders> readers_;
  const BlobPlace place_;
  const BlobKeepers keepers_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, SqliteBlobOptions blobs) {
  try {
    auto store = std::make_unique<SqliteStore>(path, std::move(blobs));
    if (Refusal refusal = store->prepare(path)) return *std::move(refusal);
    return std::unique_ptr<Store>(std::move(store));
  } catch (const SqliteFailure& failure) {
    return store_error(failure);
  }
}

std::optional<std::string> sqlite_path(std::string_view address) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!address.starts_with(kSqlite) || address.size() == kSqlite.size()) return std::nullopt;
  return std::string(address.substr(kSqlite.size()));
}

}  // namespace countersign
