// The Merkle tree and its tiles.
#include "core/record/tile.h"
#include "core/record/tree.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/limits.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

// All leaves in memory, and the definition of RFC 6962, section 2.1, word for word.
class PlainTree {
 public:
  explicit PlainTree(std::vector<Digest> leaves) : leaves_(std::move(leaves)) {}

  Digest root(std::size_t begin, std::size_t end) const {
    if (begin == end) return Digest::of("");
    if (end - begin == 1) return leaves_[begin];
    std::size_t k = 1;
    while (k * 2 < end - begin) k *= 2;
    return node_hash(root(begin, begin + k), root(begin + k, end));
  }
  SubtreeSource subtrees() {
    return {this, [](void* owner, unsigned level, std::uint64_t index) { return static_cast<PlainTree*>(owner)->subtree(level, index); }};
  }
  Result<Digest> subtree(unsigned level, std::uint64_t index) {
    const auto found = known_.find({level, index});
    if (found != known_.end()) return found->second;
    const auto begin = static_cast<std::size_t>(index << level);
    const auto end = begin + (std::size_t{1} << level);
    REQUIRE(end <= leaves_.size());
    return known_[{level, index}] = root(begin, end);
  }
  const std::vector<Digest>& leaves() const { return leaves_; }

 private:
  std::vector<Digest> leaves_;
  std::map<std::pair<unsigned, std::uint64_t>, Digest> known_;
};

std::vector<Digest> leaves(std::size_t count) {
  std::vector<Digest> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(leaf_hash("entry " + std::to_string(i)));
  return all;
}

Digest flipped(const Digest& digest, std::size_t bit) {
  Digest::Bytes bytes = digest.bytes();
  bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << bit % 8));
  return Digest(bytes);
}

// The tree that Certificate Transparency publishes roots of (RFC 6962's reference implementation).
TEST_CASE("the roots of the published tree") {
  using namespace std::string_literals;
  const std::string entries[] = {""s, "\x00"s, "\x10"s, " !"s, "01"s, "@ABC"s, "PQRSTUVW"s, "`abcdefghijklmno"s};
  const char* const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  CHECK(empty_root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CompactRange range;
  TileEdge edge;
  List<TileEdge::FullTile> filled;
  CHECK(range.root() == empty_root());
  CHECK(edge.root() == empty_root());
  for (std::size_t i = 0; i < 8; ++i) {
    range.append(leaf_hash(entries[i]));
    edge.append(leaf_hash(entries[i]), filled);
    CHECK(range.root().hex() == roots[i]);
    CHECK(edge.root().hex() == roots[i]);
  }
}

TEST_CASE("in all trees up to 512 leaves every leaf is proved, and no other leaf, place or size") {
  constexpr std::size_t kMost = 512;
  PlainTree tree(leaves(kMost));
  CompactRange range;
  std::size_t proofs = 0;
  for (std::size_t size = 1; size <= kMost; ++size) {
    range.append(tree.leaves()[size - 1]);
    const Digest root = range.root();
    REQUIRE(root_of(tree.subtrees(), size).value() == root);
    for (std::size_t index = 0; index < size; ++index) {
      const List<Digest> proof = inclusion_proof(tree.subtrees(), index, size).value();
      const Digest& leaf = tree.leaves()[index];
      bool right = root_through(leaf, index, size, proof) == root;
      right = right && root_through(flipped(leaf, index % 256), index, size, proof) != root;
      if (size > 1) right = right && root_through(leaf, index ^ 1U, size, proof) != root;
      List<Digest> longer = proof;
      longer.push_back(leaf);
      right = right && root_through(leaf, index, size, longer) != root;
      if (!right) FAIL("leaf " << index << " of " << size);
      ++proofs;
    }
    CHECK(!root_through(tree.leaves()[0], size, size, {}).has_value());
  }
  CHECK(proofs == kMost * (kMost + 1) / 2);
}

TEST_CASE("every one-bit change of an inclusion proof is refused") {
  PlainTree tree(leaves(130));
  for (const std::uint64_t size : {2U, 7U, 64U, 65U, 127U, 130U}) {
    const Digest root = root_of(tree.subtrees(), size).value();
    for (std::size_t index = 0; index < size; ++index) {
      const List<Digest> proof = inclusion_proof(tree.subtrees(), index, size).value();
      for (std::size_t hash = 0; hash < proof.size(); ++hash) {
        for (std::size_t bit = 0; bit < 256; bit += index % 7 == 0 ? 1U : 37U) {
          List<Digest> wrong = proof;
          wrong[hash] = flipped(wrong[hash], bit);
          if (root_through(tree.leaves()[index], index, size, wrong) == root) FAIL("bit " << bit << " of hash " << hash);
        }
      }
      if (!proof.empty()) {
        List<Digest> shorter = proof;
        shorter.pop_back();
        CHECK(root_through(tree.leaves()[index], index, size, shorter) != root);
      }
    }
  }
}

// Without NDEBUG (sanitizers, WebAssembly) fewer: it takes many times as long there.
#ifdef NDEBUG
constexpr std::uint64_t kMostInPairs = 512;
#else
constexpr std::uint64_t kMostInPairs = 130;
#endif

TEST_CASE("in all trees up to 512 leaves every earlier tree is proved to be the beginning, and no other") {
  constexpr std::uint64_t kMost = kMostInPairs;
  PlainTree tree(leaves(kMost));
  for (std::uint64_t after = 0; after <= kMost; ++after) {
    const TreeHead later{after, root_of(tree.subtrees(), after).value()};
    for (std::uint64_t before = 0; before <= after; ++before) {
      const TreeHead earlier{before, root_of(tree.subtrees(), before).value()};
      const List<Digest> proof = consistency_proof(tree.subtrees(), before, after).value();
      if (!is_consistent(earlier, later, proof)) FAIL(before << " in " << after);
      for (std::size_t hash = 0; hash < proof.size(); ++hash) {
        List<Digest> wrong = proof;
        wrong[hash] = flipped(wrong[hash], (before * 31 + after + hash) % 256);
        if (is_consistent(earlier, later, wrong)) FAIL("changed hash " << hash << ", " << before << " in " << after);
      }
      List<Digest> longer = proof;
      longer.push_back(later.root);
      CHECK(!is_consistent(earlier, later, longer));
      CHECK(!is_consistent({before, flipped(earlier.root, 5)}, later, proof));
      if (before > 0) CHECK(!is_consistent(earlier, {after, flipped(later.root, 250)}, proof));  // every tree begins with none
      if (before < after) CHECK(!is_consistent(later, earlier, proof));
    }
  }
}

TEST_CASE("tiles have the paths of tlog-tiles, and nothing else is one") {
  CHECK(tile_path({1, 1234067, 256}) == "1/x001/x234/067");
  CHECK(tile_path({0, 5, 17}) == "0/005.p/17");
  CHECK(bundle_path({0, 1000, 256}) == "x001/000");
  for (const TileName& name : {TileName{1, 1234067, 256}, TileName{0, 0, 1}, TileName{7, 999, 255}, TileName{2, 1000000000, 3}}) {
    CHECK(tile_from_path(tile_path(name)).value() == name);
  }
  CHECK(bundle_from_path("x001/000.p/9").value() == TileName{0, 1000, 9});
  for (const char* wrong : {"", "0", "0/", "/000", "0/0", "0/00", "0/0000", "0/x000/000", "0/x001", "0/x001/", "0/x001/x002", "0/001/002",
                            "8/000", "00/000", "-1/000", "0/000.p", "0/000.p/", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/1/", "0/000/",
                            "0/000.p/1.p/1", "0/x001/x002/x003/x004/x005/x006/007", "99999999999999999999/000", "0/000 ", "a/000", "0/00a"}) {
    CAPTURE(wrong);
    CHECK(!tile_from_path(wrong).ok());
  }
}

TEST_CASE("a tree of 70,000 entries has the tiles that tlog-tiles counts") {
  constexpr std::uint64_t kSize = 70000;
  CHECK(tile_count(0, kSize) == 274);
  CHECK(tile_width(0, 272, kSize) == 256);
  CHECK(tile_width(0, 273, kSize) == 112);
  CHECK(tile_width(0, 274, kSize) == 0);
  CHECK(tile_count(1, kSize) == 2);
  CHECK(tile_width(1, 1, kSize) == 17);
  CHECK(tile_count(2, kSize) == 1);
  CHECK(tile_width(2, 0, kSize) == 1);
  CHECK(tile_count(3, kSize) == 0);
  CHECK(tile_width(1, 0, 256) == 1);
}

class KeptTiles {
 public:
  KeptTiles(std::uint64_t size, std::map<std::pair<unsigned, std::uint64_t>, List<Digest>> tiles)
      : tiles_(std::move(tiles)), source_(size, this, [](void* owner, const TileName& tile) { return static_cast<KeptTiles*>(owner)->fetch(tile); }) {}

  SubtreeSource subtrees() { return source_.subtrees(); }

 private:
  Result<const TileTree*> fetch(const TileName& tile) {
    const auto found = tiles_.find({tile.level, tile.index});
    if (found == tiles_.end()) return make_error(ErrorCode::invalid_format, {}, "no such tile");
    return &trees_.try_emplace({tile.level, tile.index}, found->second).first->second;
  }

  std::map<std::pair<unsigned, std::uint64_t>, List<Digest>> tiles_;
  std::map<std::pair<unsigned, std::uint64_t>, TileTree> trees_;
  TileSource source_;
};

TEST_CASE("the tiles of a growing tree give its roots and proofs, also when it is taken up again from its edge") {
  constexpr std::size_t kMost = 66'200;  // beyond 256 * 256, so that there are three levels
  CompactRange range;
  TileEdge edge;
  std::map<std::pair<unsigned, std::uint64_t>, List<Digest>> tiles;
  std::vector<Digest> all;
  for (std::size_t i = 0; i < kMost; ++i) {
    const Digest leaf = leaf_hash(std::to_string(i));
    all.push_back(leaf);
    range.append(leaf);
    List<TileEdge::FullTile> filled;
    edge.append(leaf, filled);
    for (const TileEdge::FullTile& tile : filled) {
      CHECK(tile.hashes.size() == 256);
      CHECK(tiles.emplace(std::pair(tile.name.level, tile.name.index), tile.hashes).second);
    }
    if (i % 997 == 0) {
      List<List<Digest>> partial;
      for (unsigned level = 0; level < edge.levels(); ++level) partial.push_back(edge.partial(level));
      edge = TileEdge::from(edge.size(), partial).value();
      CHECK(edge.root() == range.root());
    }
  }
  REQUIRE(edge.root() == range.root());
  CHECK(!TileEdge::from(edge.size() + 1, {edge.partial(0)}).ok());
  for (unsigned level = 0; level < edge.levels(); ++level) {
    if (!edge.partial(level).empty()) tiles[{level, tile_count(level, kMost) - 1}] = edge.partial(level);
  }
  CHECK(tiles.size() == tile_count(0, kMost) + tile_count(1, kMost) + tile_count(2, kMost));
  KeptTiles source(kMost, tiles);
  for (std::size_t index = 0; index < kMost; index += 811) {
    const List<Digest> proof = inclusion_proof(source.subtrees(), index, kMost).value();
    CHECK(root_through(all[index], index, kMost, proof) == edge.root());
  }
  // A tree of any earlier size is in the same tiles.
  CompactRange earlier;
  for (std::size_t i = 0; i < 40'001; ++i) earlier.append(all[i]);
  CHECK(root_of(source.subtrees(), 40'001).value() == earlier.root());
  CHECK(is_consistent({40'001, earlier.root()}, {kMost, edge.root()}, consistency_proof(source.subtrees(), 40'001, kMost).value()));
  tiles.erase({0, 3});
  KeptTiles lost(kMost, tiles);
  CHECK(!inclusion_proof(lost.subtrees(), 3 * 256, kMost).ok());
}

TEST_CASE("entry bundles and tiles are read back, and cut ones are refused") {
  std::string bundle;
  append_entry(bundle, "");
  append_entry(bundle, "one");
  append_entry(bundle, std::string(limits::kEntryBytes, 'x'));
  CHECK(bundle.substr(0, 7) == std::string("\0\0\0\3one", 7));
  const List<std::string> entries = entries_in_bundle(bundle).value();
  REQUIRE(entries.size() == 3);
  CHECK(entries[1] == "one");
  CHECK(entries[2].size() == limits::kEntryBytes);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{3}, std::size_t{6}, bundle.size() - 1}) CHECK(!entries_in_bundle(bundle.substr(0, cut)).ok());
  std::string many;
  for (int i = 0; i < 257; ++i) append_entry(many, "e");
  CHECK(!entries_in_bundle(many).ok());
  CHECK(entries_in_bundle(many.substr(3)).value().size() == 256);

  const List<Digest> hashes{leaf_hash("a"), leaf_hash("b")};
  CHECK(hashes_in_tile(tile_bytes(hashes), 2).value() == hashes);
  CHECK(!hashes_in_tile(tile_bytes(hashes), 1).ok());
  CHECK(!hashes_in_tile(tile_bytes(hashes).substr(1), 2).ok());
}

}  // namespace
}  // namespace countersign
