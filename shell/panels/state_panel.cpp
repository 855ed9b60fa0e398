#include "shell/panels/state_panel.h"

#include "shell/panels/state_sections.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

void draw_ask(const Request& request, const Theme& theme) {
  if (request.ask.empty()) {
    muted(theme, "It does not say yet what requires sign-off.");
  } else {
    text(theme.fonts.bold, theme.palette.ink, request.ask.text());
  }
  for (const ScopeItem& item : request.scope) {
    ImGui::Bullet();
    text(item.text());
  }
}

void draw_subject(const Request& request, const Theme& theme) {
  badge(theme, word(request.state), tone_of(request.state));
  ImGui::SameLine();
  badge(theme, word(request.kind), Tone::plain);
  ImGui::Dummy({0, theme.px(2)});
  draw_ask(request, theme);
  if (!begin_fields(theme, "subject")) return;
  if (!request.project.empty()) field(theme, "Project", request.project.text());
  if (request.amount.has_value()) field(theme, "Amount", amount_text(*request.amount));
  field(theme, "Due", request.due.has_value() ? moment_text(*request.due) : "not set");
  field(theme, "Requested by", person_text(request.requester.person));
  field(theme, "Created", moment_text(request.created_at));
  field(theme, "Last event", moment_text(request.updated_at));
  end_fields();
}

void draw_withdrawal(const Request& request, const Theme& theme) {
  if (!request.withdrawal.has_value()) return;
  section(theme, "Withdrawn");
  text(request.withdrawal->reason.text());
  const Signature& signature = request.withdrawal->signature;
  muted(theme, person_text(signature.by.person) + "  \xC2\xB7  " + moment_text(signature.at));
}

}  // namespace

void draw_state(const Inspector& inspector, const Theme& theme) {
  const Request& request = inspector.request();
  if (!exists(request)) {
    section(theme, "There is no request yet");
    muted(theme, "The cursor stands before the first event.");
    return;
  }
  draw_subject(request, theme);
  draw_withdrawal(request, theme);
  draw_versions(inspector, theme);
  draw_stages(inspector, theme);
  draw_decisions(inspector, theme);
  draw_reasons(inspector, theme);
  draw_questions(inspector, theme);
  draw_comments(inspector, theme);
  draw_views(inspector, theme);
}

}  // namespace countersign::shell
