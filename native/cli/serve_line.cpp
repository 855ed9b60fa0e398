#include "native/cli/serve_line.h"

#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "native/cli/serve_environment.h"
#include "native/cli/text_io.h"
#include "native/operations/masking.h"

namespace countersign {
namespace {

constexpr std::int64_t kMostBlobBytes = std::int64_t{1} << 40;  // 1 TiB

void add_delivery(CLI::App& serve, DeliveryOptions& options) {
  serve.add_option("--smtp", options.smtp, "the mail server: smtp://HOST[:PORT] (with STARTTLS) or smtps://HOST[:PORT]; without it nobody gets mail");
  serve.add_option("--smtp-user", options.smtp_user, "who logs in there");
  serve.add_option("--smtp-password-file", options.smtp_password_file, "file whose first line is the password");
  serve.add_option("--smtp-ca", options.smtp_ca, "file of the certificates to trust there, instead of the system's")->check(CLI::ExistingFile);
  serve.add_flag("--smtp-allow-plain", options.smtp_allow_plain, "send without TLS where the server has none; never with a password");
  serve.add_option("--mail-from", options.mail_from, "the sender: ADDRESS, or NAME <ADDRESS>");
  serve.add_option("--mail-link", options.mail_link, "the page that mails to customers lead to, such as https://approve.example/review.html");
  serve.add_option("--mail-team-link", options.mail_team_link, "the page that other mails lead to, such as https://approve.example/team.html; by default the same");
  serve.add_flag("--webhook-allow-private", options.webhook_allow_private, "send webhooks also to this machine and private networks, there without TLS too");
  serve.add_option("--delivery-seconds", options.seconds, "how long a mail server or a webhook may take")->check(CLI::Range(1, 120))->capture_default_str();
}

void add_blob_options(CLI::App& serve, BlobOptions& options) {
  serve.add_option("--blobs", options.place, "where new blobs are put: files beside an SQLite store, which is the default there, rows of the database, or s3://BUCKET[/PREFIX]")
      ->check(CLI::IsMember({"rows", "files"}) | CLI::Validator([](const std::string& text) { return text.starts_with("s3://") ? std::string() : "not a bucket"; }, "s3://BUCKET[/PREFIX]"));
  add_bucket_options(serve, options.bucket);
  serve.add_option("--max-blob-bytes", options.most_bytes, "the largest blob that is taken")->check(CLI::Range(std::int64_t{1}, kMostBlobBytes))->capture_default_str();
  serve.add_option("--orphan-hours", options.orphan_hours, kOrphanHelp)->check(CLI::Range(1, 24 * 365))->capture_default_str();
}

}  // namespace

void add_bucket_options(CLI::App& command, BucketOptions& options) {
  command.add_option("--bucket", options.address, "the bucket that blobs are in: s3://BUCKET[/PREFIX]");
  command.add_option("--s3-endpoint", options.endpoint, "https://HOST[:PORT] of the object store; by default AWS, by region");
  command.add_option("--s3-region", options.region, "by default AWS_REGION, or us-east-1");
  command.add_option("--s3-credentials-file", options.credentials_file, "file of AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…; by default they are in the environment");
  command.add_option("--s3-ca", options.ca_file, "file of the certificates to trust there, instead of the system's")->check(CLI::ExistingFile);
  command.add_flag("--s3-allow-plain", options.allow_plain, "speak HTTP without TLS to an endpoint that is not on this machine");
}

namespace {

constexpr const char* kServeAbout = "Serve the protocol, and the pages if folders are given";

void add_serve_options(CLI::App* command, ServeOptions& options) {
  CLI::Option* store = command->add_option("--store", options.store, kStoreHelp);
  command->add_option("--store-file", options.store_file, "file that holds the --store, when there is a password in it")->excludes(store);
  command->add_option("--listen", options.listen, "HOST:PORT")->capture_default_str();
  command->add_option("--www", options.www, "folder served at /")->check(CLI::ExistingDirectory);
  command->add_option("--widget", options.widget, "folder served at /countersign/")->check(CLI::ExistingDirectory);
  command
      ->add_option("--allow-origin", options.allow_origins,
                   "a site that may use the API from a browser, such as https://portal.example; repeatable")
      ->allow_extra_args(false);
  command->add_option("--host", options.hosts, "another Host name to answer to, behind a proxy; repeatable")
      ->allow_extra_args(false);
  command
      ->add_option("--passkey-rp-id", options.passkey_rp_id,
                   "the domain whose passkeys sign decisions, such as approve.example; without it there are none");
  command
      ->add_option("--passkey-origin", options.passkey_origins,
                   "a site whose pages may ask for passkeys; repeatable; by default https:// and the domain")
      ->allow_extra_args(false);
  command->add_option("--passkey-top-origin", options.passkey_top_origins, "a site that may frame those pages; repeatable")
      ->allow_extra_args(false);
  command->add_option("--log-key", options.log_key, "file of the key that signs the log; by default PATH.log-key beside the store, made on the first start");
  command->add_option("--origin", options.origin, "the name of a new log, for ever, such as approvals.example.com/log");
  command
      ->add_option("--witness", options.witnesses,
                   "'URL KEY': a C2SP witness that is asked to cosign the log; repeatable")
      ->allow_extra_args(false);
  add_delivery(*command, options.delivery);
  add_blob_options(*command, options.blobs);
  command->add_option("--rate-limit-key", options.rate_limit_key,
                      "how fast calls with one API key or session may come, such as 100/s, 600/m, 100/s:400 with the burst behind it, or off; by default "
                      "100/s:400, and off on a loopback address without --trusted-proxy");
  command->add_option("--rate-limit-address", options.rate_limit_address, "likewise of calls from one address, or one /64 of IPv6; by default 200/s:800");
  command
      ->add_option("--connections-per-address", options.connections_per_address,
                   "connections of one address at the same time, besides live streams, or 0 for no limit; by default 128, and 0 where rates are off")
      ->check(CLI::Range(0, 1024));
  command
      ->add_option("--trusted-proxy", options.trusted_proxies,
                   "addresses of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8; repeatable")
      ->allow_extra_args(false);
  CLI::Option* certificate = command->add_option("--tls-cert", options.tls_certificate, "PEM file of the certificate with those that lead to its authority; read again at SIGHUP");
  CLI::Option* key = command->add_option("--tls-key", options.tls_key, "PEM file of its key, without a password")->needs(certificate);
  certificate->needs(key);
  command->add_option("--calendar", options.calendar, "file of the working hours that /v1/metrics counts; by default Monday to Friday from 9 to 17 in UTC")->check(CLI::ExistingFile);
  command->add_option("--metrics", options.metrics, "HOST:PORT of the figures for Prometheus, an address that is not public; without it there are none");
  command
      ->add_option("--drain-seconds", options.drain_seconds,
                   "after SIGTERM go on for so long, while /readyz says 503, so that a balancer stops sending")
      ->capture_default_str()
      ->check(CLI::Range(0, 3600));
  command->add_flag("--demo", options.demo, "let anyone be one of the demo's people; loopback addresses only");
  command->add_option("--log-format", options.log_format, "of the log on standard error: text, or json with one object a line")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--quiet", options.quiet, "log failures only");
}

bool is_in_environment(const std::string& option) {
  const char* value = std::getenv(variable_of(option).c_str());
  return value != nullptr && *value != '\0';
}

// CLI11 reads a file of settings before the environment. Flags come before the environment here, and the environment before the file:
// what stands in the environment is left out of the file. It also keeps only the first of two settings with one name, silently.
class SettingsFile : public CLI::ConfigTOML {
 public:
  explicit SettingsFile(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> settings = CLI::ConfigTOML::from_config(input);
    std::set<std::string> names;
    for (const CLI::ConfigItem& setting : settings) {
      if (!setting.parents.empty()) refuse("there are no sections, such as " + printable(setting.parents.front()));
      const CLI::Option* option = app_.get_option_no_throw("--" + setting.name);
      if (option == nullptr || !option->get_configurable()) refuse("there is no setting " + printable(setting.name) + meant_instead_of(setting.name));
      if (!names.insert(setting.name).second) refuse(printable(setting.name) + " is set twice");
    }
    std::erase_if(settings, [](const CLI::ConfigItem& setting) { return is_in_environment(setting.name); });
    return settings;
  }

 private:
  std::string meant_instead_of(const std::string& wrong) const {
    std::set<std::string> names;
    for (const CLI::Option* option : app_.get_options()) {
      if (option->get_configurable() && !option->get_lnames().empty()) names.insert(option->get_lnames().front());
    }
    const auto meant = nearest_name(wrong, names);
    return meant ? "; is " + *meant + " meant?" : "";
  }

  [[noreturn]] static void refuse(const std::string& why) { throw CLI::ConfigError(why, CLI::ExitCodes::ConfigError); }

  const CLI::App& app_;
};

// Options whose value is a secret. So far secrets are in files, whose names are none, and in addresses, which masked() knows.
bool is_secret(std::string_view option) { return option.ends_with("password") || option.ends_with("secret") || option.ends_with("token"); }

std::string settings_text(const CLI::App& serve) {
  std::istringstream lines(serve.config_to_str(true, false));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find('=');
    if (line.ends_with("=\"\"")) text += "# ";  // not set
    text += end != std::string::npos && is_secret(line.substr(0, end)) ? line.substr(0, end) + "=\"***\"" : masked(line);
    text += '\n';
  }
  return text;
}

// The store has to be named: as it is, or in a file of its own.
void find_store(ServeOptions& options) {
  if (options.store.empty() && !options.store_file.empty()) {
    std::ifstream file(options.store_file);
    std::getline(file, options.store);
    if (options.store.empty()) throw CLI::ValidationError("--store-file", "nothing can be read from " + options.store_file);
  }
  if (options.store.empty()) throw CLI::RequiredError("--store");
}

// `serve` takes its settings from a file, too, which CLI11 can do for a whole command line only. So it is one.
class ServeLine {
 public:
  ServeLine() : app_(kServeAbout, "countersign serve") {
    add_serve_options(&app_, options_);
    app_.add_flag("--print-config", prints_, "print the settings that would be used, as --config takes them and without secrets, and exit")->configurable(false);
    for (CLI::Option* option : app_.get_options()) {
      if (!option->get_configurable() || option->get_lnames().empty() || option == app_.get_help_ptr()) continue;
      option->envname(variable_of(option->get_lnames().front()));
      if (option->get_expected_max() > 1) option->delimiter(',');  // in the environment; nothing that is repeatable has one in it
    }
    const char* file = std::getenv(variable_of("config").c_str());
    const bool has_file = file != nullptr && *file != '\0';
    app_.set_config("--config", has_file ? file : "", "file of settings, NAME = VALUE each; flags and the environment (COUNTERSIGN_NAME) come first", has_file);
    app_.config_formatter(std::make_shared<SettingsFile>(app_));
    app_.allow_config_extras(CLI::config_extras_mode::error);
    app_.footer(kFooter);
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
      if (complains_of_environment()) return kExitUnusable;
      find_store(options_);
    } catch (const CLI::ConfigError& error) {
      complain(std::string("the file of settings: ") + error.what());
      return kExitUnusable;
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kExitOk : kExitUnusable;
    }
    if (!prints_) return run_serve(options_);
    print(settings_text(app_));
    return kExitOk;
  }

 private:
  // Whether a variable was misspelt. Before it is missed elsewhere.
  bool complains_of_environment() const {
    std::set<std::string> known = {variable_of("config")};
    for (const CLI::Option* option : app_.get_options()) {
      if (!option->get_envname().empty()) known.insert(option->get_envname());
    }
    const std::vector<std::string> unknown = unknown_settings(process_environment(), known);
    for (const std::string& sentence : unknown) complain(sentence);
    return !unknown.empty();
  }

  ServeOptions options_;
  bool prints_ = false;
  CLI::App app_;
};

}  // namespace

void add_serve(CLI::App& app, ServeOptions& options, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("serve", kServeAbout);
  add_serve_options(command, options);
  command->callback([&options, &chosen] {
    find_store(options);
    chosen = [&options] { return run_serve(options); };
  });
}

int run_serve_line(int argc, char** argv) { return ServeLine().run(argc, argv); }

}  // namespace countersign
