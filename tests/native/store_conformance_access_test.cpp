// What every store has to do for those who may come in: each case runs on each kind of store.
#include <atomic>

#include "tests/native/each_store.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

StoredKey key_of(const std::string& hash, const std::string& name, const std::string& tenant = "default") {
  return {hash, tenant, name, "lead", "sessions", "", kMorning, std::nullopt, std::nullopt};
}

StoredSession session_of(const std::string& hash, const std::string& parent) {
  StoredSession session;
  session.token_hash = hash;
  session.tenant = "default";
  session.actor = "{}";
  session.role = "lead";
  session.parent = parent;
  session.family = parent.empty() ? hash : parent;
  session.expires = later(kMorning, 1000);
  return session;
}

StoredLink link_of(const std::string& hash, const std::string& id, const std::string& made_by) {
  return {hash, id, "default", "r1", "{}", made_by, kMorning, later(kMorning, 5000), std::nullopt, 0, std::nullopt};
}

}  // namespace

TEST_CASE_METHOD(EachStore, "sessions are found by their hash until they are forgotten", "[store]") {
  StoredSession session;
  session.token_hash = "hash";
  session.tenant = "default";
  session.actor = "{}";
  session.role = "viewer";
  session.stream = "r1";
  session.origins = {"https://a.example", "https://b.example"};
  session.expires = later(kMorning, 1000);
  REQUIRE(store->put_session(session, kMorning, std::nullopt).value() == PutSession::put);
  const auto found = store->session("hash").value().value();
  CHECK(found.actor == "{}");
  CHECK(found.stream == "r1");
  CHECK(found.origins == session.origins);
  CHECK(found.expires == session.expires);
  CHECK_FALSE(store->session("other").value().has_value());
  CHECK(store->knows_origin("https://a.example", kMorning).value());
  CHECK_FALSE(store->knows_origin("https://a.example", later(kMorning, 1000)).value());
  CHECK_FALSE(store->knows_origin("https://c.example", kMorning).value());
  CHECK_FALSE(store->forget_sessions(later(kMorning, 5000)));
  CHECK_FALSE(store->session("hash").value().has_value());
  CHECK_FALSE(store->knows_origin("https://a.example", kMorning).value());
}

TEST_CASE_METHOD(EachStore, "a tenant is there once, with its sites", "[store][access]") {
  CHECK(store->tenant("default").value().has_value());
  CHECK(store->put_tenant({"acme", kMorning, {"https://b.example", "https://a.example"}}).value());
  CHECK_FALSE(store->put_tenant({"acme", later(kMorning, 1), {"https://evil.example"}}).value());
  CHECK(store->tenant("acme").value()->origins == std::vector<std::string>{"https://a.example", "https://b.example"});
  CHECK(store->knows_origin("https://a.example", kMorning).value());
  CHECK_FALSE(store->knows_origin("https://evil.example", kMorning).value());
  CHECK(store->set_tenant_origins("acme", {"https://c.example"}).value());
  CHECK_FALSE(store->set_tenant_origins("nobody", {"https://c.example"}).value());
  reopen();
  CHECK(store->tenant("acme").value()->origins == std::vector<std::string>{"https://c.example"});
  CHECK_FALSE(store->knows_origin("https://a.example", kMorning).value());
  CHECK(store->tenants().value().size() == 2);
  CHECK_FALSE(store->tenant("nobody").value().has_value());
}

TEST_CASE_METHOD(EachStore, "streams, lists and blobs are one tenant's", "[store][access]") {
  REQUIRE(store->put_tenant({"acme", kMorning, {}}).value());
  StreamAppend theirs = append_of("r2", 0, {"one"});
  theirs.tenant = "acme";
  theirs.summary.people = {"maria"};
  StreamAppend ours = append_of("r1", 0, {"one"});
  ours.summary.people = {"maria"};
  REQUIRE(outcome_of(*store, ours) == AppendOutcome::appended);
  REQUIRE(outcome_of(*store, theirs) == AppendOutcome::appended);
  CHECK(store->tenant_of("r1").value() == "default");
  CHECK(store->tenant_of("r2").value() == "acme");
  CHECK_FALSE(store->tenant_of("r3").value().has_value());
  CHECK(store->events("r2", 0, 9).value().tenant == "acme");
  CHECK(store->events("r2", 1, 9).value().tenant == "acme");  // also when there is nothing new
  SummaryQuery query;
  query.tenant = "acme";
  REQUIRE(store->list(query).value().size() == 1);
  CHECK(store->list(query).value().front().stream == "r2");
  query.person = "maria";
  REQUIRE(store->list(query).value().size() == 1);
  CHECK(store->list(query).value().front().stream == "r2");
  const std::string digest = put_blob(*store, "bytes");
  CHECK(store->blob_size("default", digest).value() == 5);
  CHECK_FALSE(store->blob_size("acme", digest).value().has_value());
  const auto again = std::move(store->upload()).value();
  REQUIRE_FALSE(again->write("bytes"));
  REQUIRE_FALSE(again->commit("acme", digest));
  CHECK(store->blob_size("acme", digest).value() == 5);
}

TEST_CASE_METHOD(EachStore, "a key has a name of its own within its tenant, also after it was revoked", "[store][access]") {
  REQUIRE(store->put_tenant({"acme", kMorning, {}}).value());
  CHECK(store->put_key(key_of("h1", "portal")).value() == PutKey::put);
  CHECK(store->put_key(key_of("h2", "portal")).value() == PutKey::name_taken);
  CHECK(store->put_key(key_of("h3", "portal", "acme")).value() == PutKey::put);
  StoredKey made = key_of("h5", "made");
  made.made_by = "h3";
  CHECK(store->put_key(made).value() == PutKey::put);
  CHECK(store->key("h5").value()->made_by == "h3");
  REQUIRE(store->revoke_key("acme", "portal", kMorning).value());
  made.name = "made later";
  CHECK(store->put_key(made).value() == PutKey::maker_ended);
  CHECK_FALSE(store->key("h5").value()->revoked_at.has_value());  // what it made stays
  CHECK(store->key("h1").value()->name == "portal");
  CHECK_FALSE(store->key("h2").value().has_value());
  CHECK_FALSE(store->note_key_use("h1", later(kMorning, 10)));
  CHECK_FALSE(store->note_key_use("h1", later(kMorning, 5)));  // a clock was set back
  CHECK(store->key("h1").value()->used_at == later(kMorning, 10));
  CHECK(store->revoke_key("default", "portal", later(kMorning, 20)).value());
  CHECK_FALSE(store->revoke_key("default", "portal", later(kMorning, 30)).value());
  CHECK_FALSE(store->revoke_key("default", "nobody", later(kMorning, 30)).value());
  CHECK(store->key("h1").value()->revoked_at == later(kMorning, 20));
  CHECK(store->put_key(key_of("h4", "portal")).value() == PutKey::name_taken);
  CHECK(store->keys("default").value().size() == 2);
  CHECK(store->keys("acme").value().size() == 1);
}

TEST_CASE_METHOD(EachStore, "what was made with a key or a link ends with it, and nothing is made with it afterwards", "[store][access]") {
  REQUIRE(store->put_key(key_of("key", "portal")).value() == PutKey::put);
  REQUIRE(store->put_key(key_of("other", "other")).value() == PutKey::put);
  REQUIRE(store->put_link(link_of("link", "lnk_1", "key")).value());
  REQUIRE(store->put_link(link_of("link2", "lnk_2", "other")).value());
  for (const auto& [hash, parent] : {std::pair("s1", "key"), std::pair("s2", "link"), std::pair("s3", "link2"), std::pair("s4", "")}) {
    REQUIRE(store->put_session(session_of(hash, parent), kMorning, std::nullopt).value() == PutSession::put);
  }
  REQUIRE(store->revoke_key("default", "portal", kMorning).value());
  CHECK_FALSE(store->session("s1").value().has_value());
  CHECK_FALSE(store->session("s2").value().has_value());
  CHECK(store->session("s3").value().has_value());
  CHECK(store->session("s4").value().has_value());
  CHECK(store->link("link").value()->revoked_at == kMorning);
  CHECK_FALSE(store->put_link(link_of("link3", "lnk_3", "key")).value());
  CHECK(store->put_session(session_of("s5", "key"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK(store->put_session(session_of("s5", "link"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK(store->put_session(session_of("s5", "nothing"), kMorning, std::nullopt).value() == PutSession::parent_ended);
  CHECK_FALSE(store->revoke_link("r2", "lnk_2", kMorning).value());  // it leads elsewhere
  CHECK(store->revoke_link("r1", "lnk_2", kMorning).value());
  CHECK_FALSE(store->revoke_link("r1", "lnk_2", kMorning).value());
  CHECK_FALSE(store->session("s3").value().has_value());
}

TEST_CASE_METHOD(EachStore, "a link has so many sessions at a time, and is forgotten when it ended long ago", "[store][access]") {
  REQUIRE(store->put_link(link_of("link", "lnk_1", "")).value());
  REQUIRE(store->put_session(session_of("s1", "link"), kMorning, 2).value() == PutSession::put);
  REQUIRE(store->put_session(session_of("s2", "link"), kMorning, 2).value() == PutSession::put);
  CHECK(store->put_session(session_of("s3", "link"), kMorning, 2).value() == PutSession::too_many);
  CHECK(store->put_session(session_of("s3", "link"), later(kMorning, 1000), 2).value() == PutSession::put);  // the others have ended
  REQUIRE_FALSE(store->note_link_use("link", later(kMorning, 7)));
  REQUIRE_FALSE(store->note_link_use("link", later(kMorning, 8)));
  const StoredLink found = store->links("r1", 10).value().front();
  CHECK(found.uses == 2);
  CHECK(found.used_at == later(kMorning, 8));
  CHECK(found.id == "lnk_1");
  REQUIRE_FALSE(store->forget_links(later(kMorning, 5000)));
  CHECK(store->link("link").value().has_value());
  REQUIRE_FALSE(store->forget_links(later(kMorning, 5001)));
  CHECK_FALSE(store->link("link").value().has_value());
}

TEST_CASE_METHOD(EachStore, "a value written once stays", "[store]") {
  CHECK(store->meta_or_put("m", "first").value() == "first");
  CHECK(store->meta_or_put("m", "second").value() == "first");
  reopen();
  CHECK(store->meta("m").value() == "first");
}

TEST_CASE_METHOD(EachStore, "a key that is revoked ends also what is being made with it at the same moment", "[store][access]") {
  const auto other = opened();
  for (int round = 0; round < 10; ++round) {
    const std::string key = "key" + std::to_string(round);
    REQUIRE(store->put_key(key_of(key, key)).value() == PutKey::put);
    on_threads(4, [&](int thread) {
      const std::string hash = key + "-" + std::to_string(thread);
      Store& mine = thread % 2 == 0 ? *store : *other;
      if (thread == 0) (void)mine.revoke_key("default", key, kMorning);
      else if (thread == 1) (void)mine.put_link(link_of(hash, hash, key));
      else (void)mine.put_session(session_of(hash, key), kMorning, std::nullopt);
    });
    for (int thread = 2; thread < 4; ++thread) CHECK_FALSE(store->session(key + "-" + std::to_string(thread)).value().has_value());
    const auto link = store->link(key + "-1").value();
    if (link) CHECK(link->revoked_at.has_value());
  }
}

TEST_CASE_METHOD(EachStore, "of sessions that are made at once no more come to be than may be", "[store][access]") {
  const auto other = opened();
  REQUIRE(store->put_link(link_of("link", "lnk_1", "")).value());
  std::atomic<int> put{0};
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 5; ++i) {
      const auto done = (thread % 2 == 0 ? *store : *other).put_session(session_of(std::to_string(thread) + "-" + std::to_string(i), "link"), kMorning, 7);
      if (done.ok() && done.value() == PutSession::put) ++put;
    }
  });
  CHECK(put == 7);
}
