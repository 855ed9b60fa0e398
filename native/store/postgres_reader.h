// Looks up what every decision needs. Those who ask at the same time are answered together, in one round trip on one connection
// (group_commit.h), with plans that are made once. For statements that read a few rows by an index; what takes longer would hold the others up.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "native/store/group_commit.h"
#include "native/store/postgres.h"

namespace countersign {

class PostgresReader final : public PostgresRunner {
 public:
  // Nothing is opened yet.
  explicit PostgresReader(std::string address) : address_(std::move(address)) {}

  // From any thread. Asks once more when the connection was lost. Throws PostgresFailure.
  using PostgresRunner::run;
  PostgresRows run(std::string_view sql, const PostgresValues& values) override;

 private:
  static constexpr std::size_t kMostAtOnce = 64;

  struct Question {
    std::string_view sql;
    const PostgresValues& values;
    std::optional<PostgresRows> rows = std::nullopt;
    std::exception_ptr failure = nullptr;
    bool is_lost = false;
  };

  void answer(std::span<Question* const> batch) noexcept;
  bool is_answered(std::span<Question* const> batch) noexcept;
  PostgresConnection& connection();

  const std::string address_;
  std::unique_ptr<PostgresConnection> connection_;  // the leader's
  GroupCommit<Question> group_{kMostAtOnce};
};

}  // namespace countersign
