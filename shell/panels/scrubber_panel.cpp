#include "shell/panels/scrubber_panel.h"

#include <algorithm>
#include <cmath>

#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

constexpr float kTrackHeight = 40;
constexpr float kButtonWidth = 36;

// Places on the track. Place 0 is before the first event, place i after event i.
class Track {
 public:
  Track(const Area& area, std::size_t events, float inset)
      : left_(area.min.x + inset), width_(std::max(area.max.x - area.min.x - 2 * inset, 1.0F)), events_(events) {}

  float x(std::size_t place) const {
    return left_ + width_ * static_cast<float>(place) / static_cast<float>(std::max<std::size_t>(events_, 1));
  }
  std::size_t place(float x) const {
    const float share = std::clamp((x - left_) / width_, 0.0F, 1.0F);
    return static_cast<std::size_t>(std::lround(share * static_cast<float>(events_)));
  }
  // Between two neighbours.
  float step() const { return width_ / static_cast<float>(std::max<std::size_t>(events_, 1)); }

 private:
  float left_;
  float width_;
  std::size_t events_;
};

ImU32 faded(ImVec4 color, float alpha) {
  color.w = alpha;
  return ImGui::GetColorU32(color);
}

// The year stands with the first day of the log and of every year.
std::string day_label(const Inspector& inspector, const Day& day) {
  const std::string date = date_text(inspector.log().events[day.first].at);
  const std::string year = date.substr(date.size() - 5);
  const bool is_known = day.first > 0 && date_text(inspector.log().events[day.first - 1].at).ends_with(year);
  return is_known ? date.substr(0, date.size() - year.size()) : date;
}

void draw_days(const Inspector& inspector, const Track& track, const Area& area, const Theme& theme) {
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  bool is_odd = false;
  float last_label_end = 0;
  for (const Day& day : inspector.days()) {
    const float half = track.step() / 2;
    const float left = std::max(track.x(day.first + 1) - half, area.min.x);
    const float right = std::min(track.x(day.first + day.count) + half, area.max.x);
    if (is_odd) canvas->AddRectFilled({left, area.min.y}, {right, area.max.y}, faded(theme.palette.muted, 0.08F));
    is_odd = !is_odd;
    const std::string label = day_label(inspector, day);
    const float width = ImGui::CalcTextSize(label.c_str()).x;
    const float start = std::min(left, area.max.x - width);
    if (start < last_label_end) continue;
    canvas->AddText({start, area.max.y + theme.px(4)}, ImGui::GetColorU32(theme.palette.muted), label.c_str());
    last_label_end = start + width + theme.px(14);
  }
}

void draw_ticks(const Inspector& inspector, const Track& track, const Area& area, const Theme& theme) {
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  const float thickness = std::clamp(track.step() * 0.45F, 1.0F, theme.px(5));
  const bool is_searching = !inspector.searched().empty();
  std::size_t next_match = 0;
  for (std::size_t i = 0; i < inspector.size(); ++i) {
    const bool is_match = next_match < inspector.matches().size() && inspector.matches()[next_match] == i;
    if (is_match) ++next_match;
    const Tone tone = tone_of(inspector.log().events[i].body);
    const bool is_past = i < inspector.cursor();
    const float alpha = is_searching && !is_match ? 0.12F : is_past ? 1.0F : 0.32F;
    const float x = track.x(i + 1);
    const float inset = theme.px(is_past ? 9 : 12);
    canvas->AddRectFilled({x - thickness / 2, area.min.y + inset}, {x + thickness / 2, area.max.y - inset},
                          faded(theme.palette.tone(tone).ink, alpha), thickness / 2);
  }
}

void draw_playhead(std::size_t cursor, const Track& track, const Area& area, const Theme& theme) {
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  const float x = track.x(cursor);
  const ImU32 accent = ImGui::GetColorU32(theme.palette.accent);
  const float half = theme.px(9);
  canvas->AddRectFilled({x - half, area.min.y + theme.px(2)}, {x + half, area.max.y - theme.px(2)},
                        faded(theme.palette.accent, 0.16F), theme.px(6));
  canvas->AddRect({x - half, area.min.y + theme.px(2)}, {x + half, area.max.y - theme.px(2)}, accent, theme.px(6), 0,
                  theme.px(1.6F));
}

void draw_track(Inspector& inspector, ViewState& view, const Theme& theme, float width) {
  ImGui::InvisibleButton("track", {width, theme.px(kTrackHeight)});
  view.track = {ImGui::GetItemRectMin(), ImGui::GetItemRectMax()};
  const Track track(view.track, inspector.size(), theme.px(14));
  if (ImGui::IsItemActive()) {
    inspector.move_to(track.place(ImGui::GetIO().MousePos.x));
    view.follow_cursor = true;
  }
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  canvas->AddRectFilled(view.track.min, view.track.max, ImGui::GetColorU32(theme.palette.surface), theme.px(10));
  draw_days(inspector, track, view.track, theme);
  canvas->AddRect(view.track.min, view.track.max, ImGui::GetColorU32(theme.palette.line), theme.px(10));
  draw_ticks(inspector, track, view.track, theme);
  draw_playhead(inspector.cursor(), track, view.track, theme);
  if (ImGui::IsItemHovered() && !ImGui::IsItemActive()) {
    const std::size_t place = track.place(ImGui::GetIO().MousePos.x);
    if (place > 0) ImGui::SetTooltip("%zu  %s", place, fitted(inspector.sentence_of(place - 1), theme.px(520)).c_str());
  }
}

bool step_button(const char* id, ImGuiDir direction, bool enabled, const Theme& theme) {
  ImGui::BeginDisabled(!enabled);
  const bool pressed = ImGui::Button(id, {theme.px(kButtonWidth), theme.px(kTrackHeight)});
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  const ImVec2 middle{(low.x + high.x) / 2, (low.y + high.y) / 2};
  const float reach = theme.px(5) * (direction == ImGuiDir_Left ? -1.0F : 1.0F);
  const ImVec2 chevron[] = {{middle.x - reach / 2, middle.y - theme.px(6)},
                            {middle.x + reach / 2, middle.y},
                            {middle.x - reach / 2, middle.y + theme.px(6)}};
  ImGui::GetWindowDrawList()->AddPolyline(chevron, 3, ImGui::GetColorU32(ImGuiCol_Text), 0, theme.px(2));
  ImGui::EndDisabled();
  return pressed;
}

std::string place_text(const Inspector& inspector) {
  const std::string of = " of " + std::to_string(inspector.size());
  if (inspector.cursor() == 0) return "Before event 1" + of;
  return "Event " + std::to_string(inspector.cursor()) + of + "  \xC2\xB7  " + moment_text(inspector.event()->at);
}

}  // namespace

void draw_scrubber(Inspector& inspector, ViewState& view, const Theme& theme) {
  const std::string place = place_text(inspector);
  text(theme.fonts.bold, theme.palette.ink, place);
  const std::string sentence = inspector.cursor() == 0 ? std::string() : inspector.sentence_of(inspector.cursor() - 1);
  const float room = ImGui::GetContentRegionAvail().x - ImGui::GetItemRectSize().x - theme.px(30);
  if (room > theme.px(120)) {
    ImGui::SameLine(0, theme.px(18));
    ImGui::TextColored(theme.palette.muted, "%s", fitted(sentence, room).c_str());
  }
  const float spacing = theme.px(8);
  const float width = ImGui::GetContentRegionAvail().x - 2 * (theme.px(kButtonWidth) + spacing);
  std::ptrdiff_t steps = 0;
  if (step_button("##back", ImGuiDir_Left, inspector.cursor() > 0, theme)) steps = -1;
  ImGui::SameLine(0, spacing);
  draw_track(inspector, view, theme, std::max(width, theme.px(40)));
  ImGui::SameLine(0, spacing);
  if (step_button("##forward", ImGuiDir_Right, inspector.cursor() < inspector.size(), theme)) steps = 1;
  if (steps != 0) {
    inspector.step(steps);
    view.follow_cursor = true;
  }
  ImGui::Dummy({0, ImGui::GetTextLineHeight() + theme.px(2)});  // the days
}

}  // namespace countersign::shell
