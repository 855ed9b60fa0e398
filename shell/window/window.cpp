#include "shell/window/window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace countersign::shell {
namespace {

// Dear ImGui needs a few frames until everything that depends on the last frame's sizes stands still.
constexpr int kFramesToSettle = 3;

void tell_error(int, const char* description) { std::fprintf(stderr, "countersign-inspector: %s\n", description); }

void take_drop(GLFWwindow* window, int count, const char** paths) {
  if (count < 1) return;
  auto& frame = *static_cast<Frame*>(glfwGetWindowUserPointer(window));
  const std::string path = paths[0];
  const std::string name = std::filesystem::path(path).filename().string();
  frame.inspector().open(name, read_file(path).value_or(""));
  frame.view().follow_cursor = true;
}

}  // namespace

std::unique_ptr<Window> Window::open(const Options& options, Frame& frame) {
  glfwSetErrorCallback(tell_error);
  if (glfwInit() == GLFW_FALSE) return nullptr;
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, options.screenshot.empty() ? GLFW_TRUE : GLFW_FALSE);
  GLFWwindow* const handle = glfwCreateWindow(options.width, options.height, "Countersign inspector", nullptr, nullptr);
  if (handle == nullptr) {
    glfwTerminate();
    return nullptr;
  }
  glfwMakeContextCurrent(handle);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(handle, &frame);
  glfwSetDropCallback(handle, take_drop);
  ImGui::CreateContext();
  ImGui_ImplGlfw_InitForOpenGL(handle, true);
  ImGui_ImplOpenGL3_Init("#version 150");
  return std::unique_ptr<Window>(new Window(handle, frame, options.scale));
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

// On some systems a window is counted in points, and the frame buffer has more pixels; there the points are the
// design's.
float Window::screen_scale() const {
  if (scale_ > 0) return scale_;
  float horizontal = 1;
  float vertical = 1;
  int window_width = 1;
  int buffer_width = 1;
  glfwGetWindowContentScale(window_, &horizontal, &vertical);
  glfwGetWindowSize(window_, &window_width, nullptr);
  glfwGetFramebufferSize(window_, &buffer_width, nullptr);
  return std::clamp(horizontal * static_cast<float>(window_width) / static_cast<float>(std::max(buffer_width, 1)), 1.0F,
                    4.0F);
}

void Window::draw() {
  if (frame_.prepare(screen_scale()) == Frame::Atlas::rebuilt) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_NewFrame();
  if (ImGui::GetIO().Fonts->TexID == nullptr) ImGui_ImplOpenGL3_CreateFontsTexture();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  frame_.draw();
  ImGui::Render();
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  const ImVec4 background = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
  glClearColor(background.x, background.y, background.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::run() {
  int frames = kFramesToSettle;
  while (glfwWindowShouldClose(window_) == GLFW_FALSE) {
    if (frames == 0) {
      glfwWaitEvents();
      frames = kFramesToSettle;
    } else {
      glfwPollEvents();
    }
    --frames;
    draw();
    glfwSwapBuffers(window_);
  }
}

Picture Window::picture() {
  for (int i = 0; i < kFramesToSettle; ++i) {
    glfwPollEvents();
    draw();
  }
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  Picture picture{static_cast<std::size_t>(width), static_cast<std::size_t>(height), {}};
  const std::size_t stride = 3 * picture.width;
  std::vector<std::uint8_t> upside_down(stride * picture.height);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, upside_down.data());
  for (std::size_t y = picture.height; y-- > 0;) {
    const auto row = upside_down.begin() + static_cast<std::ptrdiff_t>(y * stride);
    picture.rgb.insert(picture.rgb.end(), row, row + static_cast<std::ptrdiff_t>(stride));
  }
  return picture;
}

}  // namespace countersign::shell
