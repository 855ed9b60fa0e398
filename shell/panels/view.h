// What the panels remember between frames that is not about the log: looks, open tabs, where things were drawn.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <imgui.h>

#include "shell/panels/theme.h"

namespace countersign::shell {

enum class Tab : std::uint8_t { timeline, state, event, permitted };

// Where something stands on the screen, in pixels.
struct Area {
  ImVec2 min;
  ImVec2 max;

  ImVec2 center() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
};

struct ViewState {
  Scheme scheme = Scheme::light;
  std::string hint;  // how this host opens a log, for the empty window
  Tab tab = Tab::state;
  bool tab_was_chosen = false;  // by a key; the tab bar follows in the next frame

  std::array<char, 128> search{};
  bool focus_search = false;
  bool end_search = false;
  bool follow_cursor = true;  // the timeline scrolls to the cursor in this frame
  bool show_bookkeeping = false;
  bool indent_record = false;

  Area track{};      // of the scrubber
  Area first_row{};  // the topmost row of the timeline that was drawn
  Area people{};     // the choice of a person
};

}  // namespace countersign::shell
