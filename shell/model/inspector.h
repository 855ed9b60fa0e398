// What the inspector shows: one log, a cursor in it, a person whose permissions are asked for, and a search. No
// drawing. Everything derived is folded by the core and asked of the core; nothing is decided here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/request/permitted.h"
#include "core/request/request.h"
#include "shell/model/changes.h"
#include "shell/model/history.h"
#include "shell/model/log.h"
#include "shell/model/wording.h"

namespace countersign::shell {

// A log that could not be opened. What was open before stays.
struct OpenFailure {
  std::string name;
  Error error;
};

// Consecutive events of one UTC day.
struct Day {
  std::size_t first = 0;
  std::size_t count = 0;
};

class Inspector {
 public:
  // Whose signatures under a bundle mean something. For the logs that are opened from now on.
  void trust(Trust trust) { trust_ = std::move(trust); }
  const Trust& trusted() const { return trust_; }

  // Reads a log and puts the cursor at its end. On failure the previous log, cursor and person stay, and failure() says
  // why.
  void open(std::string name, std::string_view text);
  const std::optional<OpenFailure>& failure() const { return failure_; }
  void dismiss_failure() { failure_.reset(); }

  bool has_log() const { return !log_.events.empty(); }
  const std::string& name() const { return name_; }
  const Log& log() const { return log_; }
  const Names& names() const { return names_; }
  const std::vector<Day>& days() const { return days_; }
  std::size_t size() const { return log_.events.size(); }

  // The number of events that have happened at the cursor: 0 is before the first, size() after the last.
  std::size_t cursor() const { return cursor_; }
  void move_to(std::size_t cursor);
  // Moves by so many of the events that match the search, stopping at the ends.
  void step(std::ptrdiff_t events);

  const Request& request() const { return request_; }              // at the cursor
  const Event* event() const;                                      // the one that led there; nullptr at cursor 0
  const std::vector<Change>& changes() const { return changes_; }  // what it changed

  const std::vector<Actor>& people() const { return people_; }
  std::size_t person() const { return person_; }
  void choose_person(std::size_t index);
  // What this person may do at the cursor, at the moment of its event.
  const Permitted& permissions() const { return permissions_; }

  // Case matters not, for ASCII letters. Looks into the sentence of an event and into its JSON.
  void search(std::string_view text);
  const std::string& searched() const { return searched_; }
  const std::vector<std::size_t>& matches() const { return matches_; }  // indices of events, ascending
  const std::string& sentence_of(std::size_t index) const { return sentences_[index]; }

 private:
  void adopt(std::string name, Log log);
  void refresh_request();
  void refresh_permissions();

  Trust trust_;
  std::optional<OpenFailure> failure_;
  std::string name_;
  Log log_;
  History history_;
  Names names_;
  std::vector<Day> days_;
  std::vector<std::string> sentences_;
  std::vector<std::string> haystacks_;

  std::size_t cursor_ = 0;
  Request request_;
  std::vector<Change> changes_;

  std::vector<Actor> people_;
  std::size_t person_ = 0;
  Permitted permissions_;

  std::string searched_;
  std::vector<std::size_t> matches_;
};

}  // namespace countersign::shell
