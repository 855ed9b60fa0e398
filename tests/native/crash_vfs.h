// A disk for SQLite that a test can take the power from. It lies in memory, and knows of every file what is durable and
// what has been written since: only a sync makes writes durable, and the entry of a new file with them. What connections share
// (the index of the write-ahead log) is memory, and gone with the power. As on the disks that SQLite takes ours for, a torn
// write harms no bytes beside it (SQLITE_IOCAP_POWERSAFE_OVERWRITE).
//
// While a CrashVfs is there, every SQLite connection that is opened lies on it. One at a time; all connections must be closed
// before it goes, and before put().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace countersign::test {

enum class StorageCall { write, truncate, sync, remove };

// Where every file stands at one moment.
struct DiskState {
  struct Change {
    std::int64_t offset = 0;  // of a write; the new size of a file that is cut
    std::string bytes;
    StorageCall call = StorageCall::write;
  };
  struct File {
    std::shared_ptr<const std::string> durable = std::make_shared<const std::string>();
    std::vector<std::shared_ptr<const Change>> unsynced;  // in order
  };
  struct Entry {
    std::shared_ptr<const File> now;      // nothing: it has been removed
    std::shared_ptr<const File> durable;  // nothing: it has not been there at the last sync
  };
  std::map<std::string, Entry> entries;
};

// What a power cut leaves of what was not synced.
enum class PowerCut {
  drops,  // nothing
  keeps,  // everything: no power cut, but the end of the process
  tears,  // of each sector what was there, a half, or what one of the later writes made of it, as the seed says
};

// The disk as it is found when the power is back: everything on it is durable.
DiskState after_power_cut(const DiskState& before, PowerCut cut, std::uint64_t seed);

class CrashVfs {
 public:
  CrashVfs();
  ~CrashVfs();
  CrashVfs(const CrashVfs&) = delete;
  CrashVfs& operator=(const CrashVfs&) = delete;

  // Asked before every storage call, under a lock. What it answers is SQLite's result code: 0 lets the call through; a write that
  // is let through no longer may have written its first half.
  std::function<int(StorageCall)> before_call;
  // Told of every storage call when the power may fail in it: a write is on its way, and a sync has synced nothing.
  std::function<void()> in_call;
  // A sync says ok and does nothing.
  void lie_about_syncs();
  // For those who take no power: what is not synced is not kept apart, and state() says nothing.
  void keep_no_history();

  std::uint64_t calls() const;
  DiskState state() const;
  void put(const DiskState& state);

  struct Volume;

 private:
  std::unique_ptr<Volume> volume_;
};

}  // namespace countersign::test
