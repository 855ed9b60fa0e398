#include "native/store/postgres_store.h"

#include "native/store/postgres_access.h"
#include "native/store/postgres_blobs.h"
#include "native/store/postgres_list.h"
#include "native/store/postgres_listener.h"
#include "native/store/postgres_log.h"
#include "native/store/postgres_models.h"
#include "native/store/postgres_outbox.h"
#include "native/store/postgres_passkeys.h"
#include "native/store/postgres_pool.h"
#include "native/store/postgres_reader.h"
#include "native/store/postgres_schema.h"
#include "native/store/postgres_sweep.h"
#include "native/store/postgres_writer.h"

namespace countersign {
namespace {

// For everything but appends and what is asked for each of them. A database takes 100 as a rule, and each is a process there.
constexpr std::size_t kConnections = 8;

// Relatives of PostgreSQL may have no NOTIFY.
bool can_tell(PostgresConnection& connection) {
  try {
    connection.run("SELECT pg_notify('countersign', '')");
    return true;
  } catch (const PostgresFailure& failure) {
    if (failure.is_lost()) throw;
    return false;
  }
}

class PostgresStore final : public Store {
 public:
  PostgresStore(const std::string& address, PostgresBlobOptions blobs)
      : place_(blobs.place),
        keepers_(nullptr, std::move(blobs.bucket)),
        pool_(address, kConnections),
        reader_(address),
        writer_(address, figures()),
        listener_(address, [this] { return writer_.server_process(); }) {}

  Refusal prepare() {
    const auto prepared = pool_.change([&](PostgresConnection& connection) -> Result<bool> {
      if (Refusal refusal = migrate_schema(connection)) return *std::move(refusal);
      return can_tell(connection);
    });
    if (!prepared.ok()) return prepared.error();
    writer_.set_telling(prepared.value() ? Telling::others : Telling::nobody);
    can_tell_ = prepared.value();
    return std::nullopt;
  }

  void on_appends(std::function<void(const std::string&)> tell) override {
    if (can_tell_) listener_.tell(std::move(tell));
  }

  Result<AppendResult> append(const StreamAppend& append) override {
    try {
      return writer_.append(append);
    } catch (const PostgresFailure& failure) {
      return store_error(failure);
    }
  }

  Result<std::int64_t> head(std::string_view stream) override {
    return pool_.read([&](auto& connection) { return postgres_stream_head(connection, stream); });
  }
  Result<std::optional<std::string>> tenant_of(std::string_view stream) override {
    return pool_.read([&](auto& connection) { return postgres_tenant_of(connection, stream); });
  }
  Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_events(connection, stream, after, limit); });
  }
  Result<std::vector<SummaryRow>> list(const SummaryQuery& query) override {
    return pool_.read([&](auto& connection) { return postgres_list(connection, query); });
  }
  Result<std::vector<std::string>> streams(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_streams(connection, tenant, after, limit); });
  }

  Result<std::vector<std::string>> streams_to_wake(Instant now, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_streams_to_wake(connection, now, limit); });
  }
  Refusal set_wake(std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) override {
    return pool_.write([&](auto& connection) { postgres_set_wake(connection, stream, head, at); });
  }

  Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_log_entries(connection, from, limit); });
  }
  Result<std::vector<StreamEntry>> stream_entries(std::uint64_t from, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_stream_entries(connection, from, limit); });
  }
  Result<std::uint64_t> cycles_position() override {
    return pool_.read([&](auto& connection) { return postgres_cycles_position(connection); });
  }
  Result<std::vector<StoredCycle>> cycles(std::string_view after, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_cycles(connection, after, limit); });
  }
  Refusal keep_cycles(const std::vector<StoredCycle>& cycles, std::uint64_t position) override {
    return pool_.write([&](auto& connection) { postgres_keep_cycles(connection, cycles, position); });
  }
  Result<std::vector<std::uint64_t>> log_indexes(std::string_view stream) override {
    return pool_.read([&](auto& connection) { return postgres_log_indexes(connection, stream); });
  }
  Result<std::optional<StoredCheckpoint>> checkpoint() override {
    return pool_.read([&](auto& connection) { return postgres_checkpoint(connection); });
  }
  Result<std::vector<StoredCheckpoint>> checkpoints(std::uint64_t above, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_checkpoints(connection, above, limit); });
  }
  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override {
    return pool_.read([&](auto& connection) { return postgres_tile(connection, level, index); });
  }
  Result<bool> advance_log(const LogAdvance& advance) override {
    return pool_.change([&](auto& connection) { return postgres_advance_log(connection, advance); });
  }
  Result<bool> cosign_log(const LogCosigning& cosigning) override {
    return pool_.change([&](auto& connection) { return postgres_cosign_log(connection, cosigning); });
  }

  Result<std::optional<StoredPasskey>> passkey(std::string_view credential_id) override {
    return pool_.read([&](auto& connection) { return postgres_passkey(connection, credential_id); });
  }
  Result<std::vector<StoredPasskey>> passkeys(std::string_view tenant, std::string_view owner) override {
    return pool_.read([&](auto& connection) { return postgres_passkeys(connection, tenant, owner); });
  }

  Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) override {
    return asked([&](auto& connection) { return postgres_answer(connection, scope, key); });
  }
  Refusal remember(const StoredAnswer& answer) override {
    return pool_.write([&](auto& connection) { postgres_remember(connection, answer); });
  }
  Refusal forget_answers(Instant before) override {
    return pool_.write([&](auto& connection) {
      connection.run("DELETE FROM answers WHERE at < $1", PostgresValues().number(before.milliseconds()));
    });
  }

  Result<std::unique_ptr<BlobUpload>> upload() override { return start_postgres_upload(pool_, keepers_, place_); }
  Result<std::optional<std::int64_t>> blob_size(std::string_view tenant, std::string_view sha256) override {
    return pool_.read([&](auto& connection) { return postgres_blob_size(connection, tenant, sha256); });
  }
  Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) override {
    auto piece = pool_.read([&](auto& connection) { return postgres_blob_piece(connection, sha256, offset, limit); });
    if (!piece.ok()) return piece.error();
    if (piece.value().place != BlobPlace::rows) return keepers_.of(piece.value().place).read(piece.value().object, offset, limit);
    return std::move(piece).value().bytes;
  }
  Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) override {
    return pool_.read([&](auto& connection) {
      return !connection.run("SELECT 1 FROM stream_blobs WHERE stream = $1 AND sha256 = $2", PostgresValues().text(stream).text(sha256)).empty();
    });
  }

  Result<SweptBlobs> sweep_blobs(std::chrono::seconds unlinked_for, SweepMode mode) override { return sweep_postgres_blobs(pool_, keepers_, unlinked_for, mode); }

  Result<PutSession> put_session(const StoredSession& session, Instant now, std::optional<std::size_t> at_most) override {
    return pool_.change([&](auto& connection) { return postgres_put_session(connection, session, now, at_most); });
  }
  Result<std::optional<StoredSession>> session(std::string_view token_hash) override {
    return asked([&](auto& connection) { return postgres_session(connection, token_hash); });
  }
  Result<bool> knows_origin(std::string_view origin, Instant since) override {
    return pool_.read([&](auto& connection) { return postgres_knows_origin(connection, origin, since); });
  }
  Refusal forget_sessions(Instant expired_before) override {
    return pool_.write([&](auto& connection) { postgres_forget_sessions(connection, expired_before); });
  }

  Result<bool> put_tenant(const StoredTenant& tenant) override {
    return pool_.change([&](auto& connection) { return postgres_put_tenant(connection, tenant); });
  }
  Result<bool> set_tenant_origins(std::string_view id, const std::vector<std::string>& origins) override {
    return pool_.change([&](auto& connection) { return postgres_set_tenant_origins(connection, id, origins); });
  }
  Result<std::optional<StoredTenant>> tenant(std::string_view id) override {
    return pool_.read([&](auto& connection) { return postgres_tenant(connection, id); });
  }
  Result<std::vector<StoredTenant>> tenants() override {
    return pool_.read([&](auto& connection) { return postgres_tenants(connection); });
  }

  Result<PutKey> put_key(const StoredKey& key) override {
    return pool_.change([&](auto& connection) { return postgres_put_key(connection, key); });
  }
  Result<std::optional<StoredKey>> key(std::string_view key_hash) override {
    return asked([&](auto& connection) { return postgres_key(connection, key_hash); });
  }
  Result<std::vector<StoredKey>> keys(std::string_view tenant) override {
    return pool_.read([&](auto& connection) { return postgres_keys(connection, tenant); });
  }
  Result<bool> revoke_key(std::string_view tenant, std::string_view name, Instant at) override {
    return pool_.change([&](auto& connection) { return postgres_revoke_key(connection, tenant, name, at); });
  }
  Refusal note_key_use(std::string_view key_hash, Instant at) override {
    return pool_.write([&](auto& connection) { postgres_note_key_use(connection, key_hash, at); });
  }

  Result<bool> put_link(const StoredLink& link) override {
    return pool_.change([&](auto& connection) { return postgres_put_link(connection, link); });
  }
  Result<std::optional<StoredLink>> link(std::string_view token_hash) override {
    return pool_.read([&](auto& connection) { return postgres_link(connection, token_hash); });
  }
  Result<std::vector<StoredLink>> links(std::string_view stream, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_links(connection, stream, limit); });
  }
  Result<bool> revoke_link(std::string_view stream, std::string_view id, Instant at) override {
    return pool_.change([&](auto& connection) { return postgres_revoke_link(connection, stream, id, at); });
  }
  Refusal note_link_use(std::string_view token_hash, Instant at) override {
    return pool_.write([&](auto& connection) { postgres_note_link_use(connection, token_hash, at); });
  }
  Refusal forget_links(Instant expired_before) override {
    return pool_.write([&](auto& connection) { postgres_forget_links(connection, expired_before); });
  }

  Result<std::vector<StoredDelivery>> claim_deliveries(const DeliveryClaim& claim) override {
    const auto due = pool_.read([&](auto& connection) { return postgres_due_deliveries(connection, claim); });
    if (!due.ok()) return due.error();
    if (due.value().empty()) return std::vector<StoredDelivery>();
    return pool_.change([&](auto& connection) { return postgres_claim(connection, claim, due.value()); });
  }
  Result<std::size_t> note_deliveries(const std::vector<DeliveryNote>& notes) override {
    return pool_.change([&](auto& connection) { return postgres_note_deliveries(connection, notes); });
  }
  Result<std::vector<StoredDelivery>> deliveries(const DeliveryQuery& query) override {
    return pool_.read([&](auto& connection) { return postgres_deliveries(connection, query); });
  }
  Result<bool> redeliver(std::string_view tenant, std::string_view route, std::int64_t number, Instant now) override {
    return pool_.change([&](auto& connection) { return postgres_redeliver(connection, tenant, route, number, now); });
  }
  Refusal forget_deliveries(Instant before) override {
    return pool_.write([&](auto& connection) { postgres_forget_deliveries(connection, before); });
  }

  Result<bool> put_webhook(const StoredWebhook& webhook) override {
    return pool_.change([&](auto& connection) { return postgres_put_webhook(connection, webhook); });
  }
  Result<std::vector<StoredWebhook>> webhooks(std::string_view tenant) override {
    return asked([&](auto& connection) { return postgres_webhooks(connection, tenant); });
  }
  Result<std::optional<StoredWebhook>> webhook(std::string_view tenant, std::string_view id) override {
    return pool_.read([&](auto& connection) { return postgres_webhook(connection, tenant, id); });
  }
  Result<bool> remove_webhook(std::string_view tenant, std::string_view id) override {
    return pool_.change([&](auto& connection) { return postgres_remove_webhook(connection, tenant, id); });
  }

  Refusal put_contact(const StoredContact& contact) override {
    return pool_.write([&](auto& connection) { postgres_put_contact(connection, contact); });
  }
  Result<std::optional<StoredContact>> contact(std::string_view tenant, std::string_view person) override {
    return pool_.read([&](auto& connection) { return postgres_contact(connection, tenant, person); });
  }
  Result<std::vector<StoredContact>> contacts(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return pool_.read([&](auto& connection) { return postgres_contacts(connection, tenant, after, limit); });
  }
  Result<bool> remove_contact(std::string_view tenant, std::string_view person) override {
    return pool_.change([&](auto& connection) { return postgres_remove_contact(connection, tenant, person); });
  }

  Result<std::optional<std::string>> meta(std::string_view name) override {
    return pool_.read([&](auto& connection) { return postgres_meta(connection, name); });
  }
  Result<std::string> meta_or_put(std::string_view name, std::string_view value) override {
    return pool_.change([&](auto& connection) { return postgres_meta_or_put(connection, name, value); });
  }

 private:
  // What each decision needs to know.
  template <class Work>
  auto asked(Work&& work) -> typename PostgresResultOf<decltype(work(std::declval<PostgresRunner&>()))>::Type {
    try {
      return work(reader_);
    } catch (const PostgresFailure& failure) {
      return store_error(failure);
    }
  }

  const BlobPlace place_;
  const BlobKeepers keepers_;
  PostgresPool pool_;
  PostgresReader reader_;
  PostgresWriter writer_;
  PostgresListener listener_;
  bool can_tell_ = false;
};

}  // namespace

bool is_postgres_address(std::string_view address) { return address.starts_with("postgres://") || address.starts_with("postgresql://"); }

Result<std::unique_ptr<Store>> open_postgres_store(const std::string& address, PostgresBlobOptions blobs) {
  auto store = std::make_unique<PostgresStore>(address, std::move(blobs));
  if (Refusal refusal = store->prepare()) return *std::move(refusal);
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace countersign
