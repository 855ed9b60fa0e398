// A store that a test can hold up or break at the moment in which something is about to be recorded.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "native/store/store.h"

namespace countersign::test {

class FaultyStore : public Store {
 public:
  explicit FaultyStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  // Asked before every append, on the thread of the call. It may wait, refuse or throw. Set it while no call is made.
  std::function<Refusal()> before_append = [] { return Refusal(); };
  // Likewise before the log moves on, on the thread that signs.
  std::function<Refusal()> before_advance = [] { return Refusal(); };

  Result<AppendResult> append(const StreamAppend& append) override {
    if (Refusal refusal = before_append()) return *std::move(refusal);
    return store_->append(append);
  }

  void on_appends(std::function<void(const std::string&)> tell) override { store_->on_appends(std::move(tell)); }
  Result<std::int64_t> head(std::string_view stream) override { return store_->head(stream); }
  Result<std::optional<std::string>> tenant_of(std::string_view stream) override { return store_->tenant_of(stream); }
  Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) override {
    return store_->events(stream, after, limit);
  }
  Result<std::vector<SummaryRow>> list(const SummaryQuery& query) override { return store_->list(query); }
  Result<std::vector<std::string>> streams(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return store_->streams(tenant, after, limit);
  }
  Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) override {
    return store_->log_entries(from, limit);
  }
  Result<std::vector<StreamEntry>> stream_entries(std::uint64_t from, std::size_t limit) override { return store_->stream_entries(from, limit); }
  Result<std::uint64_t> cycles_position() override { return store_->cycles_position(); }
  Result<std::vector<StoredCycle>> cycles(std::string_view after, std::size_t limit) override { return store_->cycles(after, limit); }
  Refusal keep_cycles(const std::vector<StoredCycle>& cycles, std::uint64_t position) override {
    return store_->keep_cycles(cycles, position);
  }
  Result<std::vector<std::uint64_t>> log_indexes(std::string_view stream) override { return store_->log_indexes(stream); }
  Result<std::optional<StoredCheckpoint>> checkpoint() override { return store_->checkpoint(); }
  Result<std::vector<StoredCheckpoint>> checkpoints(std::uint64_t above, std::size_t limit) override {
    return store_->checkpoints(above, limit);
  }
  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override { return store_->tile(level, index); }
  Result<bool> advance_log(const LogAdvance& advance) override {
    if (Refusal refusal = before_advance()) return *std::move(refusal);
    return store_->advance_log(advance);
  }
  Result<bool> cosign_log(const LogCosigning& cosigning) override { return store_->cosign_log(cosigning); }

  Result<std::optional<StoredPasskey>> passkey(std::string_view id) override { return store_->passkey(id); }
  Result<std::vector<StoredPasskey>> passkeys(std::string_view tenant, std::string_view owner) override { return store_->passkeys(tenant, owner); }

  Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) override {
    return store_->answer(scope, key);
  }
  Refusal remember(const StoredAnswer& answer) override { return store_->remember(answer); }
  Refusal forget_answers(Instant before) override { return store_->forget_answers(before); }
  Result<std::unique_ptr<BlobUpload>> upload() override { return store_->upload(); }
  Result<std::optional<std::int64_t>> blob_size(std::string_view tenant, std::string_view sha256) override {
    return store_->blob_size(tenant, sha256);
  }
  Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) override {
    return store_->blob_bytes(sha256, offset, limit);
  }
  Result<SweptBlobs> sweep_blobs(std::chrono::seconds unlinked_for, SweepMode mode) override { return store_->sweep_blobs(unlinked_for, mode); }
  Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) override {
    return store_->stream_has_blob(stream, sha256);
  }
  Result<PutSession> put_session(const StoredSession& session, Instant now, std::optional<std::size_t> at_most) override {
    return store_->put_session(session, now, at_most);
  }
  Result<std::optional<StoredSession>> session(std::string_view token_hash) override {
    return store_->session(token_hash);
  }
  Result<bool> knows_origin(std::string_view origin, Instant since) override { return store_->knows_origin(origin, since); }
  Result<std::vector<std::string>> streams_to_wake(Instant now, std::size_t limit) override { return store_->streams_to_wake(now, limit); }
  Refusal set_wake(std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) override {
    return store_->set_wake(stream, head, at);
  }
  Refusal forget_sessions(Instant expired_before) override { return store_->forget_sessions(expired_before); }
  Result<bool> put_tenant(const StoredTenant& tenant) override { return store_->put_tenant(tenant); }
  Result<bool> set_tenant_origins(std::string_view id, const std::vector<std::string>& origins) override {
    return store_->set_tenant_origins(id, origins);
  }
  Result<std::optional<StoredTenant>> tenant(std::string_view id) override { return store_->tenant(id); }
  Result<std::vector<StoredTenant>> tenants() override { return store_->tenants(); }
  Result<PutKey> put_key(const StoredKey& key) override { return store_->put_key(key); }
  Result<std::optional<StoredKey>> key(std::string_view key_hash) override { return store_->key(key_hash); }
  Result<std::vector<StoredKey>> keys(std::string_view tenant) override { return store_->keys(tenant); }
  Result<bool> revoke_key(std::string_view tenant, std::string_view name, Instant at) override { return store_->revoke_key(tenant, name, at); }
  Refusal note_key_use(std::string_view key_hash, Instant at) override { return store_->note_key_use(key_hash, at); }
  Result<bool> put_link(const StoredLink& link) override { return store_->put_link(link); }
  Result<std::optional<StoredLink>> link(std::string_view token_hash) override { return store_->link(token_hash); }
  Result<std::vector<StoredLink>> links(std::string_view stream, std::size_t limit) override { return store_->links(stream, limit); }
  Result<bool> revoke_link(std::string_view stream, std::string_view id, Instant at) override { return store_->revoke_link(stream, id, at); }
  Refusal note_link_use(std::string_view token_hash, Instant at) override { return store_->note_link_use(token_hash, at); }
  Refusal forget_links(Instant expired_before) override { return store_->forget_links(expired_before); }
  Result<std::optional<std::string>> meta(std::string_view name) override { return store_->meta(name); }
  Result<std::string> meta_or_put(std::string_view name, std::string_view value) override {
    return store_->meta_or_put(name, value);
  }
  StoreFigures& figures() override { return store_->figures(); }

  Result<std::vector<StoredDelivery>> claim_deliveries(const DeliveryClaim& claim) override { return store_->claim_deliveries(claim); }
  Result<std::size_t> note_deliveries(const std::vector<DeliveryNote>& notes) override { return store_->note_deliveries(notes); }
  Result<std::vector<StoredDelivery>> deliveries(const DeliveryQuery& query) override { return store_->deliveries(query); }
  Result<bool> redeliver(std::string_view tenant, std::string_view route, std::int64_t number, Instant now) override {
    return store_->redeliver(tenant, route, number, now);
  }
  Refusal forget_deliveries(Instant before) override { return store_->forget_deliveries(before); }
  Result<bool> put_webhook(const StoredWebhook& webhook) override { return store_->put_webhook(webhook); }
  Result<std::vector<StoredWebhook>> webhooks(std::string_view tenant) override { return store_->webhooks(tenant); }
  Result<std::optional<StoredWebhook>> webhook(std::string_view tenant, std::string_view id) override { return store_->webhook(tenant, id); }
  Result<bool> remove_webhook(std::string_view tenant, std::string_view id) override { return store_->remove_webhook(tenant, id); }
  Refusal put_contact(const StoredContact& contact) override { return store_->put_contact(contact); }
  Result<std::optional<StoredContact>> contact(std::string_view tenant, std::string_view person) override {
    return store_->contact(tenant, person);
  }
  Result<std::vector<StoredContact>> contacts(std::string_view tenant, std::string_view after, std::size_t limit) override {
    return store_->contacts(tenant, after, limit);
  }
  Result<bool> remove_contact(std::string_view tenant, std::string_view person) override { return store_->remove_contact(tenant, person); }

 private:
  std::unique_ptr<Store> store_;
};

}  // namespace countersign::test
