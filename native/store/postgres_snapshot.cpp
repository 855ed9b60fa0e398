// A snapshot of the log in PostgreSQL: one transaction that reads what was committed when it began, some rows at a time.
#include <deque>
#include <functional>
#include <utility>

#include "native/store/postgres_blobs.h"
#include "native/store/postgres_log.h"
#include "native/store/postgres_pool.h"
#include "native/store/postgres_schema.h"
#include "native/store/postgres_store.h"

namespace countersign {
namespace {

constexpr std::int64_t kRowsAtOnce = 256;

constexpr std::string_view kLoggedEntries =
    "SELECT e.position, e.bytes, e.leaf, e.seq, s.id, p.position, p.leaf FROM events e LEFT JOIN streams s ON s.id = e.stream "
    "LEFT JOIN events p ON p.stream = e.stream AND p.seq = e.seq - 1 WHERE e.position > $1 ORDER BY e.position LIMIT $2";
constexpr std::string_view kLoggedTiles = "SELECT level, tile FROM tiles WHERE (level, tile) > ($1, $2) ORDER BY level, tile LIMIT $3";
constexpr std::string_view kStreamsWithWrongHeads =
    "SELECT s.id, s.head, e.last FROM streams s LEFT JOIN (SELECT stream, max(seq) AS last FROM events GROUP BY stream) e ON e.stream = s.id "
    "WHERE e.last IS NULL OR e.last <> s.head ORDER BY s.id LIMIT $1";

constexpr std::string_view kStreamsOfNobody = "SELECT id, tenant FROM streams WHERE tenant NOT IN (SELECT id FROM tenants) ORDER BY id LIMIT $1";

class PostgresLogSnapshot final : public LogSnapshot {
 public:
  PostgresLogSnapshot(std::unique_ptr<PostgresConnection> connection, std::unique_ptr<BlobKeeper> bucket)
      : connection_(std::move(connection)), keepers_(nullptr, std::move(bucket)) {}

  Result<std::optional<LoggedEntry>> next_entry() override {
    return next(entries_, [&] { fill_entries(); });
  }
  Result<std::optional<StoredCheckpoint>> next_checkpoint() override {
    return next(checkpoints_, [&] {
      for (StoredCheckpoint& each : checkpoints_above(last_size_)) {
        last_size_ = static_cast<std::int64_t>(each.size);
        checkpoints_.push_back(std::move(each));
      }
    });
  }
  Result<std::optional<LoggedTile>> next_tile() override {
    return next(tiles_, [&] {
      const PostgresRows rows = connection_->run(kLoggedTiles, PostgresValues().number(last_tile_.level).number(last_tile_.index).number(kRowsAtOnce));
      for (int row = 0; row < rows.count(); ++row) tiles_.push_back({rows.integer(row, 0), rows.integer(row, 1)});
      if (!tiles_.empty()) last_tile_ = tiles_.back();
    });
  }

  Result<std::uint64_t> signed_size() override {
    return asked([&] {
      const auto last = postgres_checkpoint(*connection_);
      return last ? last->size : std::uint64_t{0};
    });
  }
  Result<std::optional<std::string>> tile(unsigned level, std::uint64_t index) override {
    return asked([&] { return postgres_tile(*connection_, level, index); });
  }

  Result<std::vector<std::string>> flaws(std::size_t limit) override {
    return asked([&] {
      std::vector<std::string> flaws;
      const PostgresRows rows = connection_->run(kStreamsWithWrongHeads, PostgresValues().number(static_cast<std::int64_t>(limit)));
      for (int row = 0; row < rows.count(); ++row) {
        flaws.push_back("The stream " + rows.bytes(row, 0) + " is said to end with entry " + std::to_string(rows.integer(row, 1)) +
                        " of it; the last that is there is " + (rows.is_null(row, 2) ? "none" : std::to_string(rows.integer(row, 2))) + ".");
      }
      const PostgresRows lost = connection_->run(kStreamsOfNobody, PostgresValues().number(static_cast<std::int64_t>(limit)));
      for (int row = 0; row < lost.count(); ++row) {
        flaws.push_back("The stream " + lost.bytes(row, 0) + " is said to be of the tenant " + lost.bytes(row, 1) + ", which is not there.");
      }
      return flaws;
    });
  }

  Result<std::optional<LinkedBlob>> next_blob() override {
    return asked([&]() -> std::optional<LinkedBlob> {
      const PostgresRows rows = connection_->run(
          "SELECT l.sha256, b.size FROM (SELECT min(sha256) AS sha256 FROM stream_blobs WHERE sha256 > $1) l LEFT JOIN blobs b ON b.sha256 = l.sha256 "
          "WHERE l.sha256 IS NOT NULL",
          PostgresValues().text(last_blob_));
      if (rows.empty()) return std::nullopt;
      last_blob_ = rows.bytes(0, 0);
      return LinkedBlob{last_blob_, rows.optional_integer(0, 1).value_or(0), !rows.is_null(0, 1)};
    });
  }
  Result<std::string> blob_bytes(const std::string& sha256, std::int64_t offset, std::int64_t limit) override {
    auto piece = asked([&] { return has_places() ? postgres_blob_piece(*connection_, sha256, offset, limit) : postgres_blob_rows(*connection_, sha256, offset, limit); });
    if (!piece.ok()) return piece.error();
    if (piece.value().place != BlobPlace::rows) return keepers_.of(piece.value().place).read(piece.value().object, offset, limit);
    return std::move(piece).value().bytes;
  }

 private:
  template <class Question>
  auto asked(Question&& question) -> Result<decltype(question())> {
    try {
      return question();
    } catch (const PostgresFailure& failure) {
      return store_error(failure);
    }
  }

  // A store of an earlier schema, which is read as it is, says nothing of places: there all bytes are rows.
  bool has_places() {
    if (!has_places_) {
      has_places_ = !connection_
                         ->run("SELECT 1 FROM information_schema.columns WHERE table_schema = 'countersign' AND table_name = 'blobs' AND column_name = 'place'")
                         .empty();
    }
    return *has_places_;
  }

  template <class T>
  Result<std::optional<T>> next(std::deque<T>& read, const std::function<void()>& fill) {
    return asked([&]() -> std::optional<T> {
      if (read.empty()) fill();
      if (read.empty()) return std::nullopt;
      T first = std::move(read.front());
      read.pop_front();
      return first;
    });
  }

  void fill_entries() {
    const PostgresRows rows = connection_->run(kLoggedEntries, PostgresValues().number(last_position_).number(kRowsAtOnce));
    for (int row = 0; row < rows.count(); ++row) {
      last_position_ = rows.integer(row, 0);
      LoggedEntry entry{static_cast<std::uint64_t>(last_position_ - 1), {rows.bytes(row, 1), rows.bytes(row, 2)},
                        rows.optional_bytes(row, 4).value_or(std::string()), rows.integer(row, 3), {}};
      if (!rows.is_null(row, 5)) entry.before = LoggedEntry::Before{static_cast<std::uint64_t>(rows.integer(row, 5) - 1), rows.bytes(row, 6)};
      entries_.push_back(std::move(entry));
    }
  }

  // Also one over no entries, above -1.
  std::vector<StoredCheckpoint> checkpoints_above(std::int64_t above) {
    return postgres_checkpoints(*connection_, static_cast<std::uint64_t>(above), kRowsAtOnce);
  }

  std::unique_ptr<PostgresConnection> connection_;
  const BlobKeepers keepers_;
  std::optional<bool> has_places_;  // once it was asked
  std::deque<LoggedEntry> entries_;
  std::deque<StoredCheckpoint> checkpoints_;
  std::deque<LoggedTile> tiles_;
  std::int64_t last_position_ = 0;
  std::int64_t last_size_ = -1;
  LoggedTile last_tile_{-1, -1};
  std::string last_blob_;
};

}  // namespace

Result<std::unique_ptr<LogSnapshot>> open_postgres_log_snapshot(const std::string& address, std::unique_ptr<BlobKeeper> bucket) {
  try {
    auto connection = std::make_unique<PostgresConnection>(address);
    if (Refusal refusal = check_log_schema(*connection)) return *std::move(refusal);
    // Checks of everything may take as long as they like.
    connection->be_patient(PostgresConnection::kHours);
    connection->execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    connection->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return std::unique_ptr<LogSnapshot>(std::make_unique<PostgresLogSnapshot>(std::move(connection), std::move(bucket)));
  } catch (const PostgresFailure& failure) {
    return store_error(failure);
  }
}

}  // namespace countersign
