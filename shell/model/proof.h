// What is said of the proof of a bundle, and whom one trusts for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/json/verification.h"
#include "shell/model/inspector.h"

namespace countersign::shell {

// Public keys of logs, NAME+ID+KEY, with white space between them. Nothing when one of them is none.
std::optional<Trust> trust_in_keys(std::string_view text);

// "inclusion holds", "chain FAILED", "rules not checked".
std::string label_of(const CheckResult& check);

// A line for each check: its label, and what was checked or what is wrong. Empty for a log that brings no proof.
std::string proof_text(const Inspector& inspector);

}  // namespace countersign::shell
