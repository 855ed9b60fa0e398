#include "native/log/kept_checkpoints.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/record/note.h"
#include "core/record/tile.h"

namespace countersign {
namespace {

using Signers = std::set<std::pair<std::string, std::uint32_t>>;

// Nobody, for what is no note: that stays, for somebody to look at.
Signers signers_of(const std::string& text) {
  Signers signers;
  if (const Result<Note> note = parse_note(text); note.ok()) {
    for (const NoteSignature& signature : note.value().signatures) signers.emplace(signature.name, signature.key_id);
  }
  return signers;
}

}  // namespace

Result<std::vector<StoredCheckpoint>> checkpoints_around(Store& store, const StoredCheckpoint& checkpoint) {
  const std::uint64_t first = checkpoint.size - checkpoint.size % kTileWidth;
  auto stored = store.checkpoints(first == 0 ? 0 : first - 1, kTileWidth);
  if (!stored.ok()) return stored.error();
  std::vector<StoredCheckpoint> around;
  for (StoredCheckpoint& each : stored.value()) {
    if (each.size != checkpoint.size && each.size < first + kTileWidth) around.push_back(std::move(each));
  }
  around.insert(std::find_if(around.begin(), around.end(),
                             [&](const StoredCheckpoint& each) { return each.size > checkpoint.size; }),
                checkpoint);
  return around;
}

std::vector<std::uint64_t> superseded(const std::vector<StoredCheckpoint>& around) {
  std::vector<std::uint64_t> gone;
  std::vector<Signers> later;
  for (auto each = around.rbegin(); each != around.rend(); ++each) {
    Signers signers = signers_of(each->note);
    const bool is_covered = !signers.empty() && std::any_of(later.begin(), later.end(), [&](const Signers& others) {
      return std::includes(others.begin(), others.end(), signers.begin(), signers.end());
    });
    if (is_covered)
      gone.push_back(each->size);
    else
      later.push_back(std::move(signers));
  }
  return gone;
}

}  // namespace countersign
