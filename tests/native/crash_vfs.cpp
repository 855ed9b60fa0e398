#include "tests/native/crash_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <random>
#include <stdexcept>

namespace countersign::test {
namespace {

constexpr std::size_t kSectorBytes = 512;
constexpr int kShmLocks = SQLITE_SHM_NLOCK;
constexpr sqlite3_int64 kMorningOfDisk = 212'650'909'200'000;  // of a day in November 2026, in SQLite's milliseconds

using Change = DiskState::Change;

void apply(const Change& change, std::string& bytes) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.call == StorageCall::truncate) {
    bytes.resize(offset);
    return;
  }
  if (bytes.size() < offset + change.bytes.size()) bytes.resize(offset + change.bytes.size());
  bytes.replace(offset, change.bytes.size(), change.bytes);
}

std::string content_of(const DiskState::File& file) {
  std::string bytes = *file.durable;
  for (const auto& change : file.unsynced) apply(*change, bytes);
  return bytes;
}

// The sectors and the size are taken from different moments: a disk writes in the order that it likes.
std::string torn(const DiskState::File& file, std::mt19937_64& random) {
  const auto pick = [&random](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  std::map<std::size_t, std::vector<std::size_t>> touched;  // sector: the moments at which it was another
  std::string bytes = *file.durable;
  std::vector<std::size_t> sizes = {bytes.size()};
  for (const auto& change : file.unsynced) {
    apply(*change, bytes);
    sizes.push_back(bytes.size());
    if (change->call == StorageCall::truncate) continue;
    const auto first = static_cast<std::size_t>(change->offset) / kSectorBytes;
    const auto last = (static_cast<std::size_t>(change->offset) + change->bytes.size() - 1) / kSectorBytes;
    for (std::size_t sector = first; sector <= last; ++sector) touched[sector].push_back(sizes.size() - 2);
  }
  std::string found = *file.durable;
  found.resize(*std::max_element(sizes.begin(), sizes.end()));
  for (const auto& [sector, changes] : touched) {
    const std::size_t kept = pick(changes.size() + 1);
    const std::size_t half = pick(3) == 0 && kept > 0 ? kept - 1 : kept;  // of the second half of the sector
    for (std::size_t i = 0; i < kept; ++i) {
      const Change& change = *file.unsynced[changes[i]];
      const std::size_t begin = sector * kSectorBytes;
      const std::size_t end = begin + (i < half ? kSectorBytes : kSectorBytes / 2);
      const std::size_t from = std::max(begin, static_cast<std::size_t>(change.offset));
      const std::size_t to = std::min(end, static_cast<std::size_t>(change.offset) + change.bytes.size());
      if (from < to) found.replace(from, to - from, change.bytes, from - static_cast<std::size_t>(change.offset), to - from);
    }
  }
  found.resize(sizes[pick(sizes.size())]);
  return found;
}

std::shared_ptr<const DiskState::File> settled(std::string bytes) {
  auto file = std::make_shared<DiskState::File>();
  file->durable = std::make_shared<const std::string>(std::move(bytes));
  return file;
}

}  // namespace

DiskState after_power_cut(const DiskState& before, PowerCut cut, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  DiskState after;
  for (const auto& [name, entry] : before.entries) {
    bool is_new = cut == PowerCut::keeps;
    if (cut == PowerCut::tears) is_new = entry.now == entry.durable || random() % 2 == 0;
    const auto& file = is_new ? entry.now : entry.durable;
    if (file == nullptr) continue;
    std::string bytes;
    if (cut == PowerCut::drops) bytes = *file->durable;
    if (cut == PowerCut::keeps) bytes = content_of(*file);
    if (cut == PowerCut::tears) bytes = torn(*file, random);
    const auto found = settled(std::move(bytes));
    after.entries[name] = {found, found};
  }
  return after;
}

// -------------------------------------------------------------------------------------------------- the files that are open

struct CrashVfs::Volume {
  // Who has locked what, as in SQLite's own description of them.
  struct Locks {
    int shared = 0;
    const void* reserved = nullptr;
    const void* pending = nullptr;
    const void* exclusive = nullptr;
  };

  struct SharedMemory {
    int connections = 0;
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, kShmLocks> shared{};
    std::array<const void*, kShmLocks> exclusive{};
  };

  struct LiveFile {
    std::string bytes;  // as everybody reads them
    std::shared_ptr<DiskState::File> disk = std::make_shared<DiskState::File>();
    Locks locks;
    SharedMemory memory;
  };

  struct LiveEntry {
    std::shared_ptr<LiveFile> now;
    std::shared_ptr<LiveFile> durable;
  };

  explicit Volume(CrashVfs& its_owner) : owner(its_owner) {}

  CrashVfs& owner;
  std::recursive_mutex mutex;
  std::map<std::string, LiveEntry> entries;
  std::uint64_t calls = 0;
  bool is_lying = false;
  bool keeps_history = true;
  sqlite3_vfs* system = nullptr;
  sqlite3_vfs vfs{};
  std::mt19937_64 random{1};  // NOLINT: the same file every time

  int refusal(StorageCall call) {
    ++calls;
    return owner.before_call ? owner.before_call(call) : SQLITE_OK;
  }
  void happen() const {
    if (owner.in_call) owner.in_call();
  }
};

namespace {

using Volume = CrashVfs::Volume;
using LiveFile = Volume::LiveFile;

// SQLite allocates it and knows only its first member.
struct Handle {
  sqlite3_file base;
  Volume* volume;
  std::shared_ptr<LiveFile>* file;
  std::string* name;  // nothing: a temporary file, which no power cut concerns
  int level;
  unsigned shared_slots;
  unsigned exclusive_slots;
  bool syncs_folder;  // with its first sync, as SQLite does for a journal that it has made
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
LiveFile& live(Handle& handle) { return **handle.file; }

void change(Handle& handle, Change made) {
  auto kept = std::make_shared<const Change>(std::move(made));
  apply(*kept, live(handle).bytes);
  if (handle.name != nullptr && handle.volume->keeps_history) live(handle).disk->unsynced.push_back(std::move(kept));
}

int read_file(sqlite3_file* base, void* to, int amount, sqlite3_int64 offset) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  const std::string& bytes = live(handle).bytes;
  const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
  const std::size_t there = std::min(static_cast<std::size_t>(amount), bytes.size() - from);
  std::memcpy(to, bytes.data() + from, there);
  std::memset(static_cast<char*>(to) + there, 0, static_cast<std::size_t>(amount) - there);
  return there == static_cast<std::size_t>(amount) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* base, const void* from, int amount, sqlite3_int64 offset) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  const std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(amount));
  if (handle.name == nullptr) {
    change(handle, {offset, bytes, StorageCall::write});
    return SQLITE_OK;
  }
  const int code = handle.volume->refusal(StorageCall::write);
  change(handle, {offset, code == SQLITE_OK ? bytes : bytes.substr(0, bytes.size() / 2), StorageCall::write});
  if (code == SQLITE_OK) handle.volume->happen();
  return code;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  const int code = handle.name != nullptr ? handle.volume->refusal(StorageCall::truncate) : SQLITE_OK;
  if (code != SQLITE_OK) return code;
  change(handle, {size, "", StorageCall::truncate});
  if (handle.name != nullptr) handle.volume->happen();
  return SQLITE_OK;
}

int sync_file(sqlite3_file* base, int) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  if (handle.name == nullptr) return SQLITE_OK;
  const int code = handle.volume->refusal(StorageCall::sync);
  if (code != SQLITE_OK) return code;
  handle.volume->happen();
  if (handle.volume->is_lying || !handle.volume->keeps_history) return SQLITE_OK;
  // Another file, since states that were taken earlier hold the one before.
  const auto synced = std::make_shared<DiskState::File>();
  synced->durable = live(handle).disk->unsynced.empty() ? live(handle).disk->durable : std::make_shared<const std::string>(live(handle).bytes);
  live(handle).disk = synced;
  for (auto& [name, entry] : handle.volume->entries) {
    if (handle.syncs_folder || entry.now == *handle.file) entry.durable = entry.now;
  }
  handle.syncs_folder = false;
  return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  *size = static_cast<sqlite3_int64>(live(handle).bytes.size());
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* base, int level) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  Volume::Locks& locks = live(handle).locks;
  if (handle.level <= level) return SQLITE_OK;
  for (const void** owner : {&locks.reserved, &locks.pending, &locks.exclusive}) {
    if (*owner == base) *owner = nullptr;
  }
  if (level == SQLITE_LOCK_NONE) --locks.shared;
  handle.level = level;
  return SQLITE_OK;
}

int lock_file(sqlite3_file* base, int level) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  Volume::Locks& locks = live(handle).locks;
  if (handle.level >= level) return SQLITE_OK;
  const auto is_of_another = [base](const void* owner) { return owner != nullptr && owner != base; };
  if (is_of_another(locks.exclusive) || is_of_another(locks.pending)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    ++locks.shared;
    handle.level = level;
    return SQLITE_OK;
  }
  if (is_of_another(locks.reserved)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_RESERVED) locks.reserved = base;
  if (level == SQLITE_LOCK_EXCLUSIVE) {
    locks.pending = base;
    if (locks.shared > 1) {
      handle.level = SQLITE_LOCK_PENDING;
      return SQLITE_BUSY;
    }
    locks.exclusive = base;
  }
  handle.level = level;
  return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* base, int* is_reserved) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  *is_reserved = live(handle).locks.reserved != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int device_characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_memory(sqlite3_file* base, int region, int size, int extend, void volatile** at) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  Volume::SharedMemory& memory = live(handle).memory;
  if (handle.shared_slots == ~0U) {
    ++memory.connections;
    handle.shared_slots = 0;
  }
  const auto index = static_cast<std::size_t>(region);
  *at = nullptr;
  if (index >= memory.regions.size() && extend == 0) return SQLITE_OK;
  while (memory.regions.size() <= index) memory.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *at = memory.regions[index].get();
  return SQLITE_OK;
}

int lock_memory(sqlite3_file* base, int offset, int count, int flags) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  Volume::SharedMemory& memory = live(handle).memory;
  const bool is_exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  const auto first = static_cast<std::size_t>(offset);
  const auto end = first + static_cast<std::size_t>(count);
  const auto has = [](unsigned slots, std::size_t slot) { return (slots >> slot & 1U) != 0; };
  if ((flags & SQLITE_SHM_LOCK) != 0) {
    for (std::size_t slot = first; slot < end; ++slot) {
      const bool is_mine = memory.exclusive[slot] == base;
      const int others = memory.shared[slot] - (has(handle.shared_slots, slot) ? 1 : 0);
      if ((memory.exclusive[slot] != nullptr && !is_mine) || (is_exclusive && others > 0)) return SQLITE_BUSY;
    }
  }
  for (std::size_t slot = first; slot < end; ++slot) {
    const unsigned bit = 1U << slot;
    const bool locks = (flags & SQLITE_SHM_LOCK) != 0;
    unsigned& slots = is_exclusive ? handle.exclusive_slots : handle.shared_slots;
    if (has(slots, slot) == locks) continue;
    slots ^= bit;
    if (is_exclusive) memory.exclusive[slot] = locks ? base : nullptr;
    if (!is_exclusive) memory.shared[slot] += locks ? 1 : -1;
  }
  return SQLITE_OK;
}

void memory_barrier(sqlite3_file* base) { const std::lock_guard lock(handle_of(base).volume->mutex); }

int unmap_memory(sqlite3_file* base, int) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  if (handle.shared_slots == ~0U) return SQLITE_OK;
  lock_memory(base, 0, kShmLocks, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
  lock_memory(base, 0, kShmLocks, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
  handle.shared_slots = ~0U;
  if (--live(handle).memory.connections == 0) live(handle).memory = Volume::SharedMemory();
  return SQLITE_OK;
}

int close_file(sqlite3_file* base) {
  Handle& handle = handle_of(base);
  const std::lock_guard lock(handle.volume->mutex);
  unmap_memory(base, 0);
  unlock_file(base, SQLITE_LOCK_NONE);
  delete handle.file;
  delete handle.name;
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {2,           close_file,      read_file,           write_file,   truncate_file, sync_file,
                                     file_size,   lock_file,       unlock_file,         check_reserved_lock, control_file,
                                     sector_size, device_characteristics, map_memory,   lock_memory,  memory_barrier, unmap_memory,
                                     nullptr,     nullptr};

Volume& volume_of(sqlite3_vfs* vfs) { return *static_cast<Volume*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* base, int flags, int* out_flags) {
  Volume& volume = volume_of(vfs);
  const std::lock_guard lock(volume.mutex);
  base->pMethods = nullptr;
  std::shared_ptr<LiveFile> file;
  bool is_new = false;
  if (name == nullptr) {
    file = std::make_shared<LiveFile>();
  } else {
    Volume::LiveEntry& entry = volume.entries[name];
    if (entry.now == nullptr && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    is_new = entry.now == nullptr;
    if (is_new) entry.now = std::make_shared<LiveFile>();
    file = entry.now;
  }
  const bool is_journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  auto* kept_name = name != nullptr ? new std::string(name) : nullptr;
  handle_of(base) = {{&kMethods}, &volume, new std::shared_ptr<LiveFile>(file), kept_name, SQLITE_LOCK_NONE, ~0U, 0, is_new && is_journal};
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int syncs_folder) {
  Volume& volume = volume_of(vfs);
  const std::lock_guard lock(volume.mutex);
  const auto entry = volume.entries.find(name);
  if (entry == volume.entries.end() || entry->second.now == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  if (const int code = volume.refusal(StorageCall::remove); code != SQLITE_OK) return code;
  entry->second.now = nullptr;
  volume.happen();
  if (syncs_folder != 0 && !volume.is_lying) entry->second.durable = nullptr;
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* is_there) {
  Volume& volume = volume_of(vfs);
  const std::lock_guard lock(volume.mutex);
  const auto entry = volume.entries.find(name);
  *is_there = entry != volume.entries.end() && entry->second.now != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int fill_random(sqlite3_vfs* vfs, int size, char* out) {
  Volume& volume = volume_of(vfs);
  const std::lock_guard lock(volume.mutex);
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(volume.random());
  return size;
}

int tell_time(sqlite3_vfs*, sqlite3_int64* milliseconds) {
  *milliseconds = kMorningOfDisk;
  return SQLITE_OK;
}

int sleep_for(sqlite3_vfs* vfs, int microseconds) {
  sqlite3_vfs* system = volume_of(vfs).system;
  return system->xSleep(system, microseconds);
}

}  // namespace

CrashVfs::CrashVfs() : volume_(std::make_unique<Volume>(*this)) {
  sqlite3_initialize();
  volume_->system = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = volume_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 512;
  vfs.zName = "crash";
  vfs.pAppData = volume_.get();
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_name;
  vfs.xRandomness = fill_random;
  vfs.xSleep = sleep_for;
  vfs.xCurrentTimeInt64 = tell_time;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) throw std::runtime_error("the simulated disk cannot be registered");
}

CrashVfs::~CrashVfs() {
  sqlite3_vfs_unregister(&volume_->vfs);
  sqlite3_vfs_register(volume_->system, 1);
}

void CrashVfs::lie_about_syncs() { volume_->is_lying = true; }
void CrashVfs::keep_no_history() { volume_->keeps_history = false; }

std::uint64_t CrashVfs::calls() const {
  const std::lock_guard lock(volume_->mutex);
  return volume_->calls;
}

DiskState CrashVfs::state() const {
  const std::lock_guard lock(volume_->mutex);
  DiskState state;
  for (const auto& [name, entry] : volume_->entries) {
    DiskState::Entry taken;
    if (entry.now != nullptr) taken.now = std::make_shared<const DiskState::File>(*entry.now->disk);
    if (entry.durable == entry.now) {
      taken.durable = taken.now;
    } else if (entry.durable != nullptr) {
      taken.durable = std::make_shared<const DiskState::File>(*entry.durable->disk);
    }
    state.entries[name] = std::move(taken);
  }
  return state;
}

void CrashVfs::put(const DiskState& state) {
  const std::lock_guard lock(volume_->mutex);
  volume_->entries.clear();
  for (const auto& [name, entry] : state.entries) {
    if (entry.now == nullptr) continue;
    const auto file = std::make_shared<LiveFile>();
    file->bytes = content_of(*entry.now);
    *file->disk = *entry.now;
    volume_->entries[name] = {file, entry.durable == nullptr ? nullptr : file};
  }
}

}  // namespace countersign::test
