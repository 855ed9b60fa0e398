// A mail in words: subject, plain text and HTML, in the language of whoever gets it. Pure functions of the note and the link.
#pragma once

#include <string>
#include <string_view>

#include "native/notify/mail_note.h"

namespace countersign {

enum class MailLanguage { english, german };

// "en" or "de"; english for anything else.
MailLanguage mail_language(std::string_view tag);
bool is_mail_language(std::string_view tag);

struct MailText {
  std::string subject;  // one line
  std::string plain;
  std::string html;  // a whole page, with one link and nothing that is loaded
};

// Whatever people wrote is inserted as text: without control and direction characters, escaped in HTML.
MailText write_mail_text(const MailNote& note, MailLanguage language, std::string_view link);

// Without control characters and without those that turn the direction of writing around; a line break becomes a space.
std::string one_line(std::string_view utf8);

}  // namespace countersign
