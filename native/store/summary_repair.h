// What is folded from a request's events and stored beside them (its row in lists, its cycle) compared with what it should be,
// and made anew where it differs: for `countersign rebuild`. It may go on while servers write: a stream is repaired only while
// it stands at the head that was folded.
//
// Errors: store-unavailable, with a detail.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "native/store/store.h"

namespace countersign {

struct RepairedStream {
  std::string id;
  std::string tenant;
  std::int64_t head = 0;
};

// Everything that is stored of one stream, column by column. Two are equal when the stores would answer the same.
struct StoredFolds {
  struct Row {
    std::string id;  // beside the summary; it is part of the order of lists
    std::string tenant;
    std::int64_t created_at = 0;
    std::string state;
    std::optional<std::string> project;
    std::optional<std::int64_t> due;
    std::optional<std::int64_t> holds_until;
    std::optional<std::int64_t> wakes_at;
    std::string bytes;
    bool operator==(const Row&) const = default;
  };
  struct Person {
    std::string person;
    std::string tenant;
    std::string id;
    std::int64_t created_at = 0;
    std::string state;
    std::optional<std::string> project;
    std::optional<std::int64_t> due;
    bool operator==(const Person&) const = default;
  };
  std::optional<Row> summary;
  std::vector<Person> people;  // in the order of their ids
  std::optional<StoredCycle> cycle;
};

// What should be stored. Precondition: the cycle is of the same stream.
StoredFolds folds_of(const RepairedStream& stream, const StoredSummary& summary, StoredCycle cycle);

// What is wrong, in words: "summary", "people", "cycle"; "" when nothing is. A cycle that a server has
// not stored yet, because the request has just moved on, is wrong, too.
std::string difference(const StoredFolds& stored, const StoredFolds& right);

struct Repair {
  enum class Outcome { right, repaired, moved_on } outcome = Outcome::right;
  std::string what;  // was wrong
};

class SummaryRepair {
 public:
  virtual ~SummaryRepair() = default;
  // In the order of their ids, behind `after`, at most `limit`; also those that are not of requests.
  virtual Result<std::vector<RepairedStream>> streams(std::string_view after, std::size_t limit) = 0;
  // Compares, and writes what should be, in one transaction.
  virtual Result<Repair> put(const RepairedStream& stream, const StoredFolds& right) = 0;
};

// What `--store` takes (open_store.h); the store has been opened before, so that its tables are there.
// Errors: invalid-format for another kind of store; store-unavailable.
Result<std::unique_ptr<SummaryRepair>> open_summary_repair(std::string_view address);

}  // namespace countersign
