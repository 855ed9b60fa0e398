// How long it takes to fold the longest log that there can be, natively: 10,000 events. Prints one line for each measurement:
// name value unit. The log goes to FILE, as the input of `evolve`, so that the same can be asked of WebAssembly.
//
//     bench_fold_bench SECONDS FILE
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "core/abi/countersign.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "tests/bench/full_record.h"

namespace countersign {
namespace {

using namespace cast;

// The best of three rounds, in milliseconds for once.
template <class Work>
double milliseconds(double seconds, Work work) {
  double best = 1e9;
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    std::chrono::duration<double, std::milli> passed{};
    int times = 0;
    do {
      work();
      ++times;
      passed = std::chrono::steady_clock::now() - start;
    } while (passed.count() < 1000 * seconds);
    best = std::min(best, passed.count() / times);
  }
  return best;
}

void print(const char* name, double value, const char* unit) { std::printf("%s %.0f %s\n", name, value, unit); }

void fold_text(const std::string& text) {
  void* block = countersign_evolve(text.data(), static_cast<std::uint32_t>(text.size()));
  std::uint32_t status = 0;
  std::memcpy(&status, block, sizeof status);
  check(status == 0);
  countersign_free(block);
}

void bench(double seconds, const char* file) {
  const Desk desk = full_record();
  const List<Event> log = listed(desk.log);
  const std::string text = "{\"events\":" + canonical_events(log) + "}";
  std::ofstream(file, std::ios::binary) << text;
  print("core_log_events", static_cast<double>(log.size()), "events");
  print("core_log_bytes", static_cast<double>(text.size()), "bytes");
  print("core_evolve_log_typed", milliseconds(seconds, [&] {
          Request request;
          for (const Event& event : log) evolve_in_place(request, event);
          check(request.head == desk.request.head);
        }), "ms");
  print("core_fold_log_typed", milliseconds(seconds, [&] { check(made(fold(Request(), log)).head == desk.request.head); }), "ms");
  print("core_fold_log_json", milliseconds(seconds, [&] { fold_text(text); }), "ms");
}

}  // namespace
}  // namespace countersign

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "bench_fold_bench SECONDS FILE\n");
    return 2;
  }
  countersign::bench(std::atof(argv[1]), argv[2]);
  return 0;
}
