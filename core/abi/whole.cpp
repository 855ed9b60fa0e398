// The calls that an approver does without: they stand apart so that the approver's module is linked without what they need.
#include "core/abi/call.h"
#include "core/abi/countersign.h"
#include "core/base/canonical.h"
#include "core/json/answer_codec.h"
#include "core/json/canonical_text.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/metrics_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/statement.h"
#include "core/json/template_codec.h"
#include "core/json/verification.h"
#include "core/json/writer.h"
#include "core/metrics/metrics.h"
#include "core/request/clock.h"
#include "core/request/decide.h"
#include "core/request/evolve.h"
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

CallAnswer statement_call(const Call& given) {
  Request state;
  if (Refusal refusal = given.read_state(state)) return *std::move(refusal);
  const Result<List<Event>> events = given.required<List<Event>>("events", read_events);
  if (!events.ok()) return events.error();
  // Judged first: a statement is only made of what the rules have made.
  if (const Result<Request> after = fold(state, events.value()); !after.ok()) return after.error();
  for (const Event& event : events.value()) {
    if (get_if<Decided>(&event.body) != nullptr) {
      const std::string statement = decision_statement(state, event);
      return ObjectText().text("digest", Digest::of(statement).hex()).text("statement", statement).take();
    }
    evolve_in_place(state, event);
  }
  return make_error(ErrorCode::decision_unknown, "/events", "There is no decision among them.");
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
  const Result<List<Event>> events = decide(state, command.value(), context.value());
  if (!events.ok()) return events.error();
  if (Refusal refusal = check_entry_sizes(events.value())) return *std::move(refusal);
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

Result<List<VerifierKey>> read_keys(const Json& json, const Path& path) {
  const auto* array = json.get_ptr<const Json::array_t*>();
  if (array == nullptr) return make_error(ErrorCode::wrong_type, path.pointer());
  List<VerifierKey> keys;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* text = (*array)[i].get_ptr<const std::string*>();
    const Result<VerifierKey> key = text == nullptr ? make_error(ErrorCode::wrong_type) : VerifierKey::from(*text);
    if (!key.ok()) return make_error(key.error().code, path.item(i).pointer(), key.error().detail);
    keys.push_back(key.value());
  }
  return keys;
}

Result<std::string> read_plain_text(const Json& json, const Path& path) {
  const auto* text = json.get_ptr<const std::string*>();
  return text == nullptr ? Result<std::string>(make_error(ErrorCode::wrong_type, path.pointer())) : Result<std::string>(*text);
}

Result<std::uint64_t> read_tree_size(const Json& json, const Path& path) {
  if (!json.is_number_integer()) return make_error(ErrorCode::wrong_type, path.pointer());
  if (json.get<std::int64_t>() < 0) return make_error(ErrorCode::number_out_of_range, path.pointer());
  return static_cast<std::uint64_t>(json.get<std::int64_t>());
}

// What the reader knows of the log besides its keys.
Refusal read_expectations(const Call& given, Trust& trust) {
  if (given.find("origin") != nullptr) {
    const Result<std::string> origin = given.required<std::string>("origin", read_plain_text);
    if (!origin.ok()) return origin.error();
    trust.origin = origin.value();
  }
  if (given.find("since") != nullptr) {
    const Result<std::string> kept = given.required<std::string>("since", read_plain_text);
    if (!kept.ok()) return kept.error();
    trust.since = kept.value();
  }
  if (given.find("at_least") == nullptr) return std::nullopt;
  const Result<std::uint64_t> size = given.required<std::uint64_t>("at_least", read_tree_size);
  if (!size.ok()) return size.error();
  trust.at_least = size.value();
  return std::nullopt;
}

CallAnswer verify_call(const Call& given) {
  const Result<List<VerifierKey>> keys = given.required<List<VerifierKey>>("keys", read_keys);
  if (!keys.ok()) return keys.error();
  Trust trust{keys.value(), {}};
  if (const Refusal refusal = read_expectations(given, trust)) return *refusal;
  if (given.find("witnesses") != nullptr) {
    const Result<List<VerifierKey>> witnesses = given.required<List<VerifierKey>>("witnesses", read_keys);
    if (!witnesses.ok()) return witnesses.error();
    trust.witnesses = witnesses.value();
  }
  if (given.find("document") != nullptr) {
    const Result<std::string> document = given.required<std::string>("document", read_plain_text);
    if (!document.ok()) return document.error();
    for (const std::string_view other : {"proof", "entry"}) {
      if (given.find(other) != nullptr) return make_error(ErrorCode::unknown_field, canonical::joined({"/", other}), "A document has its own.");
    }
    return canonical_verification(verify_text(document.value(), trust));
  }
  const Result<std::string> proof = given.required<std::string>("proof", read_plain_text);
  if (!proof.ok()) return proof.error();
  const Result<std::string> entry = given.required<std::string>("entry", read_plain_text);
  if (!entry.ok()) return entry.error();
  return canonical_verification(verify_proof(proof.value(), entry.value(), trust));
}

void* canonical_block(std::string_view json, const ReadLimits& limits) {
  if (is_plainly_canonical(json)) return block(0, json);
  const Result<Json> document = read_json(json, limits);
  return document.ok() ? block(0, write_canonical(document.value())) : refused(document.error());
}

constexpr std::string_view kVerifyKeys[] = {"keys", "witnesses", "origin", "at_least", "since", "document", "proof", "entry"};
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
void* countersign_statement(const char* json, std::uint32_t length) { return call(json, length, kEvolveKeys, statement_call); }
void* countersign_verify(const char* json, std::uint32_t length) { return call(json, length, kVerifyKeys, verify_call); }
void* countersign_template(const char* json, std::uint32_t length) { return call(json, length, kTemplateKeys, template_call); }

void* countersign_canonicalize(const char* json, std::uint32_t length) { return canonical_block({json, length}, {}); }

void* countersign_canonicalize_any(const char* json, std::uint32_t length) {
  ReadLimits any;
  any.any_value = true;
  return canonical_block({json, length}, any);
}
