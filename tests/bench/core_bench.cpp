// How fast the core is, natively, on one thread. Prints one line for each measurement: name value unit.
//
//     bench_core_bench [SECONDS [PART...]]    SECONDS for each round of a measurement, three rounds each
//
// A PART is typed, json, digest, or a file with one call of `decide`. Without any it measures the first three.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/abi/countersign.h"
#include "core/json/command_codec.h"
#include "core/json/event_codec.h"
#include "core/json/request_codec.h"
#include "core/request/permitted.h"
#include "tests/core/cast.h"

#ifdef __GLIBC__
namespace {
std::uint64_t allocation_count = 0;
}
// Every allocation of the program, whoever asks for it.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_realloc(void* memory, std::size_t size);
extern "C" void* malloc(std::size_t size) noexcept {
  ++allocation_count;
  return __libc_malloc(size);
}
extern "C" void* realloc(void* memory, std::size_t size) noexcept {
  ++allocation_count;
  return __libc_realloc(memory, size);
}
#endif

namespace countersign {
namespace {

using namespace cast;

// Keeps the optimiser from leaving out what nobody looks at.
std::size_t seen = 0;

struct Step {
  Actor who;
  Command command;
};

// One approval from creation to the recorded decision, with a view, a question, an answer and a comment.
std::vector<Step> lifecycle() {
  Desk desk;
  std::vector<Step> steps;
  const auto add = [&](const Actor& who, const Command& command) {
    steps.push_back({who, command});
    desk.carry_out(who, command);
  };
  add(kBot, create({stage("brand", 1, kAll, {member(kAna), member(kBen)}), stage("legal", 2, kAny, {member(kOlga)})}));
  add(kBot, AddVersionCommand{remark("First proposal"), {part("page", "one"), part("logo", "two")}});
  add(kDana, ConfirmReadyCommand{desk.request.versions.back().digest});
  add(kDana, SubmitCommand{});
  add(kAna, OpenPartCommand{1, made(PartId::from("page"))});
  add(kAna, AskCommand{says("When does it arrive?"), {}});
  add(kDana, AnswerCommand{made(QuestionId::from("q1")), says("By seven.")});
  add(kBen, CommentCommand{says("Looks good!"), {}});
  add(kAna, decide_on(desk.request, "brand", DecisionKind::approve, "x1"));
  add(kBen, decide_on(desk.request, "brand", DecisionKind::approve_with_conditions, "x2"));
  add(kOlga, decide_on(desk.request, "legal", DecisionKind::approve, "x3"));
  return steps;
}

Context context_for(const Step& step, std::size_t number) {
  Context context;
  context.now = after(kMonday, static_cast<std::int64_t>(number) * 60'000);
  context.actor = step.who;
  context.command_id = made(CommandId::from("c" + std::to_string(number)));
  context.request = made(RequestId::from("req_bench"));
  if (const auto* decision = get_if<DecideCommand>(&step.command)) context.challenge = ExpectedChallenge{decision->challenge, after(context.now, 600'000)};
  return context;
}

double round_seconds = 0.7;

// Repeats `work`, which does `units` of something, for a round; the best of three.
template <class Work>
double per_second(std::size_t units, Work work) {
  double best = 0;
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    std::size_t done = 0;
    std::chrono::duration<double> passed{};
    do {
      work();
      done += units;
      passed = std::chrono::steady_clock::now() - start;
    } while (passed.count() < round_seconds);
    best = std::max(best, static_cast<double>(done) / passed.count());
  }
  return best;
}

void print(const char* name, double value, const char* unit) { std::printf("%s %.0f %s\n", name, value, unit); }

void carry_out(Request& request, const Step& step, const Context& context) {
  const Result<List<Event>> events = decide(request, step.command, context);
  check(events.ok());
  for (const Event& event : events.value()) evolve_in_place(request, event);
}

void bench_typed(const std::vector<Step>& steps) {
  std::vector<Context> contexts;
  for (std::size_t i = 0; i < steps.size(); ++i) contexts.push_back(context_for(steps[i], i));
  const auto walk = [&] {
    Request request;
    for (std::size_t i = 0; i < steps.size(); ++i) carry_out(request, steps[i], contexts[i]);
    seen += static_cast<std::size_t>(request.head);
  };
  print("core_decide_evolve_native", per_second(steps.size(), walk), "commands/s");
#ifdef __GLIBC__
  // Of each step of the lifecycle: a verb that comes more than once may need more the second time.
  Request request;
  const std::uint64_t before_all = allocation_count;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::uint64_t before = allocation_count;
    carry_out(request, steps[i], contexts[i]);
    const std::string name = "core_allocations_of_" + std::string(word(verb_of(steps[i].command)));
    print(name.c_str(), static_cast<double>(allocation_count - before), "allocations");
  }
  print("core_allocations_per_command", static_cast<double>(allocation_count - before_all) / static_cast<double>(steps.size()), "allocations");
#endif
}

std::string answered(void* block) {
  std::uint32_t head[2];
  std::memcpy(head, block, sizeof head);
  check(head[0] == 0);
  std::string text(static_cast<const char*>(block) + sizeof head, head[1]);
  countersign_free(block);
  return text;
}

std::string called(void* (*call)(const char*, std::uint32_t), const std::string& input) { return answered(call(input.data(), static_cast<std::uint32_t>(input.size()))); }

// The texts that a host sends for each command of the lifecycle, each with the state before it.
std::vector<std::string> json_calls(const std::vector<Step>& steps) {
  std::vector<std::string> calls;
  Request request;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Context context = context_for(steps[i], i);
    std::string text = "{\"command\":" + canonical_command(steps[i].command) + ",\"context\":" + canonical_context(context);
    if (request.state != RequestState::none) text += ",\"state\":" + canonical_request(request);
    calls.push_back(text + "}");
    const auto events = decide(request, steps[i].command, context);
    for (const Event& event : events.value()) request = evolve(std::move(request), event);
  }
  return calls;
}

void bench_json(const std::vector<Step>& steps) {
  const std::vector<std::string> calls = json_calls(steps);
  std::size_t bytes = 0;
  for (const std::string& call : calls) bytes += call.size();
  const double rate = per_second(calls.size(), [&] {
    for (const std::string& call : calls) seen += called(countersign_decide, call).size();
  });
  print("core_json_decide_native", rate, "commands/s");
  print("core_json_decide_input", static_cast<double>(bytes) / static_cast<double>(calls.size()), "bytes/command");
  const std::string last = calls.back();
  const std::string permitted_call = "{\"context\":" + last.substr(last.find("\"context\":") + 10);
  print("core_json_permitted_native", per_second(1, [&] { seen += called(countersign_permitted, permitted_call).size(); }), "calls/s");
}

void bench_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string call(std::istreambuf_iterator<char>(file), {});
  check(!call.empty());
  print("core_json_decide_file", per_second(1, [&] { seen += called(countersign_decide, call).size(); }), "commands/s");
}

void bench_digest() {
  const std::string megabyte(1 << 20, 'x');
  print("core_sha256_native", per_second(1, [&] { seen += Digest::of(megabyte).bytes()[0]; }), "MiB/s");
}

}  // namespace
}  // namespace countersign

int main(int argc, char** argv) {
  using namespace countersign;
  if (argc > 1) round_seconds = std::atof(argv[1]);
  std::vector<std::string> parts(argv + std::min(argc, 2), argv + argc);
  if (parts.empty()) parts = {"typed", "json", "digest"};
  const auto steps = lifecycle();
  for (const std::string& part : parts) {
    if (part == "typed") bench_typed(steps);
    else if (part == "json") bench_json(steps);
    else if (part == "digest") bench_digest();
    else bench_file(part.c_str());
  }
  return seen == 0 ? 1 : 0;
}
