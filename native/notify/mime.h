// A mail as it travels: RFC 5322 with MIME, in ASCII, lines ended by CRLF.
#pragma once

#include <string>
#include <string_view>

#include "core/base/instant.h"
#include "core/base/result.h"
#include "native/notify/mail_text.h"

namespace countersign {

// "approvals@example.com" or "Northlight Studio <approvals@example.com>".
struct Mailbox {
  std::string name;  // empty: none
  std::string address;
};
// Errors: invalid-format.
Result<Mailbox> read_mailbox(std::string_view text);

struct MailEnvelope {
  Mailbox from;
  Mailbox to;
  std::string message_id;  // any text that is the same for the same message
  Instant at;              // of the event: the same in a repetition
};

// multipart/alternative of the plain text and the HTML, with Date, Message-ID and Auto-Submitted. Nothing that is inserted can begin
// another header: names and subject are encoded (RFC 2047) unless they are plain ASCII, and the parts are in Base64.
std::string mime_message(const MailEnvelope& envelope, const MailText& text);

// The value of an unstructured header. Precondition: one line.
std::string encoded_words(std::string_view utf8);

}  // namespace countersign
