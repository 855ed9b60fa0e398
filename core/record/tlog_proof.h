// C2SP tlog-proof: that an entry stands in a log at a place, for someone who is offline. It holds the index, the
// inclusion proof and the checkpoint, and not the entry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/list.h"
#include "core/base/result.h"
#include "core/record/checkpoint.h"

namespace countersign {

inline constexpr std::size_t kProofHashes = 64;

struct TlogProof {
  std::optional<std::string> extra;  // bytes that nothing vouches for
  std::uint64_t index = 0;
  List<Digest> hashes;     // from the leaf's sibling up
  std::string checkpoint;  // the note, as the log signed it
};

std::string print_tlog_proof(const TlogProof& proof);

// Whether the checkpoint is a note is judged where it is used. Errors: invalid-format.
Result<TlogProof> parse_tlog_proof(std::string_view text);

// A body of the witness protocol (C2SP tlog-witness, add-checkpoint): the size that the witness knows, the proof from
// there, and the checkpoint.
std::string add_checkpoint_body(std::uint64_t old_size, const List<Digest>& proof, std::string_view checkpoint);

}  // namespace countersign
