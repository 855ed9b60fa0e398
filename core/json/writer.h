// The canonical writer: RFC 8785 for the values that read_json() accepts. One value, one text, byte for byte.
#pragma once

#include <string>

#include "core/json/value.h"

namespace countersign {

// Precondition: no floating-point number, and every text is well-formed UTF-8 (read_json and the codecs see to it).
std::string write_canonical(const Json& value);

}  // namespace countersign
