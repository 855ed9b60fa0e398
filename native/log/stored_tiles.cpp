#include "native/log/stored_tiles.h"

namespace countersign {
namespace {

// 16 KB each. Whoever asks for many asks for them in order, so that those from before are not missed.
constexpr std::size_t kMostKept = 1024;

}  // namespace

Result<const TileTree*> StoredTiles::fetch(const TileName& tile) {
  const std::pair place(tile.level, tile.index);
  const auto known = fetched_.find(place);
  if (known != fetched_.end()) return &known->second;
  const auto bytes = store_.tile(tile.level, tile.index);
  if (!bytes.ok()) return bytes.error();
  if (!bytes.value()) return Error{ErrorCode::log_broken, "", "A tile of the log is missing."};
  Result<List<Digest>> hashes = hashes_in_tile(*bytes.value(), static_cast<unsigned>(bytes.value()->size() / 32));
  const bool is_sound = hashes.ok() && hashes.value().size() >= tile.width && hashes.value().size() <= kTileWidth;
  if (!is_sound) return Error{ErrorCode::log_broken, "", "A tile of the log is damaged."};
  if (fetched_.size() == kMostKept) fetched_.clear();
  return &fetched_.emplace(place, TileTree(std::move(hashes).value())).first->second;
}

}  // namespace countersign
