// What every store has to do for the log and for passkeys: each case runs on each kind of store.
#include <atomic>
#include <thread>

#include "core/record/tree.h"
#include "tests/native/each_store.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

TEST_CASE_METHOD(EachStore, "the log has every event of every stream once, without gaps, in the order in which they became durable",
                 "[store][log]") {
  constexpr int kThreads = 8;
  constexpr int kAppends = 25;
  const auto other = opened();
  std::atomic<bool> done{false};
  // A reader never sees an entry before all of those ahead of it.
  std::thread reader([&] {
    std::uint64_t seen = 0;
    while (!done) {
      const auto entries = store->log_entries(seen, 7);
      if (!entries.ok()) return;  // it is asked again below
      seen += entries.value().size();
    }
  });
  on_threads(kThreads, [&](int thread) {
    Store& mine = thread % 2 == 0 ? *store : *other;
    const std::string stream = "r" + std::to_string(thread);
    for (int i = 0; i < kAppends; ++i) {
      const std::string name = stream + "/" + std::to_string(2 * i);
      if (outcome_of(mine, append_of(stream, 2 * i, {name, name + "+1"})) != AppendOutcome::appended) return;
    }
  });
  done = true;
  reader.join();
  const auto entries = other->log_entries(0, 1000).value();
  REQUIRE(entries.size() == 2 * kThreads * kAppends);
  for (int thread = 0; thread < kThreads; ++thread) {
    const std::string stream = "r" + std::to_string(thread);
    const auto indexes = store->log_indexes(stream).value();
    const auto events = store->events(stream, 0, 1000).value().events;
    REQUIRE(indexes.size() == 2 * kAppends);
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      if (i > 0 && indexes[i] <= indexes[i - 1]) FAIL("the entries of a stream are out of order");
      if (i % 2 == 1 && indexes[i] != indexes[i - 1] + 1) FAIL("another append stands within one");
      if (entries[indexes[i]].bytes != events[i]) FAIL("an index leads to another entry");
    }
  }
  CHECK(store->log_entries(2 * kThreads * kAppends - 1, 5).value().size() == 1);
  CHECK(store->log_entries(2 * kThreads * kAppends, 5).value().empty());
  CHECK(store->log_indexes("nothing").value().empty());
}

TEST_CASE_METHOD(EachStore, "an append is in the log behind every one that was answered before it began", "[store][log]") {
  const auto other = opened();
  for (int i = 0; i < 20; ++i) {
    Store& mine = i % 2 == 0 ? *store : *other;
    REQUIRE(outcome_of(mine, append_of("r" + std::to_string(i), 0, {std::to_string(i)})) == AppendOutcome::appended);
  }
  const auto entries = store->log_entries(0, 100).value();
  REQUIRE(entries.size() == 20);
  for (std::size_t i = 0; i < entries.size(); ++i) CHECK(entries[i].bytes == std::to_string(i));
}

TEST_CASE_METHOD(EachStore, "what is not what it was when it was stored is not answered", "[store][log]") {
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one", "two", "three"})) == AppendOutcome::appended);
  SECTION("changed") {
    place->execute("UPDATE events SET bytes = leaf WHERE seq = 2");
    CHECK(store->events("r1", 0, 1).ok());
    CHECK(store->events("r1", 1, 1).error().code == ErrorCode::log_broken);
    CHECK(store->log_entries(0, 10).error().code == ErrorCode::log_broken);
    CHECK(store->log_entries(2, 10).ok());
  }
  SECTION("missing") {
    place->execute("DELETE FROM events WHERE seq = 2");
    CHECK(store->log_entries(0, 10).error().code == ErrorCode::log_broken);
    CHECK(store->log_entries(0, 1).ok());
  }
}

TEST_CASE_METHOD(EachStore, "the log moves on only from where the caller believes that it stands", "[store][log]") {
  CHECK_FALSE(store->checkpoint().value());
  CHECK(store->checkpoints(0, 10).value().empty());
  REQUIRE(store->advance_log({"", {}, {0, "note 0"}}).value());
  CHECK_FALSE(store->advance_log({"", {}, {0, "another"}}).value());
  REQUIRE(store->advance_log({"note 0", {{0, 0, "abc"}, {1, 3, std::string("x\0y", 3)}}, {3, "note 3"}}).value());
  CHECK_FALSE(store->advance_log({"note 0", {{0, 0, "lost"}}, {4, "note 4"}}).value());
  CHECK(store->checkpoint().value()->size == 3);
  CHECK(store->checkpoint().value()->note == "note 3");
  CHECK(store->tile(0, 0).value() == "abc");
  CHECK(store->tile(1, 3).value() == std::string("x\0y", 3));
  CHECK_FALSE(store->tile(0, 1).value());
  CHECK_FALSE(store->tile(2, 0).value());
  // A tile grows; the same size gets another signature; earlier ones go.
  REQUIRE(store->advance_log({"note 3", {{0, 0, "abcdef"}}, {6, "note 6"}}).value());
  CHECK(store->tile(0, 0).value() == "abcdef");
  REQUIRE(store->advance_log({"note 6", {}, {6, "note 6 again"}, {3}}).value());
  const auto kept = store->checkpoints(0, 10).value();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].note == "note 6 again");
  CHECK(store->checkpoint().value()->note == "note 6 again");
}

TEST_CASE_METHOD(EachStore, "of many who move the log on at once one does, and what it writes is there whole", "[store][log]") {
  const auto other = opened();
  REQUIRE(store->advance_log({"", {}, {0, "0"}}).value());
  std::atomic<int> moved{0};
  on_threads(6, [&](int thread) {
    Store& mine = thread % 2 == 0 ? *store : *other;
    for (std::uint64_t size = 1; size <= 20; ++size) {
      const std::string name = std::to_string(size) + "/" + std::to_string(thread);
      // Whoever is late is late for all of it: the note before is read anew.
      const auto before = mine.checkpoint();
      if (!before.ok() || before.value()->size + 1 != size) continue;
      const auto done = mine.advance_log({before.value()->note, {{0, 0, name}, {1, 0, name}}, {size, name}, {size - 1}});
      if (done.ok() && done.value()) ++moved;
    }
  });
  const auto last = store->checkpoint().value();
  CHECK(static_cast<std::uint64_t>(moved) == last->size);
  CHECK(moved > 0);
  CHECK(store->tile(0, 0).value() == last->note);
  CHECK(store->tile(1, 0).value() == last->note);
  CHECK(store->checkpoints(0, 100).value().size() == 1);
}

TEST_CASE_METHOD(EachStore, "a checkpoint of any size gets cosignatures, if it is what was expected", "[store][log]") {
  REQUIRE(store->advance_log({"", {}, {2, "two"}}).value());
  REQUIRE(store->advance_log({"two", {}, {5, "five"}}).value());
  CHECK(store->cosign_log({"two", {2, "two, seen"}}).value());
  CHECK_FALSE(store->cosign_log({"two", {2, "two, seen by another"}}).value());
  CHECK_FALSE(store->cosign_log({"three", {3, "three, seen"}}).value());
  CHECK(store->cosign_log({"", {3, "three, seen"}, {2}}).value());  // it was there once, and comes back
  const auto kept = store->checkpoints(0, 10).value();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].note == "three, seen");
  CHECK(kept[1].note == "five");
  CHECK(store->checkpoints(0, 1).value().size() == 1);
  CHECK(store->checkpoints(3, 10).value().front().size == 5);
}

TEST_CASE_METHOD(EachStore, "the streams of a tenant are read in the order of their ids, page by page, listed or not", "[store]") {
  for (const char* id : {"r3", "r1", "R9", "r10"}) REQUIRE(outcome_of(*store, append_of(id, 0, {"one"})) == AppendOutcome::appended);
  StreamAppend hidden = append_of("passkey/1", 0, {"a registration"});
  hidden.is_listed = false;
  REQUIRE(outcome_of(*store, hidden) == AppendOutcome::appended);
  REQUIRE(store->put_tenant({"kestrel", kMorning, {}}).value());
  StreamAppend theirs = append_of("r2", 0, {"one"});
  theirs.tenant = "kestrel";
  REQUIRE(outcome_of(*store, theirs) == AppendOutcome::appended);

  const std::vector<std::string> all = {"R9", "passkey/1", "r1", "r10", "r3"};
  CHECK(store->streams("default", "", 100).value() == all);
  CHECK(store->streams("kestrel", "", 100).value() == std::vector<std::string>{"r2"});
  CHECK(store->streams("nobody", "", 100).value().empty());
  std::vector<std::string> paged;
  while (true) {
    const auto page = store->streams("default", paged.empty() ? "" : paged.back(), 2).value();
    paged.insert(paged.end(), page.begin(), page.end());
    if (page.size() < 2) break;
  }
  CHECK(paged == all);
}

TEST_CASE_METHOD(EachStore, "the contacts of a tenant are read in the order of the persons' ids, page by page", "[store]") {
  for (const char* person : {"maria", "Jonas", "eva"}) {
    REQUIRE_FALSE(store->put_contact({"default", person, std::string(person) + "@example.com", "de", person[0] == 'm', person[0] == 'm' ? "customer" : ""}));
  }
  REQUIRE_FALSE(store->put_contact({"kestrel", "anna", "anna@example.com", "en", true, ""}));
  const auto first = store->contacts("default", "", 2).value();
  REQUIRE(first.size() == 2);
  CHECK(first[0].person == "Jonas");
  CHECK(first[1].person == "eva");
  const auto rest = store->contacts("default", "eva", 2).value();
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].email == "maria@example.com");
  CHECK(rest[0].language == "de");
  CHECK(rest[0].takes_mail);
  CHECK(rest[0].party == "customer");
  CHECK(rest[0].tenant == "default");
  CHECK_FALSE(first[0].takes_mail);
  CHECK(store->contacts("kestrel", "", 2).value().size() == 1);
}

TEST_CASE_METHOD(EachStore, "a passkey is registered once, and used only from where its counter stands", "[store][passkey]") {
  const std::string id("an\0id", 5);
  REQUIRE(outcome_of(*store, append_of("r1", 0, {"one"})) == AppendOutcome::appended);
  StreamAppend append = append_of("passkey/1", 0, {"first", "a registration"});
  append.is_listed = false;
  append.passkey = PasskeyUse{id, 3'000'000'000, false, std::nullopt};
  append.passkey_owner = "maria";
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);
  append.stream = "passkey/2";
  CHECK(outcome_of(*store, append) == AppendOutcome::passkey_moved);
  append.passkey->credential_id = "another";
  REQUIRE(outcome_of(*store, append) == AppendOutcome::appended);

  const auto found = store->passkey(id).value();
  REQUIRE(found);
  CHECK(found->counter == 3'000'000'000);
  CHECK_FALSE(found->is_backed_up);
  CHECK(found->registration.bytes == "a registration");
  CHECK(found->registration.leaf == leaf_hash("a registration").view());
  CHECK(found->index == 2);
  CHECK_FALSE(store->passkey("nobody's").value());
  const auto hers = store->passkeys("default", "maria").value();
  REQUIRE(hers.size() == 2);
  CHECK(hers[0].credential_id == id);
  CHECK(hers[1].index == 4);
  CHECK(store->passkeys("default", "jonas").value().empty());
  CHECK(store->list({}).value().size() == 1);

  auto use = append_of("r1", 1, {"two"});
  use.passkey = PasskeyUse{id, 3'000'000'001, true, 7};
  CHECK(outcome_of(*store, use) == AppendOutcome::passkey_moved);
  use.passkey->counter_before = 3'000'000'000;
  REQUIRE(outcome_of(*store, use) == AppendOutcome::appended);
  CHECK(store->passkey(id).value()->counter == 3'000'000'001);
  CHECK(store->passkey(id).value()->is_backed_up);
  use.expected_head = 2;
  CHECK(outcome_of(*store, use) == AppendOutcome::passkey_moved);
  use.passkey->credential_id = "nobody's";
  CHECK(outcome_of(*store, use) == AppendOutcome::passkey_moved);
  CHECK(store->head("r1").value() == 2);
}

TEST_CASE_METHOD(EachStore, "of many uses of a passkey at the same counter one is carried out", "[store][passkey]") {
  StreamAppend registration = append_of("passkey/1", 0, {"a registration"});
  registration.passkey = PasskeyUse{"id", 0, false, std::nullopt};
  registration.passkey_owner = "maria";
  REQUIRE(outcome_of(*store, registration) == AppendOutcome::appended);
  const auto other = opened();
  std::atomic<int> appended{0};
  on_threads(6, [&](int thread) {
    for (std::uint32_t counter = 0; counter < 10; ++counter) {
      auto use = append_of("r" + std::to_string(thread) + "-" + std::to_string(counter), 0, {"one"});
      use.passkey = PasskeyUse{"id", counter + 1, false, counter};
      const auto result = (thread % 2 == 0 ? *store : *other).append(use);
      if (result.ok() && result.value().outcome == AppendOutcome::appended) ++appended;
    }
  });
  CHECK(static_cast<std::uint32_t>(appended) == store->passkey("id").value()->counter);
  CHECK(appended > 0);
}
