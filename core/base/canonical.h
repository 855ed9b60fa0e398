// The tokens of RFC 8785 canonical JSON. json/writer.h writes whole values with them; request/ writes the few objects
// that it hashes with them, keys in order by hand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace countersign::canonical {

// Appends the quoted text. `utf8` must be well formed.
void append_string(std::string& out, std::string_view utf8);
void append_integer(std::string& out, std::int64_t value);
std::string integer_text(std::size_t value);

// The JSON pointer (RFC 6901) of an item of the list that `list` points to.
std::string item(std::string_view list, std::size_t index);

// One text of several. (Each `+` of strings would be code of its own.)
std::string joined(std::initializer_list<std::string_view> texts);

}  // namespace countersign::canonical
