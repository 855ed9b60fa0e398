// The whole inspector: fonts, theme, keys and the arrangement of the panels. A host gives it texts, a scale and a
// frame.
//
// Keys, while no text is being typed: Left, Right and Up, Down step through the (matching) events, Page Up and Page Down
// by ten; Home and End go to the ends; / searches, Escape ends the search and dismisses a refusal; A takes the next person;
// T changes light and dark; 1 to 4 choose a tab where the window is narrow.
#pragma once

#include <string>

#include "shell/model/inspector.h"
#include "shell/panels/fonts.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

class Frame {
 public:
  Frame(FontFiles fonts, std::string hint);

  Inspector& inspector() { return inspector_; }
  ViewState& view() { return view_; }
  const ViewState& view() const { return view_; }

  enum class Atlas : bool { unchanged, rebuilt };
  // Before ImGui::NewFrame(). `scale` is pixels of the screen per pixel of the design. When the atlas was rebuilt, the
  // host has to hand the new font texture to its device.
  Atlas prepare(float scale);

  // Between ImGui::NewFrame() and ImGui::Render(). Fills the display.
  void draw();

 private:
  FontFiles font_files_;
  Inspector inspector_;
  ViewState view_;
  Theme theme_;
  float scale_ = 0;
};

}  // namespace countersign::shell
