// The few pieces that all panels are made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "shell/panels/theme.h"

namespace countersign::shell {

// Wrapped text, as is: a percent sign in it means nothing.
void text(std::string_view words);
void text(ImFont* font, const ImVec4& color, std::string_view words);
void muted(const Theme& theme, std::string_view words);

// The beginning of the text that fits, with ".." where it was cut.
std::string fitted(std::string_view words, float width);

// A word on a soft background of its tone. Does not wrap.
void badge(const Theme& theme, std::string_view word, Tone tone);
float badge_width(const Theme& theme, std::string_view word);
// Goes on in this line when there is room for so much more, else in the next.
void same_line_if_room(float width);

// The title of a section, with the number of its items when it has any.
void section(const Theme& theme, const char* title, std::optional<std::size_t> count = std::nullopt);

// A list of labelled values. `end_fields` only when `begin_fields` answers true.
bool begin_fields(const Theme& theme, const char* id);
void field(const Theme& theme, const char* label, std::string_view value);
void field_label(const Theme& theme, const char* label);  // leaves the cursor where the value goes
void end_fields();

// A table whose columns share the width as `weights` says. `end_grid` only when `begin_grid` answers true.
struct GridColumn {
  const char* title;
  float weight;
};
bool begin_grid(const Theme& theme, const char* id, std::initializer_list<GridColumn> columns);
void next_cell();
void end_grid();

// Short form; the whole digest on hovering, and into the clipboard on clicking.
void digest(const Theme& theme, const Digest& digest);

// A panel of its own, with the surface's background. `end_panel` always.
bool begin_panel(const Theme& theme, const char* id, ImVec2 size);
void end_panel();

}  // namespace countersign::shell
