#include "shell/panels/widgets.h"

#include <algorithm>

#include "shell/model/wording.h"

namespace countersign::shell {
namespace {

constexpr float kBadgePadding = 8;

const char* begin_of(std::string_view words) { return words.data(); }
const char* end_of(std::string_view words) { return words.data() + words.size(); }

ImVec2 size_of(std::string_view words) { return ImGui::CalcTextSize(begin_of(words), end_of(words)); }

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

void text(std::string_view words) {
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(begin_of(words), end_of(words));
  ImGui::PopTextWrapPos();
}

void text(ImFont* font, const ImVec4& color, std::string_view words) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  text(words);
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void muted(const Theme& theme, std::string_view words) { text(theme.fonts.body, theme.palette.muted, words); }

std::string fitted(std::string_view words, float width) {
  const std::string_view line = words.substr(0, words.find('\n'));
  if (line.size() == words.size() && size_of(line).x <= width) return std::string(words);
  const float room = width - size_of("..").x;
  std::size_t fits = 0;
  std::size_t too_long = line.size() + 1;
  while (fits + 1 < too_long) {
    const std::size_t middle = (fits + too_long) / 2;
    (size_of(line.substr(0, middle)).x <= room ? fits : too_long) = middle;
  }
  while (fits > 0 && fits < line.size() && is_continuation(line[fits])) --fits;
  return std::string(line.substr(0, fits)) + "..";
}

float badge_width(const Theme& theme, std::string_view word) { return size_of(word).x + 2 * theme.px(kBadgePadding); }

void badge(const Theme& theme, std::string_view word, Tone tone) {
  const ToneColors& colors = theme.palette.tone(tone);
  const ImVec2 position = ImGui::GetCursorScreenPos();
  const ImVec2 words = size_of(word);
  const ImVec2 padding{theme.px(kBadgePadding), theme.px(2)};
  const ImVec2 low{position.x, position.y - padding.y};
  const ImVec2 high{position.x + words.x + 2 * padding.x, position.y + words.y + padding.y};
  ImDrawList* const canvas = ImGui::GetWindowDrawList();
  canvas->AddRectFilled(low, high, ImGui::GetColorU32(colors.soft), (high.y - low.y) / 2);
  canvas->AddText({position.x + padding.x, position.y}, ImGui::GetColorU32(colors.ink), begin_of(word), end_of(word));
  ImGui::Dummy({high.x - low.x, words.y});
}

void same_line_if_room(float width) {
  const float next = ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x;
  const float end = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  if (next + width <= end) ImGui::SameLine();
}

void section(const Theme& theme, const char* title, std::optional<std::size_t> count) {
  ImGui::Dummy({0, theme.px(5)});
  text(theme.fonts.bold, theme.palette.ink, title);
  if (!count.has_value()) return;
  ImGui::SameLine();
  muted(theme, *count == 0 ? "none" : std::to_string(*count));
}

bool begin_fields(const Theme& theme, const char* id) {
  if (!ImGui::BeginTable(id, 2, ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_NoPadOuterX)) return false;
  ImGui::TableSetupColumn("label", ImGuiTableColumnFlags_WidthFixed, theme.px(104));
  ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
  return true;
}

void field_label(const Theme& theme, const char* label) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  muted(theme, label);
  ImGui::TableNextColumn();
}

void field(const Theme& theme, const char* label, std::string_view value) {
  field_label(theme, label);
  text(value);
}

void end_fields() { ImGui::EndTable(); }

bool begin_grid(const Theme& theme, const char* id, std::initializer_list<GridColumn> columns) {
  const ImGuiTableFlags flags =
      ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_NoSavedSettings;
  if (!ImGui::BeginTable(id, static_cast<int>(columns.size()), flags)) return false;
  for (const GridColumn& column : columns) {
    ImGui::TableSetupColumn(column.title, ImGuiTableColumnFlags_WidthStretch, column.weight);
  }
  ImGui::PushStyleColor(ImGuiCol_Text, theme.palette.muted);
  ImGui::TableHeadersRow();
  ImGui::PopStyleColor();
  return true;
}

void next_cell() { ImGui::TableNextColumn(); }

void end_grid() { ImGui::EndTable(); }

void digest(const Theme& theme, const Digest& digest) {
  const std::string whole = digest.hex();
  text(theme.fonts.mono, theme.palette.ink, short_digest(digest));
  if (ImGui::IsItemHovered()) {
    ImGui::BeginTooltip();
    ImGui::PushFont(theme.fonts.mono);
    ImGui::TextUnformatted(whole.c_str());
    ImGui::PopFont();
    ImGui::TextUnformatted("Click to copy");
    ImGui::EndTooltip();
  }
  if (ImGui::IsItemClicked()) ImGui::SetClipboardText(whole.c_str());
}

bool begin_panel(const Theme& theme, const char* id, ImVec2 size) {
  ImGui::PushStyleColor(ImGuiCol_ChildBg, theme.palette.surface);
  ImGui::PushStyleColor(ImGuiCol_Border, theme.palette.line);
  const bool visible = ImGui::BeginChild(id, size, true);
  ImGui::PopStyleColor(2);
  return visible;
}

void end_panel() { ImGui::EndChild(); }

}  // namespace countersign::shell
