#include "native/net/s3_objects.h"

#include <algorithm>
#include <optional>

#include "native/net/http_status.h"

namespace countersign {
namespace {

constexpr int kS3RangeBehindEnd = 416;

bool is_good_answer(const S3Answer& answer) { return answer.status >= 200 && answer.status < 300; }

// What stands in <name>…</name> from `from` on, as it is written. The answers that are read have none with attributes or inner elements.
std::optional<std::string_view> xml_text(std::string_view xml, std::string_view name, std::size_t from = 0) {
  const std::string open = "<" + std::string(name) + ">";
  const auto begin = xml.find(open, from);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto end = xml.find("</" + std::string(name) + ">", begin);
  if (end == std::string_view::npos) return std::nullopt;
  return xml.substr(begin + open.size(), end - begin - open.size());
}

std::string replaced_all(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
  return text;
}

std::string xml_decoded(std::string_view text) {
  std::string plain(text);
  for (const auto& [entity, character] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&quot;", "\""}, std::pair{"&#34;", "\""}, std::pair{"&apos;", "'"}, std::pair{"&amp;", "&"}}) {
    plain = replaced_all(std::move(plain), entity, character);
  }
  return plain;
}

std::string xml_encoded(std::string text) {
  for (const auto& [character, entity] : {std::pair{"&", "&amp;"}, std::pair{"<", "&lt;"}, std::pair{">", "&gt;"}, std::pair{"\"", "&quot;"}}) {
    text = replaced_all(std::move(text), character, entity);
  }
  return text;
}

// A word such as AccessDenied; anything longer or stranger is not repeated.
std::string code_word(const S3Answer& answer) {
  const auto word = xml_text(answer.body, "Code");
  constexpr std::size_t kLongest = 60;
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return word && word->size() <= kLongest && std::all_of(word->begin(), word->end(), is_letter) ? " " + std::string(*word) : "";
}

Error refused_by_bucket(const S3Answer& answer) {
  return {ErrorCode::store_unavailable, "", "The bucket of blobs answered " + std::to_string(answer.status) + code_word(answer) + "."};
}

Error makes_no_sense() { return {ErrorCode::store_unavailable, "", "The bucket of blobs answered what an object store does not say."}; }

// An upload's id or a part's tag: it goes back to where it came from.
bool is_s3_token(std::string_view text) {
  constexpr std::size_t kLongestToken = 2048;
  return !text.empty() && text.size() <= kLongestToken && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

Refusal expected_good(const Result<S3Answer>& answer) {
  if (!answer.ok()) return answer.error();
  return is_good_answer(answer.value()) ? Refusal() : refused_by_bucket(answer.value());
}

}  // namespace

Refusal S3Objects::put(const std::string& object, std::string_view bytes) {
  S3Call call{"PUT", object};
  call.body = bytes;
  return expected_good(client_.call(call));
}

Result<std::string> S3Objects::get(const std::string& object, std::int64_t offset, std::int64_t limit) {
  S3Call call{"GET", object};
  call.range = "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + limit - 1);
  call.most_answer = std::max<std::size_t>(static_cast<std::size_t>(limit), call.most_answer);
  auto answer = client_.call(call);
  if (!answer.ok()) return answer.error();
  const int status = answer.value().status;
  if (status == kS3RangeBehindEnd) return std::string();
  if (status == http_status::kNotFound) return Error{ErrorCode::store_unavailable, "", "The object of a blob is missing in its bucket."};
  // A store that answers with all of it has not understood the range; of a small object that is all the same.
  const bool is_whole = status == http_status::kOk && offset == 0;
  if (status != http_status::kPartialContent && !is_whole) return is_good_answer(answer.value()) ? makes_no_sense() : refused_by_bucket(answer.value());
  if (answer.value().body.size() > static_cast<std::size_t>(limit)) return makes_no_sense();
  return std::move(answer).value().body;
}

Refusal S3Objects::remove(const std::string& object) {
  const auto answer = client_.call({"DELETE", object});
  if (answer.ok() && answer.value().status == http_status::kNotFound && code_word(answer.value()) != " NoSuchBucket") return std::nullopt;
  return expected_good(answer);
}

Result<std::string> S3Objects::begin_parts(const std::string& object) {
  const auto answer = client_.call({"POST", object, {{"uploads", ""}}});
  if (Refusal refusal = expected_good(answer)) return *std::move(refusal);
  const auto id = xml_text(answer.value().body, "UploadId");
  if (!id || !is_s3_token(*id)) return makes_no_sense();
  return xml_decoded(*id);
}

Result<std::string> S3Objects::put_part(const std::string& object, const std::string& upload, std::size_t number, std::string_view bytes) {
  S3Call call{"PUT", object, {{"partNumber", std::to_string(number)}, {"uploadId", upload}}};
  call.body = bytes;
  const auto answer = client_.call(call);
  if (Refusal refusal = expected_good(answer)) return *std::move(refusal);
  if (!is_s3_token(answer.value().etag)) return makes_no_sense();
  return answer.value().etag;
}

Refusal S3Objects::complete_parts(const std::string& object, const std::string& upload, const std::vector<std::string>& tags, std::int64_t size) {
  std::string body = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (std::size_t part = 0; part < tags.size(); ++part) {
    body += "<Part><PartNumber>" + std::to_string(part + 1) + "</PartNumber><ETag>" + xml_encoded(tags[part]) + "</ETag></Part>";
  }
  body += "</CompleteMultipartUpload>";
  S3Call call{"POST", object, {{"uploadId", upload}}};
  call.body = body;
  call.is_slow = true;
  const auto answer = client_.call(call);
  if (!answer.ok()) return answer.error();
  // The status is sent before it is known how it ends: the answer says that.
  if (is_good_answer(answer.value()) && answer.value().body.find("CompleteMultipartUploadResult") != std::string::npos) return std::nullopt;
  // It may have been carried out by an attempt whose answer was lost; nobody else writes this object.
  const auto there = size_of(object);
  if (there.ok() && there.value() == size) return std::nullopt;
  return refused_by_bucket(answer.value());
}

Refusal S3Objects::abort_parts(const std::string& object, const std::string& upload) {
  const auto answer = client_.call({"DELETE", object, {{"uploadId", upload}}});
  if (answer.ok() && answer.value().status == http_status::kNotFound) return std::nullopt;
  return expected_good(answer);
}

Result<std::vector<std::string>> S3Objects::unfinished(const std::string& object) {
  const std::string key = client_.bucket().prefix + object;
  const auto answer = client_.call({"GET", "", {{"prefix", key}, {"uploads", ""}}});
  if (!answer.ok()) return answer.error();
  std::vector<std::string> ids;
  const int status = answer.value().status;
  constexpr int kMethodNotAllowed = 405;
  constexpr int kNotImplemented = 501;
  if (status == http_status::kBadRequest || status == kMethodNotAllowed || status == kNotImplemented || status == http_status::kNotFound) return ids;
  if (!is_good_answer(answer.value())) return refused_by_bucket(answer.value());
  const std::string& xml = answer.value().body;
  for (std::size_t at = xml.find("<Upload>"); at != std::string::npos; at = xml.find("<Upload>", at + 1)) {
    const auto entry = xml_text(xml, "Upload", at);
    if (!entry || xml_text(*entry, "Key") != key) continue;
    const auto id = xml_text(*entry, "UploadId");
    if (id && is_s3_token(*id)) ids.push_back(xml_decoded(*id));
  }
  return ids;
}

Result<std::int64_t> S3Objects::size_of(const std::string& object) {
  const auto answer = client_.call({"HEAD", object});
  if (Refusal refusal = expected_good(answer)) return *std::move(refusal);
  return answer.value().length;
}

}  // namespace countersign
