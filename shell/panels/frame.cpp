#include "shell/panels/frame.h"

#include <algorithm>
#include <utility>

#include "shell/panels/event_panel.h"
#include "shell/panels/header_panel.h"
#include "shell/panels/keys.h"
#include "shell/panels/permitted_panel.h"
#include "shell/panels/proof_panel.h"
#include "shell/panels/scrubber_panel.h"
#include "shell/panels/state_panel.h"
#include "shell/panels/timeline_panel.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

// Widths of the window, in pixels of the design, from which on there are three columns, and two.
constexpr float kThreeColumns = 1180;
constexpr float kTwoColumns = 760;

class Body {
 public:
  Body(Inspector& inspector, ViewState& view, const Theme& theme) : inspector_(inspector), view_(view), theme_(theme) {}

  void draw() {
    const float width = ImGui::GetContentRegionAvail().x;
    if (width >= theme_.px(kThreeColumns)) return three_columns(width);
    if (width >= theme_.px(kTwoColumns)) return two_columns(width);
    tabs(true);
  }

 private:
  void panel(Tab tab, const char* id, ImVec2 size) {
    if (begin_panel(theme_, id, size)) content(tab);
    end_panel();
  }

  void content(Tab tab) {
    switch (tab) {
      case Tab::timeline: return draw_timeline(inspector_, view_, theme_);
      case Tab::state: return draw_state(inspector_, theme_);
      case Tab::event: return draw_event(inspector_, view_, theme_);
      case Tab::permitted: return draw_permitted(inspector_, view_, theme_);
    }
  }

  void three_columns(float width) {
    const float gap = theme_.px(12);
    const float left = std::clamp(width * 0.26F, theme_.px(310), theme_.px(420));
    const float right = std::clamp(width * 0.34F, theme_.px(400), theme_.px(560));
    const float height = ImGui::GetContentRegionAvail().y;
    panel(Tab::timeline, "timeline", {left, height});
    ImGui::SameLine(0, gap);
    panel(Tab::state, "state", {width - left - right - 2 * gap, height});
    ImGui::SameLine(0, gap);
    ImGui::BeginGroup();
    const float upper = (height - gap) * 0.46F;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ImGui::GetStyle().ItemSpacing.x, gap});
    panel_with_spacing(Tab::event, "event", {right, upper});
    panel_with_spacing(Tab::permitted, "permitted", {right, height - gap - upper});
    ImGui::PopStyleVar();
    ImGui::EndGroup();
  }

  // A panel in a place whose gaps are wider than those inside of it.
  void panel_with_spacing(Tab tab, const char* id, ImVec2 size) {
    const bool visible = begin_panel(theme_, id, size);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme_.px(10), theme_.px(7)});
    if (visible) content(tab);
    ImGui::PopStyleVar();
    end_panel();
  }

  void two_columns(float width) {
    const float left = std::clamp(width * 0.36F, theme_.px(290), theme_.px(400));
    panel(Tab::timeline, "timeline", {left, ImGui::GetContentRegionAvail().y});
    ImGui::SameLine(0, theme_.px(12));
    ImGui::BeginGroup();
    tabs(false);
    ImGui::EndGroup();
  }

  void tabs(bool with_timeline) {
    constexpr std::pair<Tab, const char*> kTabs[] = {
        {Tab::timeline, "Timeline"}, {Tab::state, "State"}, {Tab::event, "This event"}, {Tab::permitted, "Permitted"}};
    if (!ImGui::BeginTabBar("panels")) return;
    const bool was_chosen = std::exchange(view_.tab_was_chosen, false);
    for (const auto& [tab, title] : kTabs) {
      if (tab == Tab::timeline && !with_timeline) continue;
      const bool follows_key = was_chosen && view_.tab == tab;
      if (!ImGui::BeginTabItem(title, nullptr, follows_key ? ImGuiTabItemFlags_SetSelected : 0)) continue;
      panel(tab, title, {0, 0});
      ImGui::EndTabItem();
    }
    ImGui::EndTabBar();
  }

  Inspector& inspector_;
  ViewState& view_;
  const Theme& theme_;
};

}  // namespace

Frame::Frame(FontFiles fonts, std::string hint) : font_files_(std::move(fonts)) { view_.hint = std::move(hint); }

Frame::Atlas Frame::prepare(float scale) {
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().ConfigInputTextCursorBlink = false;  // nothing moves while nobody does anything
  const bool is_same_scale = scale == scale_;
  if (is_same_scale && view_.scheme == theme_.scheme) return Atlas::unchanged;
  const Fonts fonts = is_same_scale ? theme_.fonts : load_fonts(font_files_, scale);
  scale_ = scale;
  theme_ = make_theme(view_.scheme, scale, fonts);
  apply(theme_);
  return is_same_scale ? Atlas::unchanged : Atlas::rebuilt;
}

void Frame::draw() {
  handle_keys(inspector_, view_);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::PushFont(theme_.fonts.body);
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings |
                                 ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::Begin("inspector", nullptr, flags);
  draw_header(inspector_, view_, theme_);
  ImGui::Dummy({0, theme_.px(2)});
  draw_banners(inspector_, theme_);
  draw_proof(inspector_, theme_);
  if (inspector_.has_log()) {
    draw_scrubber(inspector_, view_, theme_);
    Body(inspector_, view_, theme_).draw();
  } else {
    draw_empty(view_, theme_);
  }
  ImGui::End();
  ImGui::PopFont();
}

}  // namespace countersign::shell
