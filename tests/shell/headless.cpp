#include "tests/shell/headless.h"

namespace countersign::shell {

Headless::Headless(float width, float height, float scale) : frame_(FontFiles{}, "in a test"), scale_(scale) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {width, height};
  io.DeltaTime = 1.0F / 60.0F;
#if IMGUI_VERSION_NUM < 18700
  for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = key;
#endif
}

Headless::~Headless() { ImGui::DestroyContext(); }

int Headless::draw() {
  frame_.prepare(scale_);
  ImGui::NewFrame();
  frame_.draw();
  ImGui::Render();
  return ImGui::GetDrawData()->TotalVtxCount;
}

int Headless::settle() {
  draw();
  draw();
  return draw();
}

void Headless::set_key(ImGuiKey key, bool is_down) {
#if IMGUI_VERSION_NUM < 18700
  ImGui::GetIO().KeysDown[key] = is_down;
#else
  ImGui::GetIO().AddKeyEvent(key, is_down);
#endif
}

void Headless::set_button(bool is_down) {
#if IMGUI_VERSION_NUM < 18700
  ImGui::GetIO().MouseDown[0] = is_down;
#else
  ImGui::GetIO().AddMouseButtonEvent(0, is_down);
#endif
}

void Headless::press(ImGuiKey key) {
  set_key(key, true);
  draw();
  set_key(key, false);
  settle();
}

void Headless::type(const std::string& letters) {
  for (const char letter : letters) {
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(letter));
    draw();
  }
  settle();
}

void Headless::move(ImVec2 position) {
#if IMGUI_VERSION_NUM < 18700
  ImGui::GetIO().MousePos = position;
#else
  ImGui::GetIO().AddMousePosEvent(position.x, position.y);
#endif
  settle();
}

void Headless::click(ImVec2 position) {
  move(position);
  set_button(true);
  draw();
  draw();
  set_button(false);
  settle();
}

void Headless::drag(ImVec2 from, ImVec2 to) {
  move(from);
  set_button(true);
  draw();
  move(to);
  set_button(false);
  settle();
}

}  // namespace countersign::shell
