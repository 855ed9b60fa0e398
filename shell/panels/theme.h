// The inspector's looks: colours, type sizes, spacing. Light and dark are two palettes of the same names; nothing else
// in the panels knows a colour.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <imgui.h>

#include "core/request/event.h"

namespace countersign::shell {

enum class Scheme : std::uint8_t { light, dark };

// What a colour is to say. Each tone has an ink that is readable on its own soft background and on a surface.
enum class Tone : std::uint8_t { plain, info, talk, good, warn, bad };

struct ToneColors {
  ImVec4 ink;
  ImVec4 soft;
};

struct Palette {
  ImVec4 background;
  ImVec4 surface;
  ImVec4 raised;  // rows under the pointer, table headings
  ImVec4 ink;
  ImVec4 muted;
  ImVec4 line;     // between things
  ImVec4 control;  // around what can be operated
  ImVec4 accent;
  ImVec4 accent_ink;
  std::array<ToneColors, 6> tones;

  const ToneColors& tone(Tone tone) const { return tones[static_cast<std::size_t>(tone)]; }
  void set(Tone tone, const ToneColors& colors) { tones[static_cast<std::size_t>(tone)] = colors; }
};

// Null fonts mean Dear ImGui's built-in one. All are in the atlas of the current context.
struct Fonts {
  ImFont* body = nullptr;
  ImFont* bold = nullptr;
  ImFont* title = nullptr;
  ImFont* mono = nullptr;
};

struct Theme {
  Scheme scheme = Scheme::light;
  float scale = 1;  // pixels of the screen per pixel of the design
  Palette palette;
  Fonts fonts;

  float px(float design_pixels) const { return design_pixels * scale; }
};

Theme make_theme(Scheme scheme, float scale, const Fonts& fonts);

// Puts the theme into the style of the current context.
void apply(const Theme& theme);

// How an event, a state, a decision reads at a glance. Colour never stands alone: the word is always beside it.
Tone tone_of(const EventBody& body);
Tone tone_of(RequestState state);
Tone tone_of(DecisionKind kind);
Tone tone_of(StageStatus status);
Tone tone_of(VersionStatus status);
Tone tone_of(Standing standing);

}  // namespace countersign::shell
