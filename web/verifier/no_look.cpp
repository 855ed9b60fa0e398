// Whoever checks one receipt can have it read and written again.
#include "core/json/canonical_text.h"

namespace countersign {

bool is_plainly_canonical(std::string_view) { return false; }

}  // namespace countersign
