#include "native/log/fsck.h"

#include <utility>

#include "core/json/entry_place.h"
#include "core/record/checkpoint.h"
#include "core/record/tile.h"
#include "native/log/proven_tiles.h"

namespace countersign {
namespace {

class Fsck {
 public:
  Fsck(LogSnapshot& log, const KnownOfLog& known) : log_(log), known_(known) {}

  FsckReport run() {
    read_flaws();
    read_signed_size();
    next_checkpoint();
    compare_checkpoint();
    compare_known();
    while (const auto entry = next(log_.next_entry(), "entries")) take(*entry);
    finish();
    return std::move(report_);
  }

 private:
  void find(std::string what) {
    if (report_.findings.size() < FsckReport::kMost) {
      report_.findings.push_back(std::move(what));
    } else {
      ++report_.more;
    }
  }
  void find_in_entry(std::string_view what) { find("Entry " + size_text(entry_index_ - 1) + " " + std::string(what)); }

  // What was read; nothing at the end, and where it cannot be read, which is a finding.
  template <class T>
  std::optional<T> next(Result<std::optional<T>> read, const char* what) {
    if (read.ok()) return std::move(read).value();
    find("The " + std::string(what) + " of the log cannot be read on: " + read.error().detail);
    return std::nullopt;
  }

  void read_flaws() {
    auto flaws = log_.flaws(FsckReport::kMost);
    if (!flaws.ok()) return find("The store cannot be read: " + flaws.error().detail);
    for (std::string& flaw : flaws.value()) find(std::move(flaw));
  }

  void read_signed_size() {
    const auto size = log_.signed_size();
    if (size.ok()) signed_size_ = size.value();
  }

  void take(const LoggedEntry& entry) {
    if (entry.index != entry_index_) find("Before entry " + size_text(entry.index) + ", " + missing(entry_index_, entry.index) + ".");
    entry_index_ = entry.index + 1;  // from here on, findings are of this one
    const Digest leaf = leaf_hash(entry.stored.bytes);
    const bool is_as_stored = leaf.view() == entry.stored.leaf;
    if (!is_as_stored) find_in_entry("is not what it was when it was stored.");
    compare_place(entry);
    // Where an entry was changed, the hash that it had tells whether the rest is as it was.
    append(!is_as_stored && entry.stored.leaf.size() == leaf.view().size() ? Digest::from_bytes(entry.stored.leaf) : leaf);
    compare_checkpoint();
    compare_known();
    if (edge_.size() == signed_size_) compare_edge();
  }

  static std::string missing(std::uint64_t from, std::uint64_t to) {
    return to == from + 1 ? "entry " + size_text(from) + " is missing" : "entries from " + size_text(from) + " on are missing";
  }

  void append(const Digest& leaf) {
    List<TileEdge::FullTile> filled;
    edge_.append(leaf, filled);
    range_.append(leaf);
    if (edge_.size() > signed_size_) return;
    for (const TileEdge::FullTile& tile : filled) compare_tile(tile.name, tile.hashes);
  }

  // The columns beside the entry, and the chain of its stream.
  void compare_place(const LoggedEntry& entry) {
    const Result<std::optional<EntryPlace>> read = read_entry_place(entry.stored.bytes);
    if (!read.ok()) return find_in_entry("is none that this program knows: " + said(read.error()));
    if (!read.value()) return;
    const EntryPlace& place = *read.value();
    if (place.request != entry.stream) find_in_entry("is stored under the request " + quoted(entry.stream) + "; it says " + quoted(place.request) + ".");
    if (place.seq != entry.seq) find_in_entry("is stored as event " + std::to_string(entry.seq) + " of its request; it says " + std::to_string(place.seq) + ".");
    compare_previous(entry, place);
  }

  void compare_previous(const LoggedEntry& entry, const EntryPlace& place) {
    const bool is_first = place.seq == 1;
    if (is_first || !entry.before) {
      if (is_first && place.previous) find_in_entry("is the first of its request, and names one before it.");
      if (!is_first) find_in_entry("has no entry before it in its request.");
      return;
    }
    if (entry.before->index >= entry.index) find_in_entry("stands before the entry that it follows in its request.");
    if (!place.previous || place.previous->view() != entry.before->leaf) find_in_entry("does not name the entry before it in its request.");
  }

  static std::string said(const Error& error) {
    return error.detail.empty() ? std::string(error_row(error.code).title) : error.detail;
  }
  static std::string quoted(const std::string& text) { return text.empty() ? "of nobody" : "'" + text + "'"; }

  void next_checkpoint() {
    checkpoint_.reset();
    while (const auto stored = next(log_.next_checkpoint(), "checkpoints")) {
      const std::string name = "The checkpoint over " + std::to_string(stored->size) + " entries ";
      checkpoint_ = signed_head(stored->note, known_.keys);
      if (!checkpoint_) {
        find(name + "was not signed with a key that you gave.");
      } else if (checkpoint_->size != stored->size) {
        find(name + "is over " + size_text(checkpoint_->size) + ".");
        checkpoint_.reset();
      } else {
        return;
      }
    }
  }

  void compare_checkpoint() {
    if (!checkpoint_ || checkpoint_->size != edge_.size()) return;
    ++report_.checkpoints;
    report_.signed_entries = edge_.size();
    // Once: those behind it hold the same entries.
    if (checkpoint_->root != range_.root() && !std::exchange(leads_elsewhere_, true)) {
      find("The first " + size_text(edge_.size()) + " entries do not lead to the root that was signed over them.");
    }
    next_checkpoint();
  }

  void compare_known() {
    if (!known_.since || known_.since->size != edge_.size()) return;
    if (known_.since->root != range_.root()) find("The log does not begin with the " + size_text(edge_.size()) + " entries of the checkpoint that you keep.");
  }

  void compare_edge() {
    for (unsigned level = 0; level < edge_.levels(); ++level) {
      const List<Digest>& hashes = edge_.partial(level);
      if (hashes.empty()) continue;
      compare_tile({level, tile_count(level, edge_.size()) - 1, static_cast<unsigned>(hashes.size())}, hashes);
    }
  }

  void compare_tile(const TileName& name, const List<Digest>& hashes) {
    const auto stored = log_.tile(name.level, name.index);
    if (!stored.ok()) return find("Tile " + tile_path(name) + " cannot be read: " + stored.error().detail);
    if (!stored.value()) return find("Tile " + tile_path(name) + " is missing.");
    if (*stored.value() != tile_bytes(hashes)) find("Tile " + tile_path(name) + " does not hold the hashes of its entries.");
  }

  void finish() {
    report_.entries = edge_.size();
    report_.root = range_.root();
    if (checkpoint_) find("A checkpoint is over " + size_text(checkpoint_->size) + " entries; there are " + size_text(edge_.size()) + ".");
    while (checkpoint_) next_checkpoint();
    if (report_.entries > 0 && report_.checkpoints == 0) find("There are " + size_text(report_.entries) + " entries, and nothing of it is signed.");
    if (report_.signed_entries < known_.at_least) {
      find("You know of " + size_text(known_.at_least) + " entries, and " + size_text(report_.signed_entries) + " are signed here: the others were cut off.");
    }
    if (known_.since && report_.signed_entries < known_.since->size) {
      find("The checkpoint that you keep is over " + size_text(known_.since->size) + " entries, and " + size_text(report_.signed_entries) +
           " are signed here: the others were cut off.");
    }
    while (const auto tile = next(log_.next_tile(), "tiles")) {
      if (!is_expected(*tile)) find("There is a tile of level " + std::to_string(tile->level) + " with the number " + std::to_string(tile->index) + " that the tree does not have.");
    }
  }

  bool is_expected(const LoggedTile& tile) const {
    if (tile.level < 0 || tile.level >= kTileLevels || tile.index < 0) return false;
    return tile_width(static_cast<unsigned>(tile.level), static_cast<std::uint64_t>(tile.index), signed_size_) > 0;
  }

  LogSnapshot& log_;
  const KnownOfLog& known_;
  FsckReport report_;
  TileEdge edge_;
  CompactRange range_;  // the same tree, for its root after every entry
  std::uint64_t entry_index_ = 0;       // that comes next
  std::uint64_t signed_size_ = 0;       // how far tiles go
  std::optional<TreeHead> checkpoint_;  // the next to be compared
  bool leads_elsewhere_ = false;
};

}  // namespace

FsckReport fsck(LogSnapshot& log, const KnownOfLog& known) { return Fsck(log, known).run(); }

}  // namespace countersign
