// What the log's text formats have in common (C2SP signed-note, tlog-checkpoint, tlog-proof, and the server's key file): lines
// that end in one line feed, and one way to say that a text is none of its kind.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

// The next line without its end, cut off from `text`. Nothing when no line ends there.
std::optional<std::string_view> take_line(std::string_view& text);

// invalid-format: `detail` says what is wrong with the text.
Error malformed_text(std::string_view detail);

}  // namespace countersign
