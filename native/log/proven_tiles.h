// Tiles of the store that lead to a signed root, and no others: what a disk has changed is not served.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/record/note.h"
#include "core/record/tile.h"
#include "native/store/store.h"

namespace countersign {

// What one of the keys has signed over its own log; nothing when none has.
std::optional<TreeHead> signed_head(std::string_view note, const List<VerifierKey>& keys);

// The partial tiles of a tree of this size, as they are stored. Errors: log-broken, when one is missing or too short.
Result<TileEdge> stored_edge(Store& store, std::uint64_t size);

class ProvenTiles {
 public:
  // Errors: log-broken, when the tiles at the edge do not lead to the root.
  static Result<ProvenTiles> under(Store& store, const TreeHead& head);

  // The hashes of a tile as wide as it is in this tree. A full tile is compared with its hash in the tile above it, and so on up
  // to the edge. Precondition: the tree has it. Errors: log-broken.
  Result<List<Digest>> tile(unsigned level, std::uint64_t index) const;

 private:
  ProvenTiles(Store& store, TileEdge edge) : store_(store), edge_(std::move(edge)) {}

  Store& store_;
  TileEdge edge_;
};

}  // namespace countersign
