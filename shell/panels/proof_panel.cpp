#include "shell/panels/proof_panel.h"

#include <string>

#include "shell/model/proof.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

Tone outcome_tone(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed: return Tone::good;
    case CheckOutcome::failed: return Tone::bad;
    default: return Tone::plain;
  }
}

void draw_check(const CheckResult& check, const Theme& theme) {
  const std::string label = label_of(check);  // it does not speak by its colour alone
  same_line_if_room(badge_width(theme, label));
  badge(theme, label, outcome_tone(check.outcome));
  if (!ImGui::IsItemHovered() || check.detail.empty()) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(theme.px(420));
  ImGui::TextUnformatted(check.detail.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

}  // namespace

void draw_proof(const Inspector& inspector, const Theme& theme) {
  if (!inspector.has_log() || !inspector.log().proof) return;
  const Verification& proof = *inspector.log().proof;
  text(theme.fonts.bold, theme.palette.ink, "Proof");
  for (const CheckResult& check : proof.checks) draw_check(check, theme);
  if (inspector.trusted().logs.empty()) {
    muted(theme, "No key of a log was given, so there is nobody whose signature would mean something.");
  } else {
    for (const CheckResult& check : proof.checks) {
      if (check.outcome == CheckOutcome::failed) {
        text(theme.fonts.body, theme.palette.tone(Tone::bad).ink, std::string(check_word(check.name)) + ": " + check.detail);
      }
    }
  }
  ImGui::Dummy({0, theme.px(4)});
}

}  // namespace countersign::shell
