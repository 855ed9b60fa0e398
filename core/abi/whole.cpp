// The calls that an approver does without: they stand apart so that the approver's module is linked without what they need.
#include "core/abi/call.h"
#include "core/abi/countersign.h"
#include "core/base/canonical.h"
#include "core/json/answer_codec.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/metrics_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/template_codec.h"
#include "core/json/writer.h"
#include "core/metrics/metrics.h"
#include "core/request/clock.h"
#include "core/request/preview.h"
#include "core/request/template.h"

namespace countersign {
namespace {

CallAnswer evolve_call(const Call& given) {
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<List<Event>> events = given.required<List<Event>>("events", read_events);
  if (!events.ok()) return events.error();
  const Result<Request> after = fold(std::move(state), events.value());
  if (!after.ok()) return after.error();
  if (!exists(after.value())) return make_error(ErrorCode::too_few_items, "/events");
  return ObjectText().json("state", canonical_request(after.value())).take();
}

CallAnswer metrics_call(const Call& given) {
  const Result<Calendar> calendar = given.required<Calendar>("calendar", read_working_calendar);
  if (!calendar.ok()) return calendar.error();
  const Result<Instant> now = given.required<Instant>("now", read_instant);
  if (!now.ok()) return now.error();
  const Result<List<Cycle>> cycles = given.required<List<Cycle>>("logs", read_logs);
  if (!cycles.ok()) return cycles.error();
  return canonical_metrics(summarize(cycles.value(), calendar.value(), now.value()));
}

CallAnswer preview_call(const Call& given) {
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<Command> command = given.command();
  if (!command.ok()) return command.error();
  const Result<Context> context = given.required<Context>("context", read_context);
  if (!context.ok()) return context.error();
  const Result<Preview> answer = preview(state, command.value(), context.value());
  return answer.ok() ? CallAnswer(canonical_preview(answer.value())) : CallAnswer(answer.error());
}

CallAnswer due_call(const Call& given) {
  if (given.find("state") == nullptr) return make_error(ErrorCode::missing_field, "/state");
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<Instant> now = given.required<Instant>("now", read_instant);
  if (!now.ok()) return now.error();
  return canonical_due(due(state, now.value()));
}

CallAnswer template_call(const Call& given) {
  const Result<Template> found = given.required<Template>("template", read_template);
  if (!found.ok()) return found.error();
  if (given.find("fill") == nullptr) return ObjectText().json("template", canonical_template(found.value())).take();
  const Result<TemplateFill> fill = given.required<TemplateFill>("fill", read_template_fill);
  if (!fill.ok()) return fill.error();
  const Result<CreateCommand> command = instantiate(found.value(), fill.value());
  if (command.ok()) return ObjectText().json("command", canonical_command(command.value())).take();
  Error error = command.error();
  error.pointer = canonical::joined({"/fill", error.pointer});
  return error;
}

constexpr std::string_view kEvolveKeys[] = {"state", "events"};
constexpr std::string_view kMetricsKeys[] = {"calendar", "now", "logs"};
constexpr std::string_view kDueKeys[] = {"state", "now"};
constexpr std::string_view kTemplateKeys[] = {"template", "fill"};

}  // namespace
}  // namespace countersign

using namespace countersign;

void* countersign_evolve(const char* json, std::uint32_t length) { return call(json, length, kEvolveKeys, evolve_call); }
void* countersign_metrics(const char* json, std::uint32_t length) { return call(json, length, kMetricsKeys, metrics_call); }
void* countersign_preview(const char* json, std::uint32_t length) { return call(json, length, kCommandKeys, preview_call); }
void* countersign_due(const char* json, std::uint32_t length) { return call(json, length, kDueKeys, due_call); }
void* countersign_template(const char* json, std::uint32_t length) { return call(json, length, kTemplateKeys, template_call); }

void* countersign_canonicalize(const char* json, std::uint32_t length) {
  const Result<Json> document = read_json({json, length});
  return document.ok() ? block(0, write_canonical(document.value())) : refused(document.error());
}
