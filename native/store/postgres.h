// A thin, owning layer over libpq: a connection, its prepared statements, pipelines, and nothing else.
//
// Everything here throws PostgresFailure; the store turns that into Result at its own boundary. No call waits for ever: a
// server that does not answer counts as lost, and so does its connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

namespace countersign {

// Known by its SQLSTATE alone: what the server said besides may hold names and values. States of our own begin with "CS".
class PostgresFailure : public std::runtime_error {
 public:
  static constexpr const char* kUnreachable = "CS001";  // nobody answers, or not any more
  static constexpr const char* kRefused = "CS002";      // there is a server; it does not let us in
  static constexpr const char* kFull = "CS003";         // it takes no connection now
  static constexpr const char* kBadAddress = "CS004";
  static constexpr const char* kBusy = "CS005";  // none of our own connections is free; nothing was asked of the server

  explicit PostgresFailure(std::string state) : std::runtime_error(state), state_(std::move(state)) {}

  const std::string& state() const { return state_; }
  // The connection is gone. Whether what was sent last was carried out is not known.
  bool is_lost() const;
  // Others were faster, and all of it was undone: it may be tried again.
  bool is_conflict() const;
  // What one statement of several may have brought about: its values, a rule of the tables, a limit. Anything else would hit each of them
  // alone, too.
  bool may_be_of_one() const;

 private:
  std::string state_;
};

// The values of a statement, in the order of their places $1, $2, … Text and bytes are not copied: they must live until
// the statement has been carried out.
class PostgresValues {
 public:
  PostgresValues& number(std::int64_t value);
  PostgresValues& flag(bool value);
  PostgresValues& text(std::string_view value);
  PostgresValues& bytes(std::string_view value);
  PostgresValues& optional_number(const std::optional<std::int64_t>& value);
  PostgresValues& optional_text(const std::optional<std::string>& value);
  // Arrays, which are copied.
  PostgresValues& optional_numbers(const std::vector<std::optional<std::int64_t>>& values);
  PostgresValues& texts(const std::vector<std::string_view>& values);
  PostgresValues& optional_texts(const std::vector<std::optional<std::string_view>>& values);
  PostgresValues& byte_strings(const std::vector<std::string_view>& values);
  PostgresValues& optional_byte_strings(const std::vector<std::optional<std::string_view>>& values);

  // The place of the last one in the statement, such as "$3".
  std::string place() const { return "$" + std::to_string(values_.size()); }

 private:
  friend class PostgresConnection;
  struct Value {
    unsigned type;
    bool is_null = false;
    std::string_view view = {};
    std::string own = {};  // when it is encoded here

    const char* data() const { return is_null ? nullptr : own.empty() ? (view.data() != nullptr ? view.data() : "") : own.data(); }
    int size() const { return static_cast<int>(own.empty() ? view.size() : own.size()); }
  };
  template <class Element>
  PostgresValues& array(unsigned type, unsigned element, const std::vector<Element>& values);

  std::deque<Value> values_;
};

// What a statement answered. Rows and columns are numbered from 0.
class PostgresRows {
 public:
  explicit PostgresRows(pg_result* result) : result_(result, &clear) {}

  int count() const;
  bool empty() const { return count() == 0; }
  std::int64_t integer(int row, int column) const;  // of a BIGINT
  bool flag(int row, int column) const;             // of a BOOLEAN
  std::string bytes(int row, int column) const;     // of TEXT or BYTEA
  bool is_null(int row, int column) const;
  std::optional<std::string> optional_bytes(int row, int column) const;
  std::optional<std::int64_t> optional_integer(int row, int column) const;
  // How many rows an INSERT, UPDATE or DELETE wrote.
  std::int64_t written() const;

 private:
  static void clear(pg_result* result);
  std::string_view view(int row, int column) const;

  std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
};

// Where one statement can be carried out. Throws PostgresFailure.
class PostgresRunner {
 public:
  PostgresRunner() = default;
  virtual ~PostgresRunner() = default;
  PostgresRunner(const PostgresRunner&) = delete;
  PostgresRunner& operator=(const PostgresRunner&) = delete;

  virtual PostgresRows run(std::string_view sql, const PostgresValues& values) = 0;
  PostgresRows run(std::string_view sql) { return run(sql, PostgresValues()); }
};

class PostgresConnection final : public PostgresRunner {
 public:
  // Every answer has to come within this time, and statements are told to give up sooner. Work on everything that is there has hours.
  static constexpr auto kPatience = std::chrono::seconds(20);
  static constexpr auto kHours = std::chrono::seconds(24 * 60 * 60);

  explicit PostgresConnection(const std::string& address);

  void be_patient(std::chrono::seconds patience) { patience_ = patience; }

  // One statement, which is prepared on first use and kept.
  using PostgresRunner::run;
  PostgresRows run(std::string_view sql, const PostgresValues& values) override;
  // Statements without values, one after the other in one transaction.
  void execute(const std::string& sql);

  // A pipeline: statements that are sent together and answered together, in one round trip. When one fails, those behind it
  // are not carried out, and a transaction that is open is undone.
  void queue(std::string sql, PostgresValues values = {});
  std::vector<PostgresRows> run_queue();

  void roll_back();

  // A setting that only makes things quicker: relatives of PostgreSQL plan in other ways, and may not know it.
  void prefer(const std::string& setting);

  // Whether it may be used again: it stands, and nothing is open in it. Sees that the server has closed it meanwhile.
  bool is_usable();
  int server_process() const;

  // What somebody has sent by NOTIFY, and which of the database's processes it came from.
  struct Notification {
    std::string text;
    int process;
  };
  // The next one, if one comes in that time.
  std::optional<Notification> notification(std::chrono::milliseconds patience);

 private:
  struct Queued {
    std::string sql;
    PostgresValues values;
  };
  using Deadline = std::chrono::steady_clock::time_point;

  const std::string& prepared(std::string_view sql, const PostgresValues& values);
  void send(const std::string& name, const PostgresValues& values);
  void flush(Deadline deadline);
  void wait(bool for_writing, Deadline deadline);
  pg_result* next_result(Deadline deadline);
  PostgresRows only_result();
  [[noreturn]] void lose();

  std::chrono::seconds patience_ = kPatience;
  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
  std::map<std::string, std::string, std::less<>> prepared_;  // the names of statements
  std::vector<Queued> queue_;
};

}  // namespace countersign
