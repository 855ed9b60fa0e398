// Everything that can happen in a small world: two approvers (three in some), an observer, a stranger, a person, an agent and
// a timer of the delivery team, two or three versions, all layouts of stages, and small worlds for parts, guards, places,
// effects, demands and silence; every command by everybody in every state that can be reached.
//
// States that differ only in what no rule looks at (times, ids, comments, decisions that no longer count) are visited
// once. From each the whole alphabet is tried, and what every accepted command leads to is judged by the ledger, which
// knows the invariants and not the rules.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/json/fold.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/request/clock.h"
#include "core/request/transitions.h"
#include "tests/core/ledger.h"
#include "tests/core/offers.h"
#include "tests/core/world.h"
#include "tests/support/catch.h"

namespace countersign::world {
namespace {

using namespace cast;

// Commands in a row. Without NDEBUG (sanitizers, WebAssembly) less deep: the search takes many times as long there.
#ifdef NDEBUG
constexpr std::size_t kMostCommands = 60;
#else
constexpr std::size_t kMostCommands = 9;
#endif

struct State {
  Request request;
  Ledger ledger;
  Instant now;
  std::vector<std::size_t> next;  // by accepted commands
};

bool counts_now(const Request& request, const Decision& decision) {
  return std::max(decision.version, decision.carried_to) == static_cast<std::int64_t>(request.versions.size());
}

// What stands, in an order of its own: by whom, for whom, and about what.
std::string essence_of_decisions(const Request& request) {
  std::set<std::string> standing;
  for (const Decision& decision : request.decisions) {
    if (decision.standing != Standing::standing) continue;
    std::string key = decision.stage.text() + '/' + place_of(decision).text() + '/' + decision.signature.by.person.id.text();
    key += static_cast<char>('0' + static_cast<int>(decision.kind));
    key += decision.covered.hex().substr(0, 6) + (counts_now(request, decision) ? "!" : "");
    for (const ConditionId& id : decision.conditions) {
      const Condition& condition = *find_condition(request, id);
      key += std::string(word(condition.state)) + (condition.chased ? "*" : "");
    }
    for (const ObjectionId& id : decision.objections) key += word(find_objection(request, id)->state);
    standing.insert(key);
  }
  std::string keys;
  for (const std::string& key : standing) keys += '|' + key;
  return keys;
}

std::string essence_of_delegations(const Request& request, Instant now) {
  std::string key;
  for (const Delegation& delegation : request.delegations) {
    if (delegation.state == DelegationState::ended) continue;
    key += '|' + delegation.stage.text() + delegation.place.text() + '>' + delegation.from.id.text() + '>' + delegation.to.id.text() + '>' + delegation.signature.by.person.id.text();
    if (delegation.until) key += now < *delegation.until ? "<" : ">";
  }
  return key;
}

// How far away it is; of what is over only that it is.
std::string distance(std::optional<Instant> instant, Instant now) {
  if (!instant) return "-,";
  return *instant <= now ? "0," : std::to_string(instant->milliseconds() - now.milliseconds()) + ',';
}

std::string essence_of_time(const Request& request, Instant now) {
  std::string key = request.due && *request.due > now ? "|due " : "|late ";
  key += std::string(request.due == kFriday ? "first " : "later ") + (request.paused_at ? "paused " : "");
  for (const Stage& stage : request.stages) {
    if (!stage.clock) continue;
    key += '|' + distance(stage.clock->respond_by, now) + distance(stage.clock->escalate_at, now) + distance(stage.clock->end_at, now);
    for (const Instant reminder : stage.clock->reminders) key += distance(reminder, now);
  }
  for (const Question& question : request.questions) key += '|' + distance(question.chase_at, now);
  return key;
}

// What the rules can see of a request.
std::string essence(const Request& request, const Layout& layout, Instant now) {
  std::string key(word(request.state));
  key += '|' + request.ask.text() + (request.amount ? std::to_string(request.amount->minor) : "");
  for (const Version& version : request.versions) {
    key += '|' + std::string(word(version.status)) + version.digest.hex().substr(0, 8) + (version.ready ? "r" : "") + (version.submitted ? "s" : "");
    if (layout.fields.demands && version.submitted) key += version.submitted->by.person.id.text();
  }
  if (layout.fields.demands) key += request.requester.person.id.text();
  for (const Stage& stage : request.stages) key += '|' + stage.definition.id.text() + std::string(word(stage.status));
  for (const Effect& effect : request.effects) key += effect.released ? '+' : '-';
  for (const Actor* who : everybody()) {
    if (!layout.interest.views || request.versions.empty()) break;
    key += has_opened(request, request.versions.back().number, made(PartId::from("page")), who->person.id) ? 'o' : '.';
  }
  for (const Question& question : request.questions) key += '|' + question.signature.by.person.id.text() + std::string(word(question.state));
  key += essence_of_decisions(request) + essence_of_delegations(request, now);
  return layout.interest.silence ? key + essence_of_time(request, now) : key;
}

bool is_small(const Request& request, const Interest& interest) {
  const auto delegations = std::count_if(request.delegations.begin(), request.delegations.end(), [](const Delegation& delegation) {
    return delegation.state == DelegationState::standing;
  });
  // Places are followed into the hands of a few; that they can be handed to others is tried.
  const bool too_far = std::any_of(request.delegations.begin(), request.delegations.end(), [](const Delegation& delegation) {
    return delegation.to.id != kAna.person.id && delegation.to.id != kOlga.person.id && delegation.to.id != kEve.person.id;
  });
  const bool extended = request.due && *request.due > kFriday;
  const bool extended_again = request.due && *request.due > after(kFriday, 40 * 86'400'000LL);
  return request.versions.size() <= interest.versions && request.questions.size() <= interest.questions && request.links.empty() && !too_far &&
         static_cast<std::size_t>(delegations) <= interest.delegations && !extended_again && (interest.silence || !extended);
}

// The next moment at which something that was may be over.
std::optional<Instant> next_moment(const Request& request, Instant now) {
  std::optional<Instant> next = due(request, now).next;
  const auto consider = [&](std::optional<Instant> instant) {
    if (instant && *instant > now && (!next || *instant < *next)) next = instant;
  };
  consider(request.due);
  for (const Delegation& delegation : request.delegations) consider(delegation.until);
  return next;
}

class Search {
 public:
  explicit Search(const Layout& layout) : layout_(layout) { states_.push_back({Request(), Ledger(), kMonday, {}}); }

  void run() {
    std::size_t level_end = 1;
    for (std::size_t at = 0; at < states_.size(); ++at) {
      if (at == level_end) {
        ++depth_;
        level_end = states_.size();
      }
      if (depth_ >= kMostCommands) return;
      for (const Actor* who : everybody()) try_everything(at, *who);
      if (layout_.interest.silence) let_time_pass(at);
    }
    complete_ = true;
  }

  std::size_t state_count() const { return states_.size(); }
  std::size_t attempts() const { return attempts_; }
  std::size_t accepted() const { return accepted_; }
  bool complete() const { return complete_; }
  std::size_t depth() const { return depth_; }
  const std::vector<std::string>& objections() const { return objections_; }
  const std::map<RequestState, std::size_t>& reached() const { return reached_; }

  // Sequences of accepted commands of up to `length`, from nothing.
  double sequences(std::size_t length) const {
    std::vector<double> ways(states_.size(), 0);
    ways[0] = 1;
    double total = 0;
    for (std::size_t step = 0; step < length; ++step) {
      std::vector<double> after(states_.size(), 0);
      for (std::size_t i = 0; i < states_.size(); ++i) {
        for (const std::size_t next : states_[i].next) after[next] += ways[i];
      }
      ways = after;
      for (const double count : ways) total += count;
    }
    return total;
  }

 private:
  void object(const std::string& objection, const Move& move) {
    if (objections_.size() < 5) objections_.push_back(layout_.name + ": " + objection + ", by " + move.who->person.id.text() + " with " + std::string(word(verb_of(move.command))));
  }

  void try_everything(std::size_t at, const Actor& who) {
    const Request request = states_[at].request;  // a copy: states_ grows
    const Instant now = states_[at].now;
    std::map<std::string, bool> worked;
    for (const Move& move : moves_of(who, request, layout_)) {
      ++attempts_;
      const Context context = context_of(move, request, now);
      const Result<List<Event>> events = decide(request, move.command, context);
      if (!move.is_stale) worked[option_key(move.command)] |= events.ok();
      if (!events.ok()) continue;
      if (move.is_stale) object("I2: a decision on something else was accepted", move);
      ++accepted_;
      follow(at, request, move, context, events.value());
    }
    compare_with_permitted(request, now, who, worked);
    if (&who == &kTimer) compare_with_due(request, now);
  }

  // Nothing happens, and it is later.
  void let_time_pass(std::size_t from) {
    const std::optional<Instant> next = next_moment(states_[from].request, states_[from].now);
    if (!next) return;
    const auto [known, is_new] = index_.try_emplace(essence(states_[from].request, layout_, *next), states_.size());
    states_[from].next.push_back(known->second);
    if (!is_new) return;
    Request request = states_[from].request;
    Ledger ledger = states_[from].ledger;
    states_.push_back({std::move(request), std::move(ledger), *next, {}});
  }

  // What is due can be done, and what is not due is ahead.
  void compare_with_due(const Request& request, Instant now) {
    const Due answer = due(request, now);
    if (answer.next && *answer.next <= now) object("what comes next is over", {&kTimer, SubmitCommand{}});
    for (const Command& command : answer.commands) {
      const Move move{&kTimer, command};
      if (!decide(request, command, context_of(move, request, now)).ok()) object("what is due is refused", move);
    }
  }

  // An option is allowed exactly when one of all the commands of its kind was accepted.
  void compare_with_permitted(const Request& request, Instant now, const Actor& who, const std::map<std::string, bool>& worked) {
    const Move nothing{&who, SubmitCommand{}};
    for (const Option& option : permitted(request, context_of(nothing, request, now)).options) {
      const std::string key = option_key(option);
      const auto tried = worked.find(key);
      const bool accepted = tried != worked.end() && tried->second;
      if (accepted != !option.refusal.has_value()) object("permitted says otherwise about " + key, nothing);
    }
  }

  void follow(std::size_t from, const Request& before, const Move& move, const Context& context, const List<Event>& events) {
    Request after = before;
    Ledger ledger = states_[from].ledger;
    for (const Event& event : events) {
      const Request previous = after;
      after = evolve(std::move(after), event);
      if (const std::string objection = ledger.take(event); !objection.empty()) object(objection, move);
      if (const std::string objection = objection_to_step(previous, event, after); !objection.empty()) object(objection, move);
    }
    if (!clocks_run(after)) object("R56: a stage is open and has no clock", move);
    const bool seen = holds<OpenPartCommand>(move.command);  // the part was open already
    if (events.empty() && !seen) object("accepted without an event", move);
    const Transition* row = row_to(before.state, verb_of(move.command), after.state);
    if (row == nullptr) object("the table has no such row", move);
    const Result<List<Event>> again = decide(after, move.command, context);
    if (!again.ok() || !again.value().empty()) object("I9: the second time something happened", move);
    if (!is_small(after, layout_.interest)) return;
    const Instant now = layout_.interest.silence ? states_[from].now : minute_of(after);
    const auto [known, is_new] = index_.try_emplace(essence(after, layout_, now), states_.size());
    states_[from].next.push_back(known->second);
    if (!is_new) return;
    ++reached_[after.state];
    compare_with_stored(before, events, after, move);
    states_.push_back({std::move(after), std::move(ledger), now, {}});
  }

  // Where there is a policy, whoever is asked is reminded, unless the request is paused.
  static bool clocks_run(const Request& request) {
    if (!request.policy || request.paused_at) return true;
    return std::none_of(request.stages.begin(), request.stages.end(), [](const Stage& stage) { return stage.status == StageStatus::open && !stage.clock; });
  }

  static const Transition* row_to(RequestState from, Verb verb, RequestState to) {
    for (const Transition& row : transitions()) {
      if (row.from == from && row.verb == verb && row.to == to) return &row;
    }
    return nullptr;
  }

  // I7: what was stored gives what was answered.
  void compare_with_stored(const Request& before, const List<Event>& events, const Request& after, const Move& move) {
    const Result<List<Event>> stored = read_events(made(read_json(canonical_events(events))));
    if (!stored.ok()) return object("I7: stored events cannot be read", move);
    const Result<Request> folded = fold(before, stored.value());
    if (!folded.ok()) return object("I7: stored events do not fold", move);
    if (!(folded.value() == after)) object("I7: stored events fold to something else", move);
    const Result<Request> read = read_request(made(read_json(canonical_request(after))));
    if (!read.ok() || !(read.value() == after)) object("I7: a state is not read back as it was written", move);
  }

  const Layout& layout_;
  std::vector<State> states_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<RequestState, std::size_t> reached_;
  std::vector<std::string> objections_;
  std::size_t attempts_ = 0;
  std::size_t accepted_ = 0;
  std::size_t depth_ = 0;
  bool complete_ = false;
};

TEST_CASE("everything that can happen in a small world keeps the invariants", "[small-world]") {
  const auto start = std::chrono::steady_clock::now();
  std::size_t states = 0;
  std::size_t attempts = 0;
  std::size_t accepted = 0;
  double sequences = 0;
  for (const Layout& layout : layouts()) {
    Search search(layout);
    search.run();
    for (const std::string& objection : search.objections()) FAIL_CHECK(objection);
    states += search.state_count();
    attempts += search.attempts();
    accepted += search.accepted();
    sequences += search.sequences(12);
    std::printf("small world, %-38s %6zu states, %8zu commands tried, %7zu accepted, depth %zu%s\n", (layout.name + ":").c_str(), search.state_count(), search.attempts(),
                search.accepted(), search.depth(), search.complete() ? ", complete" : "");
    std::fflush(stdout);
#ifdef NDEBUG
    CHECK(search.complete());
    const bool expires = layout.fields.policy && layout.fields.policy->end->action == PolicyEnd::expire;
    CHECK(search.reached().size() == Words<RequestState>::list.size() - (expires ? 1U : 2U));
#endif
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("small world: %zu states visited, %zu commands tried, %zu accepted, %.3g sequences of up to 12 commands, %.1f s\n", states, attempts, accepted, sequences, seconds.count());
}

// ------------------------------------------------------------------------------------- the ledger does object

class BadLog {
 public:
  BadLog() {
    desk_.submit({stage("one", 1, kAll, {member(kAna), member(kBen)})});
    log = desk_.log;
  }

  void add(const Actor& who, EventBody body) {
    Event event = log.back();
    event.seq += 1;
    event.actor = who;
    event.command_id = made(CommandId::from("bad" + std::to_string(event.seq)));
    event.body = std::move(body);
    log.push_back(event);
  }

  Decided says(std::string_view id, DecisionKind kind) const {
    Decided decided;
    decided.decision_id = made(DecisionId::from(id));
    decided.stage = made(StageId::from("one"));
    decided.version = 1;
    decided.digest = digest();
    decided.decision = kind;
    return decided;
  }

  Resolved resolved(RequestState state) const {
    Resolved resolution;
    resolution.state = state;
    resolution.version = 1;
    resolution.digest = digest();
    return resolution;
  }

  Digest digest() const { return desk_.request.versions.back().digest; }

  std::vector<Event> log;

 private:
  Desk desk_;
};

Delegated handed_to(const Actor& to, const Actor& place, std::string_view id) {
  Delegated handed;
  handed.delegation = made(DelegationId::from(id));
  handed.stage = made(StageId::from("one"));
  handed.place = place.person.id;
  handed.from = place.person;
  handed.to = to.person;
  handed.reason = cast::says("Away");
  return handed;
}

bool objects(const BadLog& bad, std::string_view start) {
  const std::string objection = objection_to_log(bad.log);
  INFO(objection);
  const bool found = objection.substr(0, start.size()) == start;
  if (!found) FAIL_CHECK("expected an objection that starts with " << start << ", found \"" << objection << "\"");
  return found;
}

TEST_CASE("the ledger accepts a good log and objects to each kind of bad one") {
  BadLog good;
  good.add(kAna, good.says("d1", DecisionKind::approve));
  good.add(kBen, good.says("d2", DecisionKind::approve));
  good.add(kBen, good.resolved(RequestState::approved));
  CHECK(objection_to_log(good.log) == "");

  SECTION("I1: approved by nobody") {
    BadLog bad;
    bad.add(kDana, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: approved by one of two") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kAna, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: one person twice") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kAna, bad.says("d2", DecisionKind::approve));
    bad.add(kAna, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: two places in one hand") {
    BadLog bad;
    bad.add(kAna, handed_to(kBen, kAna, "g1"));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: one person decided for two, one after the other") {
    BadLog bad;
    Delegated cover = handed_to(kEve, kAna, "g1");
    cover.until = after(bad.log.back().at, 60'000);
    bad.add(kAna, cover);
    Decided decided = bad.says("d1", DecisionKind::approve);
    decided.on_behalf_of = kAna.person.id;
    bad.add(kEve, decided);
    bad.add(kBen, Commented{made(CommentId::from("m1")), cast::says("Later"), {}});
    bad.log.back().at = after(bad.log.back().at, 120'000);
    bad.add(kBen, handed_to(kEve, kBen, "g2"));
    CHECK(objects(bad, "I1: a place was given"));
  }
  SECTION("I1: somebody became an approver who holds the place of another") {
    BadLog bad;
    bad.add(kAna, handed_to(kEve, kAna, "g1"));
    bad.add(kBen, bad.says("d1", DecisionKind::request_changes));
    bad.add(kBen, bad.resolved(RequestState::changes_requested));
    bad.add(kDana, RevisionStarted{{made(DecisionId::from("d1"))}});
    Edited edited;
    edited.fields.stages = List<StageDefinition>{stage("one", 1, kAll, {member(kAna), member(kEve)})};
    bad.add(kDana, edited);
    CHECK(objects(bad, "I1: an edit"));
  }
  SECTION("I1: approved by somebody else") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kEve, bad.says("d2", DecisionKind::approve));
    bad.add(kEve, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: approved over a rejection") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kBen, bad.says("d2", DecisionKind::reject));
    bad.add(kBen, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: a decision that was taken back counted") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kAna, DecisionRetracted{made(DecisionId::from("d1")), {}});
    bad.add(kBen, bad.says("d2", DecisionKind::approve));
    bad.add(kBen, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I1: conditions were lost") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve_with_conditions));
    bad.add(kBen, bad.says("d2", DecisionKind::approve));
    bad.add(kBen, bad.resolved(RequestState::approved));
    CHECK(objects(bad, "I1"));
  }
  SECTION("I2: decided on another digest") {
    BadLog bad;
    Decided decided = bad.says("d1", DecisionKind::approve);
    decided.digest = Digest::of("something else");
    bad.add(kAna, decided);
    CHECK(objects(bad, "I2"));
  }
  SECTION("I2: an approval of the old version kept") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    Content content;
    content.ask = made(Ask::from("Approve the homepage."));
    content.parts = {part("page", "two")};
    bad.add(kDana, VersionAdded{2, {}, content.parts, digest_of(content), {}, {}});
    bad.add(kDana, Commented{made(CommentId::from("m1")), cast::says("New"), {}});
    CHECK(objects(bad, "I2"));
  }
  SECTION("I3: edited under review") {
    BadLog bad;
    bad.add(kDana, Edited{edit_ask("Approve something else.").fields});
    CHECK(objects(bad, "I3"));
  }
  SECTION("I4: the timer decided") {
    BadLog bad;
    bad.add(kTimer, bad.says("d1", DecisionKind::approve));
    CHECK(objects(bad, "I4"));
  }
  SECTION("I5: changed after approval") {
    BadLog bad = good;
    bad.add(kDana, Withdrawn{cast::says("No")});
    CHECK(objects(bad, "I5"));
  }
  SECTION("I5: talk after a rejection") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::reject));
    bad.add(kAna, bad.resolved(RequestState::rejected));
    bad.add(kAna, Commented{made(CommentId::from("m1")), cast::says("Sorry"), {}});
    CHECK(objects(bad, "I5"));
  }
  SECTION("I8: an agent decided") {
    BadLog bad;
    bad.add(kBot, bad.says("d1", DecisionKind::approve));
    CHECK(objects(bad, "I8"));
  }
  SECTION("I8: somebody else took it back") {
    BadLog bad;
    bad.add(kAna, bad.says("d1", DecisionKind::approve));
    bad.add(kBen, DecisionRetracted{made(DecisionId::from("d1")), {}});
    CHECK(objects(bad, "I8"));
  }
  SECTION("a gap") {
    BadLog bad;
    bad.log.erase(bad.log.begin() + 2);
    CHECK(objects(bad, "the record has a gap"));
  }
}

TEST_CASE("steps that touch what is locked, or let talk change the gate, are objected to") {
  Desk desk;
  desk.submit({stage("one", 1, kAny, {member(kAna)})});
  desk.carry_out(kAna, decide_on(desk.request, "one", DecisionKind::approve, "x1"));
  const Request before = desk.request;
  const List<Event> comment = desk.carry_out(kAna, CommentCommand{says("Looks good!"), {}});
  CHECK(objection_to_step(before, comment[0], desk.request) == "");

  Request touched = desk.request;
  touched.versions[0].content.ask = made(Ask::from("Something else"));
  CHECK(objection_to_step(before, comment[0], touched).substr(0, 2) == "I3");
  touched = desk.request;
  touched.state = RequestState::draft;
  CHECK(objection_to_step(before, comment[0], touched).substr(0, 3) == "I10");
  touched = desk.request;
  touched.decisions[0].kind = DecisionKind::reject;
  CHECK(objection_to_step(before, comment[0], touched).substr(0, 2) == "I8");
  Event by_agent = comment[0];
  by_agent.actor = kBot;
  touched = desk.request;
  touched.decisions[0].standing = Standing::superseded;
  CHECK(objection_to_step(before, by_agent, touched).substr(0, 2) == "I8");
}

}  // namespace
}  // namespace countersign::world
