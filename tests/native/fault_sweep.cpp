#include "tests/native/fault_sweep.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <stdexcept>

#include "tests/native/crash_vfs.h"
#include "tests/native/server_story.h"

namespace countersign::test {
namespace {

constexpr std::size_t kSweepFailuresTold = 10;
constexpr std::uint64_t kMostOfADeed = 1'000'000;  // then it would never go through
constexpr std::uint64_t kOthers = 1000;
constexpr std::size_t kFileBytes = 100'000;  // of a file in pieces each attempt would leave some
constexpr std::int64_t kAfterAPause = 61'000;      // the timer looks again a minute after a fault, and leases have ended

// What may be there of a call that was refused: the answer to a call that has been carried out needs memory, too.
enum class Afterwards { nothing, nothing_or_all };

// One way to make things fail.
struct Trouble {
  Afterwards afterwards;
  std::function<void(std::uint64_t)> begin;  // from the n-th time on, or then only
  std::function<bool()> end;                 // whether it has happened
};

class Sweep {
 public:
  explicit Sweep(Trouble trouble) : trouble_(std::move(trouble)) {}

  SweepFigures run() {
    Teller teller(world_);
    teller.large_file_bytes = kFileBytes;
    teller.perform = [this](Deed& deed) { return perform(deed); };
    try {
      teller.tell();
      const FsckReport report = world_.check(world_.signed_size());
      if (!report.holds()) fail("fsck says: " + report.findings.front());
      if (report.entries != world_.entries().size()) fail("fsck counts other entries");
    } catch (const std::exception& wrong) {
      fail(wrong.what());
    }
    figures_.deeds = teller.deeds().size();
    world_.close();
    return std::move(figures_);
  }

 private:
  void fail(const std::string& what) {
    if (figures_.failures.size() < kSweepFailuresTold) figures_.failures.push_back("deed " + std::to_string(deed_) + ", n = " + std::to_string(n_) + ": " + what);
  }

  QuietAnswer perform(Deed& deed) {
    ++deed_;
    for (n_ = 1; n_ < kMostOfADeed; ++n_) {
      const std::vector<std::string> before = world_.is_open() ? world_.entries() : last_;
      if ((deed.kind == DeedKind::time || deed.kind == DeedKind::deliver) && n_ > 1) deed.at = later(deed.at, kAfterAPause);
      deed.seed += kOthers;  // tokens and names of their own for each attempt
      bool is_refused = false;
      QuietAnswer answer;
      trouble_.begin(n_);
      try {
        answer = world_.perform(deed);
      } catch (const std::bad_alloc&) {
        is_refused = true;  // the connection's own answer to it is 500; http_faults_test sees to that
      } catch (const std::exception& refusal) {
        is_refused = true;
        refusal_ = refusal.what();
      }
      const bool has_happened = trouble_.end();
      if (answer.status >= 500) {
        is_refused = true;
        refusal_ = answer.body;
      }
      if (is_refused && !has_happened) throw std::runtime_error("refused without a fault: " + refusal_);
      if (is_refused && has_happened) check_refusal(deed, answer, before);
      if (has_happened) ++figures_.points;
      if (is_refused) ++figures_.refused;
      // What went through in spite of the fault has been done, and is not done again.
      if (!is_refused) {
        last_ = world_.entries();
        return answer;
      }
    }
    throw std::runtime_error("it never goes through");
  }

  void check_refusal(const Deed& deed, const QuietAnswer& answer, const std::vector<std::string>& before) {
    if (answer.status != 0) {
      const Json problem = read_json(answer.body).value();
      const auto code = problem.value("code", std::string());
      if (code != "store-unavailable" && code != "internal") fail("another refusal: " + answer.body);
      if (answer.body.find(world_.store_file()) != std::string::npos || answer.body.find("INSERT") != std::string::npos) fail("it says too much: " + answer.body);
    }
    if (!world_.is_open()) return;
    const std::vector<std::string> now = world_.entries();
    // The timer does several things, each for itself.
    const bool may_be_longer = deed.kind == DeedKind::time || trouble_.afterwards == Afterwards::nothing_or_all;
    const bool is_longer = now.size() > before.size() && std::equal(before.begin(), before.end(), now.begin());
    if (now != before && !(is_longer && may_be_longer)) fail("refused, and yet the record is another");
  }

  Trouble trouble_;
  World world_;
  SweepFigures figures_;
  std::vector<std::string> last_;
  std::string refusal_;
  std::uint64_t deed_ = 0;
  std::uint64_t n_ = 0;
};

}  // namespace

SweepFigures sweep_storage(StorageFault fault) {
  CrashVfs disk;
  disk.keep_no_history();
  std::uint64_t left = 0;  // until the one that fails; 0: all is well
  bool has_failed = false;
  disk.before_call = [&](StorageCall call) {
    if (left == 0) return SQLITE_OK;
    if (left > 1) {
      --left;
      return SQLITE_OK;
    }
    has_failed = true;
    if (fault == StorageFault::once) left = 0;
    if (call == StorageCall::sync) return SQLITE_IOERR_FSYNC;
    return fault == StorageFault::lasting ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  };
  Trouble trouble{Afterwards::nothing, {}, {}};
  trouble.begin = [&](std::uint64_t n) {
    left = n;
    has_failed = false;
  };
  trouble.end = [&] {
    left = 0;
    return has_failed;
  };
  return Sweep(std::move(trouble)).run();
}

// On the system's own files: those of a CrashVfs need memory, too.
SweepFigures sweep_memory(const MemorySupply& supply) {
  {
    World warm;  // what is made once, and lasts, is there afterwards
    Teller(warm).tell();
  }
  return Sweep({Afterwards::nothing_or_all, supply.fail_at, supply.stop}).run();
}

}  // namespace countersign::test
