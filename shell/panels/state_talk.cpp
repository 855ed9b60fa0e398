#include "shell/panels/state_sections.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

// "Maria Keller · version 3 · Homepage-v3.pdf · 21 Nov 2026, 14:32:08 UTC"
template <class Spoken>
std::string origin(const Inspector& inspector, const Spoken& spoken) {
  std::string line = spoken.signature.by.person.name.text();
  if (spoken.version > 0) line += "  \xC2\xB7  version " + std::to_string(spoken.version);
  if (!spoken.part.empty()) line += "  \xC2\xB7  " + inspector.names().part(spoken.version, spoken.part);
  return line + "  \xC2\xB7  " + moment_text(spoken.signature.at);
}

void draw_question(const Inspector& inspector, const Question& question, const Theme& theme) {
  const bool is_open = question.state == QuestionState::open;
  badge(theme, word(question.state), is_open ? Tone::warn : Tone::good);
  ImGui::SameLine();
  text(question.text.text());
  muted(theme, question.id.text() + "  \xC2\xB7  " + origin(inspector, question));
  if (!question.answer.has_value()) return;
  ImGui::Indent();
  text(question.answer->text.text());
  const Signature& signature = question.answer->signature;
  muted(theme, signature.by.person.name.text() + "  \xC2\xB7  " + moment_text(signature.at));
  ImGui::Unindent();
}

}  // namespace

void draw_questions(const Inspector& inspector, const Theme& theme) {
  section(theme, "Questions", inspector.request().questions.size());
  for (const Question& question : inspector.request().questions) draw_question(inspector, question, theme);
}

void draw_comments(const Inspector& inspector, const Theme& theme) {
  section(theme, "Comments", inspector.request().comments.size());
  for (const Comment& comment : inspector.request().comments) {
    text(comment.text.text());
    muted(theme, comment.id.text() + "  \xC2\xB7  " + origin(inspector, comment));
  }
}

void draw_views(const Inspector& inspector, const Theme& theme) {
  const List<View>& views = inspector.request().views;
  section(theme, "Views", views.size());
  if (views.empty() ||
      !begin_grid(theme, "views", {{"Part", 2}, {"Version", 0.8F}, {"First opened by", 1.5F}, {"At", 2.4F}}))
    return;
  for (const View& view : views) {
    ImGui::TableNextRow();
    next_cell();
    text(inspector.names().part(view.version, view.part));
    next_cell();
    text(std::to_string(view.version));
    next_cell();
    text(inspector.names().person(view.actor));
    next_cell();
    muted(theme, moment_text(view.at));
  }
  end_grid();
}

}  // namespace countersign::shell
