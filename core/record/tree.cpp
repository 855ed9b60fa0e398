#include "core/record/tree.h"

#include <bit>

namespace countersign {
namespace {

constexpr char kLeaf = 0;
constexpr char kNode = 1;

// The largest power of two below n. Precondition: n > 1.
std::uint64_t left_size(std::uint64_t n) { return std::bit_floor(n - 1); }

// The root of the leaves [begin, end). `begin` is a multiple of the largest power of two that is at most end - begin.
Result<Digest> range_root(const SubtreeSource& source, std::uint64_t begin, std::uint64_t end) {
  // From the right: what is left of the range is complete subtrees, each larger than the one before.
  std::optional<Digest> right;
  while (begin < end) {
    const auto level = static_cast<unsigned>(std::countr_zero(end - begin));
    const std::uint64_t width = std::uint64_t{1} << level;
    const Result<Digest> left = source.subtree(level, (end - width) >> level);
    if (!left.ok()) return left.error();
    right = right ? node_hash(left.value(), *right) : left.value();
    end -= width;
  }
  return right ? *right : empty_root();
}

bool is_whole(std::uint64_t size) { return std::has_single_bit(size); }

}  // namespace

Digest leaf_hash(std::string_view entry) {
  Sha256 hash;
  hash.update(&kLeaf, 1);
  hash.update(entry.data(), entry.size());
  return hash.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
  Sha256 hash;
  hash.update(&kNode, 1);
  hash.update(left.bytes().data(), left.bytes().size());
  hash.update(right.bytes().data(), right.bytes().size());
  return hash.finish();
}

Digest empty_root() { return Digest::of({}); }

void CompactRange::append(const Digest& leaf) {
  Digest root = leaf;
  // Each subtree as large as the new one is merged with it, as bits carry in an addition.
  for (std::uint64_t bits = size_; (bits & 1U) != 0; bits >>= 1U) {
    root = node_hash(roots_.back(), root);
    roots_.pop_back();
  }
  roots_.push_back(root);
  ++size_;
}

Digest CompactRange::root() const {
  if (roots_.empty()) return empty_root();
  Digest root = roots_.back();
  for (std::size_t i = roots_.size() - 1; i > 0; --i) root = node_hash(roots_[i - 1], root);
  return root;
}

Result<Digest> root_of(const SubtreeSource& source, std::uint64_t size) { return range_root(source, 0, size); }

Result<List<Digest>> inclusion_proof(const SubtreeSource& source, std::uint64_t index, std::uint64_t size) {
  check(index < size);
  List<Digest> from_root;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + left_size(end - begin);
    const bool is_left = index < middle;
    const Result<Digest> sibling = is_left ? range_root(source, middle, end) : range_root(source, begin, middle);
    if (!sibling.ok()) return sibling.error();
    from_root.push_back(sibling.value());
    (is_left ? end : begin) = middle;
  }
  List<Digest> proof;
  for (std::size_t i = from_root.size(); i > 0; --i) proof.push_back(from_root[i - 1]);
  return proof;
}

Result<List<Digest>> consistency_proof(const SubtreeSource& source, std::uint64_t before, std::uint64_t after) {
  check(before <= after);
  if (before == 0 || before == after) return List<Digest>();
  List<Digest> from_root;
  std::uint64_t begin = 0;
  std::uint64_t end = after;
  // SUBPROOF of RFC 6962: down to the last subtree that was there before.
  while (end != before) {
    const std::uint64_t middle = begin + left_size(end - begin);
    const bool is_left = before <= middle;
    const Result<Digest> sibling = is_left ? range_root(source, middle, end) : range_root(source, begin, middle);
    if (!sibling.ok()) return sibling.error();
    from_root.push_back(sibling.value());
    (is_left ? end : begin) = middle;
  }
  // The whole tree as it was before is known to who asks; a part of it is not.
  if (begin != 0) {
    const Result<Digest> last = range_root(source, begin, end);
    if (!last.ok()) return last.error();
    from_root.push_back(last.value());
  }
  List<Digest> proof;
  for (std::size_t i = from_root.size(); i > 0; --i) proof.push_back(from_root[i - 1]);
  return proof;
}

std::optional<Digest> root_through(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   const List<Digest>& proof) {
  if (index >= size) return std::nullopt;
  // RFC 9162, section 2.1.3.2: `last` is the last leaf's number, both move up one level with each sibling.
  std::uint64_t last = size - 1;
  Digest root = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return std::nullopt;
    if ((index & 1U) != 0 || index == last) {
      root = node_hash(sibling, root);
      // On the right edge there is nothing to the right: levels without a sibling are passed over.
      while ((index & 1U) == 0) {
        index >>= 1U;
        last >>= 1U;
      }
    } else {
      root = node_hash(root, sibling);
    }
    index >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return std::nullopt;
  return root;
}

bool is_consistent(const TreeHead& before, const TreeHead& after, const List<Digest>& proof) {
  if (before.size > after.size) return false;
  if (before.size == 0) return proof.empty() && before.root == empty_root();
  if (before.size == after.size) return proof.empty() && before.root == after.root;
  // RFC 9162, section 2.1.4.2.
  std::size_t next = 0;
  if (!is_whole(before.size) && proof.empty()) return false;
  const Digest first = is_whole(before.size) ? before.root : proof[next++];
  std::uint64_t index = before.size - 1;
  std::uint64_t last = after.size - 1;
  while ((index & 1U) != 0) {
    index >>= 1U;
    last >>= 1U;
  }
  Digest root_before = first;
  Digest root_after = first;
  for (; next < proof.size(); ++next) {
    if (last == 0) return false;
    const Digest& sibling = proof[next];
    if ((index & 1U) != 0 || index == last) {
      root_before = node_hash(sibling, root_before);
      root_after = node_hash(sibling, root_after);
      while (index != 0 && (index & 1U) == 0) {
        index >>= 1U;
        last >>= 1U;
      }
    } else {
      root_after = node_hash(root_after, sibling);
    }
    index >>= 1U;
    last >>= 1U;
  }
  return last == 0 && root_before == before.root && root_after == after.root;
}

}  // namespace countersign
