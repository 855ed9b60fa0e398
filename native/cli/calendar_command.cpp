// `deadline`: business time on the command line, to try a calendar before it is used.
#include "core/json/calendar_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

Error missing(const Path& path) { return Error{ErrorCode::missing_field, path.pointer()}; }

Result<Instant> read_moment(const Json& question, std::string_view key, const Path& path) {
  const Path place = path.child(key);
  const auto found = question.find(key);
  if (found == question.end()) return missing(place);
  if (!found->is_string()) return Error{ErrorCode::wrong_type, place.pointer()};
  Result<Instant> moment = Instant::from_text(found->get_ref<const std::string&>());
  if (!moment.ok()) return Error{moment.error().code, place.pointer(), moment.error().detail};
  return moment;
}

Result<std::string> answer_span(const Calendar& calendar, const Json& question, const Path& path) {
  const Result<Instant> start = read_moment(question, "start", path);
  if (!start.ok()) return start.error();
  const Result<Span> span = read_span(question.at("span"), path.child("span"));
  if (!span.ok()) return span.error();
  const Result<Instant> end = add(calendar, start.value(), span.value());
  if (!end.ok()) return Error{end.error().code, path.child("span").pointer(), end.error().detail};
  return ObjectText().text("at", end.value().text()).take();
}

Result<std::string> answer_between(const Calendar& calendar, const Json& question, const Path& path) {
  const Result<Instant> from = read_moment(question, "from", path);
  if (!from.ok()) return from.error();
  const Result<Instant> to = read_moment(question, "to", path);
  if (!to.ok()) return to.error();
  return ObjectText().integer("working_milliseconds", working_milliseconds(calendar, from.value(), to.value())).take();
}

Result<std::string> answer(const Calendar& calendar, const Json& question, const Path& path) {
  if (!question.is_object()) return Error{ErrorCode::wrong_type, path.pointer()};
  return question.contains("span") ? answer_span(calendar, question, path) : answer_between(calendar, question, path);
}

Result<std::string> answer_all(const Json& given) {
  const Path root;
  if (!given.is_object()) return Error{ErrorCode::wrong_type};
  if (!given.contains("calendar")) return missing(root.child("calendar"));
  const Path calendar_path = root.child("calendar");
  const Result<Calendar> calendar = read_calendar(given.at("calendar"), calendar_path);
  if (!calendar.ok()) return calendar.error();
  const Path list = root.child("questions");
  if (!given.contains("questions")) return missing(list);
  const Json& questions = given.at("questions");
  if (!questions.is_array()) return Error{ErrorCode::wrong_type, list.pointer()};
  ArrayText answers;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const Result<std::string> each = answer(calendar.value(), questions[i], list.item(i));
    if (!each.ok()) return each.error();
    answers.json(each.value());
  }
  return answers.take();
}

}  // namespace

int run_deadline(const std::string& file) {
  const auto input = read_input(file);
  if (!input) return kExitUnusable;
  const Result<Json> given = read_json(*input);
  const Result<std::string> answers = given.ok() ? answer_all(given.value()) : given.error();
  if (!answers.ok()) {
    complain_about(answers.error());
    return kExitUnusable;
  }
  print_line(answers.value());
  return kExitOk;
}

}  // namespace countersign
