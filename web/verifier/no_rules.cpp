// A bundle is judged by the rules, and passkeys by one more kind of signature: pages that have either load countersign.wasm. Here
// neither ever holds.
#include <string>

#include "core/json/verifier.h"
#include "core/json/writer.h"
#include "core/request/words.h"

namespace countersign {

void verify_bundle(Verifier& verifier, const Json&) { verifier.not_run(CheckName::rules, "A bundle is judged by countersign.wasm."); }

void verify_passkey(Verifier& verifier, const Json& document, const Event& decision, const Digest&, const std::optional<TreeHead>&) {
  const std::string demands = write_canonical(*find_member(*find_member(document, "statement"), "demands"));
  const bool is_demanded = demands.find(word(Demand::passkey)) != std::string::npos;
  if (!is_demanded && !get<Decided>(decision.body).passkey && find_member(document, "registration") == nullptr) return;
  verifier.not_run(CheckName::passkey, "A passkey is judged by countersign.wasm.");
}

}  // namespace countersign
