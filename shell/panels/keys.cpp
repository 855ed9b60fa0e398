#include "shell/panels/keys.h"

namespace countersign::shell {
namespace {

constexpr std::ptrdiff_t kPage = 10;

bool is_pressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM >= 18700
  return ImGui::IsKeyPressed(key);
#else
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#endif
}

void move(Inspector& inspector) {
  if (is_pressed(ImGuiKey_LeftArrow) || is_pressed(ImGuiKey_UpArrow)) inspector.step(-1);
  if (is_pressed(ImGuiKey_RightArrow) || is_pressed(ImGuiKey_DownArrow)) inspector.step(1);
  if (is_pressed(ImGuiKey_PageUp)) inspector.step(-kPage);
  if (is_pressed(ImGuiKey_PageDown)) inspector.step(kPage);
  if (is_pressed(ImGuiKey_Home)) inspector.move_to(0);
  if (is_pressed(ImGuiKey_End)) inspector.move_to(inspector.size());
}

void handle_letter(ImWchar letter, Inspector& inspector, ViewState& view) {
  const std::size_t people = inspector.people().size();
  switch (letter) {
    case '/': view.focus_search = true; break;
    case 'a': inspector.choose_person((inspector.person() + 1) % people); break;
    case 'A': inspector.choose_person((inspector.person() + people - 1) % people); break;
    case '1':
    case '2':
    case '3':
    case '4':
      view.tab = static_cast<Tab>(letter - '1');
      view.tab_was_chosen = true;
      break;
    default: break;
  }
}

}  // namespace

void handle_keys(Inspector& inspector, ViewState& view) {
  const ImGuiIO& io = ImGui::GetIO();
  if (is_pressed(ImGuiKey_Escape)) {
    view.end_search = true;
    inspector.dismiss_failure();
  }
  if (io.WantTextInput || io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
  for (const ImWchar letter : io.InputQueueCharacters) {
    if (letter == 't' || letter == 'T') view.scheme = view.scheme == Scheme::light ? Scheme::dark : Scheme::light;
    if (inspector.has_log()) handle_letter(letter, inspector, view);
  }
  if (!inspector.has_log()) return;
  const std::size_t before = inspector.cursor();
  move(inspector);
  if (inspector.cursor() != before) view.follow_cursor = true;
}

}  // namespace countersign::shell
