// A quick look at a text of JSON. What a log holds is written canonically (RFC 8785) already, as a rule; then one pass over
// the bytes shows it, and nothing has to be read into values and written again.
#pragma once

#include <string_view>

namespace countersign {

// True: read_json() takes this text, and write_canonical() of what it reads is this very text. False says nothing: the text
// may still be canonical, with keys beyond ASCII, escapes as numbers, or integers of more than 15 digits.
bool is_plainly_canonical(std::string_view text);

}  // namespace countersign
