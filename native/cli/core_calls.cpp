#include "native/cli/core_calls.h"

#include <cstring>

#include "core/abi/countersign.h"
#include "core/json/reader.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

int refusal_exit(const CoreAnswer& answer) {
  const Result<Json> json = read_json(answer.text);
  return json.ok() ? exit_code_of_status(json.value().at("error").at("status").get<std::int64_t>()) : kExitUnusable;
}

}  // namespace

CoreAnswer ask_core(CoreCall call, std::string_view input) {
  void* block = call(input.data(), static_cast<std::uint32_t>(input.size()));
  std::uint32_t head[2];  // status and length
  std::memcpy(head, block, sizeof head);
  CoreAnswer answer{head[0] != 0, std::string(static_cast<const char*>(block) + sizeof head, head[1])};
  countersign_free(block);
  return answer;
}

int print_answer(const CoreAnswer& answer) {
  print_line(answer.text);
  return answer.refused ? refusal_exit(answer) : kExitOk;
}

}  // namespace countersign
