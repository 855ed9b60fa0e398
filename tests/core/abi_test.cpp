// The C interface as a C program meets it.
#include "core/abi/countersign.h"

#include <cstring>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

struct AbiAnswer {
  std::uint32_t status;
  std::string text;
};

AbiAnswer taken(void* block) {
  AbiAnswer answer{};
  std::uint32_t length = 0;
  std::memcpy(&answer.status, block, 4);
  std::memcpy(&length, static_cast<char*>(block) + 4, 4);
  answer.text.assign(static_cast<char*>(block) + 8, length);
  countersign_free(block);
  return answer;
}

AbiAnswer ask(void* (*call)(const char*, std::uint32_t), std::string_view text) {
  // Exactly as many bytes as are told, so that a sanitizer sees every byte too far.
  const std::vector<char> bytes(text.begin(), text.end());
  return taken(call(bytes.data(), static_cast<std::uint32_t>(bytes.size())));
}

constexpr std::string_view kCreate =
    "{\"command\":{\"command\":\"create\",\"kind\":\"document\",\"title\":\"T\"},\"context\":{\"now\":\"2026-11-21T14:32:08.000Z\",\"actor\":{\"kind\":\"human\","
    "\"party\":\"delivery\",\"id\":\"dana\",\"name\":\"Dana\"},\"command_id\":\"c1\",\"request\":\"r1\"}}";

TEST_CASE("a command is answered with its events and the state after them") {
  const AbiAnswer answer = ask(countersign_decide, kCreate);
  CHECK(answer.status == 0);
  const Json json = read_json(answer.text).value();
  CHECK(write_canonical(json) == answer.text);
  CHECK(json["events"][0]["event"] == "created");
  CHECK(json["state"]["state"] == "draft");

  const AbiAnswer folded = ask(countersign_evolve, "{\"events\":" + write_canonical(json["events"]) + "}");
  CHECK(folded.status == 0);
  CHECK(folded.text == "{\"state\":" + write_canonical(json["state"]) + "}");
}

TEST_CASE("a refusal is told apart by the status, and carries one error") {
  const AbiAnswer answer = ask(countersign_decide, "{");
  CHECK(answer.status == 1);
  const Json json = read_json(answer.text).value();
  CHECK(json.size() == 1);
  CHECK(json["error"]["code"] == "json-syntax");
  CHECK(json["error"]["status"] == 400);
}

TEST_CASE("a call of no bytes is refused") {
  for (auto* call : {countersign_decide, countersign_evolve, countersign_permitted, countersign_metrics, countersign_template, countersign_canonicalize}) {
    CHECK(taken(call(nullptr, 0)).status == 1);
    CHECK(ask(call, "").status == 1);
  }
}

TEST_CASE("every prefix of a call is refused, none stops the core") {
  for (std::size_t size = 0; size < kCreate.size(); ++size) {
    const std::string_view prefix = kCreate.substr(0, size);
    for (auto* call : {countersign_decide, countersign_evolve, countersign_permitted, countersign_metrics, countersign_template, countersign_canonicalize}) {
      if (ask(call, prefix).status != 1) FAIL(size);
    }
  }
}

TEST_CASE("metrics are computed from a calendar, a time and logs, and from nothing else") {
  const Json decided = read_json(ask(countersign_decide, kCreate).text).value();
  const std::string calendar = R"({"hours":[{"weekday":"monday","from":540,"to":1020}],"holidays":[],"offset_minutes":0,"offset_changes":[]})";
  const std::string now = R"("2026-11-23T12:00:00.000Z")";
  const std::string logs = "[" + write_canonical(decided["events"]) + "]";
  const auto call = [](const std::string& members) { return ask(countersign_metrics, "{" + members + "}"); };
  const auto refusal = [&](const std::string& members) {
    const Json error = read_json(call(members).text).value()["error"];
    return error["code"].get<std::string>() + " " + error["pointer"].get<std::string>();
  };
  const AbiAnswer answer = call("\"calendar\":" + calendar + ",\"now\":" + now + ",\"logs\":" + logs);
  CHECK(answer.status == 0);
  const Json json = read_json(answer.text).value();
  CHECK(write_canonical(json) == answer.text);
  CHECK(json["overall"]["requests"] == 1);
  CHECK(json["kinds"][0]["kind"] == "document");

  CHECK(refusal("\"now\":" + now + ",\"logs\":" + logs) == "missing-field /calendar");
  CHECK(refusal("\"calendar\":" + calendar + ",\"logs\":" + logs) == "missing-field /now");
  CHECK(refusal("\"calendar\":" + calendar + ",\"now\":" + now) == "missing-field /logs");
  CHECK(refusal("\"calendar\":" + calendar + ",\"now\":7,\"logs\":" + logs) == "wrong-type /now");
  CHECK(refusal("\"calendar\":" + calendar + ",\"now\":" + now + ",\"logs\":[[]]") == "too-few-items /logs/0");
  CHECK(refusal("\"calendar\":{\"zone\":1},\"now\":" + now + ",\"logs\":" + logs) == "missing-field /calendar/holidays");
  CHECK(refusal("\"calendar\":" + calendar + ",\"now\":" + now + ",\"logs\":" + logs + ",\"for\":1") == "unknown-field /for");
}

TEST_CASE("a template is answered as it was read, and with a fill the command that it makes") {
  const std::string given =
      R"({"template":"note","stages":[{"id":"s","name":"S","order":1,"rule":{"type":"any"},"members":[{"role":"boss","obligation":"approver"}]}],)"
      R"("roles":[{"role":"boss","name":"Boss","required":true}],"name":"Note","kind":"document","description":"For notes."})";
  const auto call = [](const std::string& members) { return ask(countersign_template, "{" + members + "}"); };
  const auto refusal = [&](const std::string& members) {
    const Json error = read_json(call(members).text).value()["error"];
    return error["code"].get<std::string>() + " " + error["pointer"].get<std::string>();
  };
  const auto with_people = [&](const std::string& people) {
    return "\"template\":" + given + ",\"fill\":{\"title\":\"Hi\",\"people\":[" + people + "]}";
  };
  CHECK(call("\"template\":" + given).text == "{\"template\":" + write_canonical(read_json(given).value()) + "}");

  const AbiAnswer made = call(with_people(R"({"role":"boss","id":"ana","name":"Ana"})"));
  CHECK(made.status == 0);
  const Json command = read_json(made.text).value()["command"];
  CHECK(write_canonical(Json{{"command", command}}) == made.text);
  CHECK(command["command"] == "create");
  CHECK(command["template"] == "note");
  CHECK(command["stages"][0]["members"][0]["id"] == "ana");

  CHECK(refusal("\"fill\":{}") == "missing-field /template");
  CHECK(refusal("\"template\":[]") == "wrong-type /template");
  CHECK(refusal("\"template\":" + given + ",\"fill\":{\"people\":[]}") == "missing-field /fill/title");
  CHECK(refusal(with_people("")) == "missing-field /fill/people/boss");
  CHECK(refusal("\"template\":" + given + ",\"for\":1") == "unknown-field /for");
}

TEST_CASE("canonicalize answers the bytes alone") {
  CHECK(ask(countersign_canonicalize, " { \"b\" : 1, \"a\" : [ ] } ").text == "{\"a\":[],\"b\":1}");
  CHECK(ask(countersign_canonicalize, "1").text == "1");
}

TEST_CASE("bytes are hashed in pieces of any size, in memory that the caller owns") {
  std::vector<std::uint64_t> memory((countersign_hash_size() + 7) / 8);
  std::vector<char> bytes(100'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i % 251);
  countersign_hash_start(memory.data());
  std::size_t at = 0;
  for (std::size_t step = 0; at < bytes.size(); ++step) {
    const std::size_t size = std::min(step * 7 % 1000, bytes.size() - at);
    countersign_hash_update(memory.data(), bytes.data() + at, static_cast<std::uint32_t>(size));
    at += size;
    // The owner may move it.
    const std::vector<std::uint64_t> moved = memory;
    memory = moved;
  }
  Digest::Bytes digest{};
  countersign_hash_finish(memory.data(), digest.data());
  CHECK(Digest(digest) == Digest::of({bytes.data(), bytes.size()}));
}

TEST_CASE("memory of no size can be asked for and given back") {
  void* block = countersign_alloc(0);
  CHECK(block != nullptr);
  countersign_free(block);
  countersign_free(nullptr);
}

}  // namespace
}  // namespace countersign
