#include "core/abi/countersign.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/list.h"
#include "core/base/digest.h"
#include "core/json/answer_codec.h"
#include "core/json/command_codec.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/metrics_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/json/writer.h"
#include "core/metrics/metrics.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"
#include "core/request/permitted.h"

namespace countersign {
namespace {

void* block(std::uint32_t status, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  auto* memory = static_cast<char*>(countersign_alloc(static_cast<std::uint32_t>(2 * sizeof(std::uint32_t)) + length));
  std::memcpy(memory, &status, sizeof status);
  std::memcpy(memory + sizeof status, &length, sizeof length);
  std::memcpy(memory + 2 * sizeof(std::uint32_t), text.data(), text.size());
  return memory;
}

void* refused(const Error& error) { return block(1, ObjectText().json("error", canonical_error(error)).take()); }

// The members of the object that a call is given.
class Call {
 public:
  explicit Call(Json document) : document_(std::move(document)) {}

  // Calls are read strictly: a misspelt "state" must not pass for "there is no request yet".
  Refusal refuse_others(std::span<const std::string_view> keys) const {
    for (const auto& [key, value] : document_.get_ref<const Json::object_t&>()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        return refuse(ErrorCode::unknown_field, root_.child(key).pointer());
      }
    }
    return std::nullopt;
  }

  // nullptr when absent.
  const Json* find(const char* key) const {
    const auto& members = document_.get_ref<const Json::object_t&>();
    const auto found = members.find(key);
    return found == members.end() ? nullptr : &found->second;
  }

  Result<Request> state() const {
    const Json* json = find("state");
    return json == nullptr ? Request() : read_request(*json, root_.child("state"));
  }

  // The pointer of a refusal starts at `key`.
  template <class T>
  Result<T> required(const char* key, Result<T> (*read)(const Json&, const Path&)) const {
    const Path path = root_.child(key);
    const Json* json = find(key);
    if (json == nullptr) return make_error(ErrorCode::missing_field, path.pointer());
    return read(*json, path);
  }

  // Pointers into a command start at the command, whoever refuses it: the reader or the rules.
  Result<Command> command() const {
    const Json* json = find("command");
    if (json == nullptr) return make_error(ErrorCode::missing_field, "/command");
    return read_command(*json);
  }

 private:
  Path root_;
  Json document_;
};

using Answer = Result<std::string>;  // canonical JSON

// Reads the document, an object with some of these keys, and lets `work` make the answer; the first refusal ends it.
void* call(const char* json, std::uint32_t length, std::span<const std::string_view> keys, Answer (*work)(const Call& given)) {
  Result<Json> document = read_json({json, length});
  if (!document.ok()) return refused(document.error());
  if (!document.value().is_object()) return refused(Error{ErrorCode::wrong_type});
  const Call given(std::move(document).value());
  if (const Refusal refusal = given.refuse_others(keys)) return refused(*refusal);
  const Answer answer = work(given);
  return answer.ok() ? block(0, answer.value()) : refused(answer.error());
}

Answer decide_call(const Call& given) {
  Result<Request> state = given.state();
  if (!state.ok()) return state.error();
  const Result<Command> command = given.command();
  if (!command.ok()) return command.error();
  const Result<Context> context = given.required<Context>("context", read_context);
  if (!context.ok()) return context.error();
  const Result<List<Event>> events = decide(state.value(), command.value(), context.value());
  if (!events.ok()) return events.error();
  Request after = std::move(state).value();
  for (const Event& event : events.value()) after = evolve(std::move(after), event);
  return ObjectText().json("events", canonical_events(events.value())).json("state", canonical_request(after)).take();
}

Answer evolve_call(const Call& given) {
  Result<Request> state = given.state();
  if (!state.ok()) return state.error();
  const Result<List<Event>> events = given.required<List<Event>>("events", read_events);
  if (!events.ok()) return events.error();
  const Result<Request> after = fold(std::move(state).value(), events.value());
  if (!after.ok()) return after.error();
  if (!exists(after.value())) return make_error(ErrorCode::too_few_items, "/events");
  return ObjectText().json("state", canonical_request(after.value())).take();
}

Answer permitted_call(const Call& given) {
  const Result<Request> state = given.state();
  if (!state.ok()) return state.error();
  const Result<Context> context = given.required<Context>("context", read_context);
  if (!context.ok()) return context.error();
  return canonical_permitted(permitted(state.value(), context.value()));
}

Answer metrics_call(const Call& given) {
  const Result<Calendar> calendar = given.required<Calendar>("calendar", read_working_calendar);
  if (!calendar.ok()) return calendar.error();
  const Result<Instant> now = given.required<Instant>("now", read_instant);
  if (!now.ok()) return now.error();
  const Result<List<Cycle>> cycles = given.required<List<Cycle>>("logs", read_logs);
  if (!cycles.ok()) return cycles.error();
  return canonical_metrics(summarize(cycles.value(), calendar.value(), now.value()));
}

constexpr std::string_view kDecideKeys[] = {"state", "command", "context"};
constexpr std::string_view kEvolveKeys[] = {"state", "events"};
constexpr std::string_view kPermittedKeys[] = {"state", "context"};
constexpr std::string_view kMetricsKeys[] = {"calendar", "now", "logs"};

}  // namespace
}  // namespace countersign

using namespace countersign;

void* countersign_decide(const char* json, std::uint32_t length) { return call(json, length, kDecideKeys, decide_call); }
void* countersign_evolve(const char* json, std::uint32_t length) { return call(json, length, kEvolveKeys, evolve_call); }
void* countersign_permitted(const char* json, std::uint32_t length) { return call(json, length, kPermittedKeys, permitted_call); }
void* countersign_metrics(const char* json, std::uint32_t length) { return call(json, length, kMetricsKeys, metrics_call); }

void* countersign_canonicalize(const char* json, std::uint32_t length) {
  const Result<Json> document = read_json({json, length});
  return document.ok() ? block(0, write_canonical(document.value())) : refused(document.error());
}

std::uint32_t countersign_hash_size() { return sizeof(Sha256); }
void countersign_hash_start(void* hash) { new (hash) Sha256(); }
void countersign_hash_update(void* hash, const void* bytes, std::uint32_t size) {
  static_cast<Sha256*>(hash)->update(bytes, size);
}
void countersign_hash_finish(void* hash, void* digest) {
  const Digest finished = static_cast<Sha256*>(hash)->finish();
  std::memcpy(digest, finished.bytes().data(), finished.bytes().size());
}
