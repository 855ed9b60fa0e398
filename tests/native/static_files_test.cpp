// Pages and the widget: what is served, as what, with which headers, and what never is.
#include <filesystem>
#include <fstream>

#include "native/http/byte_range.h"
#include "native/http/target.h"
#include "tests/native/fixture.h"
#include "tests/support/catch.h"

using namespace countersign;
using namespace countersign::test;

namespace {

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

struct Pages {
  Pages() {
    write(folder.file("www/index.html"), "<!doctype html>home");
    write(folder.file("www/team/index.html"), "team");
    write(folder.file("www/.secret"), "secret");
    write(folder.file("www/empty.txt"), "");
    write(folder.file("outside.txt"), "outside");
    write(folder.file("dist/define.js"), "export {};");
    write(folder.file("dist/approver.wasm"), std::string(600'000, 'w'));
    write(folder.file("dist/verify.html"), "verify");
    std::filesystem::create_symlink(folder.file("outside.txt"), folder.file("www/link.txt"));
    ServerSettings settings;
    settings.www = folder.file("www");
    settings.widget = folder.file("dist");
    settings.allow_origins = {"https://portal.example"};
    server = std::make_unique<TestServer>(settings);
  }

  TemporaryFolder folder;
  std::unique_ptr<TestServer> server;
};

}  // namespace

TEST_CASE_METHOD(Pages, "pages are served under a strict policy", "[static]") {
  const Reply home = server->call("GET", "/");
  CHECK(home.status == 200);
  CHECK(home.body == "<!doctype html>home");
  CHECK(home.header("content-type") == "text/html; charset=utf-8");
  const std::string policy = home.header("content-security-policy");
  for (const char* part : {"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'",
                           "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"}) {
    CHECK(policy.find(part) != std::string::npos);
  }
  CHECK(policy.find("unsafe-inline") == std::string::npos);
  CHECK(home.header("x-frame-options") == "DENY");
  CHECK(home.header("referrer-policy") == "no-referrer");
  CHECK(home.header("x-content-type-options") == "nosniff");
  CHECK(server->call("GET", "/team/").body == "team");
  CHECK(server->call("GET", "/team").header("location") == "/team/");
  CHECK(server->call("GET", "/empty.txt").status == 200);
  CHECK(server->call("HEAD", "/").header("content-length") == "19");
  CHECK(server->call("GET", "/", {{"If-None-Match", home.header("etag")}}).status == 304);
}

TEST_CASE_METHOD(Pages, "a page of one file runs its own script under its own policy, and reaches nothing", "[static]") {
  const Reply page = server->call("GET", "/countersign/verify.html", {{"Origin", "https://nobody.example"}});
  CHECK(page.status == 200);
  CHECK(page.header("content-type") == "text/html; charset=utf-8");
  CHECK(page.header("access-control-allow-origin").empty());
  const std::string policy = page.header("content-security-policy");
  for (const char* part : {"default-src 'none'", "script-src 'unsafe-inline' 'wasm-unsafe-eval'", "frame-ancestors 'none'",
                           "require-trusted-types-for 'script'"}) {
    CHECK(policy.find(part) != std::string::npos);
  }
  CHECK(policy.find("connect-src") == std::string::npos);
  CHECK(policy.find("'self'") == std::string::npos);
}

TEST_CASE_METHOD(Pages, "the widget may be loaded by every site, and nothing else may", "[static]") {
  for (const Headers& headers : {Headers{}, Headers{{"Origin", "https://portal.example"}},
                                 Headers{{"Origin", "https://nobody.example"}}, Headers{{"Origin", "null"}}}) {
    const Reply script = server->call("GET", "/countersign/define.js", headers);
    CHECK(script.status == 200);
    CHECK(script.header("content-type") == "text/javascript; charset=utf-8");
    CHECK(script.header("access-control-allow-origin") == "*");
    CHECK(script.header("access-control-allow-credentials").empty());
    CHECK(script.header("cross-origin-resource-policy") == "cross-origin");
    Headers again = headers;
    again.emplace_back("If-None-Match", script.header("etag"));
    const Reply unchanged = server->call("GET", "/countersign/define.js", again);
    CHECK(unchanged.status == 304);
    CHECK(unchanged.header("access-control-allow-origin") == "*");
  }
  for (const char* target :
       {"/", "/team/", "/v1/capabilities", "/v1/requests", "/countersign/nothing.js", "/nothing"}) {
    INFO(target);
    const Reply other = server->call("GET", target, {{"Origin", "https://nobody.example"}});
    CHECK(other.header("access-control-allow-origin").empty());
    CHECK(other.header("cross-origin-resource-policy") == "same-origin");
  }
  const Reply wasm = server->call("GET", "/countersign/approver.wasm");
  CHECK(wasm.header("content-type") == "application/wasm");
  CHECK(wasm.body.size() == 600'000);
}

TEST_CASE_METHOD(Pages, "files below /demo/ are files, also where the demo has addresses of its own",
                 "[static][demo]") {
  write(folder.file("www/demo/logo.svg"), "<svg/>");
  write(folder.file("www/demo/people"), "a file that is in the way");
  ServerSettings settings;
  settings.www = folder.file("www");
  for (const bool demo : {true, false}) {
    settings.demo = demo;
    TestServer pages(settings);
    const Reply logo = pages.call("GET", "/demo/logo.svg");
    CHECK(logo.status == 200);
    CHECK(logo.header("content-type") == "image/svg+xml");
    CHECK(pages.call("GET", "/demo/nothing").code() == "route-unknown");
    const Reply people = pages.call("GET", "/demo/people");
    CHECK(people.status == 200);
    CHECK(people.header("content-type") == (demo ? "application/json" : "application/octet-stream"));
    CHECK(pages.call("GET", "/demo/session").status == (demo ? 405 : 404));
  }
}

TEST_CASE_METHOD(Pages, "what lies outside the folders or is hidden is not there", "[static]") {
  for (const char* target : {"/link.txt", "/.secret", "/nothing.html", "//etc/passwd", "/countersign/../index.html",
                             "/team//index.html", "/countersign//etc/passwd", "/index.html/x"}) {
    INFO(target);
    const Reply reply = server->call("GET", target);
    CHECK((reply.status == 404 || reply.status == 400));
    CHECK(reply.body.find("outside") == std::string::npos);
    CHECK(reply.header("location").empty());
  }
}

TEST_CASE("addresses are decoded once and strictly", "[http]") {
  CHECK(parse_target("/a%20b/c?x=1+2&y=%C3%A9&z")->path == "/a b/c");
  const auto parsed = parse_target("/a?x=1+2&y=%C3%A9&z&&");
  CHECK(parsed->query == std::map<std::string, std::string>{{"x", "1 2"}, {"y", "\xC3\xA9"}, {"z", ""}});
  CHECK(parse_target("/a+b")->path == "/a+b");
  CHECK(parse_target("/%2561")->path == "/%61");
  for (const char* bad : {"", "a", "*", "/%", "/%4", "/%4g", "/a/../b", "/./a", "/%2e%2E/", "/a%2Fb", "/a%5cb",
                          "/a%0ab", "/a#b", "/a?x=1&x=2", "/a?x=%zz"}) {
    INFO(bad);
    CHECK_FALSE(parse_target(bad).has_value());
  }
}

TEST_CASE("a range is part of what is there", "[http]") {
  CHECK(answer_range(std::nullopt, 10).outcome == RangeOutcome::whole);
  CHECK(answer_range("bytes=0-0", 10).range.size == 1);
  CHECK(answer_range("bytes=-20", 10).range.size == 10);
  CHECK(answer_range("bytes=-0", 10).outcome == RangeOutcome::unsatisfiable);
  CHECK(answer_range("bytes=0-", 0).outcome == RangeOutcome::unsatisfiable);
  CHECK(answer_range("bytes=9223372036854775807-", 10).outcome == RangeOutcome::unsatisfiable);
  for (const char* odd :
       {"bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-x", "bytes=--1", "bytes=1", "bytes=9223372036854775808-"}) {
    INFO(odd);
    CHECK(answer_range(odd, 10).outcome == RangeOutcome::whole);
  }
}
