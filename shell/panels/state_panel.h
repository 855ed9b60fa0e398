// The request as it stood at the cursor: everything the core keeps of it, in the order in which people ask for it.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"

namespace countersign::shell {

void draw_state(const Inspector& inspector, const Theme& theme);

}  // namespace countersign::shell
