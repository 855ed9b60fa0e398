#include "native/store/postgres_blobs.h"

#include <algorithm>
#include <random>

namespace countersign {
namespace {

constexpr std::int64_t kChunkBytes = 1024 * 1024;
constexpr std::int64_t kClearedAtOnce = 16;

// No secret: nobody else has it.
std::string new_upload() {
  std::random_device random;
  std::string name;
  for (int i = 0; i < 4; ++i) name += std::to_string(random()) + "-";
  return name;
}

Error upload_was_given_up() { return {ErrorCode::store_unavailable, "", "The upload took too long, and was given up."}; }

class PostgresUpload final : public BlobUpload {
 public:
  PostgresUpload(PostgresPool& pool, const BlobKeepers& keepers, BlobPlace place)
      : pool_(pool), keepers_(keepers), blob_{new_upload(), place, place == BlobPlace::rows ? std::string() : new_blob_object()} {}

  ~PostgresUpload() override {
    // When this fails, a sweep takes the rows away a day later.
    (void)discard();
  }

  Refusal write(std::string_view piece) override { return blob_.place == BlobPlace::rows ? put_in_rows(piece) : put_in_object(piece); }

  Refusal commit(std::string_view tenant, std::string_view sha256) override {
    if (blob_.place != BlobPlace::rows) {
      if (Refusal refusal = finish_object()) return refusal;
    }
    const auto damaged = damaged_blob(sha256);
    if (!damaged.ok()) return damaged.error();
    damaged_ = damaged.value();
    const auto is_ours = published(tenant, sha256);
    if (!is_ours.ok()) return is_ours.error();
    // What is left of this one, or of the damaged one, is taken away later, if not now.
    if (!is_ours.value()) (void)discard();
    if (is_ours.value() && damaged_) (void)clear_condemned_upload(pool_, keepers_, *damaged_);
    is_begun_ = is_begun_ && !is_ours.value();
    return std::nullopt;
  }

 private:
  Refusal put_in_rows(std::string_view piece) {
    while (!piece.empty()) {
      const auto room = static_cast<std::size_t>(kChunkBytes) - pending_.size();
      pending_.append(piece.substr(0, room));
      piece.remove_prefix(std::min(room, piece.size()));
      if (pending_.size() < static_cast<std::size_t>(kChunkBytes)) continue;
      if (Refusal refusal = put_pending()) return refusal;
    }
    return std::nullopt;
  }

  // The row is durable before the object is begun.
  Refusal begin_object() {
    if (writing_) return std::nullopt;
    if (Refusal refusal = pool_.write([&](PostgresConnection& connection) {
          is_begun_ = true;
          queue_row(connection);
          connection.run_queue();
        })) {
      return refusal;
    }
    auto started = keepers_.of(blob_.place).start(blob_.object);
    if (!started.ok()) return started.error();
    writing_ = std::move(started).value();
    return std::nullopt;
  }

  Refusal put_in_object(std::string_view piece) {
    if (Refusal refusal = begin_object()) return refusal;
    if (Refusal refusal = writing_->write(piece)) return refusal;
    size_ += static_cast<std::int64_t>(piece.size());
    return std::nullopt;
  }

  Refusal finish_object() {
    if (Refusal refusal = begin_object()) return refusal;
    return writing_->finish();
  }

  Result<bool> published(std::string_view tenant, std::string_view sha256) {
    return pool_.change([&](PostgresConnection& connection) -> Result<bool> {
      connection.run("BEGIN");
      try {
        const Result<bool> published = published_in(connection, tenant, sha256);
        connection.run(published.ok() ? "COMMIT" : "ROLLBACK");
        return published;
      } catch (const PostgresFailure& failure) {
        if (failure.is_lost()) throw;
        connection.roll_back();
        // Another upload of the same bytes came first: it is seen the next time.
        if (failure.state() == "23505") throw PostgresFailure("40001");
        throw;
      }
    });
  }

  // The blob that has this digest, when its bytes cannot be read or are others. Errors: those of the database.
  Result<std::optional<PostgresBlob>> damaged_blob(std::string_view sha256) {
    std::optional<PostgresBlob> found;
    std::int64_t size = 0;
    Refusal refusal = pool_.write([&](PostgresConnection& connection) {
      const PostgresRows rows = connection.run("SELECT upload, place, object, size FROM blobs WHERE sha256 = $1", PostgresValues().text(sha256));
      if (rows.empty()) return found.reset();
      found = {rows.bytes(0, 0), place_from(rows.bytes(0, 1)), rows.bytes(0, 2)};
      size = rows.integer(0, 3);
    });
    if (refusal) return *std::move(refusal);
    if (!found) return found;
    if (found->place != BlobPlace::rows) keepers_.of(found->place).forget(found->object);
    const bool is_right = has_right_bytes(sha256, size, [&](std::int64_t offset, std::int64_t limit) -> Result<std::string> {
      if (found->place != BlobPlace::rows) return keepers_.of(found->place).read(found->object, offset, limit);
      auto piece = pool_.read([&](PostgresConnection& connection) { return postgres_blob_rows(connection, sha256, offset, limit); });
      if (!piece.ok()) refusal = piece.error();
      return piece.ok() ? Result<std::string>(std::move(piece).value().bytes) : Result<std::string>(piece.error());
    });
    if (refusal) return *std::move(refusal);
    return is_right ? std::nullopt : found;
  }

  // In a transaction. False when the blob is there already: its row is locked, so that it stays until the tenant's mark is on it.
  Result<bool> published_in(PostgresConnection& connection, std::string_view tenant, std::string_view sha256) {
    const PostgresRows there = connection.run("SELECT upload FROM blobs WHERE sha256 = $1 FOR UPDATE", PostgresValues().text(sha256));
    const bool is_damaged = !there.empty() && damaged_ && there.bytes(0, 0) == damaged_->upload;
    const bool is_there = !there.empty() && !is_damaged;
    if (is_damaged) connection.run("UPDATE blobs SET sha256 = NULL, started = 0 WHERE upload = $1", PostgresValues().text(damaged_->upload));
    if (!is_there) {
      if (!is_begun_) queue_row(connection);
      if (!pending_.empty()) queue_chunk(connection);
      connection.queue("UPDATE blobs SET sha256 = $1, size = $2 WHERE upload = $3 AND sha256 IS NULL AND started > 0",
                       PostgresValues().text(sha256).number(size_ + static_cast<std::int64_t>(pending_.size())).text(blob_.upload));
      if (connection.run_queue().back().written() != 1) {
        is_taken_away_ = true;
        return upload_was_given_up();
      }
    }
    connection.run("INSERT INTO tenant_blobs (tenant, sha256, came_at) VALUES ($1, $2, CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)) "
                   "ON CONFLICT (tenant, sha256) DO UPDATE SET came_at = excluded.came_at",
                   PostgresValues().text(tenant).text(sha256));
    return !is_there;
  }

  void queue_row(PostgresConnection& connection) {
    connection.queue("INSERT INTO blobs (upload, sha256, size, started, place, object) VALUES ($1, NULL, 0, CAST(EXTRACT(EPOCH FROM now()) AS BIGINT), $2, $3) "
                     "ON CONFLICT (upload) DO NOTHING",
                     PostgresValues().text(blob_.upload).text(place_word(blob_.place)).text(blob_.object));
  }

  // The row is locked: whoever gives the upload up meanwhile, because this is not answered, waits, and takes this chunk away, too.
  void queue_chunk(PostgresConnection& connection) {
    connection.queue("INSERT INTO blob_chunks (upload, position, bytes) SELECT upload, $2, $3 FROM blobs WHERE upload = $1 AND sha256 IS NULL AND started > 0 FOR UPDATE "
                     "ON CONFLICT (upload, position) DO UPDATE SET bytes = excluded.bytes",
                     PostgresValues().text(blob_.upload).number(size_).bytes(pending_));
  }

  // A chunk is put again after a conflict: its place is known, so it stands there once.
  Refusal put_pending() {
    const bool is_first = !is_begun_;
    const auto put = pool_.change([&](PostgresConnection& connection) {
      connection.queue("BEGIN");
      if (is_first) queue_row(connection);
      queue_chunk(connection);
      connection.queue("COMMIT");
      const std::vector<PostgresRows> answers = connection.run_queue();
      return answers[answers.size() - 2].written() == 1;
    });
    is_begun_ = true;
    if (!put.ok()) return put.error();
    if (!put.value()) return upload_was_given_up();
    size_ += static_cast<std::int64_t>(pending_.size());
    pending_.clear();
    return std::nullopt;
  }

  // Unless it was published after all, by a call that was never answered.
  Refusal discard() {
    if (!is_begun_) return std::nullopt;
    writing_.reset();
    // Whoever took the row away may have looked for the object before it was there.
    if (is_taken_away_ && blob_.place != BlobPlace::rows) return keepers_.of(blob_.place).remove(blob_.object);
    const auto is_condemned = pool_.change([&](PostgresConnection& connection) {
      return connection.run("UPDATE blobs SET started = 0 WHERE upload = $1 AND sha256 IS NULL", PostgresValues().text(blob_.upload)).written() == 1;
    });
    if (!is_condemned.ok()) return is_condemned.error();
    is_begun_ = false;
    return is_condemned.value() ? clear_condemned_upload(pool_, keepers_, blob_) : std::nullopt;
  }

  PostgresPool& pool_;
  const BlobKeepers& keepers_;
  const PostgresBlob blob_;
  std::optional<PostgresBlob> damaged_;  // what this one takes the place of, if it is still there
  std::unique_ptr<BlobWriting> writing_;
  std::string pending_;
  std::int64_t size_ = 0;  // of what was put
  bool is_begun_ = false;  // rows may be there that nobody needs
  bool is_taken_away_ = false;  // the row, by a sweep
};

}  // namespace

std::unique_ptr<BlobUpload> start_postgres_upload(PostgresPool& pool, const BlobKeepers& keepers, BlobPlace place) {
  return std::make_unique<PostgresUpload>(pool, keepers, place);
}

Refusal clear_condemned_upload(PostgresPool& pool, const BlobKeepers& keepers, const PostgresBlob& blob) {
  if (blob.place != BlobPlace::rows) {
    if (Refusal refusal = keepers.of(blob.place).remove(blob.object)) return refusal;
  }
  for (bool is_cleared = false; !is_cleared;) {
    Refusal refusal = pool.write([&](PostgresConnection& connection) {
      connection.run("DELETE FROM blob_chunks WHERE upload = $1 AND position IN (SELECT position FROM blob_chunks WHERE upload = $1 LIMIT $2)",
                     PostgresValues().text(blob.upload).number(kClearedAtOnce));
      // Somebody else may be taking away others at this moment: the row goes when all have gone.
      connection.run("DELETE FROM blobs WHERE upload = $1 AND sha256 IS NULL AND started = 0 AND NOT EXISTS (SELECT 1 FROM blob_chunks c WHERE c.upload = $1)",
                     PostgresValues().text(blob.upload));
      is_cleared = connection.run("SELECT 1 FROM blobs WHERE upload = $1 AND sha256 IS NULL AND started = 0", PostgresValues().text(blob.upload)).empty();
    });
    if (refusal) return refusal;
  }
  return std::nullopt;
}

// A mark that a sweep is taking away at this moment is waited for, and is then not there.
BlobGuard guard_of_blobs(const std::string& listed) {
  return {"named AS (SELECT a.n, a.tenant, b.sha256 FROM asked a, unnest(" + listed + ") AS b (append, sha256) WHERE b.append = a.n), "
          "held AS (SELECT t.tenant, t.sha256 FROM tenant_blobs t WHERE (t.tenant, t.sha256) IN (SELECT tenant, sha256 FROM named) "
          "ORDER BY t.tenant, t.sha256 FOR KEY SHARE OF t), ",
          "EXISTS (SELECT 1 FROM named w WHERE w.n = a.n AND NOT EXISTS (SELECT 1 FROM held h WHERE h.tenant = w.tenant AND h.sha256 = w.sha256))"};
}

std::optional<std::int64_t> postgres_blob_size(PostgresConnection& connection, std::string_view tenant, std::string_view sha256) {
  const PostgresRows rows = connection.run("SELECT b.size FROM blobs b JOIN tenant_blobs t ON t.sha256 = b.sha256 WHERE t.tenant = $1 AND t.sha256 = $2",
                                           PostgresValues().text(tenant).text(sha256));
  return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

PostgresPiece postgres_blob_piece(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit) {
  const std::int64_t within = offset % kChunkBytes;
  const PostgresRows rows = connection.run(
      "SELECT b.place, b.object, substring(c.bytes FROM CAST($1 AS INTEGER) FOR CAST($2 AS INTEGER)) FROM blobs b "
      "LEFT JOIN blob_chunks c ON c.upload = b.upload AND c.position = $4 WHERE b.sha256 = $3",
      PostgresValues().number(within + 1).number(std::min(limit, kChunkBytes)).text(sha256).number(offset - within));
  if (rows.empty()) return {};
  return {place_from(rows.bytes(0, 0)), rows.bytes(0, 1), rows.optional_bytes(0, 2).value_or(std::string())};
}

PostgresPiece postgres_blob_rows(PostgresConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit) {
  const std::int64_t within = offset % kChunkBytes;
  const PostgresRows rows = connection.run(
      "SELECT substring(c.bytes FROM CAST($1 AS INTEGER) FOR CAST($2 AS INTEGER)) FROM blob_chunks c JOIN blobs b ON b.upload = c.upload "
      "WHERE b.sha256 = $3 AND c.position = $4",
      PostgresValues().number(within + 1).number(std::min(limit, kChunkBytes)).text(sha256).number(offset - within));
  return {BlobPlace::rows, "", rows.empty() ? std::string() : rows.bytes(0, 0)};
}

}  // namespace countersign
