#include "shell/panels/event_panel.h"

#include <algorithm>

#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

void draw_envelope(const Event& event, const std::string& sentence, const Theme& theme) {
  constexpr const char* kDot = "  \xC2\xB7  ";
  const Actor& actor = event.actor;
  text(theme.fonts.bold, theme.palette.ink, sentence);
  badge(theme, word(event.body), tone_of(event.body));
  ImGui::SameLine();
  muted(theme, moment_text(event.at));
  muted(theme, person_text(actor.person) + kDot + std::string(word(actor.kind)) + ", " +
                   std::string(word(actor.party)) + kDot + actor.person.id.text());
  muted(theme, "Command " + event.command_id.text());
}

// The value now, and under it the one before.
void draw_change(const Change& change, const Theme& theme) {
  ImGui::TableNextRow();
  next_cell();
  text(theme.fonts.mono, theme.palette.ink, change.path);
  next_cell();
  if (change.kind == ChangeKind::removed) {
    text(theme.fonts.body, theme.palette.tone(Tone::bad).ink, "removed");
  } else {
    text(theme.fonts.body, theme.palette.tone(Tone::good).ink, change.after.empty() ? "(empty)" : change.after);
  }
  if (change.kind != ChangeKind::added) muted(theme, "was " + (change.before.empty() ? "(empty)" : change.before));
}

void draw_changes(const Inspector& inspector, ViewState& view, const Theme& theme) {
  const std::vector<Change>& changes = inspector.changes();
  const auto content = static_cast<std::size_t>(std::count_if(
      changes.begin(), changes.end(), [](const Change& change) { return change.weight == ChangeWeight::content; }));
  if (content == 0) muted(theme, "It recorded something and left the request as it was.");
  const std::size_t shown = view.show_bookkeeping ? changes.size() : content;
  if (shown > 0 && begin_grid(theme, "changes", {{"Field", 1}, {"Value", 1.6F}})) {
    for (std::size_t i = 0; i < shown; ++i) draw_change(changes[i], theme);
    end_grid();
  }
  ImGui::Checkbox("Fields that move with every event", &view.show_bookkeeping);
}

void draw_record(const std::string& canonical, ViewState& view, const Theme& theme) {
  if (ImGui::Button("Copy")) ImGui::SetClipboardText(canonical.c_str());
  ImGui::SameLine();
  ImGui::Checkbox("Indented", &view.indent_record);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextColored(theme.palette.muted, "%zu bytes", canonical.size());
  text(theme.fonts.mono, theme.palette.ink, view.indent_record ? indented(canonical) : canonical);
}

}  // namespace

void draw_event(const Inspector& inspector, ViewState& view, const Theme& theme) {
  const Event* const event = inspector.event();
  if (event == nullptr) {
    section(theme, "No event yet");
    muted(theme, "The cursor stands before the first event.");
    return;
  }
  draw_envelope(*event, inspector.sentence_of(inspector.cursor() - 1), theme);
  if (!ImGui::BeginTabBar("event")) return;
  if (ImGui::BeginTabItem("What changed")) {
    draw_changes(inspector, view, theme);
    ImGui::EndTabItem();
  }
  if (ImGui::BeginTabItem("Canonical JSON")) {
    draw_record(inspector.log().canonical[inspector.cursor() - 1], view, theme);
    ImGui::EndTabItem();
  }
  ImGui::EndTabBar();
}

}  // namespace countersign::shell
