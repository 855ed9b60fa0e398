#include "native/service/links.h"

#include <algorithm>

#include "core/json/command_codec.h"
#include "core/json/object_text.h"
#include "native/net/http_status.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

// On the average, when a link has as many as it may have.
constexpr std::int64_t kSecondsUntilASessionEnds = kSessionSeconds / static_cast<std::int64_t>(kSessionsOfOneLink);

bool is_link_token(std::string_view text) {
  constexpr std::size_t kLongestToken = 128;
  return text.starts_with(kLinkPrefix) && text.size() <= kLongestToken;
}

std::string link_json(const StoredLink& link) {
  ObjectText json;
  json.json("actor", link.actor).text("created_at", link.created_at.text()).text("expires", link.expires.text()).text("id", link.id);
  if (link.revoked_at) json.text("revoked_at", link.revoked_at->text());
  if (link.used_at) json.text("used_at", link.used_at->text());
  return json.integer("uses", link.uses).take();
}

Result<NewLink> read_new_link(const Caller& caller, const RequestId& request, std::string_view body) {
  MessageReader reader(body);
  auto actor = reader.actor("actor");
  reader.require(actor.has_value(), "actor");
  const auto seconds = reader.integer("ttl_seconds", 1, kLongestLinkSeconds);
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  if (Refusal refusal = require_decider(*actor)) return Error{refusal->code, "/actor/kind"};
  return NewLink{caller.tenant, request, *std::move(actor), caller.credential, seconds.value_or(kLinkSeconds)};
}

}  // namespace

Result<std::string> read_link_token(std::string_view body) {
  MessageReader reader(body);
  auto token = reader.text("token", is_link_token);
  reader.require(token.has_value(), "token");
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  return *std::move(token);
}

Result<MintedLink> LinkService::make(const NewLink& link) {
  const Instant now = clock_.now();
  const MintedLink minted{new_token(random_, kLinkPrefix), new_link_id(random_), later(now, link.seconds * 1000)};
  StoredLink stored;
  stored.token_hash = token_hash(minted.token);
  stored.id = minted.id;
  stored.tenant = link.tenant;
  stored.stream = link.request.text();
  stored.actor = canonical_actor(link.actor);
  stored.made_by = link.made_by;
  stored.created_at = now;
  stored.expires = minted.expires;
  const auto put = store_.put_link(stored);
  if (!put.ok()) return put.error();
  if (!put.value()) return Error{ErrorCode::unauthorized};
  return minted;
}

ServiceAnswer LinkService::mint(const Caller& caller, const RequestId& request, std::string_view body) {
  if (!caller.scopes.has(Scope::sessions)) return refuse(Error{ErrorCode::forbidden});
  if (const Refusal refusal = check_reach(store_, caller, request)) return refuse(*refusal);
  const auto link = read_new_link(caller, request, body);
  if (!link.ok()) return refuse(link.error());
  const auto others = store_.links(request.text(), kLinksOfOneRequest);
  if (!others.ok()) return refuse(others.error());
  if (others.value().size() >= kLinksOfOneRequest) return refuse(Error{ErrorCode::too_many_items, "", "There are too many links to this request."});
  const auto minted = make(link.value());
  if (!minted.ok()) return refuse(minted.error());
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  answer.body = ObjectText()
                    .json("actor", canonical_actor(link.value().actor))
                    .text("expires", minted.value().expires.text())
                    .text("id", minted.value().id)
                    .text("token", minted.value().token)
                    .take();
  return answer;
}

ServiceAnswer LinkService::list(const Caller& caller, const RequestId& request) {
  if (!caller.scopes.has(Scope::sessions)) return refuse(Error{ErrorCode::forbidden});
  if (const Refusal refusal = check_reach(store_, caller, request)) return refuse(*refusal);
  const auto stored = store_.links(request.text(), kLinksOfOneRequest);
  if (!stored.ok()) return refuse(stored.error());
  ArrayText links;
  for (const StoredLink& link : stored.value()) links.json(link_json(link));
  ServiceAnswer answer;
  answer.body = ObjectText().json("links", links.take()).take();
  return answer;
}

ServiceAnswer LinkService::revoke(const Caller& caller, const RequestId& request, std::string_view id) {
  if (!caller.scopes.has(Scope::sessions)) return refuse(Error{ErrorCode::forbidden});
  if (const Refusal refusal = check_reach(store_, caller, request)) return refuse(*refusal);
  const Instant now = clock_.now();
  if (!is_id(id)) return refuse(Error{ErrorCode::route_unknown, "", "There is no such link that is not revoked."});
  const auto revoked = store_.revoke_link(request.text(), id, now);
  if (!revoked.ok()) return refuse(revoked.error());
  if (!revoked.value()) return refuse(Error{ErrorCode::route_unknown, "", "There is no such link that is not revoked."});
  ServiceAnswer answer;
  answer.body = ObjectText().text("id", id).text("revoked_at", now.text()).take();
  return answer;
}

Result<LinkService::Bearer> LinkService::authenticate(std::string_view token) {
  auto stored = store_.link(token_hash(token));
  if (!stored.ok()) return stored.error();
  if (!stored.value() || stored.value()->revoked_at) return Error{ErrorCode::unauthorized};
  StoredLink& link = *stored.value();
  if (link.expires <= clock_.now()) return Error{ErrorCode::session_expired};
  Result<Caller> caller = caller_from(link.actor, link.stream);
  if (!caller.ok()) return caller.error();
  caller.value().tenant = std::move(link.tenant);
  caller.value().credential = std::move(link.token_hash);
  return Bearer{std::move(caller).value(), link.expires};
}

ServiceAnswer LinkService::exchange(const Bearer& bearer) {
  const Caller& link = bearer.caller;
  const std::int64_t left = bearer.expires.milliseconds() - clock_.now().milliseconds();
  NewSession session;
  session.tenant = link.tenant;
  session.actor = link.actor;
  session.role = link.role;
  session.request = link.request;
  session.parent = link.credential;
  session.seconds = std::clamp<std::int64_t>(left / 1000, 1, kSessionSeconds);
  session.family = link.credential;
  session.family_at_most = kSessionsOfOneLink;
  const auto minted = access_.make_session(session);
  if (!minted.ok()) {
    ServiceAnswer refused = refuse(minted.error());
    if (minted.error().code == ErrorCode::too_many_requests) refused.retry_after_seconds = kSecondsUntilASessionEnds;
    return refused;
  }
  (void)store_.note_link_use(link.credential, clock_.now());  // for people who look at lists; the session is there
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  answer.body = ObjectText()
                    .json("actor", canonical_actor(link.actor))
                    .text("expires", minted.value().expires.text())
                    .text("request", link.request->text())
                    .text("token", minted.value().token)
                    .take();
  return answer;
}

}  // namespace countersign
