// A log as static files: the tiles of C2SP tlog-tiles. A tile holds up to 256 hashes side by side: at level 0 the
// hashes of leaves, at level L those of the full tiles below. Full tiles never change; the one at the right edge of a
// level grows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/base/result.h"
#include "core/record/tree.h"

namespace countersign {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;  // hashes of a full tile
inline constexpr unsigned kTileLevels = 8;        // enough for 2^64 leaves

struct TileName {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // 1..256; below 256 the tile is partial
  bool operator==(const TileName&) const = default;
};

// How many tiles of the level a tree of this size has, the partial one included, and how wide one of them is (0: it is
// not there).
std::uint64_t tile_count(unsigned level, std::uint64_t size);
unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

// "<L>/<N>[.p/<W>]", N in groups of three digits: 1/x001/x234/067.p/12. For entry bundles the same without "<L>/".
std::string tile_path(const TileName& tile);
std::string bundle_path(const TileName& bundle);

// Errors: route-unknown, for everything that is not exactly such a path.
Result<TileName> tile_from_path(std::string_view path);
Result<TileName> bundle_from_path(std::string_view path);

// The bytes of a tile: its hashes, one after the other.
std::string tile_bytes(const List<Digest>& hashes);
// Errors: invalid-format, when the bytes are not `width` hashes.
Result<List<Digest>> hashes_in_tile(std::string_view bytes, unsigned width);

// The bytes of an entry bundle: each entry behind its length (big-endian, 16 bits). Precondition: at most limits::kEntryBytes.
void append_entry(std::string& bundle, std::string_view entry);
// Errors: invalid-format.
Result<List<std::string>> entries_in_bundle(std::string_view bytes);

// The tiles at the right edge of a growing tree: all that has to be kept to go on with it.
class TileEdge {
 public:
  TileEdge() = default;

  // From what is stored: the partial tiles of each level, from level 0 (an empty list where the edge has none).
  // Errors: invalid-format, when they are not those of a tree of this size.
  static Result<TileEdge> from(std::uint64_t size, List<List<Digest>> partial_tiles);

  std::uint64_t size() const { return size_; }
  Digest root() const;

  // A tile that has become full: its name and its hashes.
  struct FullTile {
    TileName name;
    List<Digest> hashes;
  };

  // Appends a leaf; the tiles that it fills are added to `filled`, the lowest level first.
  void append(const Digest& leaf, List<FullTile>& filled);

  // The partial tile of a level; empty when there is none.
  const List<Digest>& partial(unsigned level) const;
  std::size_t levels() const { return partial_.size(); }

 private:
  std::uint64_t size_ = 0;
  List<List<Digest>> partial_;
};

// A tile with the roots of all complete subtrees inside it, each computed once: the proofs of a bundle ask for the same
// ones again and again.
class TileTree {
 public:
  explicit TileTree(List<Digest> hashes);

  std::size_t width() const { return width_; }
  // The root over the hashes [index << height, (index + 1) << height). Precondition: the tile has them.
  const Digest& subtree(unsigned height, std::size_t index) const { return nodes_[first_[height] + index]; }

 private:
  std::size_t width_;
  std::size_t first_[kTileHeight + 1] = {};  // node of each height
  List<Digest> nodes_;
};

// Subtrees out of tiles. Whoever has the tiles says how one is fetched.
class TileSource {
 public:
  // The tile, at least `tile.width` wide (one that has grown serves as well). It has to stay until the next one is
  // fetched.
  using Fetch = Result<const TileTree*> (*)(void* owner, const TileName& tile);

  // `size` of the tree, which says how wide a tile has to be.
  TileSource(std::uint64_t size, void* owner, Fetch fetch) : size_(size), owner_(owner), fetch_(fetch) {}

  // For as long as this lives.
  SubtreeSource subtrees();

 private:
  Result<Digest> subtree(unsigned level, std::uint64_t index);

  std::uint64_t size_;
  void* owner_;
  Fetch fetch_;
};

}  // namespace countersign
