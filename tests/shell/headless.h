// The inspector without a window: Dear ImGui's context, frames without pixels, and somebody who clicks and types.
#pragma once

#include <string>

#include <imgui.h>

#include "shell/panels/frame.h"

namespace countersign::shell {

class Headless {
 public:
  Headless(float width, float height, float scale = 1);
  ~Headless();
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  Inspector& inspector() { return frame_.inspector(); }
  ViewState& view() { return frame_.view(); }

  // One frame; answers with the number of vertices that it would draw.
  int draw();
  // Frames until everything stands still.
  int settle();

  void press(ImGuiKey key);
  void type(const std::string& letters);
  void move(ImVec2 position);
  void click(ImVec2 position);
  void drag(ImVec2 from, ImVec2 to);

 private:
  void set_key(ImGuiKey key, bool is_down);
  void set_button(bool is_down);

  Frame frame_;
  float scale_;
};

}  // namespace countersign::shell
