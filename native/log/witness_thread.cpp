#include "native/log/witness_thread.h"

#include <algorithm>
#include <array>

namespace countersign {

WitnessThread::WitnessThread(Store& store, LogKeeper& keeper, const std::vector<WitnessAddress>& addresses,
                             Random& random, std::function<void(const std::string&)> complain, WitnessPauses pauses,
                             HttpCallLimits limits)
    : store_(store), keeper_(keeper), random_(random), complain_(std::move(complain)), pauses_(pauses) {
  for (const WitnessAddress& address : addresses) {
    witnesses_.emplace_back().witness = std::make_unique<Witness>(address, limits, is_stopping_);
  }
  if (!witnesses_.empty()) thread_ = std::thread([this] { run(); });
}

WitnessThread::~WitnessThread() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WitnessThread::run() {
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    lock.unlock();
    ask_all();
    lock.lock();
    wake_.wait_for(lock, pauses_.between, [this] { return is_stopping_.load(); });
  }
}

void WitnessThread::ask_all() {
  const auto stored = store_.checkpoint();
  if (!stored.ok() || !stored.value()) return;  // the thread that signs complains
  const Result<Note> note = parse_note(stored.value()->note);
  if (!note.ok()) return;
  for (Asked& asked : witnesses_) {
    if (!is_stopping_ && std::chrono::steady_clock::now() >= asked.not_before)
      ask(asked, *stored.value(), note.value());
  }
  const auto has_failed = [](const Asked& asked) { return !asked.complaint.empty(); };
  failing_ = static_cast<std::size_t>(std::count_if(witnesses_.begin(), witnesses_.end(), has_failed));
}

void WitnessThread::ask(Asked& asked, const StoredCheckpoint& checkpoint, const Note& note) {
  const VerifierKey& key = asked.witness->key();
  if (std::any_of(note.signatures.begin(), note.signatures.end(),
                  [&](const NoteSignature& each) { return key.is_of(each); }))
    return;
  const Result<NoteSignature> cosignature = asked.witness->ask(store_, checkpoint);
  if (is_stopping_) return;
  Refusal refusal = cosignature.ok() ? keeper_.add_cosignature(checkpoint, cosignature.value()) : cosignature.error();
  if (refusal) return note_failure(asked, refusal->detail);
  if (!asked.complaint.empty()) complain_("witness " + key.name() + " is well again");
  asked.complaint.clear();
  asked.pause = {};
}

void WitnessThread::note_failure(Asked& asked, const std::string& what) {
  const std::string complaint = "witness " + asked.witness->key().name() + ": " + what;
  if (complaint != asked.complaint) complain_(complaint);
  asked.complaint = complaint;
  asked.pause = std::clamp(asked.pause * 2, pauses_.first, pauses_.longest);
  asked.not_before = std::chrono::steady_clock::now() + by_chance(asked.pause);
}

// Three quarters to five quarters of it: servers that failed together do not come back together.
std::chrono::milliseconds WitnessThread::by_chance(std::chrono::milliseconds pause) {
  std::array<std::uint8_t, 1> byte{};
  random_.fill(byte);
  return pause * 3 / 4 + pause * byte[0] / 512;
}

}  // namespace countersign
