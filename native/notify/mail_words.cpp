#include "native/notify/mail_words.h"

#include <array>

#include "core/base/date.h"
#include "core/base/instant.h"

namespace countersign {
namespace {

// In the order of MailKind.
constexpr std::array<MailSentences, 15> kEnglish{{
    {"Please decide: {title}", "{actor} asks for your decision on “{title}”."},
    {"Handed over to you: {title}", "{actor} has handed the decision on “{title}” over to you."},
    {"Reminder: {title}", "“{title}” still waits for your decision."},
    {"No answer yet: {title}", "“{title}” has not been answered in time. You are asked to step in."},
    {"Question: {title}", "{actor} has a question about “{title}”."},
    {"Question still open: {title}", "A question about “{title}” has not been answered yet."},
    {"Condition overdue: {title}", "A condition of the approval of “{title}” is overdue."},
    {"Answer: {title}", "{actor} has answered your question about “{title}”."},
    {"Decision: {title}", "{actor} has {decision} “{title}”."},
    {"Changes requested: {title}", "{actor} has asked for changes to “{title}”."},
    {"Decision taken back: {title}", "{actor} has taken back the decision on “{title}”."},
    {"Recorded: your decision on {title}", "Your decision is recorded: you have {decision} “{title}”."},
    {"Paused: {title}", "There was no answer for too long: “{title}” is paused."},
    {"Expired: {title}", "There was no answer for too long: “{title}” has expired. Nothing was approved."},
    {"Withdrawn: {title}", "{actor} has withdrawn “{title}”. Nothing is expected of you any more."},
}};

constexpr std::array<MailSentences, 15> kGerman{{
    {"Bitte entscheiden: {title}", "{actor} bittet um Ihre Entscheidung über „{title}“."},
    {"An Sie übergeben: {title}", "{actor} hat Ihnen die Entscheidung über „{title}“ übergeben."},
    {"Erinnerung: {title}", "„{title}“ wartet noch auf Ihre Entscheidung."},
    {"Noch keine Antwort: {title}", "Zu „{title}“ kam nicht rechtzeitig eine Antwort. Bitte nehmen Sie sich der Sache an."},
    {"Frage: {title}", "{actor} hat eine Frage zu „{title}“."},
    {"Frage noch offen: {title}", "Eine Frage zu „{title}“ ist noch nicht beantwortet."},
    {"Bedingung überfällig: {title}", "Eine Bedingung der Freigabe von „{title}“ ist überfällig."},
    {"Antwort: {title}", "{actor} hat Ihre Frage zu „{title}“ beantwortet."},
    {"Entscheidung: {title}", "{actor} hat „{title}“ {decision}."},
    {"Änderungen verlangt: {title}", "{actor} hat Änderungen an „{title}“ verlangt."},
    {"Entscheidung zurückgenommen: {title}", "{actor} hat die Entscheidung über „{title}“ zurückgenommen."},
    {"Festgehalten: Ihre Entscheidung über {title}", "Ihre Entscheidung ist festgehalten: Sie haben „{title}“ {decision}."},
    {"Angehalten: {title}", "Es kam zu lange keine Antwort: „{title}“ ist angehalten."},
    {"Abgelaufen: {title}", "Es kam zu lange keine Antwort: „{title}“ ist abgelaufen. Nichts wurde freigegeben."},
    {"Zurückgezogen: {title}", "{actor} hat „{title}“ zurückgezogen. Von Ihnen wird nichts mehr erwartet."},
}};

constexpr MailLabels kEnglishLabels{"Hello {name},", "Open the approval", "Project", "Stage", "Please answer by", "The request is now", "You get this mail because you take part in this approval. Opening the page decides nothing."};
constexpr MailLabels kGermanLabels{"Guten Tag {name},", "Freigabe öffnen", "Projekt", "Stufe", "Bitte antworten bis", "Der Stand ist jetzt", "Sie bekommen diese Mail, weil Sie an dieser Freigabe beteiligt sind. Das Öffnen der Seite entscheidet nichts."};

struct TranslatedWord {
  std::string_view word;
  std::array<std::string_view, 2> texts;  // in the order of MailLanguage
};

constexpr std::array<TranslatedWord, 4> kDecisionWords{{
    {"approve", {"approved", "freigegeben"}},
    {"approve-with-conditions", {"approved, with conditions,", "unter Bedingungen freigegeben"}},
    {"request-changes", {"asked for changes to", "zur Änderung zurückgegeben"}},
    {"reject", {"rejected", "abgelehnt"}},
}};

constexpr std::array<TranslatedWord, 5> kStateWords{{
    {"in-review", {"waiting for others to decide", "wartet auf die Entscheidung anderer"}},
    {"changes-requested", {"changes requested", "Änderungen verlangt"}},
    {"approved", {"approved", "freigegeben"}},
    {"approved-with-conditions", {"approved with conditions", "unter Bedingungen freigegeben"}},
    {"rejected", {"rejected", "abgelehnt"}},
}};

template <std::size_t kSize>
std::string_view text_of(const std::array<TranslatedWord, kSize>& words, std::string_view word, MailLanguage language) {
  for (const TranslatedWord& each : words) {
    if (each.word == word) return each.texts[static_cast<std::size_t>(language)];
  }
  return {};
}

constexpr std::array<std::array<std::string_view, 7>, 2> kWeekdays{{
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
}};
constexpr std::array<std::array<std::string_view, 12>, 2> kMonthNames{{
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
    {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
}};

}  // namespace

const MailSentences& mail_sentences(MailKind kind, MailLanguage language) {
  return (language == MailLanguage::german ? kGerman : kEnglish)[static_cast<std::size_t>(kind)];
}

const MailLabels& mail_labels(MailLanguage language) { return language == MailLanguage::german ? kGermanLabels : kEnglishLabels; }

std::string_view decision_words(std::string_view decision, MailLanguage language) { return text_of(kDecisionWords, decision, language); }
std::string_view state_words(std::string_view state, MailLanguage language) { return text_of(kStateWords, state, language); }

std::string date_words(std::string_view instant, MailLanguage language) {
  const auto read = Instant::from_text(instant);
  if (!read.ok()) return {};
  constexpr std::int64_t kThursday = 3;  // 1970-01-01, counted from Monday
  const std::int64_t days = read.value().milliseconds() / kDayMs;
  const Date date = date_from_days(days);
  const auto at = static_cast<std::size_t>(language);
  const std::string day(kWeekdays[at][static_cast<std::size_t>((days + kThursday) % 7)]);
  const std::string month(kMonthNames[at][static_cast<std::size_t>(date.month - 1)]);
  const std::string number = std::to_string(date.day) + (language == MailLanguage::german ? "." : "");
  const std::string time = std::string(instant.substr(instant.find('T') + 1, 5)) + (language == MailLanguage::german ? " Uhr UTC" : " UTC");
  return day + ", " + number + " " + month + " " + std::to_string(date.year) + ", " + time;
}

}  // namespace countersign
