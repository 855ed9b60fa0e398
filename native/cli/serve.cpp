#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "native/cli/commands.h"
#include "native/cli/text_io.h"
#include "native/http/app.h"
#include "native/service/housekeeping.h"
#include "native/store/sqlite_store.h"

namespace countersign {
namespace {

// Workers spend their time waiting for the disk, and whoever waits together is committed together.
constexpr std::size_t kWorkers = 32;

// Every connection is a file descriptor; the default limit of a shell is lower than the server's own.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

AppOptions app_options(const ServeOptions& options, const ListenAddress& listen) {
  AppOptions app;
  app.www = options.www;
  app.widget = options.widget;
  app.allow_origins = options.allow_origins;
  app.hosts = options.hosts;
  app.listen = listen;
  app.demo = options.demo;
  app.log = options.quiet ? LogLevel::failures : LogLevel::everything;
  return app;
}

std::string address_text(const ListenAddress& listen, std::uint16_t port) {
  const bool is_ipv6 = listen.host.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + listen.host + "]" : listen.host) + ":" + std::to_string(port);
}

int cannot(const Error& error) {
  complain(error.detail.empty() ? error_row(error.code).title : error.detail);
  return error.code == ErrorCode::invalid_format ? kExitUnusable : kExitRefused;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  const auto listen = parse_listen_address(options.listen);
  if (!listen.ok()) return cannot(listen.error());
  auto store = open_store(options.store);
  if (!store.ok()) return cannot(store.error());
  SystemClock clock;
  SystemRandom random;
  const AppOptions settings = app_options(options, listen.value());
  auto app = App::make(*store.value(), clock, random, settings);
  if (!app.ok()) return cannot(app.error());
  const auto complain_in_log = [&app](const std::string& what) { app.value()->log_failure(what); };
  const Housekeeping housekeeping(*store.value(), clock, complain_in_log);
  HttpServer server(*app.value(), settings.limits, kWorkers);
  const auto port = server.listen(listen.value());
  if (!port.ok()) return cannot(port.error());
  server.stop_on_signals();
  print_line("listening on " + address_text(listen.value(), port.value()));
  server.run();
  print_line("stopped");
  return kExitOk;
}

}  // namespace countersign
