// Loads the typefaces. The bytes come from the host (a file natively, the page in a browser).
#pragma once

#include <string>

#include "shell/panels/theme.h"

namespace countersign::shell {

// TrueType or OpenType files, whole. An empty one falls back to the regular face, and that to Dear ImGui's own font.
struct FontFiles {
  std::string regular;
  std::string bold;
  std::string mono;
};

// Fills the current context's atlas with faces for this scale (pixels of the screen per pixel of the design).
// Letters: Latin, Greek, Cyrillic, Vietnamese, punctuation, arrows and a few symbols; others show as a question mark.
Fonts load_fonts(const FontFiles& files, float scale);

}  // namespace countersign::shell
