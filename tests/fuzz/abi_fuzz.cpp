// Arbitrary bytes into the C interface: it never stops, and always answers canonical JSON: an answer that holds together,
// or a refusal with a code of the table. The first byte chooses the call.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/countersign.h"
#include "core/base/error_code.h"
#include "core/json/reader.h"
#include "core/json/writer.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using countersign::Json;
using Call = void* (*)(const char*, std::uint32_t);

void expect(bool holds, const char* what, std::string_view shown) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n%.*s\n", what, static_cast<int>(shown.size()), shown.data());
  std::abort();
}

struct Answer {
  bool refused;
  std::string text;
  Json json;
};

Answer ask(Call call, std::string_view input) {
  void* block = call(input.data(), static_cast<std::uint32_t>(input.size()));
  std::uint32_t head[2];
  std::memcpy(head, block, sizeof head);
  Answer answer{head[0] == 1, std::string(static_cast<const char*>(block) + sizeof head, head[1]), {}};
  countersign_free(block);
  expect(head[0] <= 1, "the status is 0 or 1", answer.text);
  countersign::ReadLimits limits;
  limits.any_value = call == countersign_canonicalize_any;  // it alone answers with other people's JSON
  auto json = countersign::read_json(answer.text, limits);
  expect(json.ok(), "an answer is JSON of the protocol", answer.text);
  answer.json = std::move(json).value();
  expect(countersign::write_canonical(answer.json) == answer.text, "an answer is canonical", answer.text);
  if (!answer.refused) return answer;
  expect(answer.json.size() == 1 && answer.json.contains("error"), "a refusal is one error", answer.text);
  const Json& error = answer.json["error"];
  const auto code = countersign::error_from_word(error["code"].get<std::string>());
  expect(code.has_value(), "a code is in the table", answer.text);
  expect(error["status"].get<std::int64_t>() == countersign::error_row(*code).status, "a status is that of the code", answer.text);
  return answer;
}

void check_decision(std::string_view input, const Answer& answer) {
  const Json given = countersign::read_json(input).value();
  Json log = Json::object();
  if (given.contains("state")) log["state"] = given["state"];
  log["events"] = answer.json["events"];
  // Whatever the state: the events that were decided on it fold onto it, and give the answered state, which is read again.
  const Answer folded = ask(countersign_evolve, countersign::write_canonical(log));
  expect(!folded.refused && folded.json["state"] == answer.json["state"], "folding the answer gives the answered state", folded.text);
  Json again = Json::object();
  again["state"] = answer.json["state"];
  again["events"] = Json::array();
  const Answer read = ask(countersign_evolve, countersign::write_canonical(again));
  expect(!read.refused && read.json["state"] == answer.json["state"], "an answered state is a state", read.text);
}

// ------------------------------------------------------------------------------------ mutation of JSON as JSON

class Dice {
 public:
  explicit Dice(unsigned seed) : state_(seed * 2654435761U + 1) {}
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return bound == 0 ? 0 : static_cast<std::size_t>(state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured()) {
    for (Json& inner : value) collect(inner, all);
  }
}

Json changed(const Json& value, Dice& dice) {
  static const char* const kWords[] = {"draft", "ready", "in-review", "changes-requested", "approved", "rejected", "withdrawn", "waiting", "open", "passed", "locked", "standing", "superseded", "approve", "reject",
                                       "human", "agent", "system", "delivery", "customer", "all", "any", "quorum", "d1", "q1", "create", "edit", "add-version", "confirm-ready", "submit", "decide", "retract", "revise",
                                       "withdraw", "ask", "answer", "comment", "open-part", "", "\xF0\x9F\x91\x8D", "2026-11-23T09:00:00.000Z"};
  static const std::int64_t kNumbers[] = {0, 1, 2, 9978, 9979, 10000, -1, 50, 9007199254740991};
  switch (dice.below(5)) {
    case 0: return kWords[dice.below(std::size(kWords))];
    case 1: return kNumbers[dice.below(std::size(kNumbers))];
    case 2: return Json::array();
    case 3: return Json::object();
    default: return value.is_number() ? Json(value.get<std::int64_t>() + 1) : Json(true);
  }
}

void mutate(Json& document, Dice& dice) {
  std::vector<Json*> all;
  collect(document, all);
  Json& target = *all[dice.below(all.size())];
  const Json donor = *all[dice.below(all.size())];
  switch (dice.below(4)) {
    case 0: target = donor; return;
    case 1: target = changed(target, dice); return;
    case 2:
      if (target.is_array()) target.push_back(target.empty() ? donor : target[dice.below(target.size())]);
      else target = changed(target, dice);
      return;
    default:
      if (target.is_structured() && !target.empty()) target.erase(std::next(target.begin(), static_cast<std::ptrdiff_t>(dice.below(target.size()))));
      else target = donor;
  }
}

}  // namespace

// Half of the time bytes are changed as bytes; the other half JSON stays JSON.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  Dice dice(seed);
  if (size < 2 || dice.below(2) == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto document = countersign::read_json(text);
  if (!document.ok()) return LLVMFuzzerMutate(data, size, max_size);
  Json json = std::move(document).value();
  for (std::size_t times = 1 + dice.below(3); times > 0; --times) mutate(json, dice);
  const std::string changed_text = countersign::write_canonical(json);
  if (changed_text.size() + 1 > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data + 1, changed_text.data(), changed_text.size());
  return changed_text.size() + 1;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0: {
      const Answer answer = ask(countersign_decide, input);
      if (!answer.refused) check_decision(input, answer);
      break;
    }
    case 1: {
      const Answer answer = ask(countersign_evolve, input);
      if (answer.refused || !answer.json.contains("state")) break;
      const Answer again = ask(countersign_evolve, "{\"events\":[],\"state\":" + countersign::write_canonical(answer.json["state"]) + "}");
      expect(again.text == answer.text, "a folded state is a state", again.text);
      break;
    }
    case 2: {
      const Answer answer = ask(countersign_permitted, input);
      if (!answer.refused) expect(answer.json["options"].is_array() && answer.json["missing"].is_array(), "permissions are two lists", answer.text);
      break;
    }
    case 4: {
      const Answer answer = ask(countersign_metrics, input);
      if (answer.refused) break;
      const Json& all = answer.json["overall"];
      const auto count = [&](const char* name) { return all[name].get<std::int64_t>(); };
      expect(count("requests") >= count("submitted") && count("submitted") >= count("under_way"), "parts are no more than the whole", answer.text);
      break;
    }
    case 5: {
      const Answer answer = ask(countersign_template, input);
      if (!answer.refused) expect(answer.json.contains("template") != answer.json.contains("command"), "a template or a command", answer.text);
      break;
    }
    default: {
      const Answer answer = ask(countersign_canonicalize, input);
      if (!answer.refused) expect(ask(countersign_canonicalize, answer.text).text == answer.text, "canonical bytes are canonical", answer.text);
      const Answer any = ask(countersign_canonicalize_any, input);
      if (!answer.refused) expect(any.text == answer.text, "what the protocol takes is the same as any JSON", answer.text);
      if (!any.refused) expect(ask(countersign_canonicalize_any, any.text).text == any.text, "canonical bytes are canonical", any.text);
    }
  }
  return 0;
}
