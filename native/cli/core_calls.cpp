#include "native/cli/core_calls.h"

#include <cstring>

#include "core/abi/countersign.h"

namespace countersign {

CoreAnswer ask_core(CoreCall call, std::string_view input) {
  void* block = call(input.data(), static_cast<std::uint32_t>(input.size()));
  std::uint32_t head[2];  // status and length
  std::memcpy(head, block, sizeof head);
  CoreAnswer answer{head[0] != 0, std::string(static_cast<const char*>(block) + sizeof head, head[1])};
  countersign_free(block);
  return answer;
}

}  // namespace countersign
