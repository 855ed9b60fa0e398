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

  Result<std::int64_t> head(std::string_view stream) override { return store_->head(stream); }
  Result<StoredEvents> events(std::string_view stream, std::int64_t after, std::size_t limit) override {
    return store_->events(stream, after, limit);
  }
  Result<std::vector<SummaryRow>> list(const SummaryQuery& query) override { return store_->list(query); }
  Result<std::vector<StoredEntry>> log_entries(std::uint64_t from, std::size_t limit) override {
    return store_->log_entries(from, limit);
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
  Result<std::vector<StoredPasskey>> passkeys(std::string_view owner) override { return store_->passkeys(owner); }

  Result<std::optional<StoredAnswer>> answer(std::string_view scope, std::string_view key) override {
    return store_->answer(scope, key);
  }
  Refusal remember(const StoredAnswer& answer) override { return store_->remember(answer); }
  Refusal forget_answers(Instant before) override { return store_->forget_answers(before); }
  Result<std::unique_ptr<BlobUpload>> upload() override { return store_->upload(); }
  Result<std::optional<std::int64_t>> blob_size(std::string_view sha256) override { return store_->blob_size(sha256); }
  Result<std::string> blob_bytes(std::string_view sha256, std::int64_t offset, std::int64_t limit) override {
    return store_->blob_bytes(sha256, offset, limit);
  }
  Result<bool> stream_has_blob(std::string_view stream, std::string_view sha256) override {
    return store_->stream_has_blob(stream, sha256);
  }
  Refusal put_session(const StoredSession& session) override { return store_->put_session(session); }
  Result<std::optional<StoredSession>> session(std::string_view token_hash) override {
    return store_->session(token_hash);
  }
  Result<bool> origin_has_session(std::string_view origin, Instant since) override {
    return store_->origin_has_session(origin, since);
  }
  Result<std::vector<std::string>> streams_to_wake(Instant now, std::size_t limit) override { return store_->streams_to_wake(now, limit); }
  Refusal set_wake(std::string_view stream, std::optional<std::int64_t> head, std::optional<Instant> at) override {
    return store_->set_wake(stream, head, at);
  }
  Refusal forget_sessions(Instant expired_before) override { return store_->forget_sessions(expired_before); }
  Result<bool> put_key(std::string_view key_hash, std::string_view name, Instant at) override {
    return store_->put_key(key_hash, name, at);
  }
  Result<std::optional<std::string>> key(std::string_view key_hash) override { return store_->key(key_hash); }
  Result<std::optional<std::string>> meta(std::string_view name) override { return store_->meta(name); }
  Result<std::string> meta_or_put(std::string_view name, std::string_view value) override {
    return store_->meta_or_put(name, value);
  }

 private:
  std::unique_ptr<Store> store_;
};

}  // namespace countersign::test
