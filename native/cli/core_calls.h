// The C interface of the core, as C++ texts: what is asked here is asked just as every binding asks it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace countersign {

struct CoreAnswer {
  bool refused = false;
  std::string text;  // canonical JSON
};

using CoreCall = void* (*)(const char*, std::uint32_t);

CoreAnswer ask_core(CoreCall call, std::string_view input);

// Prints the answer and gives the exit code that it calls for.
int print_answer(const CoreAnswer& answer);

}  // namespace countersign
