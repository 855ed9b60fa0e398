#include "native/log/log_head.h"

#include <algorithm>
#include <filesystem>

#include "native/log/owner_file.h"
#include "native/log/stored_tiles.h"

namespace countersign {
namespace {

constexpr std::size_t kBatch = 4096;

// The root of the first `size` entries; nothing when there are fewer. Beyond the edge they are read one by one.
Result<std::optional<Digest>> root_in(Store& store, TileEdge edge, std::uint64_t size) {
  if (size <= edge.size()) {
    StoredTiles tiles(store, edge.size());
    const Result<Digest> root = root_of(tiles.subtrees(), size);
    if (!root.ok()) return root.error();
    return std::optional(root.value());
  }
  List<TileEdge::FullTile> filled;
  while (edge.size() < size) {
    const auto entries = store.log_entries(edge.size(), std::min<std::uint64_t>(kBatch, size - edge.size()));
    if (!entries.ok()) return entries.error();
    if (entries.value().empty()) return std::optional<Digest>();
    for (const StoredEntry& entry : entries.value()) edge.append(leaf_hash(entry.bytes), filled);
    filled.clear();
  }
  return std::optional(edge.root());
}

}  // namespace

Error LogHead::wrong(const std::string& what) const {
  return {ErrorCode::store_unavailable, "",
          what + " To go on with this store all the same, remove " + path_ +
              "; README.md of native/ says what that means."};
}

bool LogHead::is_there() const {
  std::error_code ignored;
  return path_.empty() || std::filesystem::exists(path_, ignored);
}

Refusal LogHead::check(Store& store, const TileEdge& edge, const std::string& origin) const {
  if (path_.empty() || !is_there()) return std::nullopt;
  const auto text = read_small_file(path_, kNoteBytes);
  const Result<Note> note = text ? parse_note(*text) : Result<Note>(make_error(ErrorCode::invalid_format));
  const Result<Checkpoint> checkpoint =
      note.ok() ? parse_checkpoint(note.value().text) : Result<Checkpoint>(note.error());
  if (!checkpoint.ok()) return wrong("What the key has signed last cannot be read.");
  if (checkpoint.value().origin != origin) return wrong("What was signed last is of another log.");
  return check_that_it_leads(store, edge, checkpoint.value().head);
}

Refusal LogHead::check_that_it_leads(Store& store, TileEdge edge, const TreeHead& head) const {
  const auto root = root_in(store, std::move(edge), head.size);
  if (!root.ok()) return root.error();
  if (root.value() == head.root) return std::nullopt;
  return wrong("The key has signed a log of " + size_text(head.size) + " entries, and this store has " +
               (root.value() ? "others" : "fewer") + ": it is an earlier copy, or another store.");
}

Refusal LogHead::keep(const std::string& note) const {
  if (path_.empty() || replace_owner_file(path_, note)) return std::nullopt;
  return Error{ErrorCode::store_unavailable, "", "What is signed cannot be noted in " + path_ + "."};
}

}  // namespace countersign
