// Call vectors: one call of the C interface with one input, and what it has to answer.
#include <sodium.h>

#include "core/abi/countersign.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "native/cli/core_calls.h"
#include "native/cli/vector_match.h"
#include "native/cli/vectors.h"

namespace countersign {
namespace {

std::string decoded(const std::string& base64) {
  std::string bytes(base64.size(), '\0');
  std::size_t size = 0;
  const int outcome = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(),
                                        base64.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL);
  bytes.resize(outcome == 0 ? size : 0);
  return bytes;
}

// {"before","unit","times","after"}: a text that is too long to be written down.
std::string repeated(const Json& repeat) {
  const auto unit = repeat.at("unit").get<std::string>();
  std::string text = repeat.at("before").get<std::string>();
  for (std::int64_t i = 0; i < repeat.at("times").get<std::int64_t>(); ++i) text += unit;
  return text + repeat.at("after").get<std::string>();
}

std::string input_of(const Json& vector) {
  if (vector.contains("text")) return vector.at("text").get<std::string>();
  if (vector.contains("repeat")) return repeated(vector.at("repeat"));
  if (vector.contains("base64")) return decoded(vector.at("base64").get<std::string>());
  return write_canonical(vector.at("input"));
}

// What was different from what the vector expects; empty when nothing was.
std::string check_answer(const Json& then, const CoreAnswer& answer) {
  if (then.contains("canonical")) {
    const auto expected = then.at("canonical").get<std::string>();
    return answer.text == expected ? std::string() : "expected " + expected + ", found " + answer.text;
  }
  const bool is_refusal = then.contains("error");
  if (answer.refused != is_refusal) return (is_refusal ? "expected a refusal, found " : "refused: ") + answer.text;
  const Result<Json> json = read_json(answer.text);
  if (!json.ok()) return "unreadable: " + answer.text;
  if (is_refusal) return difference(then.at("error"), json.value().at("error"), "/error");
  return difference(then.at("answer"), json.value());
}

// nullptr for a call that the core does not have.
CoreCall core_call(std::string_view name) {
  if (name == "decide") return countersign_decide;
  if (name == "evolve") return countersign_evolve;
  if (name == "permitted") return countersign_permitted;
  if (name == "preview") return countersign_preview;
  if (name == "due") return countersign_due;
  if (name == "verify") return countersign_verify;
  if (name == "statement") return countersign_statement;
  return name == "canonicalize" ? countersign_canonicalize : nullptr;
}

bool is_case(const Json& vector) {
  const bool has_input =
      vector.contains("text") || vector.contains("base64") || vector.contains("repeat") || vector.contains("input");
  return vector.is_object() && has_input && vector.contains("name") && vector.contains("then");
}

}  // namespace

Refusal run_call_vectors(const std::string& file, const std::string& text, VectorResults& results) {
  const Result<Json> json = read_json(text);
  if (!json.ok()) return json.error();
  if (!json.value().is_object() || !json.value().contains("cases")) return Error{ErrorCode::missing_field, "/cases"};
  for (const Json& vector : json.value().at("cases")) {
    if (!is_case(vector)) return Error{ErrorCode::missing_field, "/cases", "A case has name, input and then."};
    const CoreCall call = core_call(vector.value("call", std::string("canonicalize")));
    if (call == nullptr) return Error{ErrorCode::unknown_word, "/cases", "There is no such call."};
    const CoreAnswer answer = ask_core(call, input_of(vector));
    results.add(file, vector.at("name").get<std::string>(), check_answer(vector.at("then"), answer));
  }
  return std::nullopt;
}

}  // namespace countersign
