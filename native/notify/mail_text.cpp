#include "native/notify/mail_text.h"

#include <array>
#include <utility>
#include <vector>

#include "native/notify/mail_words.h"

namespace countersign {
namespace {

enum class Breaks { kept, made_spaces };

// Those that turn the direction of writing, or hide: what looks like one text has to be that text.
bool turns_direction(std::string_view point) {
  constexpr std::array<std::string_view, 16> kTurning{"\u200b", "\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\u202a", "\u202b",
                                                      "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"};
  for (const std::string_view each : kTurning) {
    if (point == each) return true;
  }
  return false;
}

std::size_t point_size(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string cleaned(std::string_view utf8, Breaks breaks) {
  std::string text;
  while (!utf8.empty()) {
    const std::string_view point = utf8.substr(0, point_size(utf8.front()));
    utf8.remove_prefix(point.size());
    const auto byte = static_cast<unsigned char>(point.front());
    const bool is_c1 = point.size() == 2 && byte == 0xC2 && static_cast<unsigned char>(point.back()) < 0xA0;
    if (point == "\n" && breaks == Breaks::kept) text += '\n';
    else if (byte < 0x20 && point != "\r") text += ' ';
    else if (byte >= 0x20 && byte != 0x7F && !is_c1 && !turns_direction(point)) text += point;
  }
  return text;
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      case '\n': html += "<br>\n"; break;
      default: html += c;
    }
  }
  return html;
}

using Insertions = std::vector<std::pair<std::string_view, std::string>>;

// In one pass: braces in what is inserted stay what they are.
std::string filled(std::string_view sentence, const Insertions& insertions) {
  std::string text;
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('{');
    text += sentence.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = sentence.find('}', open);
    for (const auto& [name, value] : insertions) {
      if (name == sentence.substr(open + 1, close - open - 1)) text += value;
    }
    sentence.remove_prefix(close + 1);
  }
  return text;
}

std::string indented(std::string_view text) {
  std::string lines = "  ";
  for (const char c : text) lines += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return lines;
}

using Facts = std::vector<std::pair<std::string_view, std::string>>;

Facts facts_of(const MailNote& note, MailLanguage language) {
  const MailLabels& labels = mail_labels(language);
  Facts facts;
  const auto add = [&](std::string_view label, std::string value) {
    if (!value.empty()) facts.emplace_back(label, std::move(value));
  };
  add(labels.project, one_line(note.project));
  add(labels.stage, one_line(note.stage));
  add(labels.due, date_words(note.due, language));
  add(labels.state, std::string(state_words(note.state, language)));
  return facts;
}

struct MailPieces {
  std::string_view language;
  std::string greeting;
  std::string lead;
  std::string quote;
  Facts facts;
  std::string_view open;
  std::string_view closing;
};

std::string plain_text(const MailPieces& pieces, std::string_view link) {
  std::string text = pieces.greeting + "\n\n" + pieces.lead + "\n";
  if (!pieces.quote.empty()) text += "\n" + indented(pieces.quote) + "\n";
  if (!pieces.facts.empty()) text += "\n";
  for (const auto& [label, value] : pieces.facts) text += std::string(label) + ": " + value + "\n";
  return text + "\n" + std::string(pieces.open) + ":\n" + std::string(link) + "\n\n-- \n" + std::string(pieces.closing) + "\n";
}

std::string html_text(const MailPieces& pieces, std::string_view subject, std::string_view link) {
  std::string html = "<!doctype html>\n<html lang=\"" + std::string(pieces.language) + "\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + escaped(subject) + "</title></head>\n"
      "<body style=\"margin:0;padding:24px;background:#f4f5f2;color:#1d2622;font:16px/1.5 system-ui,sans-serif\">\n"
      "<div style=\"max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border:1px solid #dde2dc;border-radius:14px\">\n";
  html += "<p style=\"margin:0 0 16px\">" + escaped(pieces.greeting) + "</p>\n";
  html += "<p style=\"margin:0 0 16px\"><bdi>" + escaped(pieces.lead) + "</bdi></p>\n";
  if (!pieces.quote.empty()) {
    html += "<blockquote style=\"margin:0 0 16px;padding:8px 16px;border-left:4px solid #b9cfc4\"><bdi>" + escaped(pieces.quote) + "</bdi></blockquote>\n";
  }
  for (const auto& [label, value] : pieces.facts) {
    html += "<p style=\"margin:0 0 6px\"><strong>" + escaped(label) + ":</strong> <bdi>" + escaped(value) + "</bdi></p>\n";
  }
  html += "<p style=\"margin:24px 0\"><a href=\"" + escaped(link) + "\" style=\"display:inline-block;padding:12px 22px;border-radius:11px;"
      "background:#1f5c46;color:#ffffff;font-weight:600;text-decoration:none\">" + escaped(pieces.open) + "</a></p>\n";
  return html + "<p style=\"margin:0;color:#5b6660;font-size:14px\">" + escaped(pieces.closing) + "</p>\n</div>\n</body></html>\n";
}

}  // namespace

MailLanguage mail_language(std::string_view tag) { return tag == "de" ? MailLanguage::german : MailLanguage::english; }
bool is_mail_language(std::string_view tag) { return tag == "en" || tag == "de"; }

std::string one_line(std::string_view utf8) { return cleaned(utf8, Breaks::made_spaces); }

MailText write_mail_text(const MailNote& note, MailLanguage language, std::string_view link) {
  const MailSentences& sentences = mail_sentences(note.kind, language);
  const MailLabels& labels = mail_labels(language);
  const Insertions insertions{{"title", one_line(note.title)},
                              {"actor", one_line(note.actor)},
                              {"name", one_line(note.name)},
                              {"decision", std::string(decision_words(note.decision, language))}};
  const MailPieces pieces{language == MailLanguage::german ? "de" : "en", filled(labels.greeting, insertions), filled(sentences.lead, insertions),
                          cleaned(note.quote, Breaks::kept), facts_of(note, language), labels.open, labels.closing};
  MailText text;
  text.subject = filled(sentences.subject, insertions);
  text.plain = plain_text(pieces, link);
  text.html = html_text(pieces, text.subject, link);
  return text;
}

}  // namespace countersign
