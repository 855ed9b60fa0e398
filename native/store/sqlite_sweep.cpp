#include "native/store/sqlite_sweep.h"

#include <limits>

#include "native/store/sqlite_blobs.h"
#include "native/store/sqlite_guard.h"

namespace countersign {
namespace {

constexpr std::int64_t kMarksAtOnce = 200;
// So many rows are looked at by one statement: one that reads for long keeps the file beside the store from being emptied.
constexpr std::int64_t kLookedAtAtOnce = 1000;

// Of a row `t` of tenant_blobs; ?1 is how long nothing may have been linked to it.
constexpr std::string_view kIsUnlinked =
    " t.came_at <= unixepoch() - ?1 AND NOT EXISTS (SELECT 1 FROM stream_blobs l JOIN streams s ON s.number = l.stream WHERE l.sha256 = t.sha256 AND s.tenant = t.tenant) ";

struct Mark {
  std::string tenant;
  std::string sha256;
};

std::string sql(std::string_view before, std::string_view condition, std::string_view after) {
  return std::string(before) + std::string(condition) + std::string(after);
}

// Of a page of rows, those that are to go. `last` is moved to the end of the page; with nothing behind it, that was all.
template <class Row>
struct Page {
  std::vector<Row> rows;
  bool is_last = true;
};

Page<Mark> unlinked_marks(SqliteConnection& connection, std::int64_t seconds, Mark& last) {
  static const std::string kText = sql("SELECT t.tenant, t.sha256,", kIsUnlinked, "FROM tenant_blobs t WHERE (t.tenant, t.sha256) > (?2, ?3) ORDER BY t.tenant, t.sha256 LIMIT ?4");
  auto select = connection.prepared(kText);
  const Mark after = last;
  select->bind(1, seconds).bind_text(2, after.tenant).bind_text(3, after.sha256).bind(4, kLookedAtAtOnce);
  Page<Mark> page;
  while (select->step()) {
    last = {select->bytes(0), select->bytes(1)};
    page.is_last = false;
    if (select->integer(2) != 0) page.rows.push_back(last);
  }
  return page;
}

std::int64_t remove_marks(SqliteConnection& connection, std::int64_t seconds, const std::vector<Mark>& marks) {
  static const std::string kText = sql("DELETE FROM tenant_blobs AS t WHERE t.tenant = ?2 AND t.sha256 = ?3 AND", kIsUnlinked, "");
  std::int64_t removed = 0;
  for (const Mark& mark : marks) {
    connection.prepared(kText)->bind(1, seconds).bind_text(2, mark.tenant).bind_text(3, mark.sha256).run();
    removed += connection.changes();
  }
  return removed;
}

struct SizedBlob {
  std::int64_t number;
  std::int64_t bytes;
};

Page<SizedBlob> blobs_of_nobody(SqliteConnection& connection, std::int64_t& last) {
  auto select = connection.prepared(
      "SELECT number, size, sha256 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tenant_blobs t WHERE t.sha256 = b.sha256) FROM blobs b WHERE number > ? ORDER BY number LIMIT ?");
  select->bind(1, last).bind(2, kLookedAtAtOnce);
  Page<SizedBlob> page;
  while (select->step()) {
    last = select->integer(0);
    page.is_last = false;
    if (select->integer(2) != 0) page.rows.push_back({last, select->integer(1)});
  }
  return page;
}

// They become uploads that were given up.
void condemn_blobs(SqliteConnection& connection, const std::vector<SizedBlob>& blobs, SweptBlobs& swept) {
  for (const SizedBlob& blob : blobs) {
    connection.prepared("UPDATE blobs SET sha256 = NULL, started = 0 WHERE number = ? AND sha256 IS NOT NULL AND NOT EXISTS "
                        "(SELECT 1 FROM tenant_blobs t WHERE t.sha256 = blobs.sha256)")
        ->bind(1, blob.number)
        .run();
    if (connection.changes() == 0) continue;
    ++swept.blobs;
    swept.bytes += blob.bytes;
  }
}

std::vector<SqliteBlob> condemned_blobs(SqliteConnection& connection, std::int64_t after) {
  auto select = connection.prepared("SELECT number, place, object FROM blobs WHERE number > ? AND sha256 IS NULL AND started = 0 ORDER BY number LIMIT ?");
  select->bind(1, after).bind(2, kMarksAtOnce);
  std::vector<SqliteBlob> blobs;
  while (select->step()) blobs.push_back({select->integer(0), place_from(select->bytes(1)), select->bytes(2), 0});
  return blobs;
}

SweptBlobs what_would_go(SqliteConnection& connection, std::int64_t seconds) {
  static const std::string kMarks = sql("SELECT count(*) FROM tenant_blobs t WHERE", kIsUnlinked, "");
  static const std::string kBlobs = sql("SELECT count(*), coalesce(sum(size), 0) FROM blobs b WHERE sha256 IS NOT NULL AND NOT EXISTS "
                                        "(SELECT 1 FROM tenant_blobs t WHERE t.sha256 = b.sha256 AND NOT (",
                                        kIsUnlinked, "))");
  SweptBlobs swept;
  {
    auto marks = connection.prepared(kMarks);
    marks->bind(1, seconds).step();
    swept.marks = marks->integer(0);
  }
  auto blobs = connection.prepared(kBlobs);
  blobs->bind(1, seconds).step();
  swept.blobs = blobs->integer(0);
  swept.bytes = blobs->integer(1);
  swept.uploads = connection.integer("SELECT count(*) FROM blobs WHERE sha256 IS NULL AND started > 0 AND started < unixepoch() - 86400");
  return swept;
}

class SqliteSweep {
 public:
  SqliteSweep(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, std::int64_t seconds)
      : readers_(readers), writer_(writer), keepers_(keepers), seconds_(seconds) {}

  // Throws SqliteFailure.
  Result<SweptBlobs> run() {
    take_marks();
    take_blobs();
    writer_.write([&](SqliteConnection& connection) {
      connection.execute("UPDATE blobs SET started = 0 WHERE sha256 IS NULL AND started > 0 AND started < unixepoch() - 86400");
      swept_.uploads = connection.changes();
    });
    if (Refusal refusal = clear()) return *std::move(refusal);
    return swept_;
  }

 private:
  void take_marks() {
    Mark last;
    for (Page<Mark> page = marks_after(last); !page.is_last; page = marks_after(last)) {
      if (page.rows.empty()) continue;
      writer_.write([&](SqliteConnection& connection) { swept_.marks += remove_marks(connection, seconds_, page.rows); });
    }
  }

  Page<Mark> marks_after(Mark& last) { return unlinked_marks(*readers_.borrow(), seconds_, last); }

  void take_blobs() {
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (Page<SizedBlob> page = blobs_after(last); !page.is_last; page = blobs_after(last)) {
      if (page.rows.empty()) continue;
      SweptBlobs these;
      writer_.write([&](SqliteConnection& connection) {
        these = {};
        condemn_blobs(connection, page.rows, these);
      });
      swept_.blobs += these.blobs;
      swept_.bytes += these.bytes;
    }
  }

  Page<SizedBlob> blobs_after(std::int64_t& last) { return blobs_of_nobody(*readers_.borrow(), last); }

  // All of them, also those of an earlier time. One whose bytes cannot be taken away does not keep the others.
  Refusal clear() {
    Refusal first;
    for (std::int64_t last = std::numeric_limits<std::int64_t>::min();;) {
      const std::vector<SqliteBlob> blobs = condemned_blobs(*readers_.borrow(), last);
      if (blobs.empty()) return first;
      for (const SqliteBlob& blob : blobs) {
        Refusal refusal = clear_condemned_blob(writer_, keepers_, blob);
        if (refusal && !first) first = std::move(refusal);
      }
      last = blobs.back().number;
    }
  }

  SqliteReaders& readers_;
  SqliteWriter& writer_;
  const BlobKeepers& keepers_;
  const std::int64_t seconds_;
  SweptBlobs swept_;
};

}  // namespace

Result<SweptBlobs> sweep_sqlite_blobs(SqliteReaders& readers, SqliteWriter& writer, const BlobKeepers& keepers, std::chrono::seconds unlinked_for, SweepMode mode) {
  const std::int64_t seconds = unlinked_for.count();
  return flat(guarded([&]() -> Result<SweptBlobs> {
    if (mode == SweepMode::tell) return what_would_go(*readers.borrow(), seconds);
    return SqliteSweep(readers, writer, keepers, seconds).run();
  }));
}

}  // namespace countersign
