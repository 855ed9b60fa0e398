// What proves the log that is open, where it is a bundle: every check that was made, by name and with its outcome. There is no
// "verified" without that list.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"

namespace countersign::shell {

// Draws nothing for a log that brings no proof.
void draw_proof(const Inspector& inspector, const Theme& theme);

}  // namespace countersign::shell
