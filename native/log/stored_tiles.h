// Subtrees of the log out of the tiles in the store, each fetched once as a rule.
#pragma once

#include <map>
#include <utility>

#include "core/record/tile.h"
#include "native/store/store.h"

namespace countersign {

class StoredTiles {
 public:
  // `size` of the tree that proofs are made in.
  StoredTiles(Store& store, std::uint64_t size)
      : store_(store), tiles_(size, this, [](void* owner, const TileName& tile) { return static_cast<StoredTiles*>(owner)->fetch(tile); }) {}
  StoredTiles(const StoredTiles&) = delete;
  StoredTiles& operator=(const StoredTiles&) = delete;

  SubtreeSource subtrees() { return tiles_.subtrees(); }

 private:
  Result<const TileTree*> fetch(const TileName& tile);

  Store& store_;
  TileSource tiles_;
  std::map<std::pair<unsigned, std::uint64_t>, TileTree> fetched_;
};

}  // namespace countersign
