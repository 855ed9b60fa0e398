#include "native/store/postgres.h"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <utility>

namespace countersign {
namespace {

// What the catalogue of every PostgreSQL calls these types.
constexpr unsigned kBoolean = 16;
constexpr unsigned kBytea = 17;
constexpr unsigned kBigint = 20;
constexpr unsigned kText = 25;
constexpr unsigned kByteaArray = 1001;
constexpr unsigned kTextArray = 1009;
constexpr unsigned kBigintArray = 1016;

constexpr int kBinary = 1;

template <class Number>
void put_big_endian(std::string& bytes, Number number) {
  for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>((static_cast<std::uint64_t>(number) >> static_cast<unsigned>(shift)) & 0xffU);
}

// Names, not the schema's tables, so that others may use the database, too. Statements give up before we do. Whoever has the
// log's lock and says nothing any more is thrown out by the server, and whose machine is gone, too. "off" would answer before a commit is durable.
constexpr const char* kSettings = R"sql(
SET search_path = countersign;
SET statement_timeout = 15000;
SET lock_timeout = 10000;
SET idle_in_transaction_session_timeout = 15000;
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');
)sql";

// Every statement of ours has an index. A plan that was made while a table was small would read all of it when it has grown.
constexpr const char* kIndexesOnly = "enable_seqscan = off";

std::string why_not_connected(const char* const* names, const char* const* values) {
  switch (PQpingParams(names, values, 1)) {
    case PQPING_OK: return PostgresFailure::kRefused;
    case PQPING_REJECT: return PostgresFailure::kFull;
    case PQPING_NO_ATTEMPT: return PostgresFailure::kBadAddress;
    case PQPING_NO_RESPONSE: break;
  }
  return PostgresFailure::kUnreachable;
}

pg_conn* connected(const std::string& address) {
  // What stands before the address is what it may change.
  const std::array<const char*, 8> names = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
                                            "application_name", "dbname", "client_encoding", nullptr};
  const std::array<const char*, 8> values = {"5", "20000", "10", "5", "countersign", address.c_str(), "UTF8", nullptr};
  pg_conn* connection = PQconnectdbParams(names.data(), values.data(), 1);
  if (PQstatus(connection) == CONNECTION_OK) return connection;
  PQfinish(connection);
  throw PostgresFailure(why_not_connected(names.data(), values.data()));
}

std::string state_of(const pg_result* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? state : PostgresFailure::kUnreachable;
}

bool is_failure(const pg_result* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC;
}

}  // namespace

bool PostgresFailure::is_lost() const {
  // Class 08: the connection; 57P01 to 57P05: the server goes down, comes up, or has ended the session; 25P03: it was idle for too long.
  return state_.starts_with("08") || state_.starts_with("57P0") || state_ == "25P03" || (state_.starts_with("CS") && state_ != kBusy);
}

bool PostgresFailure::is_conflict() const { return state_ == "40001" || state_ == "40P01"; }

bool PostgresFailure::may_be_of_one() const { return state_.starts_with("22") || state_.starts_with("23") || state_.starts_with("54"); }

PostgresValues& PostgresValues::number(std::int64_t value) {
  values_.push_back({kBigint});
  put_big_endian(values_.back().own, value);
  return *this;
}

PostgresValues& PostgresValues::flag(bool value) {
  values_.push_back({kBoolean});
  values_.back().own.assign(1, value ? '\1' : '\0');
  return *this;
}

PostgresValues& PostgresValues::text(std::string_view value) {
  values_.push_back({kText, false, value});
  return *this;
}

PostgresValues& PostgresValues::bytes(std::string_view value) {
  values_.push_back({kBytea, false, value});
  return *this;
}

PostgresValues& PostgresValues::optional_number(const std::optional<std::int64_t>& value) {
  if (value) return number(*value);
  values_.push_back({kBigint, true});
  return *this;
}

PostgresValues& PostgresValues::optional_text(const std::optional<std::string>& value) {
  if (value) return text(std::string_view(*value));
  values_.push_back({kText, true});
  return *this;
}

namespace {

// An element of an array, behind its length; what is null has the length -1.
void put_element(std::string& bytes, std::string_view value) {
  put_big_endian(bytes, static_cast<std::int32_t>(value.size()));
  bytes += value;
}

void put_element(std::string& bytes, std::int64_t value) {
  put_big_endian(bytes, static_cast<std::int32_t>(sizeof value));
  put_big_endian(bytes, value);
}

template <class Element>
void put_element(std::string& bytes, const std::optional<Element>& value) {
  if (value) put_element(bytes, *value);
  else put_big_endian(bytes, std::int32_t{-1});
}

}  // namespace

// The binary form of an array: dimensions, that there may be nulls, the type of its elements, then length and lower bound
// of the one dimension, and the elements.
template <class Element>
PostgresValues& PostgresValues::array(unsigned type, unsigned element, const std::vector<Element>& values) {
  values_.push_back({type});
  std::string& bytes = values_.back().own;
  put_big_endian(bytes, static_cast<std::int32_t>(values.empty() ? 0 : 1));
  put_big_endian(bytes, std::int32_t{1});
  put_big_endian(bytes, element);
  if (values.empty()) return *this;
  put_big_endian(bytes, static_cast<std::int32_t>(values.size()));
  put_big_endian(bytes, std::int32_t{1});
  for (const Element& each : values) put_element(bytes, each);
  return *this;
}

PostgresValues& PostgresValues::optional_numbers(const std::vector<std::optional<std::int64_t>>& values) { return array(kBigintArray, kBigint, values); }

PostgresValues& PostgresValues::texts(const std::vector<std::string_view>& values) { return array(kTextArray, kText, values); }

PostgresValues& PostgresValues::optional_texts(const std::vector<std::optional<std::string_view>>& values) { return array(kTextArray, kText, values); }

PostgresValues& PostgresValues::byte_strings(const std::vector<std::string_view>& values) { return array(kByteaArray, kBytea, values); }

PostgresValues& PostgresValues::optional_byte_strings(const std::vector<std::optional<std::string_view>>& values) { return array(kByteaArray, kBytea, values); }

void PostgresRows::clear(pg_result* result) { PQclear(result); }
int PostgresRows::count() const { return PQntuples(result_.get()); }
bool PostgresRows::is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

std::string_view PostgresRows::view(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t PostgresRows::integer(int row, int column) const {
  std::uint64_t number = 0;
  for (const char byte : view(row, column)) number = number << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

bool PostgresRows::flag(int row, int column) const { return view(row, column) == std::string_view("\1", 1); }
std::string PostgresRows::bytes(int row, int column) const { return std::string(view(row, column)); }

std::optional<std::string> PostgresRows::optional_bytes(int row, int column) const {
  return is_null(row, column) ? std::nullopt : std::optional(bytes(row, column));
}

std::optional<std::int64_t> PostgresRows::optional_integer(int row, int column) const {
  return is_null(row, column) ? std::nullopt : std::optional(integer(row, column));
}

std::int64_t PostgresRows::written() const {
  const std::string_view text = PQcmdTuples(result_.get());
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

PostgresConnection::PostgresConnection(const std::string& address) : connection_(connected(address), &PQfinish) {
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(connection_.get(), 1);
  execute(kSettings);
  prefer(kIndexesOnly);
}

void PostgresConnection::prefer(const std::string& setting) {
  try {
    execute("SET " + setting);
  } catch (const PostgresFailure& failure) {
    if (failure.is_lost()) throw;
  }
}

// Without a reset: whoever lends connections throws this one away.
void PostgresConnection::lose() {
  connection_.reset();
  throw PostgresFailure(PostgresFailure::kUnreachable);
}

void PostgresConnection::wait(bool for_writing, Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd waiting{PQsocket(connection_.get()), static_cast<short>(for_writing ? POLLIN | POLLOUT : POLLIN), 0};
  if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) lose();
  // Also while something is to be written: a server that is full of answers reads no more.
  if ((waiting.revents & ~POLLOUT) != 0 && PQconsumeInput(connection_.get()) == 0) lose();
}

void PostgresConnection::flush(Deadline deadline) {
  while (true) {
    const int state = PQflush(connection_.get());
    if (state == 0) return;
    if (state < 0) lose();
    wait(true, deadline);
  }
}

pg_result* PostgresConnection::next_result(Deadline deadline) {
  while (PQisBusy(connection_.get()) != 0) wait(false, deadline);
  return PQgetResult(connection_.get());
}

// Reads to the end of the command; of several answers the last counts, unless one is a failure.
PostgresRows PostgresConnection::only_result() {
  const Deadline deadline = std::chrono::steady_clock::now() + patience_;
  flush(deadline);
  PostgresRows rows(nullptr);
  std::string failed;
  while (pg_result* result = next_result(deadline)) {
    rows = PostgresRows(result);
    if (failed.empty() && is_failure(result)) failed = state_of(result);
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK) lose();
  if (!failed.empty()) throw PostgresFailure(failed);
  return rows;
}

const std::string& PostgresConnection::prepared(std::string_view sql, const PostgresValues& values) {
  auto found = prepared_.find(sql);
  if (found != prepared_.end()) return found->second;
  const std::string name = "s" + std::to_string(prepared_.size());
  std::vector<Oid> types;
  for (const PostgresValues::Value& value : values.values_) types.push_back(value.type);
  const std::string text(sql);
  if (PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), static_cast<int>(types.size()), types.data()) == 0) lose();
  only_result();
  return prepared_.emplace(text, name).first->second;
}

void PostgresConnection::send(const std::string& name, const PostgresValues& values) {
  const std::size_t count = values.values_.size();
  std::vector<const char*> data(count);
  std::vector<int> sizes(count);
  const std::vector<int> formats(count, kBinary);
  for (std::size_t i = 0; i < count; ++i) {
    data[i] = values.values_[i].data();
    sizes[i] = values.values_[i].size();
  }
  if (PQsendQueryPrepared(connection_.get(), name.c_str(), static_cast<int>(count), data.data(), sizes.data(), formats.data(), kBinary) == 0) lose();
}

PostgresRows PostgresConnection::run(std::string_view sql, const PostgresValues& values) {
  send(prepared(sql, values), values);
  return only_result();
}

void PostgresConnection::execute(const std::string& sql) {
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) lose();
  only_result();
}

void PostgresConnection::queue(std::string sql, PostgresValues values) { queue_.push_back({std::move(sql), std::move(values)}); }

std::vector<PostgresRows> PostgresConnection::run_queue() {
  const std::vector<Queued> queued = std::exchange(queue_, {});
  std::vector<const std::string*> names;
  names.reserve(queued.size());
  // New ones first, each on its own: they come once.
  for (const Queued& each : queued) names.push_back(&prepared(each.sql, each.values));
  if (PQenterPipelineMode(connection_.get()) == 0) lose();
  for (std::size_t i = 0; i < queued.size(); ++i) send(*names[i], queued[i].values);
  if (PQpipelineSync(connection_.get()) == 0) lose();
  const Deadline deadline = std::chrono::steady_clock::now() + patience_;
  flush(deadline);
  std::vector<PostgresRows> answers;
  std::string failed;
  // Behind the answer to each statement, whole or not, comes a null, and behind them all the sign of the end.
  for (std::size_t i = 0; i < queued.size(); ++i) {
    while (pg_result* result = next_result(deadline)) {
      answers.emplace_back(result);
      if (failed.empty() && is_failure(result)) failed = state_of(result);
    }
    if (PQstatus(connection_.get()) != CONNECTION_OK) lose();
  }
  PQclear(next_result(deadline));
  if (PQexitPipelineMode(connection_.get()) == 0) lose();
  if (failed.empty()) return answers;
  roll_back();
  throw PostgresFailure(failed);
}

void PostgresConnection::roll_back() {
  queue_.clear();
  if (connection_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) execute("ROLLBACK");
}

bool PostgresConnection::is_usable() {
  if (!connection_ || !queue_.empty()) return false;
  // What a server says before it closes comes first, and only then the end.
  pollfd heard{PQsocket(connection_.get()), POLLIN, 0};
  while (::poll(&heard, 1, 0) > 0) {
    if (PQconsumeInput(connection_.get()) == 0) return false;
  }
  return PQstatus(connection_.get()) == CONNECTION_OK && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

int PostgresConnection::server_process() const { return connection_ ? PQbackendPID(connection_.get()) : 0; }

std::optional<PostgresConnection::Notification> PostgresConnection::notification(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    if (PGnotify* notify = PQnotifies(connection_.get())) {
      const std::unique_ptr<PGnotify, void (*)(void*)> owner(notify, &PQfreemem);
      return Notification{notify->extra, notify->be_pid};
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waiting{PQsocket(connection_.get()), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) return std::nullopt;
    if (PQconsumeInput(connection_.get()) == 0) lose();
  }
}

}  // namespace countersign
