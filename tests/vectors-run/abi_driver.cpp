// The native core behind a pipe, for tests that compare it with the one in WebAssembly.
//
// Reads calls from standard input: one byte (0 decide, 1 evolve, 2 permitted, 3 canonicalize, 4 metrics, 5 preview, 6 due,
// 7 template, 8 canonicalize_any, 9 verify, 10 statement, 11 describe), four
// bytes length (little-endian), the text. Writes what the C interface answers: four bytes status, four bytes length, the text.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/abi/countersign.h"
#include "core/json/describe.h"

namespace {

void write_number(std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) std::putchar(static_cast<int>((number >> shift) & 0xFFU));
}

bool read_number(std::uint32_t& number) {
  unsigned char bytes[4];
  if (std::fread(bytes, 1, sizeof bytes, stdin) != sizeof bytes) return false;
  number = 0;
  for (unsigned i = 0; i < 4; ++i) number |= static_cast<std::uint32_t>(bytes[i]) << (8U * i);
  return true;
}

void answer(std::uint32_t status, const char* text, std::uint32_t length) {
  write_number(status);
  write_number(length);
  std::fwrite(text, 1, length, stdout);
}

void answer_block(void* block) {
  std::uint32_t head[2];
  std::memcpy(head, block, sizeof head);
  answer(head[0], static_cast<const char*>(block) + sizeof head, head[1]);
  countersign_free(block);
}

}  // namespace

int main() {
  using Call = void* (*)(const char*, std::uint32_t);
  constexpr Call kCalls[] = {countersign_decide,  countersign_evolve, countersign_permitted, countersign_canonicalize,
                             countersign_metrics, countersign_preview, countersign_due,      countersign_template,
                             countersign_canonicalize_any, countersign_verify, countersign_statement};
  constexpr int kDescribe = 11;
  for (int call = std::getchar(); call != EOF; call = std::getchar()) {
    std::uint32_t length = 0;
    if (call > kDescribe || !read_number(length)) return 2;
    std::string text(length, '\0');
    if (std::fread(text.data(), 1, length, stdin) != length) return 2;
    if (call == kDescribe) {
      const std::string description = countersign::describe();
      answer(0, description.data(), static_cast<std::uint32_t>(description.size()));
    } else {
      answer_block(kCalls[call](text.data(), length));
    }
    // Answers are wanted one by one.
    std::fflush(stdout);
  }
  return 0;
}
