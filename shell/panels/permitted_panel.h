// What a person could do at the cursor, verb by verb, as the core judges it: what it would cause, or why not.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void draw_permitted(Inspector& inspector, ViewState& view, const Theme& theme);

}  // namespace countersign::shell
