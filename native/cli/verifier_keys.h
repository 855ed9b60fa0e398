// Public keys on the command line.
#pragma once

#include <string>
#include <vector>

#include "core/record/note.h"

namespace countersign {

// Behind those that are there. Complains and answers false when one cannot be read, or is of the other type.
bool read_verifier_keys(const std::vector<std::string>& texts, KeyType type, List<VerifierKey>& into);

}  // namespace countersign
