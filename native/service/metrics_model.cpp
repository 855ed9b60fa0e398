#include "native/service/metrics_model.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>

#include "core/base/base64.h"
#include "core/json/cycle_codec.h"
#include "core/json/event_codec.h"
#include "core/json/metrics_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {

constexpr std::size_t kCyclesAtOnce = 1024;   // that are read together
constexpr std::size_t kKeptAtOnce = 64;       // that are stored in one transaction: decisions may have to wait for it
constexpr std::size_t kEntriesAtOnce = 1024;  // so readers wait some milliseconds at most
constexpr std::size_t kMostChanged = 50'000;  // then they are stored, whatever the time
constexpr auto kKeepAfter = std::chrono::seconds(10);
constexpr auto kReadAgainAfter = std::chrono::seconds(30);

Error unreadable(const std::string& what, const Error& why) {
  return {ErrorCode::log_broken, "", what + " cannot be read: " + std::string(error_row(why.code).word) + " " + why.pointer};
}

Result<Cycle> stored_cycle(const StoredCycle& stored) {
  const Result<Json> json = read_json(stored.bytes);
  Result<Cycle> cycle = json.ok() ? read_cycle(json.value()) : Result<Cycle>(json.error());
  if (!cycle.ok()) {
    Error error = unreadable("The stored cycle of " + stored.stream, cycle.error());
    error.detail += ". 'countersign rebuild' makes them anew.";
    return error;
  }
  const bool fits = cycle.value().request.text() == stored.stream && cycle.value().head == stored.head;
  if (!fits) return Error{ErrorCode::log_broken, "", "The stored cycle of " + stored.stream + " is another's. 'countersign rebuild' makes them anew."};
  return cycle;
}

// Nothing when it is not of a request, but of a passkey.
Result<std::optional<Event>> event_in(const StreamEntry& entry) {
  if (!RequestId::from(entry.stream).ok()) return std::optional<Event>();
  const Result<Json> json = read_json(entry.bytes);
  Result<Event> event = json.ok() ? read_event(json.value()) : Result<Event>(json.error());
  if (!event.ok()) return unreadable("An event of " + entry.stream, event.error());
  return std::optional(std::move(event).value());
}

std::optional<std::int64_t> integer_in(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

// "NOW.LENGTH.REQUEST", of the last long tail of a page.
struct TailCursor {
  Instant now;
  MetricsBoard::TailPlace place;
};

std::string tail_cursor(Instant now, const LongTail& last) {
  return std::to_string(now.milliseconds()) + "." + std::to_string(last.milliseconds) + "." + last.request.text();
}

std::optional<TailCursor> read_tail_cursor(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto milliseconds = integer_in(text.substr(0, first));
  const auto length = integer_in(text.substr(first + 1, second - first - 1));
  if (!milliseconds || !length || *length < 0 || !is_id(text.substr(second + 1))) return std::nullopt;
  const auto now = Instant::from_milliseconds(*milliseconds);
  if (!now.ok() || *length > now.value().milliseconds()) return std::nullopt;
  return TailCursor{now.value(), {*length, std::string(text.substr(second + 1))}};
}

// Cuts the item that was asked for beyond the page. Whether there was one.
template <class T>
bool cut(List<T>& items, std::size_t page) {
  const bool has_more = items.size() > page;
  while (items.size() > page) items.pop_back();
  return has_more;
}

ServiceAnswer page_answer(ObjectText& body) { return {http_status::kOk, body.take(), "", 0, std::nullopt}; }

}  // namespace

Calendar usual_calendar() {
  Calendar calendar;
  for (int day = 0; day < 5; ++day) calendar.hours.push_back({static_cast<Weekday>(day), 9 * 60, 17 * 60});
  return calendar;
}

MetricsModel::MetricsModel(Store& store, Calendar calendar)
    : store_(store), calendar_(std::move(calendar)), kept_at_(std::chrono::steady_clock::now()) {}

MetricsBoard& MetricsModel::board_of(const std::string& tenant) {
  std::unique_ptr<MetricsBoard>& board = boards_[tenant];
  if (!board) board = std::make_unique<MetricsBoard>(calendar_);
  return *board;
}

bool MetricsModel::is_ready() const {
  const std::shared_lock lock(mutex_);
  return is_ready_;
}

Result<bool> MetricsModel::advance() {
  Result<bool> advanced = is_loading_ ? load() : follow();
  if (!advanced.ok() && advanced.error().code == ErrorCode::log_broken) begin_anew();
  if (advanced.ok() && is_time_to_keep()) {
    if (Refusal refusal = keep()) return *std::move(refusal);
  }
  return advanced;
}

// Nothing of it is to be believed, and nobody is told any of it; what is stored may have been made anew by the next time.
void MetricsModel::begin_anew() {
  is_loading_ = true;
  loaded_.clear();
  changed_.clear();
  const std::unique_lock lock(mutex_);
  boards_.clear();
  is_ready_ = false;
}

// The position is read first: what is stored meanwhile holds more, and meets the same events again.
Result<bool> MetricsModel::load() {
  if (loaded_.empty()) {
    const auto position = store_.cycles_position();
    if (!position.ok()) return position.error();
    kept_ = position.value();
    const std::unique_lock lock(mutex_);
    position_ = kept_;
  }
  const auto stored = store_.cycles(loaded_, kCyclesAtOnce);
  if (!stored.ok()) return stored.error();
  const std::unique_lock lock(mutex_);
  for (const StoredCycle& each : stored.value()) {
    Result<Cycle> cycle = stored_cycle(each);
    if (!cycle.ok()) return cycle.error();
    board_of(each.tenant).set(std::move(cycle).value());
    loaded_ = each.stream;
  }
  is_loading_ = stored.value().size() == kCyclesAtOnce;
  return true;
}

Result<bool> MetricsModel::follow() {
  const auto entries = store_.stream_entries(position_, kEntriesAtOnce);
  if (!entries.ok()) return entries.error();
  const bool has_more = entries.value().size() == kEntriesAtOnce;
  std::vector<std::optional<Event>> events;  // read before anybody has to wait; nothing for what is of no request
  for (const StreamEntry& entry : entries.value()) {
    Result<std::optional<Event>> event = event_in(entry);
    if (!event.ok()) return event.error();
    events.push_back(std::move(event).value());
  }
  const std::unique_lock lock(mutex_);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i]) {
      if (Refusal refusal = fold(entries.value()[i], *events[i])) return *std::move(refusal);
    }
    ++position_;
  }
  if (!has_more) is_ready_ = true;
  return has_more;
}

Refusal MetricsModel::fold(const StreamEntry& entry, const Event& event) {
  const auto request = RequestId::from(entry.stream);
  MetricsBoard& board = board_of(entry.tenant);
  const Cycle* before = board.find(request.value());
  const std::int64_t head = before == nullptr ? 0 : before->head;
  if (event.seq <= head) return std::nullopt;
  if (event.seq != head + 1) return Error{ErrorCode::log_broken, "", "The stored cycle of " + entry.stream + " does not fit the log. 'countersign rebuild' makes them anew."};
  board.set(fold_cycle(before == nullptr ? Cycle() : *before, event));
  changed_.emplace(entry.tenant, entry.stream);
  return std::nullopt;
}

bool MetricsModel::is_time_to_keep() const {
  return changed_.size() >= kMostChanged || (position_ > kept_ && std::chrono::steady_clock::now() - kept_at_ >= kKeepAfter);
}

// Only the thread that advances changes boards, so it may read them without the lock. The position comes with the last cycles.
Refusal MetricsModel::keep() {
  if (is_loading_ || position_ == kept_) return std::nullopt;
  for (auto next = changed_.begin();;) {
    std::vector<StoredCycle> some;
    for (; next != changed_.end() && some.size() < kKeptAtOnce; ++next) {
      const Cycle* cycle = board_of(next->first).find(RequestId::from(next->second).value());
      some.push_back({next->second, next->first, cycle->head, canonical_cycle(*cycle)});
    }
    const bool is_last = next == changed_.end();
    if (Refusal refusal = store_.keep_cycles(some, is_last ? position_ : kept_)) return refusal;
    if (is_last) break;
  }
  changed_.clear();
  kept_ = position_;
  kept_at_ = std::chrono::steady_clock::now();
  return std::nullopt;
}

ServiceAnswer MetricsModel::answer(const Caller& caller, const Answering& work) const {
  if (caller.request) return refuse(Error{ErrorCode::forbidden});
  const std::shared_lock lock(mutex_);
  if (!is_ready_) return refuse(Error{ErrorCode::store_unavailable, "", "The metrics are not ready: this server has not read the whole log yet, or cannot."});
  const auto found = boards_.find(caller.tenant);
  return found == boards_.end() ? work(MetricsBoard(calendar_)) : work(*found->second);
}

ServiceAnswer MetricsModel::metrics(const Caller& caller, Instant now) const {
  return answer(caller, [&](const MetricsBoard& board) {
    ObjectText body;
    body.integer("as_of", static_cast<std::int64_t>(position_)).integer("long_tail_count", static_cast<std::int64_t>(board.count_long_tails(now)));
    body.json("metrics", canonical_metrics(board.at(now, kMetricsItems)));
    body.integer("project_count", static_cast<std::int64_t>(board.count_projects()));
    return page_answer(body);
  });
}

ServiceAnswer MetricsModel::projects(const Caller& caller, const std::optional<std::string>& cursor, std::size_t limit) const {
  return answer(caller, [&](const MetricsBoard& board) {
    const Result<std::string> after = cursor ? bytes_from_base64url(*cursor) : Result<std::string>(std::string());
    if (!after.ok() || !Project::from(after.value()).ok()) return refuse(Error{ErrorCode::invalid_format, "/cursor"});
    List<ProjectRevisions> page = board.projects(after.value(), limit + 1);
    const bool has_more = cut(page, limit);
    ArrayText items;
    for (const ProjectRevisions& each : page) items.json(canonical_project(each));
    ObjectText body;
    body.integer("as_of", static_cast<std::int64_t>(position_));
    if (has_more) body.text("cursor", base64url(page.back().project.text()));
    body.json("projects", items.take());
    return page_answer(body);
  });
}

ServiceAnswer MetricsModel::long_tails(const Caller& caller, Instant now, const std::optional<std::string>& cursor, std::size_t limit) const {
  return answer(caller, [&](const MetricsBoard& board) {
    const std::optional<TailCursor> from = cursor ? read_tail_cursor(*cursor) : std::nullopt;
    if (cursor && !from) return refuse(Error{ErrorCode::invalid_format, "/cursor"});
    const Instant then = from ? from->now : now;
    List<LongTail> page = board.long_tails(then, from ? std::optional(from->place) : std::nullopt, limit + 1);
    const bool has_more = cut(page, limit);
    ArrayText items;
    for (const LongTail& each : page) items.json(canonical_long_tail(each));
    ObjectText body;
    body.integer("as_of", static_cast<std::int64_t>(position_));
    if (has_more) body.text("cursor", tail_cursor(then, page.back()));
    body.json("long_tails", items.take()).text("now", then.text());
    return page_answer(body);
  });
}

MetricsThread::MetricsThread(MetricsModel& model, std::function<void(const std::string&)> complain)
    : model_(model),
      repeater_(std::make_unique<Repeater>([&model, complain = std::move(complain), last = std::string()]() mutable -> std::chrono::milliseconds {
        const Result<bool> advanced = model.advance();
        // Said once, not five times a second.
        const std::string complaint = advanced.ok() ? "" : "metrics: " + advanced.error().detail;
        if (!complaint.empty() && complaint != last) complain(complaint);
        last = complaint;
        if (!advanced.ok() && advanced.error().code == ErrorCode::log_broken) return kReadAgainAfter;
        return advanced.ok() && advanced.value() ? std::chrono::milliseconds(0) : kMetricsPause;
      })) {}

MetricsThread::~MetricsThread() {
  repeater_.reset();
  (void)model_.keep();  // what is not stored is folded anew
}

}  // namespace countersign
