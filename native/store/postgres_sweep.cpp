#include "native/store/postgres_sweep.h"

#include "native/store/postgres_blobs.h"

// Why each step first locks and then looks: a statement that waited for a row which was only locked goes on with what it saw before it
// waited. The statement behind it sees everything that whoever held the row has committed. Rows that somebody holds now are in use, and
// are passed over.
namespace countersign {
namespace {

constexpr std::int64_t kSweptAtOnce = 200;
// So many rows are looked at within one statement, whether something is to be done about them or not: it takes some milliseconds, however
// many there are in all. Rows are found by their keys, and then looked at: which of them are unneeded is a question that no index answers.
constexpr std::int64_t kLookedAtAtOnce = 1000;

// Of a row `t` of tenant_blobs; $1 is how long nothing may have been linked to it.
constexpr std::string_view kNothingLinked =
    " t.came_at <= CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) - $1 AND NOT EXISTS "
    "(SELECT 1 FROM stream_blobs l JOIN streams s ON s.id = l.stream WHERE l.sha256 = t.sha256 AND s.tenant = t.tenant) ";

constexpr std::string_view kBlobOfNobody = " b.sha256 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tenant_blobs t WHERE t.sha256 = b.sha256) ";

std::string joined(std::string_view before, std::string_view condition, std::string_view after = "") {
  return std::string(before) + std::string(condition) + std::string(after);
}

// Work in a transaction of its own.
template <class Work>
auto transacted(PostgresPool& pool, const Work& work) {
  return pool.change([&](PostgresConnection& connection) {
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED");
    try {
      auto answer = work(connection);
      connection.run("COMMIT");
      return answer;
    } catch (const PostgresFailure& failure) {
      if (!failure.is_lost()) connection.roll_back();
      throw;
    }
  });
}

std::vector<std::string> column(const PostgresRows& rows, int number) {
  std::vector<std::string> values;
  for (int row = 0; row < rows.count(); ++row) values.push_back(rows.bytes(row, number));
  return values;
}

std::vector<std::string_view> views(const std::vector<std::string>& values) { return {values.begin(), values.end()}; }

struct Step {
  bool is_last = false;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};

// Of a page of marks, in the order of their key.
struct MarkPage {
  std::vector<std::string> tenants;
  std::vector<std::string> digests;
};

struct LastMark {
  std::string tenant;
  std::string sha256;
};

MarkPage marks_after(PostgresConnection& connection, LastMark& last) {
  const PostgresRows rows = connection.run("SELECT tenant, sha256 FROM tenant_blobs WHERE (tenant, sha256) > ($1, $2) ORDER BY tenant, sha256 LIMIT $3",
                                           PostgresValues().text(last.tenant).text(last.sha256).number(kLookedAtAtOnce));
  MarkPage page{column(rows, 0), column(rows, 1)};
  if (!rows.empty()) last = {page.tenants.back(), page.digests.back()};
  return page;
}

std::vector<std::string> uploads_after(PostgresConnection& connection, std::string& last) {
  const PostgresRows rows = connection.run("SELECT upload FROM blobs WHERE upload > $1 ORDER BY upload LIMIT $2", PostgresValues().text(last).number(kLookedAtAtOnce));
  std::vector<std::string> uploads = column(rows, 0);
  if (!uploads.empty()) last = uploads.back();
  return uploads;
}

PostgresRows run_on(PostgresConnection& connection, const std::string& statement, std::int64_t seconds, const MarkPage& page) {
  return connection.run(statement, PostgresValues().number(seconds).texts(views(page.tenants)).texts(views(page.digests)));
}

// Most pages have nothing that is unneeded: they are only read.
Step take_marks(PostgresConnection& connection, std::int64_t seconds, LastMark& last) {
  static const std::string kHold = joined("SELECT t.tenant, t.sha256 FROM unnest($2, $3) AS k (tenant, sha256) JOIN tenant_blobs t ON t.tenant = k.tenant AND t.sha256 = k.sha256 WHERE",
                                          kNothingLinked, "ORDER BY t.tenant, t.sha256 FOR UPDATE OF t SKIP LOCKED");
  static const std::string kTakeAway = joined("DELETE FROM tenant_blobs t USING unnest($2, $3) AS k (tenant, sha256) WHERE t.tenant = k.tenant AND t.sha256 = k.sha256 AND", kNothingLinked);
  const MarkPage page = marks_after(connection, last);
  if (page.digests.empty()) return {true};
  const PostgresRows held = run_on(connection, kHold, seconds, page);
  if (held.empty()) return {};
  return {false, run_on(connection, kTakeAway, seconds, {column(held, 0), column(held, 1)}).written()};
}

// They become uploads that were given up.
Step condemn_unmarked(PostgresConnection& connection, std::string& last) {
  static const std::string kHold = joined("SELECT b.upload FROM blobs b WHERE b.upload = ANY ($1) AND", kBlobOfNobody, "ORDER BY b.upload FOR UPDATE SKIP LOCKED");
  static const std::string kTakeAway = joined("UPDATE blobs b SET sha256 = NULL, started = 0 WHERE b.upload = ANY ($1) AND", kBlobOfNobody, "RETURNING b.size");
  const std::vector<std::string> page = uploads_after(connection, last);
  if (page.empty()) return {true};
  const std::vector<std::string> held = column(connection.run(kHold, PostgresValues().texts(views(page))), 0);
  if (held.empty()) return {};
  const PostgresRows taken = connection.run(kTakeAway, PostgresValues().texts(views(held)));
  Step step{false, taken.count()};
  for (int row = 0; row < taken.count(); ++row) step.bytes += taken.integer(row, 0);
  return step;
}

std::vector<PostgresBlob> condemned_after(PostgresConnection& connection, const std::string& last) {
  const PostgresRows rows = connection.run("SELECT upload, place, object FROM blobs WHERE upload > $1 AND sha256 IS NULL AND started = 0 ORDER BY upload LIMIT $2",
                                           PostgresValues().text(last).number(kSweptAtOnce));
  std::vector<PostgresBlob> blobs;
  for (int row = 0; row < rows.count(); ++row) blobs.push_back({rows.bytes(row, 0), place_from(rows.bytes(row, 1)), rows.bytes(row, 2)});
  return blobs;
}

// All that is condemned, also from an earlier time. One whose bytes cannot be taken away does not keep the others.
Refusal clear_all_condemned(PostgresPool& pool, const BlobKeepers& keepers) {
  Refusal first;
  for (std::string last;;) {
    const auto blobs = pool.read([&](PostgresConnection& connection) { return condemned_after(connection, last); });
    if (!blobs.ok()) return blobs.error();
    if (blobs.value().empty()) return first;
    for (const PostgresBlob& blob : blobs.value()) {
      Refusal refusal = clear_condemned_upload(pool, keepers, blob);
      if (refusal && !first) first = std::move(refusal);
    }
    last = blobs.value().back().upload;
  }
}

// One statement after the other, each of a page: as much as what a sweep would look at.
SweptBlobs what_is_unneeded(PostgresConnection& connection, std::int64_t seconds) {
  static const std::string kMarks = joined("SELECT count(*) FROM unnest($2, $3) AS k (tenant, sha256) JOIN tenant_blobs t ON t.tenant = k.tenant AND t.sha256 = k.sha256 WHERE", kNothingLinked);
  static const std::string kBlobs = joined("SELECT count(*), CAST(coalesce(sum(b.size), 0) AS BIGINT) FROM blobs b WHERE b.upload = ANY ($2) AND b.sha256 IS NOT NULL AND NOT EXISTS "
                                           "(SELECT 1 FROM tenant_blobs t WHERE t.sha256 = b.sha256 AND NOT (",
                                           kNothingLinked, "))");
  SweptBlobs unneeded;
  LastMark last_mark;
  for (MarkPage page = marks_after(connection, last_mark); !page.digests.empty(); page = marks_after(connection, last_mark)) {
    unneeded.marks += run_on(connection, kMarks, seconds, page).integer(0, 0);
  }
  std::string last;
  for (std::vector<std::string> page = uploads_after(connection, last); !page.empty(); page = uploads_after(connection, last)) {
    const PostgresRows blobs = connection.run(kBlobs, PostgresValues().number(seconds).texts(views(page)));
    unneeded.blobs += blobs.integer(0, 0);
    unneeded.bytes += blobs.integer(0, 1);
  }
  unneeded.uploads =
      connection.run("SELECT count(*) FROM blobs WHERE sha256 IS NULL AND started > 0 AND started < CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) - 86400").integer(0, 0);
  return unneeded;
}

}  // namespace

Result<SweptBlobs> sweep_postgres_blobs(PostgresPool& pool, const BlobKeepers& keepers, std::chrono::seconds unlinked_for, SweepMode mode) {
  const std::int64_t seconds = unlinked_for.count();
  if (mode == SweepMode::tell) return pool.read([&](PostgresConnection& connection) { return what_is_unneeded(connection, seconds); });
  SweptBlobs swept;
  // After a conflict a page is begun anew, from where it began.
  LastMark next_mark;
  for (LastMark last;; last = next_mark) {
    const auto step = transacted(pool, [&](PostgresConnection& connection) { return take_marks(connection, seconds, next_mark = last); });
    if (!step.ok()) return step.error();
    if (step.value().is_last) break;
    swept.marks += step.value().rows;
  }
  std::string next_upload;
  for (std::string last;; last = next_upload) {
    const auto step = transacted(pool, [&](PostgresConnection& connection) { return condemn_unmarked(connection, next_upload = last); });
    if (!step.ok()) return step.error();
    if (step.value().is_last) break;
    swept.blobs += step.value().rows;
    swept.bytes += step.value().bytes;
  }
  const auto cut_off = pool.change([](PostgresConnection& connection) {
    return connection.run("UPDATE blobs SET started = 0 WHERE sha256 IS NULL AND started > 0 AND started < CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) - 86400").written();
  });
  if (!cut_off.ok()) return cut_off.error();
  swept.uploads = cut_off.value();
  if (Refusal refusal = clear_all_condemned(pool, keepers)) return *std::move(refusal);
  return swept;
}

}  // namespace countersign
