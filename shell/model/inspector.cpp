#include "shell/model/inspector.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/request/evolve.h"
#include "shell/model/people.h"

namespace countersign::shell {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

std::vector<Day> days_of(const List<Event>& events) {
  constexpr std::int64_t kMillisecondsPerDay = 24 * 60 * 60 * 1000;
  std::vector<Day> days;
  std::int64_t current = -1;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::int64_t day = events[i].at.milliseconds() / kMillisecondsPerDay;
    if (day != current) days.push_back({i, 0});
    ++days.back().count;
    current = day;
  }
  return days;
}

// The first member of a stage: the person whose permissions are usually the question.
std::size_t first_member(const std::vector<Actor>& people, const Request& request) {
  for (const Stage& stage : request.stages) {
    for (const Member& member : stage.definition.members) {
      for (std::size_t i = 0; i < people.size(); ++i) {
        if (people[i].person.id == member.person.id) return i;
      }
    }
  }
  return 0;
}

}  // namespace

void Inspector::open(std::string name, std::string_view text) {
  Result<Log> log = read_log(text, trust_);
  if (log.ok()) return adopt(std::move(name), std::move(log).value());
  failure_ = OpenFailure{std::move(name), log.error()};
}

void Inspector::adopt(std::string name, Log log) {
  failure_.reset();
  name_ = std::move(name);
  log_ = std::move(log);
  history_ = History(log_.events);
  names_ = Names();
  days_ = days_of(log_.events);
  people_ = people_of(log_.events);
  sentences_.clear();
  haystacks_.clear();
  for (std::size_t i = 0; i < log_.events.size(); ++i) {
    names_.add(log_.events[i]);
    sentences_.push_back(sentence(log_.events[i], names_));
    haystacks_.push_back(lower_case(sentences_.back() + "\n" + log_.canonical[i]));
  }
  search("");
  cursor_ = log_.events.size();
  refresh_request();
  person_ = first_member(people_, request_);
  refresh_permissions();
}

const Event* Inspector::event() const { return cursor_ == 0 ? nullptr : &log_.events[cursor_ - 1]; }

void Inspector::move_to(std::size_t cursor) {
  const std::size_t target = std::min(cursor, log_.events.size());
  if (target == cursor_) return;
  cursor_ = target;
  refresh_request();
  refresh_permissions();
}

void Inspector::step(std::ptrdiff_t events) {
  if (!has_log() || matches_.empty()) return;
  // The cursor stands after event i when it is i + 1. `place` is the first match at or after the cursor.
  const auto place = std::lower_bound(matches_.begin(), matches_.end(), cursor_,
                                      [](std::size_t index, std::size_t cursor) { return index + 1 < cursor; });
  const bool stands_on_match = place != matches_.end() && *place + 1 == cursor_;
  std::ptrdiff_t target = place - matches_.begin() + events;
  if (events > 0 && !stands_on_match) --target;

  const std::size_t first = matches_.front() + 1;
  if (target < 0 && searched_.empty()) return move_to(0);
  if (target < 0) return move_to(std::min(first, cursor_));
  const auto last = static_cast<std::ptrdiff_t>(matches_.size()) - 1;
  if (events > 0 && target > last && matches_.back() + 1 < cursor_) return;
  move_to(matches_[static_cast<std::size_t>(std::min(target, last))] + 1);
}

void Inspector::choose_person(std::size_t index) {
  check(index < people_.size());
  person_ = index;
  refresh_permissions();
}

void Inspector::search(std::string_view text) {
  searched_ = text;
  const std::string needle = lower_case(text);
  matches_.clear();
  for (std::size_t i = 0; i < haystacks_.size(); ++i) {
    if (haystacks_[i].find(needle) != std::string::npos) matches_.push_back(i);
  }
}

void Inspector::refresh_request() {
  const Request before = history_.after(log_.events, cursor_ == 0 ? 0 : cursor_ - 1);
  request_ = cursor_ == 0 ? before : evolve(before, log_.events[cursor_ - 1]);
  changes_ = cursor_ == 0 ? std::vector<Change>() : changes_between(before, request_);
}

void Inspector::refresh_permissions() {
  Context context;
  context.now = log_.events[cursor_ == 0 ? 0 : cursor_ - 1].at;
  context.actor = people_[person_];
  context.request = log_.events.front().request;
  permissions_ = permitted(request_, context);
}

}  // namespace countersign::shell
