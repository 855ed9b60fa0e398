// countersign verify: the same checks as in the browser, with the same core.
#include <cstdio>

#include "core/json/verification.h"
#include "core/json/object_text.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"
#include "native/cli/verifier_keys.h"

namespace countersign {
namespace {

std::string_view outcome_sign(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed: return "ok    ";
    case CheckOutcome::failed: return "FAILED";
    default: return "-     ";
  }
}

void tell(const Verification& verification) {
  bool is_refuted = false;
  for (const CheckResult& check : verification.checks) {
    const bool is_silent = check.outcome == CheckOutcome::not_run && check.detail.empty();
    const std::string_view detail = is_silent ? "not checked, because of what failed" : std::string_view(check.detail);
    is_refuted = is_refuted || check.outcome == CheckOutcome::failed;
    std::string line(outcome_sign(check.outcome));
    line += "  ";
    line += check_word(check.name);
    line.append(13 - std::min<std::size_t>(check_word(check.name).size(), 12), ' ');
    print_line(line + printable(detail));
  }
  print_line(verification.holds() ? "Everything that was checked holds."
             : is_refuted         ? "It does not hold."
                                  : "Not everything could be checked.");
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  Trust trust;
  if (!read_verifier_keys(options.keys, KeyType::log, trust.logs) ||
      !read_verifier_keys(options.witnesses, KeyType::witness, trust.witnesses))
    return kExitUnusable;
  trust.origin = options.origin;
  trust.at_least = static_cast<std::uint64_t>(options.at_least);
  if (!options.since.empty()) {
    const auto kept = read_input(options.since);
    if (!kept) return kExitUnusable;
    trust.since = *kept;
  }
  const auto document = read_input(options.file);
  if (!document) return kExitUnusable;
  Verification verification;
  if (options.entry.empty()) {
    verification = verify_text(*document, trust);
  } else {
    const auto entry = read_input(options.entry);
    if (!entry) return kExitUnusable;
    verification = verify_proof(*document, *entry, trust);
  }
  if (options.json) {
    print_line(canonical_verification(verification));
  } else {
    tell(verification);
  }
  return verification.holds() ? kExitOk : kExitRefused;
}

}  // namespace countersign
