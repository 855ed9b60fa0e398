#include "tests/native/server_story.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/digest.h"
#include "native/service/keys.h"
#include "native/service/timers.h"
#include "native/store/sqlite_snapshot.h"

namespace countersign::test {
namespace {

const std::string kStagesOfStory = R"("stages":[{"id":"customer","name":"Customer","order":1,"rule":{"type":"all"},
  "members":[{"id":"maria","name":"Maria Keller","obligation":"approver"}]},{"id":"legal","name":"Legal","order":2,"rule":{"type":"all"},
  "members":[{"id":"jonas","name":"Jonas Weber","obligation":"approver"}]}])";
const std::string kPolicyOfStory = R"("policy":{"response":{"amount":2,"unit":"days"},"reminders":[{"amount":1,"unit":"days"}],
  "escalation":{"after":{"amount":3,"unit":"days"},"to":{"id":"eva","name":"Eva Kern"}},"end":{"after":{"amount":40,"unit":"days"},"action":"expire"}},)";

std::string folder_in_memory() {
  const std::string parent = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  return parent + "/countersign-story-" + std::to_string(::getpid());
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <class T>
T need(Result<T> result) {
  if (!result.ok()) throw std::runtime_error("refused: " + std::string(error_row(result.error().code).word) + " " + result.error().detail);
  return std::move(result).value();
}

QuietAnswer minted(QuietServer& server, Deed& deed) {
  QuietAnswer answer = server.call(deed.call);
  if (answer.status == 201) deed.token = read_json(answer.body).value().at("token").get<std::string>();
  return answer;
}

// As the sender does it, but that everything gets through at once.
void deliver_all(Store& store, const Deed& deed) {
  DeliveryClaim claim{deed.at, later(deed.at, 1000), "story-" + std::to_string(deed.seed), 1000, 1000, {}};
  while (true) {
    const auto claimed = need(store.claim_deliveries(claim));
    if (claimed.empty()) return;
    std::vector<DeliveryNote> notes;
    for (const StoredDelivery& each : claimed) notes.push_back({each.number, claim.claimer, DeliveryAttempt{deed.at, 204, ""}, DeliveryStatus::delivered, deed.at, ""});
    need(store.note_deliveries(notes));
  }
}

QuietCall writing_call(HttpMethod method, const std::string& target, const std::string& token, const std::string& body) {
  return {method, target, {{"authorization", "Bearer " + token}, {"content-type", "application/json"}, {"countersign-protocol", "1"}}, body};
}

void require_of_story(bool holds) {
  if (!holds) throw std::runtime_error("the story does not go as it should");
}

}  // namespace

QuietCall look(const std::string& token, const std::string& target) { return {HttpMethod::get, target, {{"authorization", "Bearer " + token}}, ""}; }

World::World() : folder_(folder_in_memory()) { std::filesystem::create_directories(folder_); }

World::~World() {
  close();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string World::head() const { return read_whole(head_file()); }

void World::put_head(const std::string& head) const {
  std::filesystem::remove(head_file());
  if (!head.empty()) std::ofstream(head_file(), std::ios::binary) << head;
}

QuietAnswer World::perform(Deed& deed) {
  if (deed.kind == DeedKind::open) {
    close();
    server_ = need(QuietServer::open(store_file(), head_file()));
    return {};
  }
  server().clock().set(deed.at);
  server().random().seed(deed.seed);
  switch (deed.kind) {
    case DeedKind::call: return server().call(deed.call);
    case DeedKind::mint:
    case DeedKind::mint_short: return minted(server(), deed);
    case DeedKind::make_key: deed.token = need(KeyService(server().store(), server().clock(), server().random()).make({deed.tenant, "portal-" + std::to_string(deed.seed), Role::lead, Scopes::all(), {}})).token; break;
    case DeedKind::sign:
      while (need(server().log_keeper().advance()) > 0) {
      }
      break;
    case DeedKind::time: need(run_timers(server().store(), server().requests(), deed.at, [](const std::string& what) { throw std::runtime_error(what); })); break;
    case DeedKind::checkpoint: SqliteConnection(store_file(), SqliteAccess::read_write).execute("PRAGMA wal_checkpoint"); break;
    case DeedKind::forget:
      if (const Refusal refusal = server().store().forget_sessions(deed.at)) throw std::runtime_error(refusal->detail);
      break;
    case DeedKind::make_tenant: need(server().store().put_tenant({deed.tenant, deed.at, {}})); break;
    case DeedKind::change: return server().call(deed.call);
    case DeedKind::deliver: deliver_all(server().store(), deed); break;
    case DeedKind::open: break;
  }
  return {};
}

std::vector<std::string> World::messages() const {
  SqliteConnection connection(store_file(), SqliteAccess::read_only);
  auto select = connection.prepared("SELECT route || ' ' || receiver || ' ' || stream || ' ' || message_id || ' ' || kind || ' ' || body FROM outbox ORDER BY number");
  std::vector<std::string> found;
  while (select->step()) found.push_back(select->bytes(0));
  return found;
}

std::uint64_t World::delivered() const {
  SqliteConnection connection(store_file(), SqliteAccess::read_only);
  return static_cast<std::uint64_t>(connection.integer("SELECT count(*) FROM outbox WHERE status = 'delivered'"));
}

std::vector<std::string> World::entries() {
  std::vector<std::string> found;
  for (const StoredEntry& entry : need(server().store().log_entries(0, 100'000))) found.push_back(entry.bytes);
  return found;
}

FsckReport World::check(std::uint64_t at_least) const {
  SqliteLogSnapshot snapshot(std::make_shared<SqliteConnection>(store_file(), SqliteAccess::read_only), store_file());
  SigningKey::Seed seed{};
  seed.fill(7);
  return fsck(snapshot, {{LogKey("log.example/tests", seed).verifier()}, at_least, {}});
}

Teller::Teller(World& world)
    : perform([&world](Deed& deed) { return world.perform(deed); }), world_(world), now_(Instant::from_text("2026-11-23T09:00:00.000Z").value()) {}

void Teller::tell() {
  deed(DeedKind::open);
  key_ = deed(DeedKind::make_key).token;
  const std::string dana = mint("dana", "delivery", "");
  deed(DeedKind::call, writing_call(HttpMethod::put, "/v1/contacts/dana", key_, R"({"email":"dana@example.com"})"));
  change(writing_call(HttpMethod::post, "/v1/webhooks", key_, R"({"url":"https://erp.example/hook"})"), [this](Deed& made, const Json& answer) {
    made.shows = look(key_, "/v1/webhooks/" + answer.at("id").get<std::string>());
    made.shown_text = "erp.example";
  });
  deed(DeedKind::mint_short, minting("eva", "delivery", "", R"(,"ttl_seconds":60)"));
  const std::string request = submitted(dana, "r1", "");
  deed(DeedKind::sign);
  const std::string maria = mint("maria", "customer", request);
  command(request, maria, "ask", R"({"command":"ask","text":"Does the map work?"})");
  command(request, dana, "answer", R"({"command":"answer","question":"q1","text":"It does."})");
  deed(DeedKind::checkpoint);
  pass(2 * 60 * 1000);
  deed(DeedKind::forget);
  deed(DeedKind::sign);
  let_others_in(request, dana);
  deed(DeedKind::deliver);
  command(request, maria, "submit-again", R"({"command":"submit"})", 409);  // a refusal is an answer, too
  before_first_decision();
  decide(request, maria, "customer");
  deed(DeedKind::sign);
  deed(DeedKind::open);
  decide(request, mint("jonas", "customer", request), "legal");
  const std::string waiting = submitted(dana, "r2", kPolicyOfStory);
  deed(DeedKind::sign);
  for (const std::int64_t days : {1, 2, 37}) {
    pass(days * kDayMs);
    deed(DeedKind::time);
  }
  deed(DeedKind::sign);
  pass(2000);
  deed(DeedKind::deliver);
  require_of_story(deeds_.back().messages > 20 && deeds_.back().delivered == deeds_.back().messages);
  require_of_story(view(request, key_).at("request").at("state") == "approved");
  require_of_story(view(waiting, key_).at("request").at("state") == "expired");
}

void Teller::pass(std::int64_t milliseconds) { now_ = later(now_, milliseconds); }

const Deed& Teller::deed(DeedKind kind, QuietCall call) {
  Deed deed;
  deed.kind = kind;
  deed.call = std::move(call);
  return record(std::move(deed));
}

const Deed& Teller::record(Deed deed) {
  deed.at = now_;
  deed.seed = deeds_.size() + 1;
  deed.answer = perform(deed);
  deed.entries = world_.entries().size();
  deed.signed_size = world_.signed_size();
  deed.messages = world_.messages().size();
  deed.delivered = world_.delivered();
  deeds_.push_back(std::move(deed));
  return deeds_.back();
}

Deed Teller::change(QuietCall call, const std::function<void(Deed&, const Json& answer)>& shows) {
  const bool is_end = call.method == HttpMethod::delete_;
  Deed& made = deeds_[static_cast<std::size_t>(&deed(DeedKind::change, std::move(call)) - deeds_.data())];
  if (made.answer.status >= 300 && !(is_end && made.answer.status == 404)) throw std::runtime_error("refused: " + made.answer.body);
  shows(made, made.answer.body.empty() ? Json() : read_json(made.answer.body).value());
  return made;
}

void Teller::let_others_in(const std::string& request, const std::string& dana) {
  Deed tenant;
  tenant.kind = DeedKind::make_tenant;
  tenant.tenant = "kestrel";
  record(tenant);
  Deed theirs;
  theirs.kind = DeedKind::make_key;
  theirs.tenant = "kestrel";
  record(theirs);
  const auto bearer_shows = [](const std::string& target) {
    return [target](Deed& made, const Json& answer) {
      made.token = answer.at("token").get<std::string>();
      made.shows = look(made.token, target);
    };
  };
  const std::string renewable = deed(DeedKind::mint, minting("eva", "delivery", "", R"(,"renewable_seconds":3600)")).token;
  change(writing_call(HttpMethod::post, "/v1/sessions/renewal", renewable, "{}"), bearer_shows("/v1/requests"));

  const std::string links = "/v1/requests/" + request + "/links";
  std::string id;
  const Deed link = change(writing_call(HttpMethod::post, links, key_, R"({"actor":{"id":"maria","kind":"human","name":"Maria","party":"customer"}})"), [&](Deed& made, const Json& answer) {
    made.token = answer.at("token").get<std::string>();
    id = answer.at("id").get<std::string>();
    made.shows = look(key_, links);
    made.shown_text = id;
  });
  QuietCall exchange = writing_call(HttpMethod::post, "/v1/links/exchange", link.token, R"({"token":")" + link.token + "\"}");
  const Deed guest = change(std::move(exchange), bearer_shows("/v1/requests/" + request));
  const std::size_t exchanged = deeds_.size() - 1;
  change(writing_call(HttpMethod::delete_, links + "/" + id, key_, ""), [&](Deed& made, const Json&) {
    made.shows = look(guest.token, "/v1/requests/" + request);
    made.shown_status = 401;
  });
  deeds_[exchanged].until = deeds_.size() - 1;

  const std::size_t number = deeds_.size();
  const std::string erp = deed(DeedKind::make_key).token;
  const std::string name = "portal-" + std::to_string(deeds_[number].seed);
  change(writing_call(HttpMethod::delete_, "/v1/keys/" + name, key_, ""), [&](Deed& made, const Json&) {
    made.shows = look(erp, "/v1/requests");
    made.shown_status = 401;
  });
  deeds_[number].until = deeds_.size() - 1;
  command(request, dana, "comment", R"({"command":"comment","text":"Eva follows it, too."})");
}

QuietCall Teller::minting(const std::string& id, const std::string& party, const std::string& request, const std::string& more) const {
  const std::string actor = R"({"id":")" + id + R"(","kind":"human","name":")" + id + R"(","party":")" + party + "\"}";
  const std::string target = request.empty() ? "/v1/sessions" : "/v1/requests/" + request + "/sessions";
  return writing_call(HttpMethod::post, target, key_, "{\"actor\":" + actor + more + "}");
}
std::string Teller::mint(const std::string& id, const std::string& party, const std::string& request) {
  return deed(DeedKind::mint, minting(id, party, request, "")).token;
}

Json Teller::view(const std::string& request, const std::string& token) {
  world_.server().clock().set(now_);
  return read_json(world_.server().call(look(token, "/v1/requests/" + request)).body).value();
}

Json Teller::command(const std::string& request, const std::string& token, const std::string& key, const std::string& body, int status) {
  QuietCall call = writing_call(HttpMethod::post, "/v1/requests/" + request + "/commands", token, body);
  // Long, so that each copy of it takes memory, which may fail.
  call.headers.push_back({"idempotency-key", key + "-of-a-call-in-this-story"});
  call.headers.push_back({"if-match", "\"" + std::to_string(view(request, token).at("head").get<std::int64_t>()) + "\""});
  const QuietAnswer answer = deed(DeedKind::call, std::move(call)).answer;
  if (answer.status != status) throw std::runtime_error(key + ": " + answer.body);
  return read_json(answer.body).value();
}

std::string Teller::part(const std::string& token, const std::string& id, const std::string& bytes) {
  const std::string digest = Digest::of(bytes).hex();
  deed(DeedKind::call, writing_call(HttpMethod::put, "/v1/blobs/" + digest, token, bytes));
  return R"({"id":")" + id + R"(","name":")" + id + R"(.txt","media_type":"text/plain","size":)" + std::to_string(bytes.size()) + R"(,"sha256":")" + digest + "\"}";
}

std::string Teller::submitted(const std::string& token, const std::string& name, const std::string& policy) {
  QuietCall creation = writing_call(HttpMethod::post, "/v1/requests", token,
                             R"({"command":"create","kind":"deliverable","title":"Homepage","ask":"Is it final?","due":"2026-12-24T16:00:00.000Z",)" + policy + kStagesOfStory + "}");
  creation.headers.push_back({"idempotency-key", name + "-create"});
  const Json created = read_json(deed(DeedKind::call, std::move(creation)).answer.body).value();
  const auto id = created.at("request").at("id").get<std::string>();
  const std::string parts = part(token, "page", "the homepage of " + name) + "," + part(token, "map", std::string(policy.empty() ? 30'000 : large_file_bytes, name.back()));
  const Json added = command(id, token, name + "-add", R"({"command":"add-version","parts":[)" + parts + "]}");
  const auto digest = added.at("request").at("versions").at(0).at("digest").get<std::string>();
  command(id, token, name + "-ready", R"({"command":"confirm-ready","displayed_digest":")" + digest + "\"}");
  command(id, token, name + "-submit", R"({"command":"submit"})");
  return id;
}

void Teller::decide(const std::string& request, const std::string& token, const std::string& stage) {
  const Json seen = view(request, token);
  command(request, token, "decide-" + stage,
          R"({"command":"decide","stage":")" + stage + R"(","version":1,"displayed_digest":")" +
              seen.at("request").at("versions").back().at("digest").get<std::string>() + R"(","decision":"approve","challenge":")" +
              seen.at("challenge").at("value").get<std::string>() + "\"}");
}

}  // namespace countersign::test
