#include "native/store/sqlite_blobs.h"

#include <algorithm>

#include "native/store/sqlite_guard.h"

namespace countersign {
namespace {

bool is_there(SqliteConnection& connection, std::string_view sha256) {
  return connection.prepared("SELECT 1 FROM blobs WHERE sha256 = ?")->bind_text(1, sha256).step();
}

class SqliteUpload final : public BlobUpload {
 public:
  explicit SqliteUpload(SqliteWriter& writer) : writer_(writer) {}

  ~SqliteUpload() override {
    if (number_ == 0 || committed_) return;
    // When this fails too, a later start clears the rows away.
    (void)guarded_write([&] { writer_.write([&](SqliteConnection& connection) { discard(connection); }); });
  }

  Refusal write(std::string_view piece) override {
    while (!piece.empty()) {
      const auto room = static_cast<std::size_t>(kBlobChunkBytes) - pending_.size();
      pending_.append(piece.substr(0, room));
      piece.remove_prefix(std::min(room, piece.size()));
      if (pending_.size() < static_cast<std::size_t>(kBlobChunkBytes)) continue;
      Refusal refusal =
          guarded_write([&] { writer_.write([&](SqliteConnection& connection) { put_pending(connection); }); });
      if (refusal) return failed(*std::move(refusal));
      ++chunks_;
      pending_.clear();
    }
    return std::nullopt;
  }

  Refusal commit(std::string_view tenant, std::string_view sha256) override {
    Refusal refusal = guarded_write([&] {
      writer_.write([&](SqliteConnection& connection) {
        connection.prepared("INSERT INTO tenant_blobs (tenant, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING")
            ->bind_text(1, tenant)
            .bind_text(2, sha256)
            .run();
        if (is_there(connection, sha256)) {
          discard(connection);
          return;
        }
        put_pending(connection);
        publish(connection, sha256);
      });
    });
    if (refusal) return failed(*std::move(refusal));
    committed_ = true;
    return std::nullopt;
  }

 private:
  // The transaction is undone. If it was the first one, there is no row, and its number may be given to another upload.
  Error failed(Error error) {
    if (chunks_ == 0) number_ = 0;
    return error;
  }

  void put_pending(SqliteConnection& connection) {
    if (number_ == 0) {
      connection.prepared("INSERT INTO blobs (sha256, size, started) VALUES (NULL, 0, unixepoch())")->run();
      number_ = connection.last_row();
    }
    if (pending_.empty()) return;
    auto insert = connection.prepared("INSERT INTO blob_chunks (blob, position, bytes) VALUES (?, ?, ?)");
    insert->bind(1, number_).bind(2, chunks_ * kBlobChunkBytes).bind_blob(3, pending_).run();
  }

  void publish(SqliteConnection& connection, std::string_view sha256) {
    const std::int64_t size = chunks_ * kBlobChunkBytes + static_cast<std::int64_t>(pending_.size());
    auto update = connection.prepared("UPDATE blobs SET sha256 = ?, size = ? WHERE number = ?");
    update->bind_text(1, sha256).bind(2, size).bind(3, number_).run();
  }

  void discard(SqliteConnection& connection) {
    if (number_ == 0) return;
    connection.prepared("DELETE FROM blobs WHERE number = ? AND sha256 IS NULL")->bind(1, number_).run();
  }

  SqliteWriter& writer_;
  std::string pending_;
  std::int64_t number_ = 0;
  std::int64_t chunks_ = 0;
  bool committed_ = false;
};

}  // namespace

std::unique_ptr<BlobUpload> start_sqlite_upload(SqliteWriter& writer) { return std::make_unique<SqliteUpload>(writer); }

void clear_cut_off_uploads(SqliteConnection& connection) {
  connection.execute("DELETE FROM blobs WHERE sha256 IS NULL AND started < unixepoch() - 86400");
}

std::optional<std::int64_t> sqlite_blob_size(SqliteConnection& connection, std::string_view tenant, std::string_view sha256) {
  auto select = connection.prepared("SELECT b.size FROM blobs b JOIN tenant_blobs t ON t.sha256 = b.sha256 WHERE t.tenant = ? AND t.sha256 = ?");
  if (!select->bind_text(1, tenant).bind_text(2, sha256).step()) return std::nullopt;
  return select->integer(0);
}

std::string sqlite_blob_bytes(SqliteConnection& connection, std::string_view sha256, std::int64_t offset,
                              std::int64_t limit) {
  const std::int64_t within = offset % kBlobChunkBytes;
  auto select = connection.prepared(
      "SELECT substr(c.bytes, ?, ?) FROM blob_chunks c JOIN blobs b ON b.number = c.blob "
      "WHERE b.sha256 = ? AND c.position = ?");
  select->bind(1, within + 1).bind(2, limit).bind_text(3, sha256).bind(4, offset - within);
  return select->step() ? select->bytes(0) : std::string();
}

}  // namespace countersign
