// The sentences of the mails. In braces stands what is inserted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "native/notify/mail_text.h"

namespace countersign {

struct MailSentences {
  std::string_view subject;
  std::string_view lead;
};

const MailSentences& mail_sentences(MailKind kind, MailLanguage language);

struct MailLabels {
  std::string_view greeting;  // "Hello {name},"
  std::string_view open;      // what the link says
  std::string_view project;
  std::string_view stage;
  std::string_view due;
  std::string_view state;
  std::string_view closing;   // why they get it
};

const MailLabels& mail_labels(MailLanguage language);

// Of the protocol's words for decisions and states, as they stand in a sentence; empty for one that is not told.
std::string_view decision_words(std::string_view decision, MailLanguage language);
std::string_view state_words(std::string_view state, MailLanguage language);

// "Friday, 27 November 2026, 16:00 UTC"; empty for what is no instant.
std::string date_words(std::string_view instant, MailLanguage language);

}  // namespace countersign
