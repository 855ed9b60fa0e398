// What one mail says, before it is put into words: written into the outbox with the event, in whatever language it is sent later.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace countersign {

enum class MailKind : std::uint8_t {
  invitation,         // asked for a decision
  handed_over,        // somebody's place is theirs now
  reminder,
  escalation,
  question,           // to those who answer
  question_overdue,
  condition_overdue,
  answer,             // to who asked
  decision,           // to those who asked for the approval
  changes_requested,  // likewise
  retracted,          // likewise
  acknowledgement,    // to who decided (R45)
  paused,
  expired,
  withdrawn,
};

// The words of the kinds, as they are stored and listed.
std::string_view mail_kind_word(MailKind kind);

// Texts are as people wrote them: nothing is escaped here. Empty: not said.
struct MailNote {
  MailKind kind = MailKind::invitation;
  std::string request;   // its id
  std::string person;    // to whom: the id
  std::string name;      // and the name
  std::string organization;  // theirs
  std::string title;     // of the request
  std::string project;
  std::string actor;     // whose name: who asked, answered, decided
  std::string stage;     // its name
  std::string due;       // an instant
  std::string decision;  // the word of the protocol
  std::string state;     // of the request after it, likewise
  std::string quote;     // what was asked, answered or given as a reason; only its beginning when it is long
};

std::string write_mail_note(const MailNote& note);  // canonical JSON
// Errors: those of the strict reader, unknown-word.
Result<MailNote> read_mail_note(std::string_view text);

}  // namespace countersign
