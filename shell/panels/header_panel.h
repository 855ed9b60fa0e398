// The top of the window: which request, in which state, from which file; and what is wrong with the log, if anything
// is.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void draw_header(const Inspector& inspector, ViewState& view, const Theme& theme);

// A log that was refused, and a request in an export that its events do not lead to. Draws nothing when all is well.
void draw_banners(Inspector& inspector, const Theme& theme);

// Instead of everything else while no log is open.
void draw_empty(const ViewState& view, const Theme& theme);

}  // namespace countersign::shell
