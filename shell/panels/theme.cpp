#include "shell/panels/theme.h"

#include <array>
#include <cstddef>

namespace countersign::shell {
namespace {

ImVec4 color(unsigned rgb) {
  const auto channel = [&](unsigned shift) { return static_cast<float>((rgb >> shift) & 0xFFU) / 255.0F; };
  return {channel(16), channel(8), channel(0), 1.0F};
}

Palette light() {
  Palette palette;
  palette.background = color(0xF4F5F2);
  palette.surface = color(0xFFFFFF);
  palette.raised = color(0xEEF1ED);
  palette.ink = color(0x16201B);
  palette.muted = color(0x5D6A63);
  palette.line = color(0xDFE4DF);
  palette.control = color(0x86928B);
  palette.accent = color(0x0B6B4F);
  palette.accent_ink = color(0xFFFFFF);
  palette.set(Tone::plain, {color(0x4A5750), color(0xEBEFEB)});
  palette.set(Tone::info, {color(0x1A5FB4), color(0xE7F0FB)});
  palette.set(Tone::talk, {color(0x6B3FA0), color(0xF1EAF9)});
  palette.set(Tone::good, {color(0x0B6B4F), color(0xE6F3EE)});
  palette.set(Tone::warn, {color(0x8A5A00), color(0xFFF4DC)});
  palette.set(Tone::bad, {color(0xA4262C), color(0xFDEEEE)});
  return palette;
}

Palette dark() {
  Palette palette;
  palette.background = color(0x0F1512);
  palette.surface = color(0x171F1B);
  palette.raised = color(0x202A25);
  palette.ink = color(0xE8EFEB);
  palette.muted = color(0x9AA8A1);
  palette.line = color(0x2A352F);
  palette.control = color(0x64746C);
  palette.accent = color(0x4CC39B);
  palette.accent_ink = color(0x06231A);
  palette.set(Tone::plain, {color(0xB4C1BA), color(0x26302B)});
  palette.set(Tone::info, {color(0x86B7F5), color(0x18283C)});
  palette.set(Tone::talk, {color(0xC6A6EE), color(0x2A2038)});
  palette.set(Tone::good, {color(0x4CC39B), color(0x173128)});
  palette.set(Tone::warn, {color(0xE8B84F), color(0x2E2612)});
  palette.set(Tone::bad, {color(0xFF8F8F), color(0x341B1C)});
  return palette;
}

ImVec4 with_alpha(ImVec4 base, float alpha) {
  base.w = alpha;
  return base;
}

void set_spacing(ImGuiStyle& style) {
  style.WindowPadding = {16, 14};
  style.FramePadding = {10, 6};
  style.ItemSpacing = {10, 7};
  style.ItemInnerSpacing = {7, 6};
  style.CellPadding = {8, 5};
  style.IndentSpacing = 18;
  style.ScrollbarSize = 12;
  style.GrabMinSize = 14;
  style.WindowRounding = 0;
  style.ChildRounding = 12;
  style.FrameRounding = 8;
  style.PopupRounding = 10;
  style.ScrollbarRounding = 6;
  style.GrabRounding = 7;
  style.TabRounding = 8;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 1;
  style.TabBorderSize = 0;
}

void set_colors(ImGuiStyle& style, const Palette& palette) {
  ImVec4* const colors = style.Colors;
  const ImVec4 soft = palette.tone(Tone::good).soft;
  colors[ImGuiCol_Text] = palette.ink;
  colors[ImGuiCol_TextDisabled] = palette.muted;
  colors[ImGuiCol_WindowBg] = palette.background;
  colors[ImGuiCol_ChildBg] = palette.surface;
  colors[ImGuiCol_PopupBg] = palette.surface;
  colors[ImGuiCol_Border] = palette.control;
  colors[ImGuiCol_FrameBg] = palette.surface;
  colors[ImGuiCol_FrameBgHovered] = palette.raised;
  colors[ImGuiCol_FrameBgActive] = palette.raised;
  colors[ImGuiCol_ScrollbarBg] = with_alpha(palette.surface, 0);
  colors[ImGuiCol_ScrollbarGrab] = palette.line;
  colors[ImGuiCol_ScrollbarGrabHovered] = with_alpha(palette.muted, 0.6F);
  colors[ImGuiCol_ScrollbarGrabActive] = palette.muted;
  colors[ImGuiCol_CheckMark] = palette.accent;
  colors[ImGuiCol_Button] = palette.surface;
  colors[ImGuiCol_ButtonHovered] = palette.raised;
  colors[ImGuiCol_ButtonActive] = soft;
  colors[ImGuiCol_Header] = soft;
  colors[ImGuiCol_HeaderHovered] = palette.raised;
  colors[ImGuiCol_HeaderActive] = soft;
  colors[ImGuiCol_Separator] = palette.line;
  colors[ImGuiCol_Tab] = with_alpha(palette.surface, 0);
  colors[ImGuiCol_TabHovered] = palette.raised;
  colors[ImGuiCol_TabActive] = soft;
  colors[ImGuiCol_TableHeaderBg] = palette.raised;
  colors[ImGuiCol_TableBorderStrong] = palette.line;
  colors[ImGuiCol_TableBorderLight] = palette.line;
  colors[ImGuiCol_TableRowBg] = with_alpha(palette.surface, 0);
  colors[ImGuiCol_TableRowBgAlt] = with_alpha(palette.raised, 0.45F);
  colors[ImGuiCol_TextSelectedBg] = with_alpha(palette.accent, 0.3F);
}

}  // namespace

Theme make_theme(Scheme scheme, float scale, const Fonts& fonts) {
  return {scheme, scale, scheme == Scheme::light ? light() : dark(), fonts};
}

void apply(const Theme& theme) {
  ImGuiStyle style;
  set_spacing(style);
  style.ScaleAllSizes(theme.scale);
  style.FrameBorderSize = style.ChildBorderSize = style.PopupBorderSize = 1;
  set_colors(style, theme.palette);
  ImGui::GetStyle() = style;
}

namespace {

// How a word is coloured, in the order of its enumeration. Nothing else hangs on it.
constexpr auto kDecisionTones = std::to_array<Tone>({Tone::good, Tone::good, Tone::warn, Tone::bad});
constexpr auto kRequestTones = std::to_array<Tone>(
    {Tone::plain, Tone::plain, Tone::plain, Tone::info, Tone::warn, Tone::good, Tone::good, Tone::bad, Tone::plain, Tone::warn});
constexpr auto kStageTones = std::to_array<Tone>({Tone::plain, Tone::info, Tone::good, Tone::warn, Tone::plain});
constexpr auto kVersionTones = std::to_array<Tone>({Tone::plain, Tone::info, Tone::good, Tone::plain});
constexpr auto kStandingTones = std::to_array<Tone>({Tone::good, Tone::plain, Tone::plain});

template <class E, std::size_t kSize>
Tone tone_in(const std::array<Tone, kSize>& tones, E value) {
  static_assert(kSize == Words<E>::list.size());
  return tones[static_cast<std::size_t>(value)];
}

}  // namespace

Tone tone_of(DecisionKind kind) { return tone_in(kDecisionTones, kind); }
Tone tone_of(RequestState state) { return tone_in(kRequestTones, state); }
Tone tone_of(StageStatus status) { return tone_in(kStageTones, status); }
Tone tone_of(VersionStatus status) { return tone_in(kVersionTones, status); }
Tone tone_of(Standing standing) { return tone_in(kStandingTones, standing); }

Tone tone_of(const EventBody& body) {
  if (const auto* decided = get_if<Decided>(&body)) return tone_of(decided->decision);
  if (const auto* completed = get_if<StageCompleted>(&body)) return tone_of(completed->outcome);
  if (const auto* resolved = get_if<Resolved>(&body)) return tone_of(resolved->state);
  if (holds<DecisionRetracted>(body) || holds<Withdrawn>(body)) return Tone::warn;
  const bool is_talk = holds<QuestionAsked>(body) || holds<QuestionAnswered>(body) ||
                       holds<Commented>(body);
  if (is_talk) return Tone::talk;
  const bool is_review = holds<Submitted>(body) || holds<StageOpened>(body) ||
                         holds<PartOpened>(body);
  return is_review ? Tone::info : Tone::plain;
}

}  // namespace countersign::shell
