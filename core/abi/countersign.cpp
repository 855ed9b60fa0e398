// The calls that every module has, also the approver's.
#include "core/abi/countersign.h"

#include <cstring>
#include <new>

#include "core/abi/call.h"
#include "core/base/digest.h"
#include "core/base/list.h"
#include "core/json/answer_codec.h"
#include "core/json/event_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"
#include "core/request/permitted.h"

namespace countersign {

void* block(std::uint32_t status, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  auto* memory = static_cast<char*>(countersign_alloc(static_cast<std::uint32_t>(2 * sizeof(std::uint32_t)) + length));
  std::memcpy(memory, &status, sizeof status);
  std::memcpy(memory + sizeof status, &length, sizeof length);
  std::memcpy(memory + 2 * sizeof(std::uint32_t), text.data(), text.size());
  return memory;
}

void* refused(const Error& error) { return block(1, ObjectText().json("error", canonical_error(error)).take()); }

void* call(const char* json, std::uint32_t length, std::span<const std::string_view> keys, CallAnswer (*work)(const Call& given)) {
  Result<Json> document = read_json({json, length});
  if (!document.ok()) return refused(document.error());
  if (!document.value().is_object()) return refused(Error{ErrorCode::wrong_type});
  const Call given(std::move(document).value());
  if (const Refusal refusal = given.refuse_others(keys)) return refused(*refusal);
  const CallAnswer answer = work(given);
  return answer.ok() ? block(0, answer.value()) : refused(answer.error());
}

namespace {

CallAnswer decide_call(const Call& given) {
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<Command> command = given.command();
  if (!command.ok()) return command.error();
  const Result<Context> context = given.required<Context>("context", read_context);
  if (!context.ok()) return context.error();
  const Result<List<Event>> events = decide(state, command.value(), context.value());
  if (!events.ok()) return events.error();
  if (Refusal refusal = check_entry_sizes(events.value())) return *std::move(refusal);
  for (const Event& event : events.value()) evolve_in_place(state, event);
  return ObjectText().json("events", canonical_events(events.value())).json("state", canonical_request(state)).take();
}

CallAnswer permitted_call(const Call& given) {
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<Context> context = given.required<Context>("context", read_context);
  if (!context.ok()) return context.error();
  return canonical_permitted(permitted(state, context.value()));
}

constexpr std::string_view kPermittedKeys[] = {"state", "context"};

}  // namespace
}  // namespace countersign

using namespace countersign;

void* countersign_decide(const char* json, std::uint32_t length) { return call(json, length, kCommandKeys, decide_call); }
void* countersign_permitted(const char* json, std::uint32_t length) { return call(json, length, kPermittedKeys, permitted_call); }

std::uint32_t countersign_hash_size() { return sizeof(Sha256); }
void countersign_hash_start(void* hash) { new (hash) Sha256(); }
void countersign_hash_update(void* hash, const void* bytes, std::uint32_t size) {
  static_cast<Sha256*>(hash)->update(bytes, size);
}
void countersign_hash_finish(void* hash, void* digest) {
  const Digest finished = static_cast<Sha256*>(hash)->finish();
  std::memcpy(digest, finished.bytes().data(), finished.bytes().size());
}
