// The way through time: every event as a tick in the order of the log, the days they happened on, and the cursor.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void draw_scrubber(Inspector& inspector, ViewState& view, const Theme& theme);

}  // namespace countersign::shell
