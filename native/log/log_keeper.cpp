#include "native/log/log_keeper.h"

#include <algorithm>
#include <chrono>

#include "core/record/checkpoint.h"
#include "native/log/kept_checkpoints.h"
#include "native/log/proven_tiles.h"

namespace countersign {
namespace {

// A checkpoint at least every second while there is work; a receipt follows its decision sooner.
constexpr auto kPause = std::chrono::milliseconds(200);

Error foreign(std::string_view detail) { return {ErrorCode::store_unavailable, "", std::string(detail)}; }

Refusal check_head(const StoredCheckpoint& stored, const LogKey& key, const Digest& root) {
  const Result<Note> note = parse_note(stored.note);
  if (!note.ok()) return foreign("The log's last checkpoint is damaged.");
  const Result<Checkpoint> checkpoint = parse_checkpoint(note.value().text);
  if (!checkpoint.ok()) return foreign("The log's last checkpoint is damaged.");
  if (checkpoint.value().origin != key.origin()) {
    return foreign("The log is that of " + checkpoint.value().origin + ", and the key is that of " + key.origin() + ".");
  }
  if (trust_in(note.value(), key.verifier()) != NoteTrust::signed_by_key) return foreign("The log was not signed with this key.");
  if (checkpoint.value().head != TreeHead{stored.size, root}) return foreign("The tiles of the log do not lead to what was signed.");
  return std::nullopt;
}

// The tiles that an advance has to write: those that are full now, and the edge.
std::vector<StoredTile> changed_tiles(const List<TileEdge::FullTile>& filled, const TileEdge& edge) {
  std::vector<StoredTile> tiles;
  for (const TileEdge::FullTile& tile : filled) tiles.push_back({tile.name.level, tile.name.index, tile_bytes(tile.hashes)});
  for (unsigned level = 0; level < edge.levels(); ++level) {
    if (edge.partial(level).empty()) continue;
    tiles.push_back({level, tile_count(level, edge.size()) - 1, tile_bytes(edge.partial(level))});
  }
  return tiles;
}

Result<std::optional<StoredCheckpoint>> stored_checkpoint(Store& store, std::uint64_t size) {
  auto found = store.checkpoints(size - 1, 1);
  if (!found.ok()) return found.error();
  const bool is_there = !found.value().empty() && found.value().front().size == size;
  return is_there ? std::optional(std::move(found.value().front())) : std::nullopt;
}

// Whether the log's key has been replaced by another: then that one signed last. Cosignatures may follow.
bool has_newer_key(const Note& note, const VerifierKey& key) {
  bool is_newer = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name == key.name()) is_newer = !key.is_of(signature);
  }
  return is_newer;
}

bool has_signed(const Note& note, const VerifierKey& key) {
  return std::any_of(note.signatures.begin(), note.signatures.end(),
                     [&](const NoteSignature& each) { return key.is_of(each); });
}

}  // namespace

Result<std::unique_ptr<LogKeeper>> LogKeeper::open(Store& store, const LogKey& key, LogSettings settings) {
  std::unique_ptr<LogKeeper> keeper(new LogKeeper(store, key, std::move(settings)));
  if (Refusal refusal = keeper->start()) return *std::move(refusal);
  return keeper;
}

Refusal LogKeeper::start() {
  const std::lock_guard lock(keeping_);
  if (Refusal refusal = resume()) return refusal;
  if (Refusal refusal = head_.check(store_, edge_, key_.origin())) return refusal;
  if (note_.empty()) {
    if (Refusal refusal = begin()) return refusal;
  }
  if (!head_.is_there()) {
    if (Refusal refusal = head_.keep(note_)) return refusal;
  }
  return find_cosigned();
}

Refusal LogKeeper::begin() {
  Note note{checkpoint_text({key_.origin(), {0, empty_root()}}), {}};
  note.signatures.push_back(key_.sign(note.text));
  std::string text = print_note(note);
  const auto advanced = store_.advance_log({"", {}, {0, text}});
  if (!advanced.ok()) return advanced.error();
  if (!advanced.value()) return resume();
  move_to(std::move(edge_), std::move(text));
  return std::nullopt;
}

Refusal LogKeeper::resume() {
  auto stored = store_.checkpoint();
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return std::nullopt;
  Result<TileEdge> edge = stored_edge(store_, stored.value()->size);
  if (!edge.ok()) return edge.error();
  if (Refusal refusal = check_head(*stored.value(), key_, edge.value().root())) return refusal;
  move_to(std::move(edge).value(), std::move(stored.value()->note));
  return std::nullopt;
}

// Reads all of them once, at the start.
Refusal LogKeeper::find_cosigned() {
  std::uint64_t above = 0;
  while (!settings_.witnesses.empty()) {
    const auto some = store_.checkpoints(above, kBatch);
    if (!some.ok()) return some.error();
    if (some.value().empty()) break;
    for (const StoredCheckpoint& checkpoint : some.value()) {
      if (const Result<Note> note = parse_note(checkpoint.note); note.ok())
        remember_if_cosigned(checkpoint, note.value());
    }
    above = some.value().back().size;
  }
  return std::nullopt;
}

void LogKeeper::remember_if_cosigned(const StoredCheckpoint& checkpoint, const Note& note) {
  const List<VerifierKey>& witnesses = settings_.witnesses;
  // Signed by a key that has been replaced since, it would not do for those who know the new one.
  const bool by_all =
      has_signed(note, key_.verifier()) && !witnesses.empty() &&
      std::all_of(witnesses.begin(), witnesses.end(), [&](const VerifierKey& key) { return has_signed(note, key); });
  const std::lock_guard lock(mutex_);
  if (by_all && (!cosigned_ || cosigned_->size <= checkpoint.size)) cosigned_ = checkpoint;
}

void LogKeeper::move_to(TileEdge edge, std::string note) {
  edge_ = std::move(edge);
  note_ = std::move(note);
  {
    const std::lock_guard lock(mutex_);
    size_ = edge_.size();
    signed_at_ = std::chrono::steady_clock::now();
  }
  moved_.notify_all();
}

Result<std::size_t> LogKeeper::advance() {
  const std::lock_guard lock(keeping_);
  Result<std::size_t> taken = take_batch();
  {
    const std::lock_guard asked(mutex_);
    is_stuck_ = !taken.ok();
  }
  moved_.notify_all();
  return taken;
}

Result<std::size_t> LogKeeper::take_batch() {
  if (is_replaced_) return foreign("The log's key was replaced while this server runs: restart it.");
  const std::uint64_t before = edge_.size();
  const auto entries = store_.log_entries(before, kBatch);
  if (!entries.ok()) return entries.error();
  if (entries.value().empty()) return std::size_t{0};
  TileEdge edge = edge_;
  List<TileEdge::FullTile> filled;
  for (const StoredEntry& entry : entries.value()) {
    const Digest leaf = leaf_hash(entry.bytes);
    if (leaf.view() != entry.leaf) {
      return Error{ErrorCode::log_broken, "", "Entry " + std::to_string(edge.size()) + " is not what it was when it was stored."};
    }
    edge.append(leaf, filled);
  }
  Note note{checkpoint_text({key_.origin(), {edge.size(), edge.root()}}), {}};
  note.signatures.push_back(key_.sign(note.text));
  const StoredCheckpoint checkpoint{edge.size(), print_note(note)};
  const auto around = checkpoints_around(store_, checkpoint);
  if (!around.ok()) return around.error();
  if (Refusal refusal = head_.keep(checkpoint.note)) return *std::move(refusal);
  const auto advanced =
      store_.advance_log({note_, changed_tiles(filled, edge), checkpoint, superseded(around.value())});
  if (!advanced.ok()) return advanced.error();
  if (!advanced.value()) {
    if (Refusal refusal = catch_up()) return *std::move(refusal);
    return std::size_t{0};
  }
  move_to(std::move(edge), checkpoint.note);
  return entries.value().size();
}

// Another server of this store has moved the log on, or somebody has replaced its key, or a commit of ours was taken
// for lost.
Refusal LogKeeper::catch_up() {
  if (Refusal refusal = resume()) return refusal;
  const Result<Note> note = parse_note(note_);
  is_replaced_ = note.ok() && has_newer_key(note.value(), key_.verifier());
  return std::nullopt;
}

Refusal LogKeeper::add_cosignature(const StoredCheckpoint& submitted, const NoteSignature& cosignature) {
  const std::lock_guard lock(keeping_);
  // What is stored of it now: others may have added theirs, and an earlier one may be gone.
  const auto stored = submitted.size == 0 ? store_.checkpoint() : stored_checkpoint(store_, submitted.size);
  if (!stored.ok()) return stored.error();
  const bool is_there = stored.value() && stored.value()->size == submitted.size;
  if (!is_there && submitted.size == 0) return std::nullopt;  // over no entries it has told all that it had to
  Result<Note> note = parse_note(is_there ? stored.value()->note : submitted.note);
  if (!note.ok()) return note.error();
  if (!submitted.note.starts_with(note.value().text + "\n")) return foreign("The log's checkpoint is another by now.");
  const auto is_same_key = [&](const NoteSignature& each) {
    return each.key_id == cosignature.key_id && each.name == cosignature.name;
  };
  if (std::any_of(note.value().signatures.begin(), note.value().signatures.end(), is_same_key)) return std::nullopt;
  note.value().signatures.push_back(cosignature);
  const StoredCheckpoint cosigned{submitted.size, print_note(note.value())};
  const auto around = checkpoints_around(store_, cosigned);
  if (!around.ok()) return around.error();
  const auto put = store_.cosign_log({is_there ? stored.value()->note : "", cosigned, superseded(around.value())});
  if (!put.ok()) return put.error();
  if (!put.value()) return foreign("Another server has written to the log meanwhile.");
  if (note_ == (is_there ? stored.value()->note : "")) note_ = cosigned.note;
  remember_if_cosigned(cosigned, note.value());
  return std::nullopt;
}

std::uint64_t LogKeeper::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

bool LogKeeper::can_sign() const {
  const std::lock_guard lock(mutex_);
  return !is_stuck_;
}

std::chrono::steady_clock::time_point LogKeeper::signed_at() const {
  const std::lock_guard lock(mutex_);
  return signed_at_;
}

std::optional<StoredCheckpoint> LogKeeper::cosigned() const {
  const std::lock_guard lock(mutex_);
  return cosigned_;
}

bool LogKeeper::wait_for(std::uint64_t index, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  moved_.wait_for(lock, patience, [&] { return size_ > index || is_stuck_; });
  return size_ > index;
}

LogThread::LogThread(LogKeeper& keeper, std::function<void(const std::string&)> complain)
    : repeater_([&keeper, complain = std::move(complain), last = std::string()]() mutable -> std::chrono::milliseconds {
        const Result<std::size_t> advanced = keeper.advance();
        // Said once, not five times a second.
        const std::string complaint = advanced.ok() ? "" : "log: " + advanced.error().detail;
        if (!complaint.empty() && complaint != last) complain(complaint);
        last = complaint;
        const bool has_more = advanced.ok() && advanced.value() == LogKeeper::kBatch;
        return has_more ? std::chrono::milliseconds(0) : kPause;
      }) {}

}  // namespace countersign
