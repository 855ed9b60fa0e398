#include "core/base/result.h"

namespace countersign {

Error make_error(ErrorCode code, const char* pointer) { return make_error(code, std::string_view(pointer)); }

Error make_error(ErrorCode code, std::string_view pointer, std::string_view detail) {
  return {code, std::string(pointer), std::string(detail), {}};
}

Refusal refuse(ErrorCode code, const char* pointer) { return make_error(code, pointer); }

Refusal refuse(ErrorCode code, std::string_view pointer, std::string_view detail) {
  return make_error(code, pointer, detail);
}

}  // namespace countersign
