// Checkpoints (C2SP tlog-checkpoint): the head of a log's tree, as a note that the log has signed.
//
//   <origin>
//   <size>
//   <Base64 of the root>
//
// The origin is the log's name, and the name of the key that signs for it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/record/note.h"
#include "core/record/tree.h"

namespace countersign {

struct Checkpoint {
  std::string origin;
  TreeHead head;
};

// The text of the note. Precondition: is_key_name(origin).
std::string checkpoint_text(const Checkpoint& checkpoint);

// Extension lines are passed over: nothing relies on them. Errors: invalid-format.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// A number as the formats of C2SP write it: decimal, without leading zeroes, at most 2^53 - 1 here. Errors:
// invalid-format.
Result<std::uint64_t> parse_size(std::string_view text);
std::string size_text(std::uint64_t size);

// A hash as they write it. Errors: invalid-format.
Result<Digest> parse_hash(std::string_view text);
std::string hash_text(const Digest& hash);

}  // namespace countersign
