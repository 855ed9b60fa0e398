// What the keyboard does. See frame.h for the list.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/view.h"

namespace countersign::shell {

void handle_keys(Inspector& inspector, ViewState& view);

}  // namespace countersign::shell
