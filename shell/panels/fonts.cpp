#include "shell/panels/fonts.h"

namespace countersign::shell {
namespace {

constexpr float kBodyPixels = 15;
constexpr float kTitlePixels = 21;
constexpr float kMonoPixels = 13.5F;

const ImWchar* letters() {
  static constexpr ImWchar kRanges[] = {0x0020, 0x017F, 0x0192, 0x0192, 0x0218, 0x021B, 0x02C6, 0x02DD, 0x0370, 0x03FF,
                                        0x0400, 0x04FF, 0x1E00, 0x1EFF, 0x2010, 0x205E, 0x20A0, 0x20BF, 0x2116, 0x2122,
                                        0x2190, 0x21FF, 0x2200, 0x22FF, 0x25A0, 0x25FF, 0x2713, 0x2717, 0};
  return kRanges;
}

ImFont* built_in(float pixels) {
  ImFontConfig config;
  config.SizePixels = pixels;
  return ImGui::GetIO().Fonts->AddFontDefault(&config);
}

ImFont* face(const std::string& file, const std::string& fallback, float pixels) {
  const std::string& bytes = file.empty() ? fallback : file;
  if (bytes.empty()) return built_in(pixels);
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = pixels > 24 ? 1 : 2;
  // The atlas takes a pointer to writable bytes, and with the flag above neither changes nor frees them.
  void* data = const_cast<char*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  ImFont* font =
      ImGui::GetIO().Fonts->AddFontFromMemoryTTF(data, static_cast<int>(bytes.size()), pixels, &config, letters());
  return font != nullptr ? font : built_in(pixels);
}

}  // namespace

Fonts load_fonts(const FontFiles& files, float scale) {
  ImGui::GetIO().Fonts->Clear();
  Fonts fonts;
  fonts.body = face(files.regular, files.regular, kBodyPixels * scale);
  fonts.bold = face(files.bold, files.regular, kBodyPixels * scale);
  fonts.title = face(files.bold, files.regular, kTitlePixels * scale);
  fonts.mono = face(files.mono, files.regular, kMonoPixels * scale);
  ImGui::GetIO().Fonts->Build();
  return fonts;
}

}  // namespace countersign::shell
