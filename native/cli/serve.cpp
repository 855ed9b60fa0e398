#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>

#include "core/json/metrics_codec.h"
#include "core/json/reader.h"
#include "native/cli/blob_options.h"
#include "native/cli/commands.h"
#include "native/cli/delivery_options.h"
#include "native/cli/text_io.h"
#include "native/http/app.h"
#include "native/http/metrics_server.h"
#include "native/log/log.h"
#include "native/log/witness_thread.h"
#include "native/service/housekeeping.h"
#include "native/service/timers.h"
#include "native/store/open_store.h"

namespace countersign {
namespace {

// Workers spend their time waiting for the disk, and whoever waits together is committed together.
constexpr std::size_t kWorkers = 32;

// A note has 32 signatures at most, and some are the log's own.
constexpr std::size_t kMostWitnesses = 16;

// Every connection is a file descriptor; the default limit of a shell is lower than the server's own. Where the system allows
// fewer, streams make do with what calls leave over, and this says so.
std::string fit_into_descriptors(HttpLimits& limits) {
  constexpr std::size_t kOthers = 256;  // the store, the log, calls to witnesses
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return "";
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0) return "";
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur <= kOthers) return "";
  // Twice the connections: as many again are told that there is no room.
  const std::size_t left = limit.rlim_cur - kOthers;
  if (left >= 2 * limits.connections + limits.streams) return "";
  limits.connections = std::min(limits.connections, std::max<std::size_t>(left / 4, 1));
  limits.streams = std::min(limits.streams, left - 2 * limits.connections);
  return "This system allows " + std::to_string(limit.rlim_cur) + " open files: at most " + std::to_string(limits.connections) +
           " connections and " + std::to_string(limits.streams) + " streams.";
}

AppOptions app_options(const ServeOptions& options, const ListenAddress& listen) {
  AppOptions app;
  app.www = options.www;
  app.widget = options.widget;
  app.allow_origins = options.allow_origins;
  app.hosts = options.hosts;
  app.listen = listen;
  app.demo = options.demo;
  app.is_secure = !options.tls_certificate.empty();
  app.log_format = options.log_format == "json" ? LogFormat::json : LogFormat::text;
  app.log = options.quiet ? LogLevel::failures : LogLevel::everything;
  return app;
}

// Nothing when they are off. Errors: invalid-format.
Result<std::optional<RelyingParty>> relying_party(const ServeOptions& options) {
  if (options.passkey_rp_id.empty()) {
    if (options.passkey_origins.empty() && options.passkey_top_origins.empty()) return std::optional<RelyingParty>();
    return Error{ErrorCode::invalid_format, "", "Passkeys need --passkey-rp-id."};
  }
  RelyingParty party;
  party.id = options.passkey_rp_id;
  for (const std::string& origin : options.passkey_origins) party.origins.push_back(origin);
  for (const std::string& origin : options.passkey_top_origins) party.top_origins.push_back(origin);
  if (party.origins.empty()) party.origins.push_back("https://" + party.id);
  return std::optional(std::move(party));
}

std::string address_text(const ListenAddress& listen, std::uint16_t port, const char* scheme = "http://") {
  const bool is_ipv6 = listen.host.find(':') != std::string::npos;
  return scheme + (is_ipv6 ? "[" + listen.host + "]" : listen.host) + ":" + std::to_string(port);
}

// The key beside the store, unless it is elsewhere. It is made on the first start: then there is nothing that another key
// could have signed.
Result<std::unique_ptr<LogKey>> log_key(const std::string& path, const ServeOptions& options, Store& store,
                                        Random& random) {
  if (std::error_code ignored; std::filesystem::exists(path, ignored)) {
    auto key = read_log_key(path);
    if (key.ok() && !options.origin.empty() && key.value()->origin() != options.origin) {
      return Error{ErrorCode::invalid_format, "", "The log is that of " + key.value()->origin() + ", for ever: a log keeps its origin."};
    }
    return key;
  }
  const auto signed_already = store.checkpoint();
  if (!signed_already.ok()) return signed_already.error();
  if (signed_already.value()) return Error{ErrorCode::store_unavailable, "", "The log has been signed, and its key is not at " + path + "."};
  return create_log_key(path, options.origin.empty() ? new_origin(random) : options.origin, random);
}

// Errors: invalid-format.
Result<std::vector<WitnessAddress>> witnesses_of(const ServeOptions& options) {
  if (options.witnesses.size() > kMostWitnesses)
    return Error{ErrorCode::invalid_format, "", "There are too many witnesses."};
  std::vector<WitnessAddress> witnesses;
  for (const std::string& text : options.witnesses) {
    auto witness = parse_witness(text);
    if (!witness.ok())
      return Error{ErrorCode::invalid_format, "", "--witness '" + printable(text) + "': " + witness.error().detail};
    witnesses.push_back(std::move(witness).value());
  }
  return witnesses;
}

constexpr int kLargeBlock = 512 * 1024;

// What a household or an office behind one address needs, and little of what there is.
constexpr std::size_t kUsualConnectionsOfAddress = 128;

// Errors: invalid-format.
Result<CallLimits> call_limits(const ServeOptions& options, const ListenAddress& listen) {
  CallLimits limits;
  for (const std::string& text : options.trusted_proxies) {
    const auto range = AddressRange::from(text);
    if (!range.ok()) return range.error();
    limits.trusted_proxies.push_back(range.value());
  }
  // Whoever is on this machine anyway, and its demo, need no limits; whoever comes through a proxy on it does.
  const bool is_local = is_loopback(listen) && limits.trusted_proxies.empty();
  const auto rate_of = [&](const std::string& text, const char* usual) { return parse_call_rate(!text.empty() ? text : is_local ? "off" : usual); };
  const auto of_key = rate_of(options.rate_limit_key, "100/s:400");
  const auto of_address = rate_of(options.rate_limit_address, "200/s:800");
  if (!of_key.ok()) return of_key.error();
  if (!of_address.ok()) return of_address.error();
  limits.of_key = of_key.value();
  limits.of_address = of_address.value();
  return limits;
}

// Errors: invalid-format, with what is wrong with the file.
Result<Calendar> working_hours(const std::string& file) {
  if (file.empty()) return usual_calendar();
  const auto text = read_input(file);
  const Result<Json> json = text ? read_json(*text) : Result<Json>(Error{ErrorCode::invalid_format});
  Result<Calendar> calendar = json.ok() ? read_working_calendar(json.value()) : Result<Calendar>(json.error());
  if (calendar.ok()) return calendar;
  const Error& error = calendar.error();
  return Error{ErrorCode::invalid_format, "", "--calendar: " + std::string(error_row(error.code).word) + " " + error.pointer + " " + error.detail};
}

struct Described {
  Store& store;
  const App& app;
  const HttpServer& server;
  const Timers& timers;
  const LogKeeper& keeper;
  const WitnessThread& witnesses;
};

std::vector<MetricsSource> sources_of(const Described& parts) {
  return {[parts](MetricsText& text) { parts.app.figures().describe(text); },
          [parts](MetricsText& text) { describe_load(text, parts.server.load()); },
          [parts](MetricsText& text) { describe_store(text, parts.store.figures().snapshot()); },
          [parts](MetricsText& text) { describe_log(text, parts.store, parts.keeper, parts.witnesses); },
          [parts](MetricsText& text) { describe_timers(text, parts.timers.figures()); },
          [](MetricsText& text) { describe_lines(text, AccessLog::dropped_lines()); },
          describe_process};
}

// Errors: invalid-format; internal, with the system's reason.
Result<std::unique_ptr<MetricsServer>> start_metrics(const std::string& address, Health& health, std::vector<MetricsSource> sources,
                                                     std::function<void(const std::string&)> complain) {
  const auto listen = parse_listen_address(address);
  if (!listen.ok()) return listen.error();
  auto started = MetricsServer::start(listen.value(), health, std::move(sources), std::move(complain));
  if (started.ok()) print_line("metrics on " + address_text(listen.value(), started.value()->port()) + "/metrics");
  return started;
}

int cannot(const Error& error) {
  complain(error.detail.empty() ? error_row(error.code).title : error.detail);
  return error.code == ErrorCode::invalid_format ? kExitUnusable : kExitRefused;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  // What is large, such as a part of a blob, goes back to the system when it is done with; the library would keep some for each thread.
  ::mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  // With TLS it means: read the certificate again. Without, it ends nobody but who sits at a terminal that is closed.
  if (::isatty(STDIN_FILENO) == 0) std::signal(SIGHUP, SIG_IGN);
  const auto listen = parse_listen_address(options.listen);
  if (!listen.ok()) return cannot(listen.error());
  const auto witnesses = witnesses_of(options);
  if (!witnesses.ok()) return cannot(witnesses.error());
  const auto delivery = sender_settings(options.delivery);
  if (!delivery.ok()) return cannot(delivery.error());
  auto calendar = working_hours(options.calendar);
  if (!calendar.ok()) return cannot(calendar.error());
  auto blobs = blob_setup(options.blobs);
  if (!blobs.ok()) return cannot(blobs.error());
  auto store = open_store(options.store, std::move(blobs).value());
  if (!store.ok()) return cannot(store.error());
  SystemClock clock;
  SystemRandom random;
  AppOptions settings = app_options(options, listen.value());
  auto rates = call_limits(options, listen.value());
  if (!rates.ok()) return cannot(rates.error());
  settings.rates = std::move(rates).value();
  settings.limits.connections_of_address = options.connections_per_address.value_or(settings.rates.of_address ? kUsualConnectionsOfAddress : 0);
  settings.limits.proxies = settings.rates.trusted_proxies;
  settings.limits.upload_bytes = options.blobs.most_bytes;
  settings.working_hours = std::move(calendar).value();
  settings.limits.drain_time = std::chrono::seconds(options.drain_seconds);
  const std::string fewer_files = fit_into_descriptors(settings.limits);
  auto passkeys = relying_party(options);
  if (!passkeys.ok()) return cannot(passkeys.error());
  settings.passkeys = std::move(passkeys).value();
  // The demo keeps its mails, to be looked at.
  settings.notices = {delivery.value().mail || options.demo ? MailNotices::on : MailNotices::off, delivery.value().webhooks};
  const auto key_file = log_key_file(options.store, options.log_key);
  if (!key_file.ok()) return cannot(key_file.error());
  auto key = log_key(key_file.value(), options, *store.value(), random);
  if (!key.ok()) return cannot(key.error());
  LogSettings log_settings{log_head_beside(key_file.value()), {}};
  for (const WitnessAddress& witness : witnesses.value()) log_settings.witnesses.push_back(witness.key);
  const auto log = Log::open(*store.value(), std::move(key).value(), std::move(log_settings));
  if (!log.ok()) return cannot(log.error());
  const LogFlush log_lines;  // before everything that has something to say at its end
  auto app = App::make(*store.value(), log.value()->service(), clock, random, settings);
  if (!app.ok()) return cannot(app.error());
  if (!fewer_files.empty()) app.value()->log_note(fewer_files);
  const auto complain_in_log = [&app](const std::string& what) { app.value()->log_failure(what, ""); };
  const Housekeeping housekeeping(*store.value(), clock, std::chrono::hours(options.blobs.orphan_hours), complain_in_log);
  const KeyUseThread key_uses(app.value()->key_uses(), *store.value(), complain_in_log);
  const Timers timers(*store.value(), app.value()->requests(), clock, complain_in_log);
  const LogThread signing(log.value()->keeper(), complain_in_log);
  const WitnessThread witnessing(*store.value(), log.value()->keeper(), witnesses.value(), random, complain_in_log);
  const MetricsThread counting(app.value()->metrics(), complain_in_log);
  Sender sending(*store.value(), clock, random, delivery.value(), complain_in_log);
  HttpServer server(*app.value(), settings.limits, kWorkers);
  if (settings.is_secure) {
    if (Refusal refusal = server.speak_tls({options.tls_certificate, options.tls_key})) return cannot(*refusal);
  }
  const auto port = server.listen(listen.value());
  if (!port.ok()) return cannot(port.error());
  server.stop_on_signals();
  std::unique_ptr<MetricsServer> metrics;
  if (!options.metrics.empty()) {
    auto started = start_metrics(options.metrics, app.value()->health(),
                                 sources_of({*store.value(), *app.value(), server, timers, log.value()->keeper(), witnessing}), complain_in_log);
    if (!started.ok()) return cannot(started.error());
    metrics = std::move(started).value();
  }
  print_line("listening on " + address_text(listen.value(), port.value(), settings.is_secure ? "https://" : "http://"));
  server.run();
  print_line("stopped");
  return kExitOk;
}

}  // namespace countersign
