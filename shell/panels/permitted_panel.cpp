#include "shell/panels/permitted_panel.h"

#include <algorithm>

#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

std::string person_label(const Actor& actor) {
  return actor.person.name.text() + "  \xC2\xB7  " + std::string(word(actor.kind)) + ", " +
         std::string(word(actor.party));
}

void draw_people(Inspector& inspector, ViewState& view, const Theme& theme) {
  const std::vector<Actor>& people = inspector.people();
  ImGui::SetNextItemWidth(-1);
  const std::string chosen = person_label(people[inspector.person()]);
  const bool is_open = ImGui::BeginCombo("##people", chosen.c_str());
  if (!is_open) view.people = {ImGui::GetItemRectMin(), ImGui::GetItemRectMax()};
  if (is_open) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      const std::string label = person_label(people[i]);
      if (ImGui::Selectable(label.c_str(), i == inspector.person())) inspector.choose_person(i);
      ImGui::PopID();
    }
    ImGui::EndCombo();
  }
  const std::string id = people[inspector.person()].person.id.text();
  const std::string when = inspector.cursor() == 0 ? "before the first event"
                                                   : "at the moment of event " + std::to_string(inspector.cursor());
  muted(theme, id + "  \xC2\xB7  judged by the core, " + when);
}

void draw_verb(const Inspector& inspector, const Option& option, const Theme& theme) {
  text(theme.fonts.bold, theme.palette.ink, word(option.verb));
  if (option.decision.has_value()) badge(theme, word(*option.decision), tone_of(*option.decision));
  if (!option.target.empty()) muted(theme, option.target);
  if (option.stage.has_value()) muted(theme, "in " + inspector.names().stage(*option.stage));
}

void draw_allowed(const Inspector& inspector, const Option& option, const Theme& theme) {
  for (const Cause& cause : option.causes) text(sentence(cause, inspector.names()) + ".");
  std::string needs;
  for (const std::string_view need : option.needs) needs += (needs.empty() ? "" : ", ") + std::string(need);
  if (!needs.empty()) muted(theme, "needs " + needs);
  if (needs.empty() && option.causes.empty()) muted(theme, "needs nothing more");
}

void draw_refusal(const Error& refusal, const Theme& theme) {
  const ErrorRow& row = error_row(refusal.code);
  text(row.title);
  if (!refusal.detail.empty()) muted(theme, refusal.detail);
  for (const Problem& problem : refusal.problems) {
    ImGui::Bullet();
    muted(theme, problem.pointer + "  " + std::string(error_row(problem.code).title));
  }
  const std::string pointer = refusal.pointer.empty() ? "" : "  at " + refusal.pointer;
  text(theme.fonts.mono, theme.palette.tone(Tone::bad).ink, std::string(row.word) + pointer);
}

enum class Verdict : bool { refused, allowed };

bool has_verdict(const Option& option, Verdict verdict) {
  return option.refusal.has_value() == (verdict == Verdict::refused);
}

void draw_options(const Inspector& inspector, Verdict verdict, const Theme& theme) {
  const List<Option>& options = inspector.permissions().options;
  const auto count = static_cast<std::size_t>(std::count_if(
      options.begin(), options.end(), [&](const Option& option) { return has_verdict(option, verdict); }));
  const bool is_allowed = verdict == Verdict::allowed;
  section(theme, is_allowed ? "Allowed" : "Refused", count);
  const char* const id = is_allowed ? "allowed" : "refused";
  if (count == 0 || !begin_grid(theme, id, {{"Verb", 1}, {is_allowed ? "It would mean" : "Because", 1.7F}})) return;
  for (const Option& option : options) {
    if (!has_verdict(option, verdict)) continue;
    ImGui::TableNextRow();
    next_cell();
    draw_verb(inspector, option, theme);
    next_cell();
    if (is_allowed) draw_allowed(inspector, option, theme);
    if (!is_allowed) draw_refusal(*option.refusal, theme);
  }
  end_grid();
}

void draw_missing(const Permitted& permitted, const Theme& theme) {
  if (permitted.missing.empty()) return;
  section(theme, "Missing before it can be submitted", permitted.missing.size());
  for (const Problem& problem : permitted.missing) {
    badge(theme, problem.pointer, Tone::warn);
    ImGui::SameLine();
    text(error_row(problem.code).title);
  }
}

}  // namespace

void draw_permitted(Inspector& inspector, ViewState& view, const Theme& theme) {
  text(theme.fonts.bold, theme.palette.ink, "What may this person do?");
  draw_people(inspector, view, theme);
  draw_missing(inspector.permissions(), theme);
  draw_options(inspector, Verdict::allowed, theme);
  draw_options(inspector, Verdict::refused, theme);
}

}  // namespace countersign::shell
