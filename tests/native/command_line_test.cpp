// The subcommands as they are typed: what they print and with which code they exit.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "native/cli/command_line.h"
#include "native/service/housekeeping.h"
#include "native/store/sqlite.h"
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

// A request on the command line: what `decide` answers to one command is what the next one is judged against.
struct Story : CommandLine {
  Json events = Json::array();
  Json state;
  int commands = 0;

  std::string context_of(const std::string& person, const std::string& now) {
    return R"({"now":")" + now + R"(","command_id":"c)" + std::to_string(++commands) +
           R"(","request":"req_1","challenge":{"value":")" + person + R"(","expires":"2026-12-31T00:00:00.000Z"},"actor":)" + actor_json(person) + "}";
  }

  void send(const std::string& person, const std::string& command, const std::string& now = "2026-11-21T09:00:00.000Z") {
    const std::string before = state.is_null() ? "" : R"("state":)" + state.dump() + ",";
    const Ran ran = run({"decide", file("in", "{" + before + R"("command":)" + command + R"(,"context":)" + context_of(person, now) + "}")});
    INFO(ran.output);
    REQUIRE(ran.exit_code == 0);
    const Json answer = ran.json();
    state = answer.at("state");
    for (const Json& event : answer.at("events")) events.push_back(event);
  }

  std::string digest() const { return state.at("versions").back().at("digest").get<std::string>(); }

  // In review: Maria decides, then Jonas; an hour to answer, a reminder after half of it.
  void submit() {
    send("dana", R"({"command":"create","kind":"document","title":"A","ask":"Approve it.","due":"2026-11-30T16:00:00.000Z",
      "effects":[{"id":"print","text":"It is printed\u001b[2J","after":"approval"}],
      "policy":{"response":{"amount":60,"unit":"minutes"},"reminders":[{"amount":30,"unit":"minutes"}]},
      "stages":[
        {"id":"first","name":"Keller","order":1,"rule":{"type":"all"},"members":[{"id":"maria","name":"Maria Keller","obligation":"approver"}]},
        {"id":"second","name":"Legal","order":2,"rule":{"type":"all"},"members":[{"id":"jonas","name":"Jonas Weber","obligation":"approver"}]}]})");
    send("dana", R"({"command":"add-version","parts":[{"id":"p","name":"a.txt","media_type":"text/plain","size":1,"sha256":")" + std::string(64, 'a') + R"("}]})");
    send("dana", R"({"command":"confirm-ready","displayed_digest":")" + digest() + R"("})");
    send("dana", R"({"command":"submit"})");
  }

  std::string approval(const std::string& stage, const std::string& person) const {
    return R"({"command":"decide","stage":")" + stage + R"(","version":1,"displayed_digest":")" + digest() +
           R"(","decision":"approve","challenge":")" + person + R"("})";
  }
};

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
  CHECK(run({"replay", "--cut", file("log", event)}).json() == decided.at("state"));
  CHECK(run({"replay", file("log", "nonsense")}).exit_code == 2);
  const std::string bundle = file("bundle", "{\"type\":\"countersign/bundle/v1\",\"entries\":[" + event + "]}");
  const std::string then = decided.at("events").at(0).at("at").get<std::string>();
  CHECK(run({"replay", bundle, "--at", then}).json() == decided.at("state"));
  CHECK(run({"replay", bundle, "--at", "2026-01-01T00:00:00.000Z"}).output == "{}\n");
  CHECK(run({"replay", bundle, "--at", "yesterday"}).exit_code == 2);
  for (const char* nothing : {"", "\n \r\n"}) {
    const Ran empty = run({"replay", file("log", nothing)});
    CHECK(empty.exit_code == 2);
    CHECK(empty.errors.find("json-syntax") != std::string::npos);
  }
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

TEST_CASE_METHOD(Story, "preview says what a command would do, of a log or of a state", "[cli]") {
  submit();
  const std::string now = "2026-11-21T09:10:00.000Z";
  const auto ask = [&](const std::string& record, const std::string& command, const std::string& person, bool json) {
    std::vector<std::string> arguments{"preview", file("record", record), "--command", file("command", command), "--context",
                                       file("context", context_of(person, now))};
    if (json) arguments.push_back("--json");
    return run(arguments);
  };
  const std::string told =
      "state        in-review\n"
      "completed    Keller (first): approve\n"
      "asked next   Legal (second): Jonas Weber (jonas)\n"
      "answer by    Legal (second): 2026-11-21T10:10:00.000Z\n";
  for (const std::string& record : {events.dump(), state.dump(), R"({"events":)" + events.dump() + "}"}) {
    const Ran ran = ask(record, approval("first", "maria"), "maria", false);
    INFO(record << ran.errors);
    CHECK(ran.exit_code == 0);
    CHECK(ran.output == told);
  }
  const Json answer = ask(events.dump(), approval("first", "maria"), "maria", true).json();
  CHECK(answer.at("state") == "in-review");
  CHECK(answer.at("causes").at(1).at("people").at(0).at("id") == "jonas");

  send("maria", approval("first", "maria"), now);
  const std::string changed = R"({"command":"add-version","parts":[{"id":"p","name":"a.txt","media_type":"text/plain","size":1,"sha256":")" + std::string(64, 'b') + R"("}]})";
  CHECK(ask(events.dump(), changed, "dana", false).output.find("superseded   1 decision\n") != std::string::npos);
  // What people wrote is told without what a terminal would obey.
  CHECK(ask(events.dump(), approval("second", "jonas"), "jonas", false).output ==
        "state        in-review -> approved\ncompleted    Legal (second): approve\nlocked       version 1\nreleased     print: It is printed [2J\n");
  CHECK(ask("[]", kCreate, "dana", false).output == "state        none -> draft\n");
}

TEST_CASE_METHOD(Story, "preview refuses as decide does, with a code and a pointer", "[cli]") {
  submit();
  const std::string record = file("record", events.dump());
  const std::string command = file("command", approval("first", "maria"));
  const std::string dana = file("dana", context_of("dana", "2026-11-21T09:10:00.000Z"));
  const auto ask = [&](const std::string& log, const std::string& given, const std::string& context) {
    return run({"preview", log, "--command", given, "--context", context});
  };
  const Ran refused = ask(record, command, dana);
  CHECK(refused.exit_code == 1);
  CHECK(refused.output.empty());
  CHECK(refused.errors.find("\"code\":\"not-an-approver\"") != std::string::npos);
  const Ran as_json = run({"preview", record, "--command", command, "--context", dana, "--json"});
  CHECK(as_json.exit_code == 1);
  CHECK(as_json.json().at("error").at("code") == "not-an-approver");

  const Ran unknown_key = ask(record, file("in", R"({"command":"submit","force":true})"), dana);
  CHECK(unknown_key.exit_code == 2);
  CHECK(unknown_key.errors.find(folder.file("in") + " is refused") != std::string::npos);
  CHECK(unknown_key.errors.find("\"code\":\"unknown-field\"") != std::string::npos);
  CHECK(unknown_key.errors.find("\"pointer\":\"/force\"") != std::string::npos);
  CHECK(ask(record, command, file("in", R"({"actor":{}})")).exit_code == 2);
  CHECK(ask(record, file("in", "nonsense"), dana).exit_code == 2);
  CHECK(ask(record, folder.file("nothing"), dana).exit_code == 2);
  CHECK(ask(folder.file("nothing"), command, dana).exit_code == 2);
  CHECK(ask(file("in", ""), command, dana).exit_code == 2);
  Json broken = events;
  broken.erase(1);
  const Ran not_a_log = ask(file("in", broken.dump()), command, dana);
  CHECK(not_a_log.exit_code == 1);
  CHECK(not_a_log.errors.find("log-broken") != std::string::npos);
  Json other = state;
  other.at("versions").at(0).at("digest") = std::string(64, 'c');
  CHECK(ask(file("in", other.dump()), command, dana).errors.find("digest-mismatch") != std::string::npos);
  CHECK(run({"preview", record, "--command", command}).exit_code == 2);
}

TEST_CASE_METHOD(Story, "due says what the system may do, and when to ask again", "[cli]") {
  submit();
  const std::string record = file("record", events.dump());
  const auto ask = [&](const std::string& log, const std::string& now) { return run({"due", log, "--now", now}); };
  CHECK(ask(record, "2026-11-21T09:29:59.000Z").output == "now          nothing\nnext         2026-11-21T09:30:00.000Z\n");
  CHECK(ask(file("state", state.dump()), "2026-11-21T09:30:00.000Z").output == "now          remind, stage first\nnext         never\n");
  const Ran as_json = run({"due", record, "--now", "2026-11-21T09:30:00.000Z", "--json"});
  CHECK(as_json.exit_code == 0);
  CHECK(as_json.output == "{\"commands\":[{\"command\":\"remind\",\"stage\":\"first\"}]}\n");

  const Ran yesterday = ask(record, "yesterday");
  CHECK(yesterday.exit_code == 2);
  CHECK(yesterday.errors.find("\"pointer\":\"/now\"") != std::string::npos);
  CHECK(run({"due", record, "--now", "yesterday", "--json"}).json().at("error").at("code") == "invalid-format");
  CHECK(ask(file("in", "[]"), "2026-11-21T09:30:00.000Z").errors.find("too-few-items") != std::string::npos);
  CHECK(ask(file("in", "{\"head\":1}"), "2026-11-21T09:30:00.000Z").exit_code == 2);
  CHECK(ask(file("in", ""), "2026-11-21T09:30:00.000Z").exit_code == 2);
  CHECK(ask(folder.file("nothing"), "2026-11-21T09:30:00.000Z").exit_code == 2);
  CHECK(run({"due", record}).exit_code == 2);
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
  const std::string numbers = file("numbers", R"({"b": 1E30, "a": [4.50, 2e-3, -0.0, 1e-27, 333333333.33333329]})");
  CHECK(run({"canonicalize", numbers}).output == R"({"a":[4.5,0.002,0,1e-27,333333333.3333333],"b":1e+30})");
  CHECK(run({"canonicalize", "--protocol", numbers}).errors.find("number-not-integer") != std::string::npos);
}

TEST_CASE_METHOD(CommandLine, "tables are printed from the core", "[cli]") {
  CHECK(run({"machine", "--mermaid"}).output.starts_with("stateDiagram-v2"));
  CHECK(run({"errors", "--json"}).json().size() == error_table().size());
}

TEST_CASE_METHOD(CommandLine, "a key is printed once and named once", "[cli]") {
  const std::string store = "sqlite:" + folder.file("store.sqlite");
  const Ran mistyped = run({"keys", "create", "--store", store, "--name", "portal"});
  CHECK(mistyped.exit_code == 1);
  CHECK(mistyped.errors.starts_with("countersign: there is no store at " + store + ";"));
  CHECK(run({"export", "--store", store, "req_1"}).exit_code == 1);
  CHECK_FALSE(std::filesystem::exists(folder.file("store.sqlite")));
  const Ran made = run({"keys", "create", "--new-store", "--store", store, "--name", "portal"});
  CHECK(made.exit_code == 0);
  CHECK(made.output.starts_with("cs_key_"));
  CHECK(run({"keys", "create", "--store", store, "--name", "portal"}).exit_code == 1);
  CHECK(run({"keys", "create", "--store", store, "--name", "my portal"}).exit_code == 1);
  CHECK(run({"keys", "create", "--store", "nowhere", "--name", "x"}).exit_code == 1);
  CHECK(content(folder.file("store.sqlite")).find(made.output.substr(0, 20)) == std::string::npos);
}

TEST_CASE_METHOD(CommandLine, "keys are listed and revoked, and tenants made, on the command line", "[cli][access]") {
  const std::string store = "sqlite:" + folder.file("store.sqlite");
  REQUIRE(run({"keys", "create", "--new-store", "--store", store, "--name", "portal"}).exit_code == 0);
  REQUIRE(run({"keys", "create", "--store", store, "--name", "audit", "--role", "viewer", "--scope", "log"}).exit_code == 0);
  REQUIRE(run({"keys", "create", "--store", store, "--name", "plain", "--scope", "none"}).exit_code == 0);
  const std::string listed = run({"keys", "list", "--store", store}).output;
  CHECK(listed.find("portal\tlead\tmanage sessions\tmade ") != std::string::npos);
  CHECK(listed.find("audit\tviewer\tlog\tmade ") != std::string::npos);
  CHECK(listed.find("plain\tlead\t-\tmade ") != std::string::npos);
  CHECK(listed.find("used -\trevoked -") != std::string::npos);
  CHECK(listed.find("cs_key_") == std::string::npos);
  CHECK(run({"keys", "revoke", "--store", store, "audit"}).exit_code == 0);
  CHECK(run({"keys", "revoke", "--store", store, "audit"}).exit_code == 1);
  CHECK(run({"keys", "list", "--store", store}).output.find("revoked 2") != std::string::npos);
  CHECK(run({"keys", "create", "--store", store, "--name", "x", "--role", "boss"}).exit_code == 2);
  CHECK(run({"keys", "create", "--store", store, "--name", "x", "--scope", "all"}).exit_code == 2);
  CHECK(run({"keys", "create", "--store", store, "--name", "x", "--tenant", "acme"}).exit_code == 1);
  CHECK(run({"tenants", "create", "--store", store, "acme", "--allow-origin", "https://acme.example"}).exit_code == 0);
  CHECK(run({"tenants", "create", "--store", store, "acme"}).exit_code == 1);
  for (const char* id : {"Acme", "a b", "-a", "a/b", ""}) CHECK(run({"tenants", "create", "--store", store, id}).exit_code == 2);
  CHECK(run({"tenants", "create", "--store", store, "other", "--allow-origin", "acme.example"}).exit_code == 2);
  CHECK(run({"keys", "create", "--store", store, "--name", "portal", "--tenant", "acme"}).exit_code == 0);
  CHECK(run({"keys", "list", "--store", store, "--tenant", "acme"}).output.find("audit") == std::string::npos);
  const std::string tenants = run({"tenants", "list", "--store", store}).output;
  CHECK(tenants.find("acme\tmade ") == 0);
  CHECK(tenants.find("\thttps://acme.example\n") != std::string::npos);
  CHECK(tenants.find("\ndefault\tmade ") != std::string::npos);
  CHECK(run({"tenants", "origins", "--store", store, "acme"}).exit_code == 0);
  CHECK(run({"tenants", "list", "--store", store}).output.find("acme.example") == std::string::npos);
  CHECK(run({"tenants", "origins", "--store", store, "nobody"}).exit_code == 1);
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
  const Ran fly = run({"fly"});
  CHECK(fly.exit_code == 2);
  CHECK(fly.errors.find("there is no command 'fly'") != std::string::npos);
  for (const char* name : {"serve", "replay", "preview", "due", "keys"}) CHECK(fly.errors.find("\n  " + std::string(name)) != std::string::npos);
  CHECK(run({"keys"}).errors.find("\n  keys create") != std::string::npos);
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

TEST_CASE("blobs that no request names go after their hours: by the command, which says first what would go, and by the server's housekeeping", "[cli]") {
  const CommandLine line;
  const std::string store = "sqlite:" + line.folder.file("store.sqlite");
  const auto age = [&](int minutes) {
    SqliteConnection connection(line.folder.file("store.sqlite"), SqliteAccess::read_write);
    connection.execute(("UPDATE tenant_blobs SET came_at = came_at - 60 * " + std::to_string(minutes)).c_str());
  };
  const auto opened = std::move(open_store(store)).value();
  const auto upload = [&](const std::string& text) {
    auto writing = std::move(opened->upload()).value();
    REQUIRE_FALSE(writing->write(text));
    REQUIRE_FALSE(writing->commit(kDefaultTenant, Digest::of(text).hex()));
  };
  const auto collect = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"blobs", "collect", "--store", store});
    const Ran ran = line.run(more);
    CHECK(ran.exit_code == 0);
    return ran.output.substr(0, ran.output.find(','));
  };
  upload("four");
  age(119);
  CHECK(collect({"--orphan-hours", "2"}) == "removed 0 blobs of 0 bytes");
  age(1);
  CHECK(collect({}) == "removed 0 blobs of 0 bytes");
  CHECK(collect({"--orphan-hours", "2", "--dry-run"}) == "would remove 1 blobs of 4 bytes");
  CHECK(collect({"--orphan-hours", "2"}) == "removed 1 blobs of 4 bytes");
  CHECK(opened->blob_size(kDefaultTenant, Digest::of("four").hex()).value() == std::nullopt);
  upload("four again");
  SystemClock clock;
  REQUIRE_FALSE(keep_house(*opened, clock.now()));
  CHECK(opened->blob_size(kDefaultTenant, Digest::of("four again").hex()).value() == 10);
  age(24 * 60);
  REQUIRE_FALSE(keep_house(*opened, clock.now()));
  CHECK(opened->blob_size(kDefaultTenant, Digest::of("four again").hex()).value() == std::nullopt);
}
