// Codes of HTTP come up in servers only; the approver's module has no words for them. Defined here, this function keeps
// the linker from taking core/base/http_error_code.cpp out of the library.
#include "core/base/check.h"
#include "core/base/error_code.h"

namespace countersign {

const ErrorRow& http_error_row(ErrorCode) {
  check(false);
  return rule_error_rows().front();
}

}  // namespace countersign
