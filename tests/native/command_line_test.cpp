// The subcommands as they are typed: what they print and with which code they exit.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "native/cli/command_line.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

struct Ran {
  int exit_code = 0;
  std::string output;
  std::string errors;

  Json json() const { return read_json(output.substr(0, output.find('\n'))).value(); }
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Sends a standard stream to a file for a while.
class Redirected {
 public:
  Redirected(std::FILE* stream, const std::string& path) : stream_(stream), kept_(::dup(fileno(stream))) {
    std::fflush(stream);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    ::dup2(fileno(file), fileno(stream));
    std::fclose(file);
  }
  ~Redirected() {
    std::fflush(stream_);
    ::dup2(kept_, fileno(stream_));
    ::close(kept_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  std::FILE* stream_;
  int kept_;
};

struct CommandLine {
  TemporaryFolder folder;

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder.file(name), std::ios::binary) << text;
    return folder.file(name);
  }

  Ran run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "countersign");
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    Ran ran;
    {
      const Redirected output(stdout, folder.file("stdout"));
      const Redirected errors(stderr, folder.file("stderr"));
      ran.exit_code = run_command_line(static_cast<int>(pointers.size()), pointers.data());
    }
    ran.output = content(folder.file("stdout"));
    ran.errors = content(folder.file("stderr"));
    return ran;
  }
};

std::string context(const std::string& person) {
  return R"({"now":"2026-11-21T09:00:00.000Z","command_id":"c1","request":"req_1","actor":)" + actor_json(person) + "}";
}

const std::string kCreate = R"({"command":"create","kind":"document","title":"A"})";

}  // namespace

TEST_CASE_METHOD(CommandLine, "decide prints events and state, or the refusal", "[cli]") {
  const Ran decided =
      run({"decide", file("in", R"({"command":)" + kCreate + R"(,"context":)" + context("dana") + "}")});
  CHECK(decided.exit_code == 0);
  CHECK(decided.json().at("events").size() == 1);
  const Ran refused =
      run({"decide", file("in", R"({"command":)" + kCreate + R"(,"context":)" + context("maria") + "}")});
  CHECK(refused.exit_code == 1);
  CHECK(refused.json().at("error").at("code") == "delivery-only");
  const Ran malformed =
      run({"decide", file("in", R"({"command":{"command":"fly"},"context":)" + context("dana") + "}")});
  CHECK(malformed.exit_code == 2);
  CHECK(malformed.json().at("error").at("code") == "unknown-word");
  CHECK(run({"decide", file("in", "{")}).exit_code == 2);
  CHECK(run({"decide", folder.file("nothing")}).exit_code == 2);
}

TEST_CASE_METHOD(CommandLine, "permitted says what may be done", "[cli]") {
  const Ran asked = run({"permitted", file("in", R"({"context":)" + context("dana") + "}")});
  CHECK(asked.exit_code == 0);
  CHECK_FALSE(asked.json().at("options").empty());
}

TEST_CASE_METHOD(CommandLine, "replay folds an array, lines, or an export to the same state", "[cli]") {
  const Json decided =
      run({"decide", file("in", R"({"command":)" + kCreate + R"(,"context":)" + context("dana") + "}")}).json();
  const std::string event = decided.at("events").at(0).dump();
  for (const std::string& log :
       {"[" + event + "]", event + "\n", "\n" + event + "\r\n\n", "{\"events\":[" + event + "]}"}) {
    const Ran replayed = run({"replay", file("log", log)});
    INFO(log);
    CHECK(replayed.exit_code == 0);
    CHECK(replayed.json() == decided.at("state"));
  }
  const Ran broken = run({"replay", file("log", event + "\n" + event)});
  CHECK(broken.exit_code == 1);
  CHECK(broken.errors.find("log-broken") != std::string::npos);
  CHECK(run({"replay", file("log", "{\"seq\":1}")}).exit_code == 2);
  CHECK(run({"replay", file("log", "nonsense")}).exit_code == 2);
}

TEST_CASE_METHOD(CommandLine, "metrics takes logs as replay does, and counts them together", "[cli]") {
  const auto log_of = [&](const std::string& id) {
    std::string asked = R"({"command":)" + kCreate + R"(,"context":)" + context("dana") + "}";
    asked.replace(asked.find("req_1"), 5, id);
    return run({"decide", file("in", asked)}).json().at("events").at(0).dump();
  };
  const std::string calendar = file("calendar",
      R"({"hours": [{"weekday": "monday", "from": 540, "to": 1020}], "holidays": [], "offset_minutes": 0, "offset_changes": []})");
  const std::string now = "2026-11-23T12:00:00.000Z";
  const std::string array = file("array", "[" + log_of("req_1") + "]");
  const std::string lines = file("lines", log_of("req_2") + "\n");
  const std::string exported = file("export", "{\"events\":[" + log_of("req_3") + "]}");
  const Ran ran = run({"metrics", "--calendar", calendar, "--now", now, array, lines, exported});
  CHECK(ran.exit_code == 0);
  CHECK(ran.json().at("overall").at("requests") == 3);
  CHECK(ran.json().at("now") == now);

  const Ran twice = run({"metrics", "--calendar", calendar, "--now", now, array, array});
  CHECK(twice.exit_code == 2);
  CHECK(twice.json().at("error").at("code") == "duplicate-id");
  CHECK(twice.json().at("error").at("pointer") == "/logs/1");
  CHECK(run({"metrics", "--calendar", calendar, "--now", "yesterday", array}).json().at("error").at("pointer") == "/now");
  CHECK(run({"metrics", "--calendar", array, "--now", now, array}).json().at("error").at("pointer") == "/calendar");
  CHECK(run({"metrics", "--calendar", file("in", "nonsense"), "--now", now, array}).exit_code == 2);
  CHECK(run({"metrics", "--calendar", calendar, "--now", now, file("in", "nonsense")}).errors.find("json-syntax") != std::string::npos);
  CHECK(run({"metrics", "--calendar", calendar, "--now", now, folder.file("nothing")}).exit_code == 2);
  CHECK(run({"metrics", "--calendar", calendar, "--now", now}).exit_code == 2);
  CHECK(run({"metrics", "--calendar", calendar, array}).exit_code == 2);
}

TEST_CASE_METHOD(CommandLine, "template says whether files are templates, and makes a command of one", "[cli]") {
  const std::string templates = COUNTERSIGN_SOURCE_DIR "/core/templates/";
  std::vector<std::string> arguments{"template", "check"};
  for (const auto& entry : std::filesystem::directory_iterator(templates)) {
    if (entry.path().extension() == ".json") arguments.push_back(entry.path().string());
  }
  CHECK(run(arguments).exit_code == 0);
  const std::string bad = file("bad", R"({"template": "t", "name": "T", "description": "D", "kind": "document", "roles": [], "stages": []})");
  arguments.push_back(bad);
  const Ran checked = run(arguments);
  CHECK(checked.exit_code == 1);
  CHECK(checked.output.find(templates + "invoice.json: invoice\n") != std::string::npos);
  CHECK(checked.errors.find(bad + " is refused") != std::string::npos);
  CHECK(checked.errors.find("\"pointer\":\"/roles\"") != std::string::npos);
  CHECK(run({"template", "check", folder.file("nothing"), bad}).exit_code == 2);
  CHECK(run({"template", "check", file("in", "nonsense")}).exit_code == 2);
  CHECK(run({"template", "check"}).exit_code == 2);

  const std::string filled = file("fill", R"({"title": "Terms", "people": [{"role": "approver", "id": "ana", "name": "Ana"}]})");
  const Ran applied = run({"template", "apply", templates + "document.json", "--fill", filled});
  CHECK(applied.exit_code == 0);
  CHECK(applied.json().at("command") == "create");
  CHECK(applied.json().at("template") == "document");
  CHECK(applied.json().at("stages").at(0).at("members").at(0).at("id") == "ana");

  const std::string nobody = file("nobody", R"({"title": "Terms", "people": []})");
  const Ran refused = run({"template", "apply", templates + "document.json", "--fill", nobody});
  CHECK(refused.exit_code == 1);
  CHECK(refused.output.empty());
  CHECK(refused.errors.find(nobody + " is refused") != std::string::npos);
  CHECK(refused.errors.find("\"pointer\":\"/people/approver\"") != std::string::npos);
  CHECK(run({"template", "apply", bad, "--fill", filled}).errors.find(bad + " is refused") != std::string::npos);
  CHECK(run({"template", "apply", templates + "document.json"}).exit_code == 2);
  CHECK(run({"template"}).exit_code == 2);
}

TEST_CASE_METHOD(CommandLine, "canonicalize prints bytes, or says why not on standard error", "[cli]") {
  CHECK(run({"canonicalize", file("in", R"({"b": 1, "a": [true, null]})")}).output == R"({"a":[true,null],"b":1})");
  const Ran refused = run({"canonicalize", file("in", R"({"a":1,"a":2})")});
  CHECK(refused.exit_code == 2);
  CHECK(refused.output.empty());
  CHECK(refused.errors.find("json-duplicate-key") != std::string::npos);
}

TEST_CASE_METHOD(CommandLine, "tables are printed from the core", "[cli]") {
  CHECK(run({"machine", "--mermaid"}).output.starts_with("stateDiagram-v2"));
  CHECK(run({"errors", "--json"}).json().size() == error_table().size());
}

TEST_CASE_METHOD(CommandLine, "a key is printed once and named once", "[cli]") {
  const std::string store = "sqlite:" + folder.file("store.sqlite");
  const Ran made = run({"keys", "create", "--store", store, "--name", "portal"});
  CHECK(made.exit_code == 0);
  CHECK(made.output.starts_with("cs_key_"));
  CHECK(run({"keys", "create", "--store", store, "--name", "portal"}).exit_code == 1);
  CHECK(run({"keys", "create", "--store", store, "--name", "my portal"}).exit_code == 1);
  CHECK(run({"keys", "create", "--store", "nowhere", "--name", "x"}).exit_code == 1);
  CHECK(content(folder.file("store.sqlite")).find(made.output.substr(0, 20)) == std::string::npos);
}

TEST_CASE_METHOD(CommandLine, "the demo's story is accepted by the core, and its export folds to its state",
                 "[cli][demo]") {
  const std::string files = std::string(COUNTERSIGN_SOURCE_DIR) + "/www/demo/files";
  const std::string store = "sqlite:" + folder.file("store.sqlite");
  const Ran filled = run({"demo", "--store", store, "--files", files});
  INFO(filled.errors);
  REQUIRE(filled.exit_code == 0);
  CHECK(run({"demo", "--store", store, "--files", files}).output == filled.output);
  std::set<std::string> states;
  std::string rest = filled.output;
  while (!rest.empty()) {
    const std::string id = rest.substr(0, rest.find('\n'));
    rest.erase(0, id.size() + 1);
    const Ran exported = run({"export", "--store", store, id});
    REQUIRE(exported.exit_code == 0);
    const Ran replayed = run({"replay", file("export", exported.output)});
    CHECK(replayed.json() == exported.json().at("request"));
    states.insert(replayed.json().at("state").get<std::string>());
    // A stage is shown as "Your decision: NAME", so it has the name of who decides.
    const Json stages = replayed.json().at("stages");
    for (const Json& stage : stages) {
      CHECK((stage.at("name") == "Keller Optik" || stage.at("name") == "Legal"));
    }
  }
  CHECK(states ==
        std::set<std::string>{"approved", "approved-with-conditions", "changes-requested", "draft", "in-review"});
  CHECK(run({"export", "--store", store, "req_unknown"}).exit_code == 1);
}

TEST_CASE_METHOD(CommandLine, "a command line that cannot be read exits with 2", "[cli]") {
  CHECK(run({}).exit_code == 2);
  CHECK(run({"fly"}).exit_code == 2);
  CHECK(run({"serve"}).exit_code == 2);
  CHECK(run({"serve", "--store", "sqlite:" + folder.file("s"), "--listen", "nowhere"}).exit_code == 2);
  CHECK(run({"serve", "--store", "sqlite:" + folder.file("s"), "--listen", "0.0.0.0:0", "--demo"}).exit_code == 2);
  CHECK(run({"vectors", folder.path()}).exit_code == 2);
  CHECK(run({"--help"}).exit_code == 0);
  CHECK(run({"serve", "--help"}).output.find("--allow-origin") != std::string::npos);
}

TEST_CASE_METHOD(CommandLine, "vectors that fail are named", "[cli]") {
  std::filesystem::create_directories(folder.file("v/json"));
  std::ofstream(folder.file("v/json/a.json"))
      << R"({"about":"x","cases":[{"name":"right","text":"[1]","then":{"canonical":"[1]"}},)"
      << R"({"name":"wrong","text":"[1]","then":{"canonical":"[2]"}}]})";
  const Ran ran = run({"vectors", folder.file("v")});
  CHECK(ran.exit_code == 1);
  CHECK(ran.output.find("a.json: wrong") != std::string::npos);
  CHECK(ran.output.find("1 passed, 1 failed") != std::string::npos);
}
