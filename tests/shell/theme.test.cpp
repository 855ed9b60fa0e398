// Both schemes can be read: contrast as WCAG 2.2 counts it, 4.5 to 1 for text and 3 to 1 for what can be operated.
#include "shell/panels/theme.h"

#include <algorithm>
#include <cmath>

#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

constexpr double kText = 4.5;
constexpr double kControl = 3.0;

double luminance(const ImVec4& color) {
  const auto linear = [](float channel) {
    const double value = static_cast<double>(channel);
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.x) + 0.7152 * linear(color.y) + 0.0722 * linear(color.z);
}

double contrast(const ImVec4& left, const ImVec4& right) {
  const double lighter = std::max(luminance(left), luminance(right));
  const double darker = std::min(luminance(left), luminance(right));
  return (lighter + 0.05) / (darker + 0.05);
}

TEST_CASE("every text has enough contrast on everything it stands on") {
  for (const Scheme scheme : {Scheme::light, Scheme::dark}) {
    const Palette palette = make_theme(scheme, 1, Fonts{}).palette;
    CAPTURE(static_cast<int>(scheme));
    for (const ImVec4& ground : {palette.background, palette.surface, palette.raised, palette.tone(Tone::good).soft}) {
      CHECK(contrast(palette.ink, ground) >= kText);
      CHECK(contrast(palette.muted, ground) >= kText);
    }
    for (const ToneColors& tone : palette.tones) {
      CHECK(contrast(tone.ink, tone.soft) >= kText);
      CHECK(contrast(tone.ink, palette.surface) >= kText);
      CHECK(contrast(tone.ink, palette.tone(Tone::good).soft) >= kText);  // the row of the cursor
    }
    CHECK(contrast(palette.accent_ink, palette.accent) >= kText);
    CHECK(contrast(palette.control, palette.surface) >= kControl);
    CHECK(contrast(palette.accent, palette.surface) >= kControl);
  }
}

}  // namespace
}  // namespace countersign::shell
