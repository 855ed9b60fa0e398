// All events that match the search, one row each.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void draw_timeline(Inspector& inspector, ViewState& view, const Theme& theme);

}  // namespace countersign::shell
