// A native window that shows a Frame: GLFW for the window and its input, OpenGL 3 for the pixels.
#pragma once

#include <memory>
#include <string>

#include "shell/panels/frame.h"
#include "shell/window/files.h"
#include "shell/window/options.h"

struct GLFWwindow;

namespace countersign::shell {

class Window {
 public:
  // Null, with the reason on standard error, when there is no screen or no OpenGL.
  static std::unique_ptr<Window> open(const Options& options, Frame& frame);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  // Until it is closed. Draws when something happened and sleeps otherwise.
  void run();

  // What the window shows once it has settled.
  Picture picture();

 private:
  Window(GLFWwindow* window, Frame& frame, float scale) : window_(window), frame_(frame), scale_(scale) {}
  void draw();
  float screen_scale() const;

  GLFWwindow* window_;
  Frame& frame_;
  float scale_;  // 0: the screen's
};

}  // namespace countersign::shell
