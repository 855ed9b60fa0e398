// A module that only reads and judges reviews, or receipts, is without the words of the other refusals: it makes none of them.
#include "core/base/check.h"
#include "core/base/error_code.h"

namespace countersign {

const ErrorRow& further_error_row(ErrorCode) {
  check(false);
  return review_error_rows().front();
}

}  // namespace countersign
