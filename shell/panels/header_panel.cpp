#include "shell/panels/header_panel.h"

#include <algorithm>

#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

// Width of the window, in pixels of the design, below which the state stands under the title.
constexpr float kNarrow = 620;

// A tick in a rounded square.
void draw_mark(const Theme& theme) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float side = theme.px(42);
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  canvas->AddRectFilled(low, {low.x + side, low.y + side}, ImGui::GetColorU32(theme.palette.accent), theme.px(11));
  const ImVec2 tick[] = {{low.x + side * 0.27F, low.y + side * 0.53F},
                         {low.x + side * 0.44F, low.y + side * 0.69F},
                         {low.x + side * 0.74F, low.y + side * 0.34F}};
  canvas->AddPolyline(tick, 3, ImGui::GetColorU32(theme.palette.accent_ink), 0, theme.px(4));
  ImGui::Dummy({side, side});
}

std::string subtitle(const Inspector& inspector) {
  if (!inspector.has_log()) return "Replays an exported log, event by event";
  const std::size_t count = inspector.size();
  const std::string events = std::to_string(count) + (count == 1 ? " event" : " events");
  return inspector.log().events.front().request.text() + "  \xC2\xB7  " + events + "  \xC2\xB7  " + inspector.name();
}

std::string title(const Inspector& inspector) {
  if (!inspector.has_log()) return "Countersign inspector";
  if (inspector.cursor() == 0) return "Before the request was created";
  return inspector.request().title.text();
}

void banner(const Theme& theme, const char* id, Tone tone, const std::string& headline, const std::string& detail,
            bool* dismissed) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, theme.palette.tone(tone).soft);
  ImGui::PushStyleColor(ImGuiCol_Border, theme.palette.tone(tone).ink);
  const float close_width = dismissed == nullptr ? 0 : theme.px(110);
  const float width = ImGui::GetContentRegionAvail().x - close_width - theme.px(40);
  const float lines = ImGui::CalcTextSize(headline.c_str(), nullptr, false, width).y +
                      ImGui::CalcTextSize(detail.c_str(), nullptr, false, width).y;
  ImGui::BeginChild(id, {0, lines + theme.px(36)}, true, ImGuiWindowFlags_NoScrollbar);
  ImGui::PopStyleColor(2);
  ImGui::BeginGroup();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::PushFont(theme.fonts.bold);
  ImGui::TextColored(theme.palette.tone(tone).ink, "%s", headline.c_str());
  ImGui::PopFont();
  ImGui::TextUnformatted(detail.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndGroup();
  if (dismissed != nullptr) {
    ImGui::SameLine(ImGui::GetWindowWidth() - close_width);
    *dismissed = ImGui::Button("Dismiss", {close_width - theme.px(16), 0});
  }
  ImGui::EndChild();
}

}  // namespace

void draw_header(const Inspector& inspector, ViewState& view, const Theme& theme) {
  const bool is_light = view.scheme == Scheme::light;
  const float button_width = theme.px(76);
  const float gap = theme.px(20);
  const std::string state = inspector.has_log() ? std::string(word(inspector.request().state)) : std::string();
  const float badge_room = state.empty() ? 0 : badge_width(theme, state) + gap;
  const bool is_narrow = ImGui::GetContentRegionAvail().x < theme.px(kNarrow);

  draw_mark(theme);
  ImGui::SameLine(0, theme.px(14));
  const float right = button_width + (is_narrow ? 0 : badge_room);
  const float room = std::max(ImGui::GetContentRegionAvail().x - right - gap, theme.px(40));
  ImGui::BeginGroup();
  ImGui::PushFont(theme.fonts.title);
  ImGui::TextUnformatted(fitted(title(inspector), room).c_str());
  ImGui::PopFont();
  if (is_narrow && !state.empty()) {
    badge(theme, state, tone_of(inspector.request().state));
  } else {
    ImGui::TextColored(theme.palette.muted, "%s", fitted(subtitle(inspector), room).c_str());
  }
  ImGui::EndGroup();

  ImGui::SameLine(ImGui::GetWindowWidth() - ImGui::GetStyle().WindowPadding.x - right);
  const float top = ImGui::GetCursorPosY() + theme.px(6);
  if (!is_narrow && !state.empty()) {
    ImGui::SetCursorPosY(top + ImGui::GetStyle().FramePadding.y);
    badge(theme, state, tone_of(inspector.request().state));
    ImGui::SameLine(0, gap);
  }
  ImGui::SetCursorPosY(top);
  const char* const other_scheme = is_light ? "Dark" : "Light";
  if (ImGui::Button(other_scheme, {button_width, 0})) view.scheme = is_light ? Scheme::dark : Scheme::light;
}

void draw_banners(Inspector& inspector, const Theme& theme) {
  if (inspector.failure().has_value()) {
    const OpenFailure& failure = *inspector.failure();
    const ErrorRow& row = error_row(failure.error.code);
    std::string detail = std::string(row.title) + " At " + pointer_text(failure.error) + ".";
    if (!failure.error.detail.empty()) detail += " " + failure.error.detail;
    if (inspector.has_log()) detail += "\nStill showing " + inspector.name() + ".";
    bool dismissed = false;
    banner(theme, "failure", Tone::bad, failure.name + " was not opened: " + std::string(row.word), detail, &dismissed);
    if (dismissed) inspector.dismiss_failure();
  }
  if (inspector.has_log() && inspector.log().stated == StatedRequest::disagrees) {
    banner(theme, "stated", Tone::warn, "The request in this file is not what its events lead to",
           "The file also says how the request stood. Shown here is what the events say.", nullptr);
  }
}

void draw_empty(const ViewState& view, const Theme& theme) {
  begin_panel(theme, "empty", {0, 0});
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const auto centered = [&](ImFont* font, const ImVec4& color, const std::string& words) {
    ImGui::PushFont(font);
    const float width = std::min(ImGui::CalcTextSize(words.c_str()).x, room.x);
    ImGui::SetCursorPosX((ImGui::GetWindowWidth() - width) / 2);
    ImGui::PopFont();
    text(font, color, words);
  };
  ImGui::SetCursorPosY(std::max(room.y * 0.38F, theme.px(20)));
  centered(theme.fonts.title, theme.palette.ink, "Drop a log here");
  ImGui::Dummy({0, theme.px(2)});
  centered(theme.fonts.body, theme.palette.ink, view.hint);
  ImGui::Dummy({0, theme.px(14)});
  centered(theme.fonts.body, theme.palette.muted,
           "A log is what 'countersign export' or 'countersign bundle' prints,");
  centered(theme.fonts.body, theme.palette.muted, "an array of events, or one event per line");
  end_panel();
}

}  // namespace countersign::shell
