// JSON vectors: a text, and its canonical bytes or the refusal.
#include <sodium.h>

#include "core/abi/countersign.h"
#include "core/json/reader.h"
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
  return decoded(vector.at("base64").get<std::string>());
}

std::string run_case(const Json& vector) {
  const std::string input = input_of(vector);
  const CoreAnswer answer = ask_core(countersign_canonicalize, input);
  const Json& then = vector.at("then");
  if (then.contains("canonical")) {
    const auto expected = then.at("canonical").get<std::string>();
    return answer.text == expected ? std::string() : "expected " + expected + ", found " + answer.text;
  }
  if (!answer.refused) return "expected a refusal, found " + answer.text;
  const Result<Json> refusal = read_json(answer.text);
  return refusal.ok() ? difference(then.at("error"), refusal.value().at("error"), "/error")
                      : "unreadable: " + answer.text;
}

}  // namespace

Refusal run_json_vectors(const std::string& file, const std::string& text, VectorResults& results) {
  const Result<Json> json = read_json(text);
  if (!json.ok()) return json.error();
  if (!json.value().is_object() || !json.value().contains("cases")) return Error{ErrorCode::missing_field, "/cases"};
  for (const Json& vector : json.value().at("cases")) {
    const bool has_input = vector.contains("text") || vector.contains("base64") || vector.contains("repeat");
    if (!has_input || !vector.contains("then")) return Error{ErrorCode::missing_field, "/cases"};
    results.add(file, vector.at("name").get<std::string>(), run_case(vector));
  }
  return std::nullopt;
}

}  // namespace countersign
