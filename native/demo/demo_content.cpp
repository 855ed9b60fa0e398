#include "native/demo/demo_content.h"

#include <charconv>
#include <fstream>
#include <iterator>

#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/json/writer.h"
#include "native/demo/demo_people.h"
#include "native/demo/demo_story.h"
#include "native/http/static_files.h"
#include "native/service/blobs.h"
#include "native/service/requests.h"

namespace countersign {
namespace {

constexpr std::int64_t kHour = 60 * 60 * 1000;
constexpr std::int64_t kDay = 24 * kHour;

// The time that the story has come to.
class StoryClock final : public Clock {
 public:
  explicit StoryClock(Instant today) : today_(today), now_(today) {}
  Instant now() override { return now_; }
  void tell(int hours_ago, int minutes) { now_ = at(today_.milliseconds() - hours_ago * kHour + minutes * 60'000); }
  // 16:00 UTC, so many days after today.
  Instant afternoon(int days) const { return at((today_.milliseconds() / kDay + days) * kDay + 16 * kHour); }

 private:
  static Instant at(std::int64_t milliseconds) { return Instant::from_milliseconds(milliseconds).value(); }

  Instant today_;
  Instant now_;
};

Caller caller_of(const DemoPerson& person) {
  Caller caller;
  caller.tenant = kDefaultTenant;
  caller.actor = demo_actor(person);
  caller.role = Role::lead;
  return caller;
}

std::string bare_media_type(std::string_view file_name) {
  const std::string_view type = media_type_of(file_name);
  return std::string(type.substr(0, type.find(';')));
}

class Narrator {
 public:
  Narrator(Store& store, Random& random, StoryClock& clock, Challenges challenges, std::string folder)
      : store_(store),
        random_(random),
        clock_(clock),
        challenges_(challenges),
        passkeys_(store, clock, std::nullopt),
        requests_(store, clock, random, challenges, passkeys_, news_, {MailNotices::on, ""}),
        folder_(std::move(folder)) {}

  Result<std::string> tell(std::span<const DemoStep> story) {
    request_ = Request();
    int minutes = 0;
    for (const DemoStep& step : story) {
      clock_.tell(step.hours_ago, minutes += 3);
      if (Refusal refusal = carry_out(step)) return *std::move(refusal);
    }
    return request_.id.text();
  }

 private:
  Refusal carry_out(const DemoStep& step) {
    const DemoPerson& person = *find_demo_person(step.person);
    Result<Json> command = read_json(step.command);
    if (!command.ok()) return command.error();
    if (Refusal refusal = fill_in(command.value(), person)) return refusal;
    const std::string body = write_canonical(command.value());
    const std::string key = "demo-" + std::to_string(++calls_);
    const bool is_new = request_.head == 0;
    const CommandCall call{"demo", key, request_.head, body};
    const ServiceAnswer answer =
        is_new ? requests_.create(caller_of(person), call) : requests_.command(caller_of(person), request_.id, call);
    const Result<Json> json = read_json(answer.body);
    if (!json.ok()) return json.error();
    if (answer.is_refusal()) return Error{ErrorCode::internal, "", "The demo's story was refused: " + answer.body};
    Result<Request> after = read_request(json.value().at("request"));
    if (!after.ok()) return after.error();
    request_ = std::move(after).value();
    return std::nullopt;
  }

  Refusal fill_in(Json& json, const DemoPerson& person) {
    if (json.is_object() && (json.contains("file") || (json.contains("text") && json.contains("name"))))
      return make_part(json);
    if (json.is_structured()) {
      for (Json& item : json) {
        if (Refusal refusal = fill_in(item, person)) return refusal;
      }
    }
    if (json.is_string()) json = filled_in(json.get<std::string>(), person);
    return std::nullopt;
  }

  std::string filled_in(const std::string& text, const DemoPerson& person) {
    constexpr std::string_view kDays = "@days:";
    if (text == "@digest") return current_version(request_)->digest.hex();
    if (text == "@challenge") {
      return challenges_.hand_out(request_.id, demo_member(person).id, clock_.now(), random_).value.text();
    }
    if (!text.starts_with(kDays)) return text;
    int days = 0;
    std::from_chars(text.data() + kDays.size(), text.data() + text.size(), days);
    return clock_.afternoon(days).text();
  }

  Refusal make_part(Json& json) {
    std::string bytes;
    if (json.contains("file")) {
      json["name"] = json.at("file");
      std::ifstream file(folder_ + "/" + json.at("file").get<std::string>(), std::ios::binary);
      if (!file)
        return Error{ErrorCode::internal, "", "The sample file " + json.at("file").get<std::string>() + " is missing."};
      bytes.assign(std::istreambuf_iterator<char>(file), {});
      json.erase("file");
    } else {
      bytes = json.at("text").get<std::string>();
      json.erase("text");
    }
    const Digest digest = Digest::of(bytes);
    BlobReceiver receiver(store_, std::string(kDefaultTenant), digest);
    receiver.write(bytes);
    const ServiceAnswer stored = receiver.finish();
    if (stored.is_refusal()) return Error{ErrorCode::store_unavailable, "", stored.body};
    json["media_type"] = bare_media_type(json.at("name").get<std::string>());
    json["size"] = static_cast<std::int64_t>(bytes.size());
    json["sha256"] = digest.hex();
    return std::nullopt;
  }

  Store& store_;
  Random& random_;
  StoryClock& clock_;
  Challenges challenges_;
  PasskeyService passkeys_;
  LiveNews news_;
  RequestService requests_;
  std::string folder_;
  Request request_;
  int calls_ = 0;
};

Result<std::vector<std::string>> requests_in(Store& store) {
  const auto rows = store.list({});
  if (!rows.ok()) return rows.error();
  std::vector<std::string> ids;
  for (const SummaryRow& row : rows.value()) ids.push_back(row.stream);
  return ids;
}

}  // namespace

Result<std::vector<std::string>> fill_with_demo(Store& store, Random& random, const std::string& folder) {
  auto present = requests_in(store);
  if (!present.ok() || !present.value().empty()) return present;
  auto challenges = Challenges::open(store, random);
  if (!challenges.ok()) return challenges.error();
  SystemClock system;
  StoryClock clock(system.now());
  Narrator narrator(store, random, clock, challenges.value(), folder);
  for (const std::span<const DemoStep> story : demo_stories()) {
    const Result<std::string> told = narrator.tell(story);
    if (!told.ok()) return told.error();
  }
  return requests_in(store);
}

}  // namespace countersign
