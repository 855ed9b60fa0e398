// What becomes of calls that wait together when their connection ends under them: the batch is held by a lock of the database until it
// is known who is in it, so that nothing depends on timing.
#include <algorithm>
#include <future>
#include <stdexcept>

#include "native/store/postgres.h"
#include "native/store/postgres_append.h"
#include "tests/native/each_store.h"
#include "tests/native/postgres_cluster.h"

using namespace countersign;
using namespace countersign::test;

namespace {

constexpr int kCallsAtOnce = 6;

// A database in which somebody else holds what the calls need.
class HeldDatabase {
 public:
  HeldDatabase() { holder_.execute("SET idle_in_transaction_session_timeout = 0"); }

  void hold(const std::string& lock) {
    holder_.execute("BEGIN");
    holder_.execute(lock);
  }
  void let_go() { holder_.execute("ROLLBACK"); }

  // Ends the connections that wait for a lock now. How many there were.
  int end_who_waits() {
    return watcher_.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").count();
  }

  std::unique_ptr<Store> server() const { return std::move(open_store(address_)).value(); }

 private:
  const std::string address_ = new_postgres_database();
  PostgresConnection holder_{address_};
  PostgresConnection watcher_{address_};  // what is seen of others stands still within a transaction
};

// Runs the call of each caller on a thread of its own; whether it was ok.
template <class Call>
std::vector<std::future<bool>> called(const Call& call) {
  std::vector<std::future<bool>> answers;
  for (int caller = 0; caller < kCallsAtOnce; ++caller) answers.push_back(std::async(std::launch::async, [call, caller] { return call(caller); }));
  return answers;
}

// Waits a moment for them.
bool are_ready(const std::vector<std::future<bool>>& answers) {
  return std::all_of(answers.begin(), answers.end(), [](const auto& answer) { return answer.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready; });
}

std::int64_t ok_among(std::vector<std::future<bool>>& answers) {
  return std::count_if(answers.begin(), answers.end(), [](std::future<bool>& answer) { return answer.get(); });
}

}  // namespace

TEST_CASE("each append of a batch whose connection ends is told so, nothing of it is there, and the next ones are recorded once", "[store][postgres]") {
  HeldDatabase database;
  const auto store = database.server();
  REQUIRE(outcome_of(*store, append_of("before", 0, {"x"})) == AppendOutcome::appended);
  const auto append = [&](int caller) {
    const auto result = store->append(append_of("r" + std::to_string(caller), 0, {"x"}));
    if (result.ok()) return result.value().outcome == AppendOutcome::appended;
    if (result.error().code != ErrorCode::store_unavailable) throw std::runtime_error("another error than the one of a store that is away");
    return false;
  };
  database.hold(std::string(kLockAppends));
  auto lost = called(append);
  // The first waits for the lock by itself, and those that have come meanwhile are the next batch.
  while (!are_ready(lost)) database.end_who_waits();
  CHECK(ok_among(lost) == 0);
  CHECK(store->log_entries(0, 100).value().size() == 1);
  database.let_go();
  auto sent_again = called(append);
  CHECK(ok_among(sent_again) == kCallsAtOnce);
  CHECK(store->log_entries(0, 100).value().size() == 1 + kCallsAtOnce);
}

TEST_CASE("an append that the database cannot take fails alone: the others of its batch are recorded once", "[store][postgres]") {
  HeldDatabase database;
  const auto store = database.server();
  const auto append = [&](int caller) {
    auto made = append_of("r" + std::to_string(caller), 0, {"x"});
    if (caller % 3 == 2) made.summary.state = "\xff";  // no text
    const auto result = store->append(made);
    return result.ok() && result.value().outcome == AppendOutcome::appended;
  };
  database.hold(std::string(kLockAppends));
  auto answers = called(append);
  CHECK_FALSE(are_ready(answers));
  database.let_go();
  for (int caller = 0; caller < kCallsAtOnce; ++caller) {
    INFO("caller " << caller);
    const bool is_text = caller % 3 != 2;
    CHECK(answers[static_cast<std::size_t>(caller)].get() == is_text);
    CHECK(store->head("r" + std::to_string(caller)).value() == (is_text ? 1 : 0));
  }
  CHECK(store->log_entries(0, 100).value().size() == 4);
}

TEST_CASE("look-ups whose connection ends are made once more together, and answered", "[store][postgres]") {
  HeldDatabase database;
  const auto store = database.server();
  const auto look_up = [&](int caller) {
    const auto answer = store->answer("maria", std::to_string(caller));
    return answer.ok() && answer.value() && answer.value()->body == "of " + std::to_string(caller);
  };
  for (int caller = 0; caller < kCallsAtOnce; ++caller) {
    const std::string name = std::to_string(caller);
    REQUIRE_FALSE(store->remember({"maria", name, "f", 200, "", 0, "of " + name, kMorning}));
  }
  database.hold("LOCK TABLE answers IN ACCESS EXCLUSIVE MODE");
  auto answers = called(look_up);
  for (int ended = 0; ended == 0 && !are_ready(answers); ended = database.end_who_waits()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  database.let_go();
  CHECK(ok_among(answers) == kCallsAtOnce);
}
