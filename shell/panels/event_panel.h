// The event at the cursor: who, when, what it changed, and the bytes of the record.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void draw_event(const Inspector& inspector, ViewState& view, const Theme& theme);

}  // namespace countersign::shell
