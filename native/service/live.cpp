#include "native/service/live.h"

#include <new>

#include "core/json/object_text.h"

namespace countersign {
namespace {

// How long a browser's own EventSource waits before it connects again.
constexpr std::string_view kBeginning = "retry: 2000\n\n";

// At most 64 KiB each are held while a reader takes them.
constexpr std::size_t kEventsAtOnce = 16;

std::string field(std::string_view name, std::string_view value) {
  std::string line(name);
  line += ": ";
  line += value;
  line += '\n';
  return line;
}

}  // namespace

LiveNews::Subscription::Subscription(LiveNews& news, std::string request, Wake wake) : news_(news) {
  const std::lock_guard lock(news_.mutex_);
  place_ = news_.waiting_.emplace(std::move(request), std::move(wake));
}

LiveNews::Subscription::~Subscription() {
  const std::lock_guard lock(news_.mutex_);
  news_.waiting_.erase(place_);
}

void LiveNews::announce(const std::string& request) {
  const std::lock_guard lock(mutex_);
  const auto [from, to] = waiting_.equal_range(request);
  for (auto each = from; each != to; ++each) {
    try {
      each->second();
    } catch (const std::bad_alloc&) {
      // What was recorded is recorded. Who missed the news hears it at the next sign of life.
    }
  }
}

std::unique_ptr<StreamsOfSessions::Place> StreamsOfSessions::enter(std::string_view family) {
  const std::lock_guard lock(mutex_);
  std::string owner(family);
  std::size_t& open = open_[owner];
  if (open >= kStreamsOfOneSession) return nullptr;
  auto place = std::make_unique<Place>(*this, std::move(owner));
  ++open;
  return place;
}

void StreamsOfSessions::leave(const std::string& family) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(family);
  if (--found->second == 0) open_.erase(found);
}

EventStream::EventStream(Store& store, AccessService& access, std::string token, RequestId request, std::int64_t after)
    : store_(store), access_(access), token_(std::move(token)), request_(std::move(request)), after_(after) {}

std::optional<std::string> EventStream::next() {
  has_more_ = false;
  const Result<Caller> caller = access_.authenticate(token_);
  if (!caller.ok() && caller.error().code == ErrorCode::store_unavailable) return "";  // it may pass; the stream stands
  if (!caller.ok() || !caller.value().reaches(request_)) return std::nullopt;
  const auto stored = store_.events(request_.text(), after_, kEventsAtOnce);
  if (stored.ok() && stored.value().tenant != caller.value().tenant) return std::nullopt;
  if (!stored.ok()) return stored.error().code == ErrorCode::store_unavailable ? std::optional<std::string>("") : std::nullopt;
  std::string text(has_begun_ ? "" : kBeginning);
  has_begun_ = true;
  const std::int64_t head = stored.value().head;
  // Also somebody who has seen more than is there: then an older copy of the store was put back.
  if (head - after_ > kLongestCatchUp || head < after_) {
    after_ = head;
    return text + field("id", std::to_string(head)) + field("event", "resync") + field("data", ObjectText().integer("head", head).take()) + "\n";
  }
  for (const std::string& event : stored.value().events) text += field("id", std::to_string(++after_)) + field("data", event) + "\n";
  has_more_ = after_ < head;
  return text;
}

}  // namespace countersign
