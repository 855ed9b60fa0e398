#include <algorithm>

#include "shell/panels/state_sections.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

void draw_member(const Request& request, const Stage& stage, const Member& member, const Theme& theme) {
  ImGui::TableNextRow();
  next_cell();
  text(member.person.name.text());
  if (!member.person.organization.empty()) muted(theme, member.person.organization.text());
  next_cell();
  muted(theme, word(member.obligation));
  next_cell();
  const Decision* const decision = standing_decision(request, stage.definition.id, member.person.id);
  if (decision == nullptr) {
    muted(theme, decides(member) ? "no decision" : "");
    return;
  }
  badge(theme, word(decision->kind), tone_of(decision->kind));
  muted(theme, decision->id.text() + "  \xC2\xB7  " + moment_text(decision->signature.at));
}

void draw_stage(const Request& request, const Stage& stage, const Theme& theme) {
  ImGui::PushID(stage.definition.id.text().c_str());
  text(theme.fonts.bold, theme.palette.ink, stage.definition.name.text());
  same_line_if_room(badge_width(theme, word(stage.status)));
  badge(theme, word(stage.status), tone_of(stage.status));
  const std::string rule =
      "step " + std::to_string(stage.definition.order) + "  \xC2\xB7  " + rule_text(stage.definition);
  same_line_if_room(ImGui::CalcTextSize(rule.c_str()).x);
  muted(theme, rule);
  if (begin_grid(theme, "members", {{"Member", 1.5F}, {"Obligation", 0.9F}, {"Decision that counts", 2.2F}})) {
    for (const Member& member : stage.definition.members) draw_member(request, stage, member, theme);
    end_grid();
  }
  ImGui::PopID();
}

std::string part_names(const Inspector& inspector, std::int64_t version, const List<PartId>& parts) {
  std::string names;
  for (const PartId& part : parts) names += (names.empty() ? "" : ", ") + inspector.names().part(version, part);
  return names;
}

void draw_evidence(const Inspector& inspector, const Decision& decision, const Theme& theme) {
  if (!decision.rationale.empty()) text(decision.rationale.text());
  if (!decision.opened.empty())
    muted(theme, "Opened before deciding: " + part_names(inspector, decision.version, decision.opened));
  if (!decision.not_opened.empty())
    muted(theme, "Not opened: " + part_names(inspector, decision.version, decision.not_opened));
}

void draw_decision(const Inspector& inspector, const Decision& decision, const Theme& theme) {
  ImGui::TableNextRow();
  next_cell();
  badge(theme, word(decision.kind), tone_of(decision.kind));
  muted(theme, decision.id.text() + "  \xC2\xB7  version " + std::to_string(decision.version));
  digest(theme, decision.digest);
  next_cell();
  text(decision.signature.by.person.name.text());
  muted(theme, moment_text(decision.signature.at));
  draw_evidence(inspector, decision, theme);
  next_cell();
  badge(theme, word(decision.standing), tone_of(decision.standing));
}

// "c1 · Maria Keller · with decision d4", and what else there is to say.
template <class Reason>
void draw_reason_foot(const Reason& reason, const Decision* decision, const std::string& more, const Theme& theme) {
  const std::string author =
      decision == nullptr ? std::string() : "  \xC2\xB7  " + decision->signature.by.person.name.text();
  muted(theme, reason.id.text() + author + "  \xC2\xB7  with decision " + reason.decision.text() + more);
}

void draw_condition(const Request& request, const Condition& condition, const Theme& theme) {
  badge(theme, word(condition.state), Tone::warn);
  ImGui::SameLine();
  text(condition.text.text());
  const std::string due = condition.due.has_value() ? "  \xC2\xB7  due " + moment_text(*condition.due) : std::string();
  draw_reason_foot(condition, find_decision(request, condition.decision), due, theme);
}

void draw_objection(const Inspector& inspector, const Objection& objection, const Theme& theme) {
  text(objection.text.text());
  const Decision* const decision = find_decision(inspector.request(), objection.decision);
  const bool is_about_part = decision != nullptr && !objection.part.empty();
  const std::string part =
      is_about_part ? "  \xC2\xB7  about " + inspector.names().part(decision->version, objection.part) : std::string();
  draw_reason_foot(objection, decision, part, theme);
}

}  // namespace

void draw_stages(const Inspector& inspector, const Theme& theme) {
  const Request& request = inspector.request();
  section(theme, "Stages", request.stages.size());
  for (const Stage& stage : request.stages) draw_stage(request, stage, theme);
}

void draw_decisions(const Inspector& inspector, const Theme& theme) {
  const List<Decision>& decisions = inspector.request().decisions;
  section(theme, "Decisions", decisions.size());
  if (decisions.empty() || !begin_grid(theme, "decisions", {{"Decision", 2}, {"By", 2.4F}, {"Standing", 1.1F}})) return;
  for (const Decision& decision : decisions) draw_decision(inspector, decision, theme);
  end_grid();
}

void draw_reasons(const Inspector& inspector, const Theme& theme) {
  const Request& request = inspector.request();
  section(theme, "Conditions", request.conditions.size());
  for (const Condition& condition : request.conditions) draw_condition(request, condition, theme);
  section(theme, "Objections", request.objections.size());
  for (const Objection& objection : request.objections) draw_objection(inspector, objection, theme);
}

}  // namespace countersign::shell
