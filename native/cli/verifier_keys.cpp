#include "native/cli/verifier_keys.h"

#include "native/cli/text_io.h"

namespace countersign {

bool read_verifier_keys(const std::vector<std::string>& texts, KeyType type, List<VerifierKey>& into) {
  for (const std::string& text : texts) {
    const Result<VerifierKey> key = VerifierKey::from(text);
    if (!key.ok()) {
      complain("'" + printable(text) + "': " + key.error().detail);
      return false;
    }
    if (key.value().type() != type) {
      complain("'" + printable(text) +
               (type == KeyType::log ? "' is the key of a witness" : "' is not the key of a witness"));
      return false;
    }
    into.push_back(key.value());
  }
  return true;
}

}  // namespace countersign
