#include "native/notify/plan.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/json/object_text.h"
#include "core/request/stages.h"
#include "native/notify/mail_note.h"

namespace countersign {
namespace {

constexpr std::size_t kLongestQuote = 600;  // code points

std::string event_id(const Event& event) { return event.request.text() + ":" + std::to_string(event.seq); }

// The beginning of a long text, cut between code points.
std::string quoted(const std::string& text) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_start = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (is_start && ++points > kLongestQuote) return text.substr(0, at) + "\u2026";
  }
  return text;
}

class MailPlan {
 public:
  MailPlan(const Recorded& recorded, std::string_view tenant) : recorded_(recorded), tenant_(tenant) {}

  std::vector<OutgoingMessage> take() && { return std::move(messages_); }

  void look_at(const Event& event) {
    event_ = &event;
    told_.clear();
    visit([this](const auto& body) { tell(body); }, event.body);
  }

 private:
  const Request& request() const { return recorded_.after; }

  template <class Body>
  void tell(const Body&) {}

  void tell(const StageOpened& opened) { invite(opened.stage); }
  void tell(const Delegated& delegated) {
    const Stage* stage = find_stage(request(), delegated.stage);
    if (stage == nullptr || !is_waited_for(*stage, delegated.to.id)) return;
    MailNote note = about(MailKind::handed_over, *stage);
    note.quote = quoted(delegated.reason.text());
    send(note, delegated.to);
  }
  void tell(const Reminded& reminded) {
    const Stage* stage = find_stage(request(), reminded.stage);
    if (stage == nullptr) return;
    for (const Person& person : waited_for(request(), *stage, event_->at)) {
      if (contains(reminded.to, person.id)) send(about(MailKind::reminder, *stage), person);
    }
  }
  void tell(const Escalated& escalated) {
    if (const Stage* stage = find_stage(request(), escalated.stage)) send(about(MailKind::escalation, *stage), escalated.to);
  }
  void tell(const QuestionAsked& asked) {
    MailNote note = about(MailKind::question);
    note.quote = quoted(asked.text.text());
    send_to_requesting(note);
  }
  void tell(const QuestionAnswered& answered) {
    const Question* question = find_question(request(), answered.question);
    if (question == nullptr) return;
    MailNote note = about(MailKind::answer);
    note.quote = quoted(answered.text.text());
    send(note, question->signature.by.person);
  }
  void tell(const Chased& chased) {
    const Question* question = find_question(request(), chased.question);
    const Condition* condition = find_condition(request(), chased.condition);
    MailNote note = about(question != nullptr ? MailKind::question_overdue : MailKind::condition_overdue);
    if (question != nullptr) note.quote = quoted(question->text.text());
    if (condition != nullptr) note.quote = quoted(condition->text.text());
    send_to_requesting(note);
  }
  void tell(const Decided& decided) {
    const Stage* stage = find_stage(request(), decided.stage);
    const bool wants_changes = decided.decision == DecisionKind::request_changes;
    MailNote note = about(wants_changes ? MailKind::changes_requested : MailKind::decision);
    note.decision = word(decided.decision);
    note.state = word(request().state);
    if (stage != nullptr) note.stage = stage->definition.name.text();
    note.quote = quoted(decided.rationale.text());
    send_to_requesting(note);
    note.kind = MailKind::acknowledgement;
    note.quote.clear();
    send(note, event_->actor.person, Actors::told);
  }
  void tell(const DecisionRetracted& retracted) {
    MailNote note = about(MailKind::retracted);
    note.quote = quoted(retracted.reason.text());
    send_to_requesting(note);
  }
  void tell(const Paused&) { send_to_requesting(about(MailKind::paused)); }
  void tell(const Expired&) { end(about(MailKind::expired)); }
  void tell(const Withdrawn& withdrawn) {
    MailNote note = about(MailKind::withdrawn);
    note.quote = quoted(withdrawn.reason.text());
    end(note);
  }

  enum class Actors { left_out, told };

  // Those who are to decide in it now, unless an earlier event of this append has invited them already.
  void invite(const StageId& id) {
    const Stage* stage = find_stage(request(), id);
    if (stage == nullptr) return;
    for (const Person& person : waited_for(request(), *stage, event_->at)) {
      if (contains(invited_, person.id)) continue;
      invited_.push_back(person.id);
      send(about(MailKind::invitation, *stage), person);
    }
  }

  // Nothing is expected of those who were waited for any more.
  void end(const MailNote& note) {
    send_to_requesting(note);
    for (const Person& person : recorded_.waited_before) send(note, person);
  }

  bool is_waited_for(const Stage& stage, const ActorId& id) const {
    const List<Person> waiting = waited_for(request(), stage, event_->at);
    return std::any_of(waiting.begin(), waiting.end(), [&](const Person& person) { return person.id == id; });
  }

  MailNote about(MailKind kind) const {
    MailNote note;
    note.kind = kind;
    note.request = request().id.text();
    note.title = request().title.text();
    note.project = request().project.text();
    note.actor = event_->actor.person.name.text();
    return note;
  }
  // By when that stage is to be answered.
  MailNote about(MailKind kind, const Stage& stage) const {
    MailNote note = about(kind);
    note.stage = stage.definition.name.text();
    if (stage.clock) note.due = stage.clock->respond_by.text();
    else if (request().due) note.due = request().due->text();
    return note;
  }

  // Those who asked for the approval: they also answer questions.
  void send_to_requesting(const MailNote& note) {
    send(note, request().requester.person);
    const Version* version = current_version(request());
    if (version != nullptr && version->submitted) send(note, version->submitted->by.person);
  }

  void send(MailNote note, const Person& person, Actors actors = Actors::left_out) {
    if (contains(told_, person.id)) return;
    if (actors == Actors::left_out && person.id == event_->actor.person.id) return;
    told_.push_back(person.id);
    note.person = person.id.text();
    note.name = person.name.text();
    note.organization = person.organization.text();
    messages_.push_back({std::string(tenant_), std::string(kMailRoute), note.person, event_id(*event_) + ":" + note.person,
                         std::string(mail_kind_word(note.kind)), write_mail_note(note), event_->at});
  }

  static bool contains(const List<ActorId>& ids, const ActorId& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }
  static bool contains(const std::vector<ActorId>& ids, const ActorId& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

  const Recorded& recorded_;
  const std::string_view tenant_;
  const Event* event_ = nullptr;
  std::vector<ActorId> invited_;
  std::vector<ActorId> told_;  // of this event
  std::vector<OutgoingMessage> messages_;
};

bool wants(const StoredWebhook& webhook, const std::string& type) {
  if (webhook.disabled_at) return false;
  return webhook.types.empty() || std::find(webhook.types.begin(), webhook.types.end(), type) != webhook.types.end();
}

}  // namespace

std::string cloud_event_type(std::string_view event_word) { return std::string(kCloudEventPrefix) + std::string(event_word); }

bool is_cloud_event_type(std::string_view text) {
  if (!text.starts_with(kCloudEventPrefix)) return false;
  text.remove_prefix(kCloudEventPrefix.size());
  return std::find(kEventWords.begin(), kEventWords.end(), text) != kEventWords.end();
}

std::string cloud_event(const Recorded& recorded, std::size_t index, std::string_view source) {
  const Event& event = recorded.events[index];
  return ObjectText()
      .json("data", ObjectText().json("event", recorded.entries[index]).integer("head", recorded.after.head).json("summary", recorded.summary).take())
      .text("datacontenttype", "application/json")
      .text("id", event_id(event))
      .text("source", source)
      .text("specversion", "1.0")
      .text("subject", event.request.text())
      .text("time", event.at.text())
      .text("type", cloud_event_type(word(event.body)))
      .take();
}

std::vector<OutgoingMessage> plan_webhooks(const Recorded& recorded, const std::vector<StoredWebhook>& webhooks, std::string_view source) {
  std::vector<OutgoingMessage> messages;
  for (std::size_t index = 0; index < recorded.events.size(); ++index) {
    const Event& event = recorded.events[index];
    const std::string type = cloud_event_type(word(event.body));
    std::string body;
    for (const StoredWebhook& webhook : webhooks) {
      if (!wants(webhook, type)) continue;
      if (body.empty()) body = cloud_event(recorded, index, source);
      messages.push_back({webhook.tenant, webhook.id, webhook.id, event_id(event), type, body, event.at});
    }
  }
  return messages;
}

std::vector<OutgoingMessage> plan_mails(const Recorded& recorded, std::string_view tenant) {
  MailPlan plan(recorded, tenant);
  for (const Event& event : recorded.events) plan.look_at(event);
  return std::move(plan).take();
}

}  // namespace countersign
