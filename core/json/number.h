// Numbers as IEEE 754 doubles, which RFC 8785 takes all of JSON's numbers for. The protocol has integers only; this is for
// other people's documents.
#pragma once

#include <string>
#include <string_view>

namespace countersign {

// The double that is nearest to a number of JSON's grammar. False when it is beyond all of them.
bool read_double(std::string_view text, double& number);

// As ECMAScript's Number::toString writes it (RFC 8785, section 3.2.2.3). Precondition: it is finite.
void append_double(std::string& out, double number);

}  // namespace countersign
