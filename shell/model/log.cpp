#include "shell/model/log.h"

#include <optional>
#include <utility>

#include "core/base/limits.h"
#include "core/json/event_codec.h"
#include "core/json/fold.h"
#include "core/json/receipt.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/json/writer.h"

namespace countersign::shell {
namespace {

// What a document holds, whichever of its forms it has. `pointer` is where its events stand.
struct Document {
  Json::array_t events;
  std::optional<Json> stated;
  std::string pointer;
  bool is_bundle = false;
};

// Line feeds are the only separators, so that a line's number is the one that an editor shows.
Result<Document> read_lines(std::string_view text) {
  if (text.size() > limits::kDocumentBytes) return Error{ErrorCode::json_too_large};
  Document document;
  std::size_t line_number = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    ++line_number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (document.events.size() == limits::kEvents) return Error{ErrorCode::too_many_items};
    Result<Json> value = read_json(line);
    if (!value.ok()) {
      Error error = value.error();
      error.pointer = "/" + std::to_string(document.events.size()) + error.pointer;
      error.detail = "Line " + std::to_string(line_number) + (error.detail.empty() ? "" : ": ") + error.detail;
      return error;
    }
    document.events.push_back(std::move(value).value());
  }
  return document;
}

// A value on the first line and something after it: that is what one event per line looks like to a JSON reader.
bool looks_like_lines(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '{') return false;
  text.remove_prefix(begin);
  return read_json(text.substr(0, text.find('\n'))).ok();
}

Result<Document> read_document(std::string_view text) {
  Result<Json> whole = read_json(text);
  const bool has_more = !whole.ok() && whole.error().code == ErrorCode::json_trailing_bytes;
  if (has_more && looks_like_lines(text)) return read_lines(text);
  if (!whole.ok()) return whole.error();
  Json value = std::move(whole).value();
  if (auto* array = value.get_ptr<Json::array_t*>()) return Document{std::move(*array), std::nullopt, ""};
  auto* object = value.get_ptr<Json::object_t*>();
  if (object == nullptr) return Error{ErrorCode::wrong_type};
  const auto type = object->find("type");
  const bool is_bundle = type != object->end() && type->second == kBundleType;
  const char* const member = is_bundle ? "entries" : "events";
  const std::string pointer = std::string("/") + member;
  const auto events = object->find(member);
  if (events == object->end()) {
    if (is_bundle || !object->contains("event")) return Error{ErrorCode::missing_field, pointer};
    Document document;
    document.events.push_back(std::move(value));
    return document;
  }
  auto* array = events->second.get_ptr<Json::array_t*>();
  if (array == nullptr) return Error{ErrorCode::wrong_type, pointer};
  Document document{std::move(*array), std::nullopt, pointer, is_bundle};
  const auto stated = object->find("request");
  if (stated != object->end() && stated->second.is_object()) document.stated = std::move(stated->second);
  return document;
}

StatedRequest compare(const std::optional<Json>& stated, const Request& folded) {
  if (!stated.has_value()) return StatedRequest::absent;
  const Result<Request> request = read_request(*stated);
  return request.ok() && request.value() == folded ? StatedRequest::agrees : StatedRequest::disagrees;
}

// fold() counts from "/events"; this document may have its events somewhere else.
Error placed(Error error, const std::string& pointer) {
  constexpr std::string_view kFoldPrefix = "/events";
  if (error.pointer.starts_with(kFoldPrefix)) error.pointer.replace(0, kFoldPrefix.size(), pointer);
  return error;
}

}  // namespace

Result<Log> read_log(std::string_view text, const Trust& trust) {
  Result<Document> document = read_document(text);
  if (!document.ok()) return document.error();
  const Document& read = document.value();
  if (read.events.empty()) return Error{ErrorCode::too_few_items, read.pointer, "The log has no events."};
  if (read.events.size() > limits::kEvents) return Error{ErrorCode::too_many_items, read.pointer};

  Log log;
  log.canonical.reserve(read.events.size());
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    Result<Event> event = read_event(read.events[i]);
    if (!event.ok()) {
      Error error = event.error();
      error.pointer = read.pointer + "/" + std::to_string(i) + error.pointer;
      return error;
    }
    log.events.push_back(std::move(event).value());
    log.canonical.push_back(write_canonical(read.events[i]));
  }
  const Result<Request> folded = fold(Request{}, log.events);
  if (!folded.ok()) return placed(folded.error(), read.pointer);
  log.stated = compare(read.stated, folded.value());
  if (read.is_bundle) log.proof = verify_text(text, trust);
  return log;
}

}  // namespace countersign::shell
