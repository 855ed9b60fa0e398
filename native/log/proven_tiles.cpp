#include "native/log/proven_tiles.h"

#include <algorithm>
#include <utility>

#include "core/record/checkpoint.h"

namespace countersign {
namespace {

Error tile_broken(std::string detail) { return {ErrorCode::log_broken, "", std::move(detail)}; }

// The first `width` hashes of a stored tile, which may have grown since.
Result<List<Digest>> stored_hashes(Store& store, const TileName& name) {
  const auto tile = store.tile(name.level, name.index);
  if (!tile.ok()) return tile.error();
  if (!tile.value()) return tile_broken("A tile of the log is missing.");
  const std::size_t bytes = std::size_t{name.width} * sizeof(Digest::Bytes);
  if (tile.value()->size() < bytes) return tile_broken("A tile of the log is damaged.");
  return hashes_in_tile(std::string_view(*tile.value()).substr(0, bytes), name.width);
}

}  // namespace

std::optional<TreeHead> signed_head(std::string_view text, const List<VerifierKey>& keys) {
  const Result<Note> note = parse_note(text);
  const Result<Checkpoint> checkpoint = note.ok() ? parse_checkpoint(note.value().text) : Result<Checkpoint>(note.error());
  if (!checkpoint.ok()) return std::nullopt;
  const bool is_signed = std::any_of(keys.begin(), keys.end(), [&](const VerifierKey& key) {
    return key.name() == checkpoint.value().origin && trust_in(note.value(), key) == NoteTrust::signed_by_key;
  });
  return is_signed ? std::optional(checkpoint.value().head) : std::nullopt;
}

Result<TileEdge> stored_edge(Store& store, std::uint64_t size) {
  List<List<Digest>> partial;
  for (unsigned level = 0; level < kTileLevels; ++level) {
    List<Digest>& hashes = partial.emplace_back();
    const std::uint64_t count = tile_count(level, size);
    const unsigned width = count == 0 ? 0 : tile_width(level, count - 1, size);
    if (width == 0 || width == kTileWidth) continue;
    Result<List<Digest>> stored = stored_hashes(store, {level, count - 1, width});
    if (!stored.ok()) return stored.error();
    hashes = std::move(stored).value();
  }
  return TileEdge::from(size, std::move(partial));
}

Result<ProvenTiles> ProvenTiles::under(Store& store, const TreeHead& head) {
  Result<TileEdge> edge = stored_edge(store, head.size);
  if (!edge.ok()) return edge.error();
  if (edge.value().root() != head.root) return tile_broken("The tiles of the log do not lead to what was signed.");
  return ProvenTiles(store, std::move(edge).value());
}

Result<List<Digest>> ProvenTiles::tile(unsigned level, std::uint64_t index) const {
  const unsigned width = tile_width(level, index, edge_.size());
  check(width > 0);
  if (width < kTileWidth) return edge_.partial(level);
  Result<List<Digest>> hashes = stored_hashes(store_, {level, index, width});
  if (!hashes.ok()) return hashes.error();
  const Result<List<Digest>> above = tile(level + 1, index / kTileWidth);
  if (!above.ok()) return above.error();
  CompactRange range;
  for (const Digest& hash : hashes.value()) range.append(hash);
  if (above.value()[index % kTileWidth] != range.root()) return tile_broken("A tile of the log does not lead to what was signed.");
  return hashes;
}

}  // namespace countersign
