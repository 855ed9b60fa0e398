#include "native/store/sqlite_blobs.h"

#include <algorithm>

#include "native/store/sqlite_guard.h"

namespace countersign {
namespace {

constexpr std::int64_t kChunksAtOnce = 16;

Error upload_was_condemned() { return {ErrorCode::store_unavailable, "", "The upload took too long, and was given up."}; }

bool is_there(SqliteConnection& connection, std::string_view sha256) {
  return connection.prepared("SELECT 1 FROM blobs WHERE sha256 = ?")->bind_text(1, sha256).step();
}

// The tenant has it, as of now.
void put_mark(SqliteConnection& connection, std::string_view tenant, std::string_view sha256) {
  connection.prepared("INSERT INTO tenant_blobs (tenant, sha256, came_at) VALUES (?, ?, unixepoch()) ON CONFLICT DO UPDATE SET came_at = excluded.came_at")
      ->bind_text(1, tenant)
      .bind_text(2, sha256)
      .run();
}

class SqliteUpload final : public BlobUpload {
 public:
  SqliteUpload(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, BlobPlace place) : readers_(readers), writer_(writer), keepers_(keepers), blob_{0, place, new_blob_object(), 0} {}

  ~SqliteUpload() override {
    // When this fails too, it is taken away a day later.
    if (!committed_) (void)give_up();
  }

  Refusal write(std::string_view piece) override {
    if (Refusal refusal = begin()) return refusal;
    return writing_ ? put_in_object(piece) : put_in_rows(piece);
  }

  Refusal commit(std::string_view tenant, std::string_view sha256) override {
    if (Refusal refusal = begin()) return refusal;
    if (writing_) {
      if (Refusal refusal = writing_->finish()) return refusal;
      writing_.reset();
    }
    const auto damaged = guarded([&] { return damaged_blob(sha256); });
    if (!damaged.ok()) return damaged.error();
    std::optional<SqliteBlob> condemned;
    Refusal refusal = in_transaction([&](SqliteConnection& connection) {
      condemned.reset();
      if (damaged.value() && condemn_damaged(connection, *damaged.value(), sha256)) condemned = damaged.value();
      if (is_there(connection, sha256)) {
        if (condemn(connection)) condemned = blob_;
      } else {
        put_pending(connection);
        publish(connection, sha256);
      }
      put_mark(connection, tenant, sha256);
    });
    if (refusal) return refusal;
    committed_ = true;
    // What is left of it is taken away later, if not now.
    if (condemned) (void)clear_condemned_blob(writer_, keepers_, *condemned);
    return std::nullopt;
  }

 private:
  struct Condemned {};

  template <class Work>
  Refusal in_transaction(const Work& work) {
    try {
      return guarded_write([&] { writer_.write(work); });
    } catch (const Condemned&) {
      is_taken_away_ = true;
      return upload_was_condemned();
    }
  }

  // The blob that has this digest, when its bytes cannot be read or are others.
  std::optional<SqliteBlob> damaged_blob(std::string_view sha256) {
    const auto found = sqlite_blob(*readers_.borrow(), sha256);
    if (!found) return std::nullopt;
    if (found->place != BlobPlace::rows) keepers_.of(found->place).forget(found->object);
    const bool is_right = has_right_bytes(sha256, found->size, [&](std::int64_t offset, std::int64_t limit) -> Result<std::string> {
      if (found->place != BlobPlace::rows) return keepers_.of(found->place).read(found->object, offset, limit);
      return sqlite_blob_bytes(*readers_.borrow(), sha256, offset, limit);
    });
    return is_right ? std::nullopt : found;
  }

  // False when it has gone meanwhile, or somebody else has put another in its place.
  static bool condemn_damaged(SqliteConnection& connection, const SqliteBlob& blob, std::string_view sha256) {
    connection.prepared("UPDATE blobs SET sha256 = NULL, started = 0 WHERE number = ? AND object = ? AND sha256 = ?")
        ->bind(1, blob.number)
        .bind_text(2, blob.object)
        .bind_text(3, sha256)
        .run();
    return connection.changes() == 1;
  }

  // The row before the first byte. Of a small one in rows they are written together with the rest.
  Refusal begin() {
    if (is_begun_) return std::nullopt;
    if (blob_.place != BlobPlace::rows) {
      if (Refusal refusal = in_transaction([&](SqliteConnection& connection) { put_row(connection); })) return refusal;
      has_row_ = true;
      auto started = keepers_.of(blob_.place).start(blob_.object);
      if (!started.ok()) return started.error();
      writing_ = std::move(started).value();
    }
    is_begun_ = true;
    return std::nullopt;
  }

  Refusal put_in_object(std::string_view piece) {
    Refusal refusal = writing_->write(piece);
    if (!refusal) size_ += static_cast<std::int64_t>(piece.size());
    return refusal;
  }

  Refusal put_in_rows(std::string_view piece) {
    while (!piece.empty()) {
      const auto room = static_cast<std::size_t>(kBlobChunkBytes) - pending_.size();
      pending_.append(piece.substr(0, room));
      piece.remove_prefix(std::min(room, piece.size()));
      if (pending_.size() < static_cast<std::size_t>(kBlobChunkBytes)) continue;
      if (Refusal refusal = in_transaction([&](SqliteConnection& connection) { put_pending(connection); })) return refusal;
      has_row_ = true;
      size_ += kBlobChunkBytes;
      pending_.clear();
    }
    return std::nullopt;
  }

  void put_row(SqliteConnection& connection) {
    connection.prepared("INSERT INTO blobs (sha256, size, started, place, object) VALUES (NULL, 0, unixepoch(), ?, ?)")
        ->bind_text(1, place_word(blob_.place))
        .bind_text(2, blob_.object)
        .run();
    blob_.number = connection.last_row();
  }

  // Until the row is known to be durable its number is that of the last attempt.
  void put_pending(SqliteConnection& connection) {
    if (!has_row_) put_row(connection);
    if (pending_.empty()) return;
    auto insert = connection.prepared("INSERT INTO blob_chunks (blob, position, bytes) SELECT number, ?, ? FROM blobs WHERE number = ? AND object = ? AND started > 0");
    insert->bind(1, size_).bind_blob(2, pending_).bind(3, blob_.number).bind_text(4, blob_.object).run();
    if (connection.changes() != 1) throw Condemned();
  }

  void publish(SqliteConnection& connection, std::string_view sha256) {
    auto update = connection.prepared("UPDATE blobs SET sha256 = ?, size = ? WHERE number = ? AND object = ? AND started > 0");
    update->bind_text(1, sha256).bind(2, size_ + static_cast<std::int64_t>(pending_.size())).bind(3, blob_.number).bind_text(4, blob_.object).run();
    if (connection.changes() != 1) throw Condemned();
  }

  // False when there is nothing to be taken away: no row, or one that has got its digest although its caller was told of a failure.
  bool condemn(SqliteConnection& connection) {
    if (!has_row_) return false;
    connection.prepared("UPDATE blobs SET started = 0 WHERE number = ? AND object = ? AND sha256 IS NULL")->bind(1, blob_.number).bind_text(2, blob_.object).run();
    return connection.changes() == 1;
  }

  Refusal give_up() {
    if (!has_row_) return std::nullopt;
    writing_.reset();
    // Whoever took the row away may have looked for the object before it was there.
    if (is_taken_away_) return blob_.place == BlobPlace::rows ? Refusal() : keepers_.of(blob_.place).remove(blob_.object);
    bool is_condemned = false;
    if (Refusal refusal = in_transaction([&](SqliteConnection& connection) { is_condemned = condemn(connection); })) return refusal;
    return is_condemned ? clear_condemned_blob(writer_, keepers_, blob_) : std::nullopt;
  }

  SqliteReaders& readers_;
  SqliteWriter& writer_;
  const BlobKeepers& keepers_;
  SqliteBlob blob_;
  std::unique_ptr<BlobWriting> writing_;
  std::string pending_;
  std::int64_t size_ = 0;  // of what was put
  bool is_begun_ = false;
  bool has_row_ = false;
  bool is_taken_away_ = false;  // the row, by a sweep
  bool committed_ = false;
};

// True when there were no more than these.
bool is_last_of_chunks(SqliteConnection& connection, const SqliteBlob& blob) {
  connection.prepared("DELETE FROM blob_chunks WHERE blob = ?1 AND position IN (SELECT position FROM blob_chunks WHERE blob = ?1 LIMIT ?2) "
                      "AND EXISTS (SELECT 1 FROM blobs WHERE number = ?1 AND object = ?3 AND sha256 IS NULL AND started = 0)")
      ->bind(1, blob.number)
      .bind(2, kChunksAtOnce)
      .bind_text(3, blob.object)
      .run();
  return connection.changes() < kChunksAtOnce;
}

}  // namespace

std::unique_ptr<BlobUpload> start_sqlite_upload(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, BlobPlace place) {
  return std::make_unique<SqliteUpload>(readers, writer, keepers, place);
}

Refusal clear_condemned_blob(SqliteWriter& writer, const BlobKeepers& keepers, const SqliteBlob& blob) {
  if (blob.place != BlobPlace::rows) {
    if (Refusal refusal = keepers.of(blob.place).remove(blob.object)) return refusal;
  }
  for (bool is_cleared = false; !is_cleared;) {
    Refusal refusal = guarded_write([&] {
      writer.write([&](SqliteConnection& connection) {
        is_cleared = is_last_of_chunks(connection, blob);
        if (!is_cleared) return;
        connection.prepared("DELETE FROM blobs WHERE number = ? AND object = ? AND sha256 IS NULL AND started = 0")
            ->bind(1, blob.number)
            .bind_text(2, blob.object)
            .run();
      });
    });
    if (refusal) return refusal;
  }
  return std::nullopt;
}

bool sqlite_has_blobs(SqliteConnection& connection, std::string_view tenant, const std::vector<std::string>& digests) {
  return std::all_of(digests.begin(), digests.end(), [&](const std::string& sha256) {
    return connection.prepared("SELECT 1 FROM tenant_blobs WHERE tenant = ? AND sha256 = ?")->bind_text(1, tenant).bind_text(2, sha256).step();
  });
}

std::optional<std::int64_t> sqlite_blob_size(SqliteConnection& connection, std::string_view tenant, std::string_view sha256) {
  auto select = connection.prepared("SELECT b.size FROM blobs b JOIN tenant_blobs t ON t.sha256 = b.sha256 WHERE t.tenant = ? AND t.sha256 = ?");
  if (!select->bind_text(1, tenant).bind_text(2, sha256).step()) return std::nullopt;
  return select->integer(0);
}

std::optional<SqliteBlob> sqlite_blob(SqliteConnection& connection, std::string_view sha256) {
  auto select = connection.prepared("SELECT number, place, object, size FROM blobs WHERE sha256 = ?");
  if (!select->bind_text(1, sha256).step()) return std::nullopt;
  return SqliteBlob{select->integer(0), place_from(select->bytes(1)), select->bytes(2), select->integer(3)};
}

bool sqlite_stream_has_blob(SqliteConnection& connection, std::string_view stream, std::string_view sha256) {
  auto select = connection.prepared("SELECT 1 FROM stream_blobs b JOIN streams s ON s.number = b.stream WHERE s.id = ? AND b.sha256 = ?");
  return select->bind_text(1, stream).bind_text(2, sha256).step();
}

std::string sqlite_blob_bytes(SqliteConnection& connection, std::string_view sha256, std::int64_t offset, std::int64_t limit) {
  const std::int64_t within = offset % kBlobChunkBytes;
  auto select = connection.prepared("SELECT substr(c.bytes, ?, ?) FROM blob_chunks c JOIN blobs b ON b.number = c.blob WHERE b.sha256 = ? AND c.position = ?");
  select->bind(1, within + 1).bind(2, limit).bind_text(3, sha256).bind(4, offset - within);
  return select->step() ? select->bytes(0) : std::string();
}

}  // namespace countersign
