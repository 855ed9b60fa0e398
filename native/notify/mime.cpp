#include "native/notify/mime.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "core/base/date.h"
#include "core/base/digest.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "native/notify/email_address.h"

namespace countersign {
namespace {

constexpr std::size_t kLongestPlainHeader = 60;
constexpr std::size_t kBytesOfWord = 42;  // 56 characters of Base64: with the frame less than the 75 of RFC 2047
constexpr std::size_t kBytesOfLine = 57;  // 76 characters

std::string mime_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating NUL
  return text;
}

bool is_plain(std::string_view text) {
  const bool is_printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  // What looks like an encoded word would be decoded.
  return is_printable && text.size() <= kLongestPlainHeader && text.find("=?") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ');
}

std::string in_words(std::string_view utf8) {
  std::string words;
  while (!utf8.empty()) {
    std::size_t size = std::min(utf8.size(), kBytesOfWord);
    // A word holds whole code points.
    while (size < utf8.size() && size > 0 && (static_cast<unsigned char>(utf8[size]) & 0xC0U) == 0x80U) --size;
    words += (words.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + mime_base64(utf8.substr(0, size)) + "?=";
    utf8.remove_prefix(size);
  }
  return words;
}

std::string body_lines(std::string_view bytes) {
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += kBytesOfLine) lines += mime_base64(bytes.substr(at, kBytesOfLine)) + "\r\n";
  return lines;
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  for (const char c : text) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return lines;
}

std::string mailbox_text(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return mailbox.address;
  const std::string name = one_line(mailbox.name);
  const bool is_atoms = is_plain(name) && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == ' ' || c == '-';
  });
  // An encoded word needs no quoting, whatever is in it. The address gets a line of its own.
  return (is_atoms ? name : in_words(name)) + "\r\n <" + mailbox.address + ">";
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// RFC 5322: "Fri, 27 Nov 2026 16:00:00 +0000".
std::string mail_date(Instant at) {
  constexpr std::array<const char*, 7> kShortDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<const char*, 12> kShortMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kThursday = 3;  // 1970-01-01, counted from Monday
  const std::int64_t days = at.milliseconds() / kDayMs;
  const std::int64_t seconds = at.milliseconds() % kDayMs / 1000;
  const Date date = date_from_days(days);
  return std::string(kShortDays[static_cast<std::size_t>((days + kThursday) % 7)]) + ", " + std::to_string(date.day) + " " +
         kShortMonths[static_cast<std::size_t>(date.month - 1)] + " " + std::to_string(date.year) + " " + two_digits(seconds / 3600) + ":" +
         two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60) + " +0000";
}

std::string body_part(const std::string& boundary, std::string_view type, std::string_view text) {
  return "--" + boundary + "\r\nContent-Type: " + std::string(type) + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         body_lines(with_crlf(text));
}

}  // namespace

Result<Mailbox> read_mailbox(std::string_view text) {
  Mailbox mailbox;
  const std::size_t open = text.find('<');
  if (open != std::string_view::npos) {
    if (!text.ends_with('>') || open == 0) return Error{ErrorCode::invalid_format, "", "Write it as NAME <ADDRESS>, or the address alone."};
    std::string_view name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (Refusal refusal = check_text(name, limits::kName, Blank::refused)) return *std::move(refusal);
    mailbox.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  if (Refusal refusal = check_email_address(text)) return *std::move(refusal);
  mailbox.address = text;
  return mailbox;
}

std::string encoded_words(std::string_view utf8) { return is_plain(utf8) ? std::string(utf8) : in_words(utf8); }

std::string mime_message(const MailEnvelope& envelope, const MailText& text) {
  const std::string name = Digest::of(envelope.message_id).hex().substr(0, 40);
  const std::string boundary = "=_" + name;
  const std::string domain = envelope.from.address.substr(envelope.from.address.find('@') + 1);
  std::string message = "Date: " + mail_date(envelope.at) + "\r\n";
  message += "From: " + mailbox_text(envelope.from) + "\r\n";
  message += "To: " + mailbox_text(envelope.to) + "\r\n";
  message += "Subject: " + encoded_words(text.subject) + "\r\n";
  message += "Message-ID: <" + name + "@" + domain + ">\r\n";
  message += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  message += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  message += body_part(boundary, "text/plain", text.plain) + body_part(boundary, "text/html", text.html);
  return message + "--" + boundary + "--\r\n";
}

}  // namespace countersign
