// Decisions that benches send: made beforehand, so that only the decisions themselves are timed.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/native/fixture.h"

namespace countersign::test {

using Texts = std::vector<std::string>;

// The whole text of an HTTP request by which maria approves a request of her own.
inline std::string decision_text(TestServer& server) {
  static std::atomic<int> number{0};  // every decision has a key of its own
  const std::string id = server.submitted_request();
  const std::string maria = server.session("maria", id);
  const Json view = server.get("/v1/requests/" + id, maria).json();
  const Json& version = view.at("request").at("versions").back();
  const std::string body = R"({"command":"decide","stage":"customer","version":1,"displayed_digest":")" +
                           version.at("digest").get<std::string>() + R"(","decision":"approve","challenge":")" +
                           view.at("challenge").at("value").get<std::string>() + "\"}";
  const Headers headers = {{"Authorization", "Bearer " + maria},
                           {"Content-Type", "application/json"},
                           {"Countersign-Protocol", "1"},
                           {"Idempotency-Key", "bench-" + std::to_string(++number)},
                           {"If-Match", "\"" + std::to_string(view.at("head").get<int>()) + "\""}};
  return request_text("POST", "/v1/requests/" + id + "/commands", headers, body);
}

// For each client what it is going to send. Made beforehand, by all at once, since it takes longer than the decisions.
inline std::vector<Texts> prepare(TestServer& server, int clients, int decisions) {
  std::vector<Texts> texts(static_cast<std::size_t>(clients));
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      for (int i = 0; i < decisions; ++i) {
        texts[static_cast<std::size_t>(client)].push_back(decision_text(server));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return texts;
}

}  // namespace countersign::test
