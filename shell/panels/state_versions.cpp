#include "shell/panels/state_sections.h"
#include "shell/panels/widgets.h"

namespace countersign::shell {
namespace {

std::string signed_by(const Signature& signature) {
  return signature.by.person.name.text() + "  \xC2\xB7  " + moment_text(signature.at);
}

// Who has opened this part, by name.
std::string viewers(const Inspector& inspector, const Version& version, const Part& part) {
  std::string names;
  for (const View& view : inspector.request().views) {
    if (view.version != version.number || view.part != part.id) continue;
    names += (names.empty() ? "" : ", ") + inspector.names().person(view.actor);
  }
  return names.empty() ? "nobody" : names;
}

void draw_parts(const Inspector& inspector, const Version& version, const Theme& theme) {
  if (!begin_grid(theme, "parts", {{"Part", 2.3F}, {"Size", 0.9F}, {"SHA-256", 1.6F}, {"Opened by", 1.5F}})) return;
  for (const Part& part : version.content.parts) {
    ImGui::TableNextRow();
    next_cell();
    text(part.name.text());
    muted(theme, part.media_type.text());
    if (part.must_open) badge(theme, "must be opened", Tone::warn);
    next_cell();
    text(size_text(part.size_bytes));
    next_cell();
    digest(theme, part.sha256);
    next_cell();
    muted(theme, viewers(inspector, version, part));
  }
  end_grid();
}

void draw_version(const Inspector& inspector, const Version& version, const Theme& theme) {
  if (!version.note.empty()) text(version.note.text());
  if (begin_fields(theme, "version")) {
    field_label(theme, "Digest");
    text(theme.fonts.mono, theme.palette.ink, version.digest.hex());
    if (ImGui::IsItemClicked()) ImGui::SetClipboardText(version.digest.hex().c_str());
    field(theme, "Added", signed_by(version.added));
    field(theme, "Ready", version.ready.has_value() ? signed_by(*version.ready) : "not confirmed");
    field(theme, "Submitted", version.submitted.has_value() ? signed_by(*version.submitted) : "no");
    end_fields();
  }
  draw_parts(inspector, version, theme);
}

void draw_earlier(const Inspector& inspector, const Theme& theme) {
  const List<Version>& versions = inspector.request().versions;
  for (std::size_t i = versions.size() - 1; i-- > 0;) {
    const Version& version = versions[i];
    ImGui::PushID(static_cast<int>(i));
    const std::string label = "Version " + std::to_string(version.number) + "  \xC2\xB7  " +
                              std::string(word(version.status)) + "  \xC2\xB7  " + short_digest(version.digest);
    if (ImGui::TreeNode("earlier", "%s", label.c_str())) {
      draw_version(inspector, version, theme);
      ImGui::TreePop();
    }
    ImGui::PopID();
  }
}

}  // namespace

void draw_versions(const Inspector& inspector, const Theme& theme) {
  const Version* const current = current_version(inspector.request());
  if (current == nullptr) return section(theme, "Versions", 0);
  section(theme, ("Version " + std::to_string(current->number)).c_str());
  ImGui::SameLine();
  badge(theme, word(current->status), tone_of(current->status));
  draw_version(inspector, *current, theme);
  draw_earlier(inspector, theme);
}

}  // namespace countersign::shell
