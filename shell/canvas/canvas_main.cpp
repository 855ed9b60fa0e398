// The inspector on a canvas. The page (www/inspector/inspector-page.js) decides when a frame is drawn, hands over bytes
// and reads what it tells people who do not see the canvas. All functions below are called by the page and by nothing
// else.
//
// Bytes come in through countersign_page_fill: the page keeps them ready and says how many they are.
#include <GLFW/glfw3.h>
#include <emscripten.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <memory>
#include <optional>
#include <string>

#include "shell/model/proof.h"
#include "shell/panels/frame.h"

extern "C" {
// In page_library.js.
void countersign_page_fill(char* buffer);
void countersign_page_copy(const char* text);
}

namespace countersign::shell {
namespace {

constexpr const char* kHint = "choose a file above, or open the sample log";

// What the page has handed over and what is on the canvas.
struct Canvas {
  FontFiles fonts;
  std::string name;
  std::string told;  // the last text that went to the page
  std::unique_ptr<Frame> frame;
  GLFWwindow* window = nullptr;
  ImVec2 size{};
};

Canvas& canvas() {
  static Canvas instance;
  return instance;
}

Inspector& inspector() { return canvas().frame->inspector(); }

std::string taken(int length) {
  std::string bytes(static_cast<std::size_t>(length), '\0');
  countersign_page_fill(bytes.data());
  return bytes;
}

const char* tell(std::string text) {
  canvas().told = std::move(text);
  return canvas().told.c_str();
}

void resize(int width, int height) {
  const ImVec2 size{static_cast<float>(width), static_cast<float>(height)};
  if (size.x == canvas().size.x && size.y == canvas().size.y) return;
  canvas().size = size;
  glfwSetWindowSize(canvas().window, width, height);
}

void copy_text(void*, const char* text) { countersign_page_copy(text); }

}  // namespace
}  // namespace countersign::shell

using countersign::shell::canvas;
using countersign::shell::Frame;
using countersign::shell::inspector;

extern "C" {

// face: 0 regular, 1 bold, 2 monospaced. Before inspector_start.
EMSCRIPTEN_KEEPALIVE void inspector_take_font(int face, int length) {
  std::string* const files[] = {&canvas().fonts.regular, &canvas().fonts.bold, &canvas().fonts.mono};
  *files[face] = countersign::shell::taken(length);
}

// 1 when the canvas can be drawn on, 0 when there is no WebGL 2.
EMSCRIPTEN_KEEPALIVE int inspector_start(int width, int height, int is_dark) {
  canvas().frame = std::make_unique<Frame>(canvas().fonts, countersign::shell::kHint);
  canvas().frame->view().scheme = is_dark != 0 ? countersign::shell::Scheme::dark : countersign::shell::Scheme::light;
  if (glfwInit() == GLFW_FALSE) return 0;
  canvas().window = glfwCreateWindow(width, height, "Countersign inspector", nullptr, nullptr);
  if (canvas().window == nullptr) return 0;
  glfwMakeContextCurrent(canvas().window);
  ImGui::CreateContext();
  ImGui_ImplGlfw_InitForOpenGL(canvas().window, true);
  ImGui_ImplOpenGL3_Init("#version 300 es");
  ImGui::GetIO().SetClipboardTextFn = countersign::shell::copy_text;
  return 1;
}

// In pixels of the screen; `scale` is how many of them a pixel of the page has.
EMSCRIPTEN_KEEPALIVE void inspector_frame(int width, int height, float scale) {
  countersign::shell::resize(width, height);
  if (canvas().frame->prepare(scale) == Frame::Atlas::rebuilt) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_NewFrame();
  if (ImGui::GetIO().Fonts->TexID == nullptr) ImGui_ImplOpenGL3_CreateFontsTexture();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  canvas().frame->draw();
  ImGui::Render();
  const ImVec4 background = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
  glViewport(0, 0, width, height);
  glClearColor(background.x, background.y, background.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

// In steps of a mouse wheel; positive is up and left. The page sends these itself: Emscripten's GLFW hears each
// movement of a wheel twice, once with either sign.
EMSCRIPTEN_KEEPALIVE void inspector_wheel(float across, float up) {
#if IMGUI_VERSION_NUM >= 18700
  ImGui::GetIO().AddMouseWheelEvent(across, up);
#else
  ImGui::GetIO().MouseWheelH += across;
  ImGui::GetIO().MouseWheel += up;
#endif
}

// After the browser took the graphics away and gave them back: everything on the device is made anew.
EMSCRIPTEN_KEEPALIVE void inspector_restore() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplOpenGL3_Init("#version 300 es");
}

// Public keys of logs, with spaces between them, for the logs that are opened from now on. 0 when one is none; then those
// from before stay.
EMSCRIPTEN_KEEPALIVE int inspector_take_keys(int length) {
  const std::optional<countersign::Trust> trust = countersign::shell::trust_in_keys(countersign::shell::taken(length));
  if (!trust) return 0;
  inspector().trust(*trust);
  return 1;
}

// What proves a bundle, for those who do not see the canvas: a line for each check. Empty for a log that brings no proof.
EMSCRIPTEN_KEEPALIVE const char* inspector_proof() {
  return countersign::shell::tell(countersign::shell::proof_text(inspector()));
}

EMSCRIPTEN_KEEPALIVE void inspector_take_name(int length) { canvas().name = countersign::shell::taken(length); }

// 1 when the log was opened; 0 when it was refused, and inspector_failure() says why.
EMSCRIPTEN_KEEPALIVE int inspector_take_log(int length) {
  inspector().open(canvas().name, countersign::shell::taken(length));
  canvas().frame->view().follow_cursor = true;
  return inspector().failure().has_value() ? 0 : 1;
}

EMSCRIPTEN_KEEPALIVE const char* inspector_failure() {
  if (!inspector().failure().has_value()) return countersign::shell::tell("");
  const countersign::Error& error = inspector().failure()->error;
  const countersign::ErrorRow& row = countersign::error_row(error.code);
  return countersign::shell::tell(inspector().failure()->name + " was not opened: " + std::string(row.word) + ". " +
                                  std::string(row.title) + " At " + countersign::shell::pointer_text(error) + ".");
}

EMSCRIPTEN_KEEPALIVE int inspector_size() { return static_cast<int>(inspector().size()); }
EMSCRIPTEN_KEEPALIVE int inspector_cursor() { return static_cast<int>(inspector().cursor()); }

EMSCRIPTEN_KEEPALIVE void inspector_move_to(int cursor) {
  inspector().move_to(static_cast<std::size_t>(cursor));
  canvas().frame->view().follow_cursor = true;
}

// What happened, for those who do not see the canvas. `index` counts from 0.
EMSCRIPTEN_KEEPALIVE const char* inspector_sentence(int index) {
  const auto place = static_cast<std::size_t>(index);
  const countersign::Event& event = inspector().log().events[place];
  return countersign::shell::tell(countersign::shell::moment_text(event.at) + ": " + inspector().sentence_of(place));
}

// The state at the cursor: its word of the protocol.
EMSCRIPTEN_KEEPALIVE const char* inspector_state() {
  return countersign::shell::tell(std::string(countersign::word(inspector().request().state)));
}

EMSCRIPTEN_KEEPALIVE int inspector_is_dark() {
  return canvas().frame->view().scheme == countersign::shell::Scheme::dark ? 1 : 0;
}

}  // extern "C"
