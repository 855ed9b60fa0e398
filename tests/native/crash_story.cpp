#include "tests/native/crash_story.h"

#include <algorithm>
#include <stdexcept>

#include "native/store/sqlite.h"
#include "tests/native/server_story.h"

namespace countersign::test {
namespace {

constexpr std::size_t kCutsTold = 10;
constexpr std::int64_t kLeaseIsOver = 10'000;  // milliseconds
constexpr std::uint64_t kAgain = 1'000'000;  // the seed of calls that are made again: whoever carries them out once more says something else

// Where the power may fail.
struct Point {
  DiskState disk;
  std::string head;
  std::size_t answered;  // deeds before the one that is under way
};

struct Told {
  std::vector<Deed> deeds;
  std::vector<std::string> entries;
  std::vector<std::string> messages;
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
    check_messages();
    check_store(answered_ > 0 ? told_.deeds[answered_ - 1].signed_size : 0);
    for (std::size_t i = 0; i < answered_; ++i) check_answered(told_.deeds[i], i);
    go_on();
    if (world_.entries() != told_.entries) throw Missing("at the end the log is another");
    if (world_.messages() != told_.messages) throw Missing("at the end the messages are others");
    Deed last = told_.deeds.back();  // takes what was claimed when the power failed
    last.at = later(last.at, kLeaseIsOver);
    world_.perform(last);
    if (world_.delivered() != told_.messages.size()) throw Missing("a message is never delivered");
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

  // Events and their messages come together.
  void check_messages() {
    const std::vector<std::string> found = world_.messages();
    const bool is_over = answered_ == told_.deeds.size();
    const std::uint64_t before = answered_ > 0 ? told_.deeds[answered_ - 1].messages : 0;
    const std::uint64_t after = is_over ? before : told_.deeds[answered_].messages;
    if (found.size() < before) throw Missing("a message of an answered call is lost");
    if (found.size() > after) throw Missing("there are more messages than events");
    if (!std::equal(found.begin(), found.end(), told_.messages.begin())) throw Missing("a message is not what it was");
    if (!is_over && told_.deeds[answered_].kind != DeedKind::time) {
      const std::uint64_t entries_before = answered_ > 0 ? told_.deeds[answered_ - 1].entries : 0;
      const bool has_events = world_.entries().size() > entries_before;
      if (found.size() != (has_events ? after : before)) throw Missing("an event is there without its messages, or they without it");
    }
    const std::uint64_t delivered = answered_ > 0 ? told_.deeds[answered_ - 1].delivered : 0;
    if (world_.delivered() < delivered) throw Missing("a message that was delivered waits again");
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

  bool is_carried_out(const Deed& deed) {
    const QuietAnswer answer = again(deed, deed.shows);
    return answer.status == deed.shown_status && answer.body.find(deed.shown_text) != std::string::npos;
  }

  bool knows(const Deed& deed) {
    std::string target = "/v1/requests";
    constexpr std::string_view kEnd = "/sessions";
    if (deed.call.target.starts_with("/v1/requests/")) target = deed.call.target.substr(0, deed.call.target.size() - kEnd.size());
    return again(deed, look(deed.token, target)).status == 200;
  }

  void check_answered(const Deed& deed, std::size_t number) {
    const std::string name = "deed " + std::to_string(number) + " was answered, and ";
    if (answered_ >= deed.until && number < deed.until) return;  // ended, or about to
    if (deed.kind == DeedKind::change && !is_carried_out(deed)) throw Missing(name + "what it changed is as before");
    if (deed.kind == DeedKind::make_tenant && !world_.server().store().tenant(deed.tenant).value()) throw Missing(name + "its tenant is lost");
    if ((deed.kind == DeedKind::make_key || deed.kind == DeedKind::mint) && !knows(deed)) throw Missing(name + "its token is unknown");
    if (deed.kind == DeedKind::sign && world_.signed_size() < deed.signed_size) throw Missing(name + "its checkpoint is lost");
    if (deed.kind != DeedKind::call) return;
    const QuietAnswer now = again(deed, deed.call);
    if (deed.call.target.starts_with("/v1/blobs/")) {
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
      if (i == answered_ && deed.kind == DeedKind::change && is_carried_out(deed)) continue;
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
      if (i % plan_.whole_every == 0) {
        cut(i, PowerCut::drops, 0);
        cut(i, PowerCut::keeps, 0);
      }
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
    told_ = {teller.deeds(), world_.entries(), world_.messages(), world_.check(0).root};
    points_.push_back({vfs_.state(), world_.head(), told_.deeds.size()});
    world_.close();
    figures_.points = points_.size();
    figures_.answered = told_.deeds.size();
    figures_.entries = told_.entries.size();
    figures_.messages = told_.messages.size();
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
