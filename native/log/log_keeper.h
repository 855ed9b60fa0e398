// Keeps the log: takes the entries that have become durable into the tree, in their order, and signs a checkpoint over
// them. What is signed was read back from the store and hashed again: bytes that changed since they were stored are never
// signed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/record/tile.h"
#include "native/log/log_head.h"
#include "native/log/log_key.h"
#include "native/service/repeater.h"
#include "native/store/store.h"

namespace countersign {

struct LogSettings {
  std::string head_file = {};        // of LogHead; empty: none is kept
  List<VerifierKey> witnesses = {};  // whose cosignatures are asked for
};

class LogKeeper {
 public:
  static constexpr std::size_t kBatch = 4096;  // entries: some MB in memory as a rule, 256 MiB at the very worst

  // Takes up the log where it stands; a new one begins with a checkpoint over no entries. Errors: store-unavailable,
  // with a detail, when the log was not signed by this key, its tiles do not lead to what was signed, or the key has
  // signed more than the store has: then nothing must be served.
  static Result<std::unique_ptr<LogKeeper>> open(Store& store, const LogKey& key, LogSettings settings = {});

  // Takes in what is there, at most one batch, and signs it. The number of entries that it took. Where somebody else
  // has moved the log on meanwhile, that is taken up instead. Errors: as open(); log-broken, when an entry is not what
  // it was when it was stored; store-unavailable, from then on, when the key has been replaced by another.
  Result<std::size_t> advance();

  // Stores the signature of a witness, which has been verified, with the checkpoint of this size and text, also when
  // the log has moved on since. Errors: store-unavailable.
  Refusal add_cosignature(const StoredCheckpoint& submitted, const NoteSignature& cosignature);

  const LogKey& key() const { return key_; }
  const List<VerifierKey>& witnesses() const { return settings_.witnesses; }
  std::uint64_t size() const;
  // Whether the last advance() worked.
  bool can_sign() const;
  // When this last signed a checkpoint, or took up the log.
  std::chrono::steady_clock::time_point signed_at() const;

  // The newest checkpoint that all witnesses have cosigned; nothing when there is none, or there are no witnesses.
  std::optional<StoredCheckpoint> cosigned() const;

  // Waits until the entry is in a signed tree, at most this long. False when it is not: at once, while the log cannot
  // be signed.
  bool wait_for(std::uint64_t index, std::chrono::milliseconds patience);

 private:
  LogKeeper(Store& store, const LogKey& key, LogSettings settings)
      : store_(store), key_(key), settings_(std::move(settings)), head_(settings_.head_file) {}

  Refusal start();
  Refusal begin();  // a new log
  // Takes up the log where it stands in the store. Errors: as open().
  Refusal resume();
  Refusal find_cosigned();
  Result<std::size_t> take_batch();
  Refusal catch_up();
  void move_to(TileEdge edge, std::string note);
  void remember_if_cosigned(const StoredCheckpoint& checkpoint, const Note& note);

  Store& store_;
  const LogKey& key_;
  const LogSettings settings_;
  const LogHead head_;

  std::mutex keeping_;  // one thing at a time is done to the log; guards these three
  TileEdge edge_;
  std::string note_;  // the checkpoint over it
  bool is_replaced_ = false;  // the key, while this runs

  mutable std::mutex mutex_;  // guards what others ask for
  std::condition_variable moved_;
  std::uint64_t size_ = 0;
  std::chrono::steady_clock::time_point signed_at_;
  bool is_stuck_ = false;  // the last advance() failed
  std::optional<StoredCheckpoint> cosigned_;
};

// Calls advance() on a thread of its own, some times a second.
class LogThread {
 public:
  LogThread(LogKeeper& keeper, std::function<void(const std::string&)> complain);

 private:
  Repeater repeater_;
};

}  // namespace countersign
