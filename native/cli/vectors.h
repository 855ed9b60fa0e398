// Test vectors: rules as data. Each case is run through the C interface of the core, and what it answers is compared
// with what the file says. The format is described in tests/vectors/.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace countersign {

struct VectorResults {
  int passed = 0;
  std::vector<std::string> failures;  // one text each: file, case, and what was different

  void add(const std::string& file, const std::string& name, const std::string& failure);
};

// The text of a file in rules/, or in json/ and calls/. Errors: the file cannot be understood.
Refusal run_rule_vectors(const std::string& file, const std::string& text, VectorResults& results);
Refusal run_call_vectors(const std::string& file, const std::string& text, VectorResults& results);

}  // namespace countersign
