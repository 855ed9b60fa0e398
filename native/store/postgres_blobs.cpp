#include "native/store/postgres_blobs.h"

#include <algorithm>
#include <random>

namespace countersign {
namespace {

constexpr std::int64_t kChunkBytes = 1024 * 1024;

// No secret: nobody else has it.
std::string new_upload() {
  std::random_device random;
  std::string name;
  for (int i = 0; i < 4; ++i) name += std::to_string(random()) + "-";
  return name;
}

// The upload goes first, and only what went takes its chunks along: it may be published at this very moment, by a call that was
// never answered.
constexpr const char* kRemoveUploads = "WITH gone AS (DELETE FROM blobs WHERE sha256 IS NULL AND ";
constexpr const char* kAndTheirChunks = " RETURNING upload) DELETE FROM blob_chunks c USING gone g WHERE c.upload = g.upload";

class PostgresUpload final : public BlobUpload {
 public:
  explicit PostgresUpload(PostgresPool& pool) : pool_(pool) {}

  ~PostgresUpload() override {
    // When this fails, a later start clears the rows away.
    (void)discard();
  }

  Refusal write(std::string_view piece) override {
    while (!piece.empty()) {
      const auto room = static_cast<std::size_t>(kChunkBytes) - pending_.size();
      pending_.append(piece.substr(0, room));
      piece.remove_prefix(std::min(room, piece.size()));
      if (pending_.size() < static_cast<std::size_t>(kChunkBytes)) continue;
      if (Refusal refusal = put_pending()) return refusal;
    }
    return std::nullopt;
  }

  Refusal commit(std::string_view tenant, std::string_view sha256) override {
    // Its own mark first: with no blob behind it, it says nothing.
    const auto there = pool_.change([&](PostgresConnection& connection) {
      connection.run("INSERT INTO tenant_blobs (tenant, sha256) VALUES ($1, $2) ON CONFLICT DO NOTHING", PostgresValues().text(tenant).text(sha256));
      return !connection.run("SELECT 1 FROM blobs WHERE sha256 = $1", PostgresValues().text(sha256)).empty();
    });
    if (!there.ok()) return there.error();
    if (there.value()) return discard();
    if (!pending_.empty() || !is_begun_) {
      if (Refusal refusal = put_pending()) return refusal;
    }
    const auto published = pool_.change([&](PostgresConnection& connection) { return is_published(connection, sha256); });
    if (!published.ok()) return published.error();
    if (!published.value()) return discard();
    is_begun_ = false;
    return std::nullopt;
  }

 private:
  // A chunk is put again after a failure: its place is known, so it stands there once.
  Refusal put_pending() {
    Refusal refusal = pool_.write([&](PostgresConnection& connection) {
      connection.queue("BEGIN");
      connection.queue("INSERT INTO blobs (upload, sha256, size, started) VALUES ($1, NULL, 0, CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)) "
                       "ON CONFLICT (upload) DO NOTHING",
                       PostgresValues().text(upload_));
      if (!pending_.empty()) {
        connection.queue("INSERT INTO blob_chunks (upload, position, bytes) VALUES ($1, $2, $3) ON CONFLICT (upload, position) DO UPDATE SET bytes = excluded.bytes",
                         PostgresValues().text(upload_).number(size_).bytes(pending_));
      }
      connection.queue("COMMIT");
      connection.run_queue();
    });
    is_begun_ = true;
    if (refusal) return refusal;
    size_ += static_cast<std::int64_t>(pending_.size());
    pending_.clear();
    return std::nullopt;
  }

  // False when another upload of the same bytes came first, which stays, or when this one was cleared away meanwhile.
  bool is_published(PostgresConnection& connection, std::string_view sha256) {
    try {
      return connection.run("UPDATE blobs SET sha256 = $1, size = $2 WHERE upload = $3", PostgresValues().text(sha256).number(size_).text(upload_))
                 .written() == 1;
    } catch (const PostgresFailure& failure) {
      if (failure.state() == "23505") return false;
      throw;
    }
  }

  // Unless it was published after all, by a call that was never answered.
  Refusal discard() {
    if (!is_begun_) return std::nullopt;
    Refusal refusal = pool_.write([&](PostgresConnection& connection) {
      connection.run(std::string(kRemoveUploads) + "upload = $1" + kAndTheirChunks, PostgresValues().text(upload_));
    });
    if (!refusal) is_begun_ = false;
    return refusal;
  }

  PostgresPool& pool_;
  const std::string upload_ = new_upload();
  std::string pending_;
  std::int64_t size_ = 0;  // of what was put
  bool is_begun_ = false;  // rows may be there that nobody needs
};

}  // namespace

std::unique_ptr<BlobUpload> start_postgres_upload(PostgresPool& pool) { return std::make_unique<PostgresUpload>(pool); }

void clear_cut_off_uploads(PostgresConnection& connection) {
  connection.run(std::string(kRemoveUploads) + "started < CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) - 86400" + kAndTheirChunks);
}

std::optional<std::int64_t> postgres_blob_size(PostgresConnection& connection, std::string_view tenant, std::string_view sha256) {
  const PostgresRows rows = connection.run("SELECT b.size FROM blobs b JOIN tenant_blobs t ON t.sha256 = b.sha256 WHERE t.tenant = $1 AND t.sha256 = $2",
                                           PostgresValues().text(tenant).text(sha256));
  return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

std::string postgres_blob_bytes(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit) {
  const std::int64_t within = offset % kChunkBytes;
  const PostgresRows rows = connection.run(
      "SELECT substring(c.bytes FROM CAST($1 AS INTEGER) FOR CAST($2 AS INTEGER)) FROM blob_chunks c JOIN blobs b ON b.upload = c.upload "
      "WHERE b.sha256 = $3 AND c.position = $4",
      PostgresValues().number(within + 1).number(std::min(limit, kChunkBytes)).text(sha256).number(offset - within));
  return rows.empty() ? std::string() : rows.bytes(0, 0);
}

}  // namespace countersign
