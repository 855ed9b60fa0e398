// Rule vectors: a sequence of commands, one more command or question, and what the core has to answer to it.
#include "core/abi/countersign.h"
#include "core/base/instant.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "native/cli/core_calls.h"
#include "native/cli/vector_match.h"
#include "native/cli/vectors.h"
#include "native/service/challenges.h"
#include "native/service/clock.h"

namespace countersign {
namespace {

// Where a case stands: the state so far, and how many steps led to it.
struct Progress {
  Json state;  // null before `create`
  int steps = 0;
};

Json parsed(const std::string& text) {
  Result<Json> json = read_json(text);
  return json.ok() ? std::move(json).value() : Json();
}

std::string ten_minutes_after(const std::string& at) {
  const auto instant = Instant::from_text(at);
  return instant.ok() ? later(instant.value(), kChallengeMilliseconds).text() : at;
}

// Writes the current version's digest wherever "@digest" stands.
void fill_in_digest(Json& json, const Json& state) {
  if (json.is_structured()) {
    for (Json& item : json) fill_in_digest(item, state);
  }
  if (json != Json("@digest")) return;
  const bool has_version = state.is_object() && !state.at("versions").empty();
  json = has_version ? state.at("versions").back().at("digest") : Json(std::string(64, '0'));
}

class Case {
 public:
  Case(const Json& file, const Json& vector) : file_(file), vector_(vector) {}

  // What was different from what the vector expects; empty when nothing was.
  std::string run() {
    if (std::string failure = take_given(vector_.at("given"), 0); !failure.empty()) return failure;
    const Json& when = vector_.at("when");
    if (when.contains("permitted")) return check_permitted(when);
    if (when.contains("preview")) return check_preview(when);
    return when.contains("due") ? check_due(when) : check_command(when);
  }

 private:
  std::string take_given(const Json& steps, int depth) {
    constexpr int kDeepest = 20;
    if (depth > kDeepest) return "the setups contain one another";
    for (const Json& step : steps) {
      std::string failure;
      if (step.is_string()) {
        failure = take_given(file_.at("setups").at(step.get<std::string>()), depth + 1);
      } else {
        const Json answer = carry_out(step);
        if (answer.contains("error")) failure = "a given step was refused: " + write_canonical(answer.at("error"));
      }
      if (!failure.empty()) return failure;
    }
    return {};
  }

  const Json& actor(const Json& name) const { return file_.at("actors").at(name.get<std::string>()); }

  Json context_of(const Json& step, const Json& command) const {
    const std::string default_id = "step-" + std::to_string(progress_.steps);
    Json context = {{"now", step.at("at")},
                    {"actor", actor(step.at(step.contains("preview") ? "preview" : "actor"))},
                    {"command_id", step.value("command_id", default_id)},
                    {"request", "req_vector"}};
    if (step.contains("challenge")) {
      if (!step.at("challenge").is_null()) context["challenge"] = step.at("challenge");
    } else if (command.is_object() && command.contains("challenge") && command.at("challenge").is_string()) {
      context["challenge"] = {{"value", command.at("challenge")},
                              {"expires", ten_minutes_after(step.at("at").get<std::string>())}};
    }
    return context;
  }

  // {"command","context","state"?} of the next step.
  Json input_of(const Json& step) {
    ++progress_.steps;
    Json command = step.at("command");
    fill_in_digest(command, progress_.state);
    Json input = {{"context", context_of(step, command)}, {"command", command}};
    if (!progress_.state.is_null()) input["state"] = progress_.state;
    return input;
  }

  // {events,state}, and the state is taken over; or {error}, and nothing is.
  Json carry_out(const Json& step) {
    const CoreAnswer answer = ask_core(countersign_decide, write_canonical(input_of(step)));
    Json json = parsed(answer.text);
    if (!answer.refused) progress_.state = json.at("state");
    return json;
  }

  std::string check_command(const Json& when) {
    const Json before = progress_.state;
    const Json answer = carry_out(when);
    const Json& then = vector_.at("then");
    if (then.contains("error")) {
      if (!answer.contains("error")) return "expected a refusal, found " + write_canonical(answer.at("events"));
      if (progress_.state != before) return "the refusal changed the state";
      return difference(then.at("error"), answer.at("error"), "/error");
    }
    if (answer.contains("error")) return "refused: " + write_canonical(answer.at("error"));
    if (then.contains("events")) {
      std::string text = difference(then.at("events"), answer.at("events"), "/events");
      if (!text.empty()) return text;
    }
    return then.contains("state") ? check_state(then.at("state")) : std::string();
  }

  std::string check_state(const Json& expected) const {
    for (const auto& [pointer, value] : expected.items()) {
      const Json* found = find_value(progress_.state, pointer);
      if (found == nullptr && value.is_null()) continue;
      if (found == nullptr) return "the state has nothing at " + pointer;
      if (std::string text = difference(value, *found, pointer); !text.empty()) return text;
    }
    return {};
  }

  std::string check_permitted(const Json& when) {
    Json input = {{"context",
                   {{"now", when.at("at")},
                    {"actor", actor(when.at("permitted"))},
                    {"command_id", "question"},
                    {"request", "req_vector"}}}};
    if (!progress_.state.is_null()) input["state"] = progress_.state;
    const CoreAnswer asked = ask_core(countersign_permitted, write_canonical(input));
    const Json answer = parsed(asked.text);
    if (asked.refused) return "refused: " + asked.text;
    const Json& then = vector_.at("then");
    for (const Json& option : then.value("options", Json::array())) {
      if (std::string text = check_option(option, answer.at("options")); !text.empty()) return text;
    }
    return then.contains("missing") ? difference(then.at("missing"), answer.at("missing"), "/missing") : std::string();
  }

  // Exactly what the vector says, or a refusal.
  std::string check_whole(const char* name, const CoreAnswer& answer) const {
    const Json& then = vector_.at("then");
    const Json found = parsed(answer.text);
    if (answer.refused != then.contains("error")) return "found " + answer.text;
    if (answer.refused) return difference(then.at("error"), found.at("error"), "/error");
    return found == then.at(name) ? std::string() : "expected " + write_canonical(then.at(name)) + ", found " + answer.text;
  }

  std::string check_preview(const Json& when) {
    return check_whole("preview", ask_core(countersign_preview, write_canonical(input_of(when))));
  }

  std::string check_due(const Json& when) const {
    const Json input = {{"now", when.at("due")}, {"state", progress_.state}};
    return check_whole("due", ask_core(countersign_due, write_canonical(input)));
  }

  // An option is known by its command, stage, decision and target; the rest is compared.
  static std::string check_option(const Json& expected, const Json& options) {
    Json key = Json::object();
    for (const char* name : {"command", "stage", "decision", "target"}) {
      key[name] = expected.contains(name) ? expected.at(name) : Json();  // null: absent
    }
    for (const Json& option : options) {
      if (difference(key, option).empty()) return difference(expected, option, "/options/" + write_canonical(key));
    }
    return "no option " + write_canonical(key);
  }

  const Json& file_;
  const Json& vector_;
  Progress progress_;
};

bool is_rule_case(const Json& vector) {
  return vector.is_object() && vector.contains("name") && vector.contains("given") && vector.contains("when") &&
         vector.contains("then");
}

}  // namespace

Refusal run_rule_vectors(const std::string& file, const std::string& text, VectorResults& results) {
  const Result<Json> json = read_json(text);
  if (!json.ok()) return json.error();
  if (!json.value().is_object() || !json.value().contains("cases")) return Error{ErrorCode::missing_field, "/cases"};
  for (const Json& vector : json.value().at("cases")) {
    if (!is_rule_case(vector))
      return Error{ErrorCode::missing_field, "/cases", "A case has name, given, when and then."};
    results.add(file, vector.at("name").get<std::string>(), Case(json.value(), vector).run());
  }
  return std::nullopt;
}

}  // namespace countersign
