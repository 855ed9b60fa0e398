// The state diagram, printed from the transition table, in Mermaid's language.
#pragma once

#include <string>

namespace countersign {

std::string mermaid_state_diagram();

}  // namespace countersign
