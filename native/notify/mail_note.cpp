#include "native/notify/mail_note.h"

#include <algorithm>
#include <array>

#include "core/json/object_text.h"
#include "core/json/reader.h"

namespace countersign {
namespace {

// In the order of MailKind.
constexpr auto kMailKindWords = std::to_array<std::string_view>(
    {"invitation", "handed-over", "reminder", "escalation", "question", "question-overdue", "condition-overdue", "answer", "decision",
     "changes-requested", "retracted", "acknowledgement", "paused", "expired", "withdrawn"});
static_assert(kMailKindWords.size() == static_cast<std::size_t>(MailKind::withdrawn) + 1);

std::string member_text(const Json& json, const char* key) {
  const Json* member = find_member(json, key);
  const auto* text = member == nullptr ? nullptr : member->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string_view mail_kind_word(MailKind kind) { return kMailKindWords[static_cast<std::size_t>(kind)]; }

std::string write_mail_note(const MailNote& note) {
  return ObjectText()
      .text("actor", note.actor)
      .text("decision", note.decision)
      .text("due", note.due)
      .text("kind", mail_kind_word(note.kind))
      .text("name", note.name)
      .text("organization", note.organization)
      .text("person", note.person)
      .text("project", note.project)
      .text("quote", note.quote)
      .text("request", note.request)
      .text("stage", note.stage)
      .text("state", note.state)
      .text("title", note.title)
      .take();
}

Result<MailNote> read_mail_note(std::string_view text) {
  const Result<Json> json = read_json(text);
  if (!json.ok()) return json.error();
  const Json& value = json.value();
  const std::string kind = member_text(value, "kind");
  const auto* found = std::find(kMailKindWords.begin(), kMailKindWords.end(), kind);
  if (found == kMailKindWords.end()) return Error{ErrorCode::unknown_word, "/kind"};
  return MailNote{static_cast<MailKind>(found - kMailKindWords.begin()),
                  member_text(value, "request"),
                  member_text(value, "person"),
                  member_text(value, "name"),
                  member_text(value, "organization"),
                  member_text(value, "title"),
                  member_text(value, "project"),
                  member_text(value, "actor"),
                  member_text(value, "stage"),
                  member_text(value, "due"),
                  member_text(value, "decision"),
                  member_text(value, "state"),
                  member_text(value, "quote")};
}

}  // namespace countersign
