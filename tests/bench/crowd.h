// A crowd of requests for benches, appended through the store: several tenants, people, projects and states; most are decided,
// some are open and some late. Some filters fit half of all, some a handful, and these are the oldest.
#pragma once

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/json/event_codec.h"
#include "core/json/object_text.h"
#include "core/record/tree.h"
#include "native/store/store.h"
#include "tests/core/cast.h"

namespace countersign::crowd {

using namespace cast;

inline constexpr int kRare = 20;  // requests that the rare filters find
inline constexpr std::int64_t kDay = 24 * 60 * 60 * 1000;
inline const Instant kBeginning = at("2024-01-01T08:00:00.000Z");
inline const Instant kEnd = at("2026-11-23T09:00:00.000Z");

// One request, always the same for its number.
class OneOfMany {
 public:
  OneOfMany(std::int64_t number, std::int64_t of) : dice_(static_cast<std::uint32_t>(number)), number_(number) {
    const std::int64_t span = kEnd.milliseconds() - kBeginning.milliseconds();
    time_ = kBeginning.milliseconds() + span / of * number;
    is_rare_ = number < kRare;
    append_.stream = "req_" + std::to_string(1'000'000'000 + up_to(899'999'999)) + std::to_string(1'000'000'000 + number);
    append_.tenant = is_rare_ || up_to(9) > 0 ? "default" : up_to(4) > 0 ? "acme" : "beta";
    project_ = is_rare_ ? "Once" : up_to(9) < 4 ? "Everything" : up_to(9) == 0 ? "" : "Project " + std::to_string(up_to(499));
    tell();
    summarize();
  }
  const StreamAppend& append() const { return append_; }

 private:
  std::int64_t up_to(std::int64_t most) { return static_cast<std::int64_t>(dice_() % static_cast<std::uint32_t>(most + 1)); }

  void happens(EventBody body, std::int64_t later) {
    time_ += later;
    Event event;
    event.seq = static_cast<std::int64_t>(append_.events.size()) + 1;
    event.at = made(Instant::from_milliseconds(time_));
    event.request = made(RequestId::from(append_.stream));
    event.actor = kDana;
    event.command_id = made(CommandId::from("c" + std::to_string(event.seq)));
    event.body = std::move(body);
    EventBonds bonds;
    if (!append_.events.empty()) bonds.previous = leaf_hash(append_.events.back().bytes);
    std::string bytes = canonical_entry(event, bonds);
    std::string leaf(leaf_hash(bytes).view());
    append_.events.push_back({std::move(bytes), std::move(leaf)});
  }

  void tell() {
    using enum RequestState;
    Created created;
    created.fields.ask.emplace();
    created.fields.scope.emplace();
    created.fields.stages.emplace();
    created.fields.title = made(Title::from("Homepage design, delivery " + std::to_string(number_)));
    created.kind = static_cast<SubjectKind>(up_to(3));
    if (!project_.empty()) created.fields.project = made(Project::from(project_));
    happens(created, 0);
    append_.summary.created_at = made(Instant::from_milliseconds(time_));
    Edited edited;
    edited.fields.title = created.fields.title;
    happens(edited, up_to(40) * kDay / 20);
    const std::int64_t fate = is_rare_ ? 99 : up_to(99);
    state_ = draft;
    if (fate < 5) return;
    due_ = made(Instant::from_milliseconds(time_ + (3 + up_to(17)) * kDay));
    happens(Submitted{1, {}, *due_, {}, {}}, up_to(kDay / 1000) * 1000);
    state_ = in_review;
    if (up_to(4) == 0) happens(QuestionAsked{made(QuestionId::from("q1")), says("Is the phone number final?"), {}, {}}, up_to(kDay / 1000) * 1000);
    if (fate < 15) return;
    if (up_to(1) == 0 && append_.events.size() == 4) happens(QuestionAnswered{made(QuestionId::from("q1")), says("Yes, it is.")}, up_to(kDay / 1000) * 1000);
    if (up_to(3) == 0) {
      happens(Resolved{changes_requested, 1, {}}, up_to(3 * kDay / 1000) * 1000);
      happens(RevisionStarted{}, up_to(kDay / 1000) * 1000);
      happens(Submitted{1, {}, *due_, {}, {}}, up_to(kDay / 1000) * 1000);
    }
    if (fate == 99) return end(changes_requested);
    if (fate == 98) return end_with(Withdrawn{says("The order was cancelled.")}, withdrawn);
    if (fate == 97) return end_with(Expired{made(StageId::from("customer"))}, expired);
    end(fate < 85 ? approved : fate < 92 ? approved_with_conditions : rejected);
  }
  void end(RequestState state) { end_with(Resolved{state, 1, {}}, state); }
  void end_with(EventBody body, RequestState state) {
    happens(std::move(body), up_to(9 * kDay / 1000) * 1000);
    state_ = state;
  }

  // What a list shows of it, as long as it usually is.
  void summarize() {
    StoredSummary& summary = append_.summary;
    summary.state = is_rare_ ? "ready" : std::string(word(state_));
    if (!project_.empty()) summary.project = project_;
    summary.due = due_;
    if (is_rare_) summary.people.push_back("rita");
    if (up_to(1) == 0) summary.people.push_back("maria");
    summary.people.push_back("person-" + std::to_string(up_to(1999)));
    ObjectText json;
    json.text("created_at", summary.created_at.text()).text("id", append_.stream).text("kind", "deliverable").text("project", project_);
    json.text("state", summary.state).text("title", "Homepage design, delivery " + std::to_string(number_));
    json.json("waiting_for", R"([{"id":"maria","name":"Maria Keller","organization":"Keller Optik GmbH"}])");
    summary.bytes = json.take();
  }

  std::mt19937 dice_;
  const std::int64_t number_;
  std::int64_t time_ = 0;
  bool is_rare_ = false;
  std::string project_;
  std::optional<Instant> due_;
  RequestState state_ = RequestState::draft;
  StreamAppend append_;
};

// Appends them, as many at a time as a server would. How many could not be.
inline std::int64_t fill(Store& store, std::int64_t requests) {
  constexpr int kWriters = 32;
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> lost{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (std::int64_t number = next++; number < requests; number = next++) {
        const auto result = store.append(OneOfMany(number, requests).append());
        if (!result.ok() || result.value().outcome != AppendOutcome::appended) ++lost;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  return lost;
}

}  // namespace countersign::crowd
