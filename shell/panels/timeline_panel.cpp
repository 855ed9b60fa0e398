#include "shell/panels/timeline_panel.h"

#include <algorithm>

#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

// A row has two lines: when and what kind, then the sentence.
float row_height(const Theme& theme) { return 2 * ImGui::GetTextLineHeight() + theme.px(19); }

void draw_row_texts(const Inspector& inspector, std::size_t index, const Area& row, const Theme& theme) {
  const Event& event = inspector.log().events[index];
  const Tone tone = tone_of(event.body);
  const bool is_past = index < inspector.cursor();
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  const float line = ImGui::GetTextLineHeight();
  const float top = row.min.y + theme.px(7);
  const float left = row.min.x + theme.px(26);
  const float right = row.max.x - theme.px(8);

  const ImVec2 dot{row.min.x + theme.px(12), top + line / 2};
  const ImU32 ink = ImGui::GetColorU32(theme.palette.tone(tone).ink);
  if (is_past) {
    canvas->AddCircleFilled(dot, theme.px(5), ink);
  } else {
    canvas->AddCircle(dot, theme.px(4.2F), ink, 0, theme.px(1.6F));
  }
  const std::string time = time_text(event.at);
  const float time_width = ImGui::CalcTextSize(time.c_str()).x;
  const ImU32 muted_ink = ImGui::GetColorU32(theme.palette.muted);
  const std::string number = std::to_string(event.seq);
  canvas->AddText({left, top}, muted_ink, number.c_str());
  const float word_left = left + std::max(ImGui::CalcTextSize(number.c_str()).x + theme.px(8), theme.px(26));
  const std::string kind = fitted(word(event.body), right - time_width - theme.px(8) - word_left);
  canvas->AddText({word_left, top}, ink, kind.c_str());
  canvas->AddText({right - time_width, top}, muted_ink, time.c_str());

  const std::string sentence = fitted(inspector.sentence_of(index), right - left);
  const ImVec4& sentence_color = is_past ? theme.palette.ink : theme.palette.muted;
  canvas->AddText({left, top + line + theme.px(3)}, ImGui::GetColorU32(sentence_color), sentence.c_str());
}

void draw_row(Inspector& inspector, ViewState& view, const Theme& theme, std::size_t index, bool is_first) {
  const float height = row_height(theme);
  ImGui::PushID(static_cast<int>(index));
  const bool is_cursor = index + 1 == inspector.cursor();
  const ImVec2 size{ImGui::GetContentRegionAvail().x, height};
  if (ImGui::InvisibleButton("row", size)) inspector.move_to(index + 1);
  const Area row{ImGui::GetItemRectMin(), ImGui::GetItemRectMax()};
  if (is_first) view.first_row = row;
  const bool is_hovered = ImGui::IsItemHovered();
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  const float radius = theme.px(8);
  if (is_cursor) {
    canvas->AddRectFilled(row.min, row.max, ImGui::GetColorU32(theme.palette.tone(Tone::good).soft), radius);
    canvas->AddRect(row.min, row.max, ImGui::GetColorU32(theme.palette.accent), radius);
  } else if (is_hovered) {
    canvas->AddRectFilled(row.min, row.max, ImGui::GetColorU32(theme.palette.raised), radius);
  }
  draw_row_texts(inspector, index, row, theme);
  if (is_hovered) {
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(theme.px(460));
    ImGui::TextUnformatted(inspector.sentence_of(index).c_str());
    ImGui::PopTextWrapPos();
    muted(theme, moment_text(inspector.log().events[index].at));
    ImGui::EndTooltip();
  }
  ImGui::PopID();
}

// The row of the cursor among those that are shown; the last one before it when the search hides it.
std::size_t row_of_cursor(const Inspector& inspector) {
  const auto& matches = inspector.matches();
  const auto after = std::lower_bound(matches.begin(), matches.end(), inspector.cursor());
  return after == matches.begin() ? 0 : static_cast<std::size_t>(after - matches.begin()) - 1;
}

void follow(const Inspector& inspector, float stride) {
  const float top = static_cast<float>(row_of_cursor(inspector)) * stride;
  const float visible = ImGui::GetWindowHeight();
  if (top < ImGui::GetScrollY() + stride / 2) ImGui::SetScrollY(std::max(top - stride, 0.0F));
  if (top + 2 * stride > ImGui::GetScrollY() + visible) ImGui::SetScrollY(top + 2.5F * stride - visible);
}

void draw_rows(Inspector& inspector, ViewState& view, const Theme& theme) {
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, theme.px(2)});
  const float stride = row_height(theme) + ImGui::GetStyle().ItemSpacing.y;
  if (view.follow_cursor) follow(inspector, stride);
  view.follow_cursor = false;
  bool is_first = true;
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(inspector.matches().size()), stride);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      draw_row(inspector, view, theme, inspector.matches()[static_cast<std::size_t>(i)], is_first);
      is_first = false;
    }
  }
  ImGui::PopStyleVar();
}

void draw_search(Inspector& inspector, ViewState& view, const Theme& theme) {
  const std::string count = std::to_string(inspector.matches().size()) + " of " + std::to_string(inspector.size());
  const bool is_searching = !inspector.searched().empty();
  const float count_width = is_searching ? ImGui::CalcTextSize(count.c_str()).x + theme.px(12) : 0;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - count_width);
  if (view.focus_search) ImGui::SetKeyboardFocusHere();
  view.focus_search = false;
  if (ImGui::InputTextWithHint("##search", "Search events, people, words ( / )", view.search.data(),
                               view.search.size())) {
    inspector.search(view.search.data());
    view.follow_cursor = true;
  }
  if (view.end_search) {  // only now: the field itself puts back what it held before
    view.search.fill('\0');
    inspector.search("");
    view.follow_cursor = true;
  }
  view.end_search = false;
  if (!is_searching) return;
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextColored(theme.palette.muted, "%s", count.c_str());
}

}  // namespace

void draw_timeline(Inspector& inspector, ViewState& view, const Theme& theme) {
  draw_search(inspector, view, theme);
  ImGui::Dummy({0, theme.px(2)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::BeginChild("rows", {0, 0}, false);
  ImGui::PopStyleVar();
  if (inspector.matches().empty()) muted(theme, "No event matches the search.");
  draw_rows(inspector, view, theme);
  ImGui::EndChild();
}

}  // namespace countersign::shell
