#include "native/cli/delivery_options.h"

#include "native/log/owner_file.h"

namespace countersign {
namespace {

constexpr std::size_t kLongestPassword = 1024;

Error unusable(const std::string& what) { return {ErrorCode::invalid_format, "", what}; }

// The first line of the file.
Result<std::string> password_in(const std::string& path) {
  auto text = read_small_file(path, kLongestPassword);
  if (!text) return unusable("--smtp-password-file: it cannot be read, or is longer than " + std::to_string(kLongestPassword) + " bytes.");
  return text->substr(0, text->find_first_of("\r\n"));
}

Result<MailServer> mail_server(const DeliveryOptions& options) {
  if (Refusal refusal = check_mail_url(options.smtp)) return unusable("--smtp: " + refusal->detail);
  MailServer server{options.smtp, options.smtp_allow_plain ? MailTls::if_offered : MailTls::required, options.smtp_ca, options.smtp_user, ""};
  if (options.smtp_user.empty() != options.smtp_password_file.empty()) return unusable("--smtp-user and --smtp-password-file belong together.");
  if (options.smtp_user.empty()) return server;
  if (options.smtp_allow_plain) return unusable("A password is not sent without TLS: --smtp-allow-plain is for servers without a login.");
  auto password = password_in(options.smtp_password_file);
  if (!password.ok()) return password.error();
  server.password = std::move(password).value();
  return server;
}

}  // namespace

Result<SenderSettings> sender_settings(const DeliveryOptions& options) {
  SenderSettings settings;
  settings.webhooks = options.webhook_allow_private ? Reach::anywhere : Reach::public_only;
  settings.longest = std::chrono::seconds(options.seconds);
  const bool is_about_mail = !options.smtp_user.empty() || !options.smtp_password_file.empty() || !options.smtp_ca.empty() || options.smtp_allow_plain ||
                             !options.mail_from.empty() || !options.mail_link.empty() || !options.mail_team_link.empty();
  if (options.smtp.empty()) return is_about_mail ? Result<SenderSettings>(unusable("Mail needs --smtp.")) : settings;
  auto server = mail_server(options);
  if (!server.ok()) return server.error();
  auto from = read_mailbox(options.mail_from);
  if (!from.ok()) return unusable("--mail-from: " + from.error().detail);
  if (check_webhook_url(options.mail_link, Reach::anywhere)) return unusable("--mail-link is the https:// address of the page that mails lead to, without a fragment.");
  const std::string team = options.mail_team_link.empty() ? options.mail_link : options.mail_team_link;
  if (check_webhook_url(team, Reach::anywhere)) return unusable("--mail-team-link is the https:// address of a page, without a fragment.");
  settings.mail = MailSettings{std::move(server).value(), std::move(from).value(), {options.mail_link, team}};
  return settings;
}

}  // namespace countersign
