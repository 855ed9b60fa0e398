// Templates, and what is filled in, as they travel. Both are read strictly.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/json/pointer.h"
#include "core/json/value.h"
#include "core/request/template.h"

namespace countersign {

// A template that check_template() has nothing to say about.
// Errors: those of the strict reader's fields, and those of check_template().
Result<Template> read_template(const Json& json, const Path& path = {});
std::string canonical_template(const Template& given);

Result<TemplateFill> read_template_fill(const Json& json, const Path& path = {});

}  // namespace countersign
