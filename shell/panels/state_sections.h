// The sections of the state panel. Each draws nothing but its own heading when there is nothing to tell.
#pragma once

#include "shell/model/inspector.h"
#include "shell/panels/theme.h"

namespace countersign::shell {

void draw_versions(const Inspector& inspector, const Theme& theme);  // state_versions.cpp
void draw_stages(const Inspector& inspector, const Theme& theme);    // state_decisions.cpp
void draw_decisions(const Inspector& inspector, const Theme& theme);
void draw_reasons(const Inspector& inspector, const Theme& theme);    // conditions and objections
void draw_questions(const Inspector& inspector, const Theme& theme);  // state_talk.cpp
void draw_comments(const Inspector& inspector, const Theme& theme);
void draw_views(const Inspector& inspector, const Theme& theme);

}  // namespace countersign::shell
