#include "tests/native/crash_story.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/base/digest.h"
#include "core/json/reader.h"
#include "native/log/fsck.h"
#include "native/service/keys.h"
#include "native/service/timers.h"
#include "native/store/sqlite_snapshot.h"
#include "tests/native/quiet_server.h"

namespace countersign::test {
namespace {

constexpr std::size_t kCutsTold = 10;
constexpr std::size_t kLargeBytes = 1'100'000;  // a file that the store takes in more than one transaction
constexpr std::uint64_t kAgain = 1'000'000;  // the seed of calls that are made again: whoever carries them out once more says something else

enum class DeedKind {
  open,  // the server starts, again or for the first time
  make_key,
  mint,
  mint_short,  // a session that is forgotten in the course of the story
  call,
  sign,
  time,  // passes, and the timer looks
  checkpoint,  // SQLite takes its write-ahead log into the file, and begins it anew
  forget,
};

struct Deed {
  DeedKind kind = DeedKind::call;
  Instant at;
  std::uint64_t seed = 0;
  QuietCall call;
  std::string token;  // of the key or the session that was made
  QuietAnswer answer;
  std::uint64_t entries = 0;      // of the log, afterwards
  std::uint64_t signed_size = 0;  // of it
};

// Who is asked about the requests by a token, to see whether it is known.
QuietCall look(const std::string& token, const std::string& target) { return {HttpMethod::get, target, {{"authorization", "Bearer " + token}}, ""}; }

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The store, the head of the log's key beside it, and the server on them.
class World {
 public:
  World() : folder_((std::filesystem::exists("/dev/shm") ? "/dev/shm/countersign-crash-" : "/tmp/countersign-crash-") + std::to_string(getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~World() {
    close();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::string store_file() const { return folder_ + "/store.sqlite"; }
  std::string head_file() const { return folder_ + "/log-key.head"; }
  QuietServer& server() { return *server_; }
  void close() { server_.reset(); }

  std::string head() const { return read_whole(head_file()); }
  void put_head(const std::string& head) const {
    std::filesystem::remove(head_file());
    if (!head.empty()) std::ofstream(head_file(), std::ios::binary) << head;
  }

  // What the deed is answered; deeds without an answer have an empty one. Throws when it cannot be done.
  QuietAnswer perform(Deed& deed) {
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
      case DeedKind::mint_short: return mint(deed);
      case DeedKind::make_key: deed.token = need(KeyService(server().store(), server().clock(), server().random()).make({std::string(kDefaultTenant), "portal", Role::lead, Scopes::all()})); break;
      case DeedKind::sign:
        while (need(server().log_keeper().advance()) > 0) {
        }
        break;
      case DeedKind::time: need(run_timers(server().store(), server().requests(), deed.at, [](const std::string& what) { throw std::runtime_error(what); })); break;
      case DeedKind::checkpoint: SqliteConnection(store_file(), SqliteAccess::read_write).execute("PRAGMA wal_checkpoint"); break;
      case DeedKind::forget:
        if (const Refusal refusal = server().store().forget_sessions(deed.at)) throw std::runtime_error(refusal->detail);
        break;
      case DeedKind::open: break;
    }
    return {};
  }

  // All entries of the log, in order.
  std::vector<std::string> entries() {
    std::vector<std::string> found;
    for (const StoredEntry& entry : need(server().store().log_entries(0, 100'000))) found.push_back(entry.bytes);
    return found;
  }
  std::uint64_t signed_size() { return server().log_keeper().size(); }

  FsckReport check(std::uint64_t at_least) const {
    SqliteLogSnapshot snapshot(std::make_shared<SqliteConnection>(store_file(), SqliteAccess::read_only));
    SigningKey::Seed seed{};
    seed.fill(7);
    return fsck(snapshot, {{LogKey("log.example/tests", seed).verifier()}, at_least, {}});
  }

  template <class T>
  static T need(Result<T> result) {
    if (!result.ok()) throw std::runtime_error("refused: " + std::string(error_row(result.error().code).word) + " " + result.error().detail);
    return std::move(result).value();
  }

 private:
  QuietAnswer mint(Deed& deed) {
    QuietAnswer answer = server().call(deed.call);
    if (answer.status == 201) deed.token = read_json(answer.body).value().at("token").get<std::string>();
    return answer;
  }

  const std::string folder_;
  std::unique_ptr<QuietServer> server_;
};

// -------------------------------------------------------------------------------------------------------------- the story

const std::string kStagesOfStory = R"("stages":[{"id":"customer","name":"Customer","order":1,"rule":{"type":"all"},
  "members":[{"id":"maria","name":"Maria Keller","obligation":"approver"}]},{"id":"legal","name":"Legal","order":2,"rule":{"type":"all"},
  "members":[{"id":"jonas","name":"Jonas Weber","obligation":"approver"}]}])";
const std::string kPolicyOfStory = R"("policy":{"response":{"amount":2,"unit":"days"},"reminders":[{"amount":1,"unit":"days"}],
  "escalation":{"after":{"amount":3,"unit":"days"},"to":{"id":"eva","name":"Eva Kern"}},"end":{"after":{"amount":40,"unit":"days"},"action":"expire"}},)";

// Tells it once, and notes each deed with what came of it.
class Teller {
 public:
  explicit Teller(World& world) : world_(world), now_(Instant::from_text("2026-11-23T09:00:00.000Z").value()) {}

  std::function<void()> before_first_decision = [] {};
  const std::vector<Deed>& deeds() const { return deeds_; }

  void tell() {
    deed(DeedKind::open);
    key_ = deed(DeedKind::make_key).token;
    const std::string dana = mint("dana", "delivery", "");
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
    require(view(request, key_).at("request").at("state") == "approved");
    require(view(waiting, key_).at("request").at("state") == "expired");
  }

 private:
  static void require(bool holds) {
    if (!holds) throw std::runtime_error("the story does not go as it should");
  }
  void pass(std::int64_t milliseconds) { now_ = later(now_, milliseconds); }

  const Deed& deed(DeedKind kind, QuietCall call = {}) {
    Deed deed{kind, now_, deeds_.size() + 1, std::move(call), "", {}, 0, 0};
    deed.answer = world_.perform(deed);
    deed.entries = world_.entries().size();
    deed.signed_size = world_.signed_size();
    deeds_.push_back(std::move(deed));
    return deeds_.back();
  }

  QuietCall write(HttpMethod method, const std::string& target, const std::string& token, const std::string& body) const {
    return {method, target, {{"authorization", "Bearer " + token}, {"content-type", "application/json"}, {"countersign-protocol", "1"}}, body};
  }
  QuietCall minting(const std::string& id, const std::string& party, const std::string& request, const std::string& more) const {
    const std::string actor = R"({"id":")" + id + R"(","kind":"human","name":")" + id + R"(","party":")" + party + "\"}";
    const std::string target = request.empty() ? "/v1/sessions" : "/v1/requests/" + request + "/sessions";
    return write(HttpMethod::post, target, key_, "{\"actor\":" + actor + more + "}");
  }
  std::string mint(const std::string& id, const std::string& party, const std::string& request) {
    return deed(DeedKind::mint, minting(id, party, request, "")).token;
  }

  Json view(const std::string& request, const std::string& token) {
    world_.server().clock().set(now_);
    return read_json(world_.server().call(look(token, "/v1/requests/" + request)).body).value();
  }

  Json command(const std::string& request, const std::string& token, const std::string& key, const std::string& body, int status = 200) {
    QuietCall call = write(HttpMethod::post, "/v1/requests/" + request + "/commands", token, body);
    call.headers.push_back({"idempotency-key", key});
    call.headers.push_back({"if-match", "\"" + std::to_string(view(request, token).at("head").get<std::int64_t>()) + "\""});
    const QuietAnswer answer = deed(DeedKind::call, std::move(call)).answer;
    if (answer.status != status) throw std::runtime_error(key + ": " + answer.body);
    return read_json(answer.body).value();
  }

  std::string part(const std::string& token, const std::string& id, const std::string& bytes) {
    const std::string digest = Digest::of(bytes).hex();
    deed(DeedKind::call, write(HttpMethod::put, "/v1/blobs/" + digest, token, bytes));
    return R"({"id":")" + id + R"(","name":")" + id + R"(.txt","media_type":"text/plain","size":)" + std::to_string(bytes.size()) + R"(,"sha256":")" + digest + "\"}";
  }

  // The id of a request in review.
  std::string submitted(const std::string& token, const std::string& name, const std::string& policy) {
    QuietCall creation = write(HttpMethod::post, "/v1/requests", token,
                               R"({"command":"create","kind":"deliverable","title":"Homepage","ask":"Is it final?","due":"2026-12-24T16:00:00.000Z",)" + policy + kStagesOfStory + "}");
    creation.headers.push_back({"idempotency-key", name + "-create"});
    const Json created = read_json(deed(DeedKind::call, std::move(creation)).answer.body).value();
    const auto id = created.at("request").at("id").get<std::string>();
    const std::string parts = part(token, "page", "the homepage of " + name) + "," + part(token, "map", std::string(policy.empty() ? 30'000 : kLargeBytes, name.back()));
    const Json added = command(id, token, name + "-add", R"({"command":"add-version","parts":[)" + parts + "]}");
    const auto digest = added.at("request").at("versions").at(0).at("digest").get<std::string>();
    command(id, token, name + "-ready", R"({"command":"confirm-ready","displayed_digest":")" + digest + "\"}");
    command(id, token, name + "-submit", R"({"command":"submit"})");
    return id;
  }

  void decide(const std::string& request, const std::string& token, const std::string& stage) {
    const Json seen = view(request, token);
    command(request, token, "decide-" + stage,
            R"({"command":"decide","stage":")" + stage + R"(","version":1,"displayed_digest":")" +
                seen.at("request").at("versions").back().at("digest").get<std::string>() + R"(","decision":"approve","challenge":")" +
                seen.at("challenge").at("value").get<std::string>() + "\"}");
  }

  World& world_;
  Instant now_;
  std::string key_;
  std::vector<Deed> deeds_;
};

// ------------------------------------------------------------------------------------------------------------- the power cuts

// Where the power may fail.
struct Point {
  DiskState disk;
  std::string head;
  std::size_t answered;  // deeds before the one that is under way
};

struct Told {
  std::vector<Deed> deeds;
  std::vector<std::string> entries;
  Digest root;
};

struct Missing : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Survivor {
 public:
  Survivor(World& world, const Told& told, std::size_t answered) : world_(world), told_(told), answered_(answered) {}

  // Throws what is wrong.
  void check() {
    Deed open;
    open.kind = DeedKind::open;
    world_.perform(open);
    check_entries();
    check_store(answered_ > 0 ? told_.deeds[answered_ - 1].signed_size : 0);
    for (std::size_t i = 0; i < answered_; ++i) check_answered(told_.deeds[i], i);
    go_on();
    if (world_.entries() != told_.entries) throw Missing("at the end the log is another");
    const FsckReport report = check_store(told_.deeds.back().signed_size);
    if (report.root != told_.root) throw Missing("at the end the root of the log is another");
  }

 private:
  // Those of the calls that were answered, and those of the call that was cut off: all, or none, or of a timer some.
  void check_entries() {
    const std::vector<std::string> found = world_.entries();
    const std::uint64_t before = answered_ > 0 ? told_.deeds[answered_ - 1].entries : 0;
    const bool is_over = answered_ == told_.deeds.size();
    const std::uint64_t after = is_over ? before : told_.deeds[answered_].entries;
    if (found.size() < before) throw Missing("an event of an answered call is lost");
    if (found.size() > after) throw Missing("there are more events than calls were made");
    if (!is_over && told_.deeds[answered_].kind != DeedKind::time && found.size() != before && found.size() != after) throw Missing("a call is there by half");
    if (!std::equal(found.begin(), found.end(), told_.entries.begin())) throw Missing("an event is not what it was");
  }

  FsckReport check_store(std::uint64_t at_least) {
    SqliteConnection connection(world_.store_file(), SqliteAccess::read_write);
    if (const std::string said = connection.text("PRAGMA integrity_check"); said != "ok") throw Missing("SQLite says: " + said);
    if (!connection.text("PRAGMA foreign_key_check").empty()) throw Missing("a row points nowhere");
    if (connection.integer("SELECT count(*) FROM streams s LEFT JOIN summaries m ON m.stream = s.number WHERE m.stream IS NULL") != 0) throw Missing("a request has no summary");
    FsckReport report = world_.check(at_least);
    if (!report.holds()) throw Missing("fsck says: " + report.findings.front());
    return report;
  }

  QuietAnswer again(const Deed& deed, const QuietCall& call) {
    world_.server().clock().set(deed.at);
    world_.server().random().seed(kAgain);
    return world_.server().call(call);
  }

  bool knows(const Deed& deed) {
    std::string target = "/v1/requests";
    constexpr std::string_view kEnd = "/sessions";
    if (deed.call.target.starts_with("/v1/requests/")) target = deed.call.target.substr(0, deed.call.target.size() - kEnd.size());
    return again(deed, look(deed.token, target)).status == 200;
  }

  void check_answered(const Deed& deed, std::size_t number) {
    const std::string name = "deed " + std::to_string(number) + " was answered, and ";
    if ((deed.kind == DeedKind::make_key || deed.kind == DeedKind::mint) && !knows(deed)) throw Missing(name + "its token is unknown");
    if (deed.kind == DeedKind::sign && world_.signed_size() < deed.signed_size) throw Missing(name + "its checkpoint is lost");
    if (deed.kind != DeedKind::call) return;
    const QuietAnswer now = again(deed, deed.call);
    if (deed.call.method == HttpMethod::put) {
      if (now.status != 200) throw Missing(name + "its file is lost");
      if (again(deed, look(told_.deeds[1].token, deed.call.target)).body != deed.call.body) throw Missing(name + "its file is another");
    } else if (now != deed.answer) {
      throw Missing(name + "the same call gets another answer: " + now.body.substr(0, 200));
    }
  }

  void go_on() {
    for (std::size_t i = answered_; i < told_.deeds.size(); ++i) {
      Deed deed = told_.deeds[i];
      const bool makes_a_token = deed.kind == DeedKind::make_key || deed.kind == DeedKind::mint || deed.kind == DeedKind::mint_short;
      if (i == answered_ && makes_a_token && knows(deed)) continue;
      const QuietAnswer answer = world_.perform(deed);
      const bool was_stored = i == answered_ && deed.call.method == HttpMethod::put && answer.status == 200 && answer.body == told_.deeds[i].answer.body;
      if (answer != told_.deeds[i].answer && !was_stored) throw Missing("the story does not go on: deed " + std::to_string(i) + " is answered " + answer.body.substr(0, 200));
      if (deed.token != told_.deeds[i].token) throw Missing("the story does not go on: deed " + std::to_string(i) + " makes another token");
    }
  }

  World& world_;
  const Told& told_;
  const std::size_t answered_;
};

class Proof {
 public:
  explicit Proof(const CrashPlan& plan) : plan_(plan) {}

  CrashFigures run() {
    tell();
    for (std::size_t i = 0; i < points_.size(); i += plan_.every) {
      cut(i, PowerCut::drops, 0);
      cut(i, PowerCut::keeps, 0);
      for (std::uint64_t tear = 0; tear < plan_.tears; ++tear) cut(i, PowerCut::tears, plan_.seed + i * plan_.tears + tear);
    }
    return std::move(figures_);
  }

 private:
  void tell() {
    Teller teller(world_);
    vfs_.before_call = [this](StorageCall call) {
      if (call == StorageCall::write) ++figures_.writes;
      if (call == StorageCall::sync) ++figures_.syncs;
      return 0;
    };
    vfs_.in_call = [&] { points_.push_back({vfs_.state(), world_.head(), teller.deeds().size()}); };
    if (plan_.sync == Sync::lying) teller.before_first_decision = [this] { vfs_.lie_about_syncs(); };
    teller.tell();
    vfs_.before_call = nullptr;
    vfs_.in_call = nullptr;
    told_ = {teller.deeds(), world_.entries(), world_.check(0).root};
    points_.push_back({vfs_.state(), world_.head(), told_.deeds.size()});
    world_.close();
    figures_.points = points_.size();
    figures_.answered = told_.deeds.size();
    figures_.entries = told_.entries.size();
  }

  void cut(std::size_t number, PowerCut way, std::uint64_t seed) {
    ++figures_.cuts;
    const Point& point = points_[number];
    vfs_.put(after_power_cut(point.disk, way, seed));
    // With the head of its key the log itself refuses a store that has lost something; here the events are to be missed.
    world_.put_head(plan_.sync == Sync::honest ? point.head : "");
    try {
      Survivor(world_, told_, point.answered).check();
    } catch (const std::exception& wrong) {
      constexpr const char* kWays[] = {"drops", "keeps", "tears"};
      ++figures_.failed;
      if (figures_.failures.size() < kCutsTold) {
        figures_.failures.push_back("point " + std::to_string(number) + " of " + std::to_string(points_.size()) + " (deed " + std::to_string(point.answered) +
                                    "), the cut " + kWays[static_cast<int>(way)] + ", seed " + std::to_string(seed) + ": " + wrong.what());
      }
    }
    world_.close();
  }

  const CrashPlan plan_;
  CrashVfs vfs_;
  World world_;
  Told told_;
  std::vector<Point> points_;
  CrashFigures figures_;
};

}  // namespace

CrashFigures crash_everywhere(const CrashPlan& plan) { return Proof(plan).run(); }

}  // namespace countersign::test
