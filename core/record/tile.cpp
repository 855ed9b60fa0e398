#include "core/record/tile.h"

#include <utility>

#include "core/base/canonical.h"
#include "core/base/limits.h"
#include "core/base/text.h"

namespace countersign {
namespace {

constexpr unsigned kGroup = 1000;  // three digits of an index in each part of a path
constexpr std::size_t kDigestBytes = 32;

std::string digits_of(std::uint64_t value) {
  std::string digits;
  canonical::append_integer(digits, static_cast<std::int64_t>(value));
  return digits;
}

std::string three_digits(std::uint64_t value) { return digits_of(value + kGroup).substr(1); }

// 1234067 -> x001/x234/067
std::string index_path(std::uint64_t index) {
  std::string path = three_digits(index % kGroup);
  for (std::uint64_t rest = index / kGroup; rest > 0; rest /= kGroup) {
    path = "x" + three_digits(rest % kGroup) + "/" + path;
  }
  return path;
}

std::string width_path(unsigned width) { return width == kTileWidth ? "" : ".p/" + digits_of(width); }

// A number without leading zeroes, below `limit`, at the front of `path`, which is cut behind it.
std::optional<std::uint64_t> take_number(std::string_view& path, std::uint64_t limit) {
  std::uint64_t value = 0;
  std::size_t length = 0;
  while (length < path.size() && is_digit(path[length])) {
    value = value * 10 + static_cast<std::uint64_t>(path[length] - '0');
    if (value >= limit) return std::nullopt;
    ++length;
  }
  if (length == 0 || (length > 1 && path[0] == '0')) return std::nullopt;
  path.remove_prefix(length);
  return value;
}

std::optional<std::uint64_t> take_group(std::string_view& path) {
  if (path.size() < 3 || !is_digit(path[0]) || !is_digit(path[1]) || !is_digit(path[2])) return std::nullopt;
  const auto digit = [&](std::size_t at) { return static_cast<std::uint64_t>(path[at] - '0'); };
  const std::uint64_t value = 100 * digit(0) + 10 * digit(1) + digit(2);
  path.remove_prefix(3);
  return value;
}

bool take(std::string_view& path, std::string_view word) {
  if (!path.starts_with(word)) return false;
  path.remove_prefix(word.size());
  return true;
}

// As many groups as 2^53 needs: no log is longer, and nothing overflows.
constexpr int kMostGroups = 6;

std::optional<std::uint64_t> take_index(std::string_view& path) {
  std::uint64_t index = 0;
  for (int groups = 1; groups <= kMostGroups; ++groups) {
    const bool goes_on = take(path, "x");
    const auto group = take_group(path);
    if (!group || (goes_on && groups == 1 && *group == 0)) return std::nullopt;  // one spelling for each index
    index = index * kGroup + *group;
    if (!goes_on) return index;
    if (!take(path, "/")) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<TileName> take_index_and_width(std::string_view path, unsigned level) {
  TileName name;
  name.level = level;
  const auto index = take_index(path);
  if (!index) return std::nullopt;
  name.index = *index;
  if (path.empty()) return name;
  if (!take(path, ".p/")) return std::nullopt;
  const auto width = take_number(path, kTileWidth);
  if (!width || *width == 0 || !path.empty()) return std::nullopt;
  name.width = static_cast<unsigned>(*width);
  return name;
}

Result<TileName> known_name(const std::optional<TileName>& name) {
  return name ? Result<TileName>(*name) : Result<TileName>(make_error(ErrorCode::route_unknown));
}

// The root of `hashes`, which stand side by side. Precondition: not empty.
Digest root_over(const Digest* hashes, std::size_t count) {
  CompactRange range;
  for (std::size_t i = 0; i < count; ++i) range.append(hashes[i]);
  return range.root();
}

// The number of complete subtrees of 256^level leaves.
std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  return level < kTileLevels ? size >> (kTileHeight * level) : 0;
}

}  // namespace

std::uint64_t tile_count(unsigned level, std::uint64_t size) {
  return (hashes_at(level, size) + kTileWidth - 1) / kTileWidth;
}

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(level, size);
  if (index > hashes / kTileWidth) return 0;
  return static_cast<unsigned>(index < hashes / kTileWidth ? kTileWidth : hashes % kTileWidth);
}

std::string tile_path(const TileName& tile) { return digits_of(tile.level) + "/" + bundle_path(tile); }

std::string bundle_path(const TileName& bundle) { return index_path(bundle.index) + width_path(bundle.width); }

Result<TileName> tile_from_path(std::string_view path) {
  const auto level = take_number(path, kTileLevels);
  if (!level || !take(path, "/")) return make_error(ErrorCode::route_unknown);
  return known_name(take_index_and_width(path, static_cast<unsigned>(*level)));
}

Result<TileName> bundle_from_path(std::string_view path) { return known_name(take_index_and_width(path, 0)); }

std::string tile_bytes(const List<Digest>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kDigestBytes);
  for (const Digest& hash : hashes) bytes += hash.view();
  return bytes;
}

Result<List<Digest>> hashes_in_tile(std::string_view bytes, unsigned width) {
  if (bytes.size() != width * kDigestBytes) {
    return make_error(ErrorCode::invalid_format, {}, "A tile has 32 bytes for each of its hashes.");
  }
  List<Digest> hashes;
  for (; !bytes.empty(); bytes.remove_prefix(kDigestBytes)) {
    hashes.push_back(Digest::from_bytes(bytes.substr(0, kDigestBytes)));
  }
  return hashes;
}

void append_entry(std::string& bundle, std::string_view entry) {
  check(entry.size() <= limits::kEntryBytes);
  bundle += static_cast<char>(entry.size() >> 8U);
  bundle += static_cast<char>(entry.size() & 0xFFU);
  bundle += entry;
}

Result<List<std::string>> entries_in_bundle(std::string_view bytes) {
  List<std::string> entries;
  while (!bytes.empty()) {
    const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
    const std::size_t length = bytes.size() < 2 ? bytes.size() : byte(0) << 8U | byte(1);
    if (bytes.size() < 2 || bytes.size() - 2 < length || entries.size() == kTileWidth) {
      return make_error(ErrorCode::invalid_format, {},
                        "An entry bundle holds up to 256 entries, each behind its length in two bytes.");
    }
    entries.push_back(std::string(bytes.substr(2, length)));
    bytes.remove_prefix(2 + length);
  }
  return entries;
}

Result<TileEdge> TileEdge::from(std::uint64_t size, List<List<Digest>> partial_tiles) {
  TileEdge edge;
  edge.size_ = size;
  edge.partial_ = std::move(partial_tiles);
  for (unsigned level = 0; level < kTileLevels; ++level) {
    if (edge.partial(level).size() != hashes_at(level, size) % kTileWidth) {
      return make_error(ErrorCode::invalid_format, {}, "The tiles at the edge are not those of a tree of this size.");
    }
  }
  return edge;
}

Digest TileEdge::root() const {
  std::optional<Digest> root;
  // From the right: the small subtrees of level 0 first.
  for (const List<Digest>& tile : partial_) {
    for (std::size_t end = tile.size(); end > 0;) {
      const std::size_t width = end & (~end + 1);
      const Digest left = root_over(tile.begin() + (end - width), width);
      root = root ? node_hash(left, *root) : left;
      end -= width;
    }
  }
  return root ? *root : empty_root();
}

void TileEdge::append(const Digest& leaf, List<FullTile>& filled) {
  Digest hash = leaf;
  for (unsigned level = 0;; ++level) {
    if (partial_.size() == level) partial_.emplace_back();
    List<Digest>& tile = partial_[level];
    tile.push_back(hash);
    if (tile.size() < kTileWidth) break;
    hash = root_over(tile.begin(), tile.size());
    filled.push_back({{level, size_ >> (kTileHeight * (level + 1)), kTileWidth}, std::move(tile)});
    tile = List<Digest>();
  }
  ++size_;
}

const List<Digest>& TileEdge::partial(unsigned level) const {
  static const List<Digest> kNone;
  return level < partial_.size() ? partial_[level] : kNone;
}

TileTree::TileTree(List<Digest> hashes) : width_(hashes.size()), nodes_(std::move(hashes)) {
  for (unsigned height = 1; height <= kTileHeight; ++height) {
    first_[height] = nodes_.size();
    for (std::size_t i = 0; i < width_ >> height; ++i)
      nodes_.push_back(node_hash(subtree(height - 1, 2 * i), subtree(height - 1, 2 * i + 1)));
  }
}

SubtreeSource TileSource::subtrees() {
  return {this, [](void* owner, unsigned level, std::uint64_t index) {
            return static_cast<TileSource*>(owner)->subtree(level, index);
          }};
}

Result<Digest> TileSource::subtree(unsigned level, std::uint64_t index) {
  const unsigned tile_level = level / kTileHeight;
  const unsigned inside = level % kTileHeight;  // levels above the hashes of that tile
  const std::uint64_t first = index << inside;  // hash of that level
  const std::uint64_t tile = first / kTileWidth;
  const unsigned width = tile_width(tile_level, tile, size_);
  const std::size_t begin = first % kTileWidth;
  check(begin + (std::size_t{1} << inside) <= width);
  const Result<const TileTree*> fetched = fetch_(owner_, {tile_level, tile, width});
  if (!fetched.ok()) return fetched.error();
  if (fetched.value()->width() < width)
    return make_error(ErrorCode::invalid_format, {}, "A tile is narrower than its tree needs.");
  return fetched.value()->subtree(inside, begin >> inside);
}

}  // namespace countersign
