// The Merkle tree of RFC 6962, section 2.1, with SHA-256: what puts every event into one order that can be proved.
//
//   leaf = SHA-256(00 || entry)      node = SHA-256(01 || left || right)      the empty tree = SHA-256()
//
// A tree of n leaves has the largest power of two below n on its left. Indexes count from 0, sizes are numbers of
// leaves.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/base/result.h"

namespace countersign {

Digest leaf_hash(std::string_view entry);
Digest node_hash(const Digest& left, const Digest& right);
Digest empty_root();

// What it takes to append to a tree and to know its root: the roots of its complete subtrees, largest first (at most
// 64).
class CompactRange {
 public:
  std::uint64_t size() const { return size_; }
  void append(const Digest& leaf);
  Digest root() const;

 private:
  std::uint64_t size_ = 0;
  List<Digest> roots_;  // one for each bit that is set in size_
};

// Where the hash of a complete subtree comes from: that of the leaves [index << level, (index + 1) << level). A
// function and what it works on, because the core is compiled without what classes with virtual functions need of their
// users.
struct SubtreeSource {
  void* owner;
  Result<Digest> (*ask)(void* owner, unsigned level, std::uint64_t index);
  Result<Digest> subtree(unsigned level, std::uint64_t index) const { return ask(owner, level, index); }
};

// The root of the first `size` leaves. Errors: those of the source.
Result<Digest> root_of(const SubtreeSource& source, std::uint64_t size);

// PATH(index, D[0:size]): the siblings from the leaf to the root. Precondition: index < size. Errors: those of the
// source.
Result<List<Digest>> inclusion_proof(const SubtreeSource& source, std::uint64_t index, std::uint64_t size);

// PROOF(before, D[0:after]). Empty when before is 0 or after. Precondition: before <= after. Errors: those of the
// source.
Result<List<Digest>> consistency_proof(const SubtreeSource& source, std::uint64_t before, std::uint64_t after);

// The root that the proof leads to, for the caller to compare with the root it trusts; nothing when the proof has not
// the length that a leaf at this place needs.
std::optional<Digest> root_through(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   const List<Digest>& proof);

// A tree with its root.
struct TreeHead {
  std::uint64_t size = 0;
  Digest root;
  bool operator==(const TreeHead&) const = default;
};

// Whether the proof shows that `after` begins with all of `before`.
bool is_consistent(const TreeHead& before, const TreeHead& after, const List<Digest>& proof);

}  // namespace countersign
