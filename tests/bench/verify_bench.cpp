// Writes the largest bundle that there can be (10,000 events) to FILE, for the bench of verification, and prints the
// public key of its log.
//
//     bench_verify_bench FILE
#include <cstdio>
#include <fstream>
#include <vector>

#include "core/json/entries.h"
#include "core/json/receipt.h"
#include "core/record/checkpoint.h"
#include "tests/bench/full_record.h"

namespace countersign {
namespace {

// All roots of complete subtrees, level by level.
class Tree {
 public:
  explicit Tree(const List<std::string>& entries) : levels_(1) {
    for (const std::string& entry : entries) levels_[0].push_back(leaf_hash(entry));
    while (levels_.back().size() > 1) {
      const std::vector<Digest> below = levels_.back();
      levels_.emplace_back();
      for (std::size_t i = 0; i + 1 < below.size(); i += 2) levels_.back().push_back(node_hash(below[i], below[i + 1]));
    }
  }
  SubtreeSource subtrees() {
    return {this, [](void* owner, unsigned level, std::uint64_t index) {
              return Result<Digest>(static_cast<Tree*>(owner)->levels_[level][index]);
            }};
  }
  std::uint64_t size() const { return levels_[0].size(); }

 private:
  std::vector<std::vector<Digest>> levels_;
};

void write_bundle(const char* file) {
  const List<Event> events = listed(full_record().log);
  HistoryEnd end;
  Bundle bundle;
  bundle.entries = made(entries_of(events, end));
  Tree tree(bundle.entries);
  for (std::uint64_t i = 0; i < tree.size(); ++i) {
    bundle.proofs.push_back({i, made(inclusion_proof(tree.subtrees(), i, tree.size()))});
  }
  const SigningKey key(SigningKey::Seed{7});
  Note note{checkpoint_text({"bench.example/log", {tree.size(), made(root_of(tree.subtrees(), tree.size()))}}), {}};
  note.signatures.push_back(sign_as_log(note.text, "bench.example/log", key));
  bundle.checkpoint = print_note(note);
  std::ofstream(file, std::ios::binary) << canonical_bundle(bundle);
  std::printf("%s\n", VerifierKey("bench.example/log", KeyType::log, key.public_key()).text().c_str());
}

}  // namespace
}  // namespace countersign

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "bench_verify_bench FILE\n");
    return 2;
  }
  countersign::write_bundle(argv[1]);
  return 0;
}
