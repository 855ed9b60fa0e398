#include "native/service/access.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/json/command_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/request/guards.h"
#include "core/request/transitions.h"
#include "native/net/http_status.h"
#include "native/service/keys.h"
#include "native/service/message_reader.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

constexpr std::size_t kMostOrigins = 20;

bool is_short_origin(std::string_view text) {
  constexpr std::size_t kLongest = 255;
  return text.size() <= kLongest && is_origin(text);
}

// A role that a newer program has given, and that this one does not know, gives as little as there is.
Role role_from(std::string_view text) { return from_word<Role>(text).value_or(Role::viewer); }

Result<NewSession> read_new_session(const Caller& caller, std::string_view body) {
  MessageReader reader(body);
  auto actor = reader.actor("actor");
  reader.require(actor.has_value(), "actor");
  const auto role = reader.text("role", is_role);
  auto origins = reader.texts("origins", kMostOrigins, is_short_origin);
  const auto seconds = reader.integer("ttl_seconds", 1, kLongestSessionSeconds);
  const auto renewable = reader.integer("renewable_seconds", 1, kLongestSessionSeconds);
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  NewSession session;
  session.tenant = caller.tenant;
  session.actor = *std::move(actor);
  session.role = role ? role_from(*role) : caller.role;
  session.origins = std::move(origins);
  session.parent = caller.credential;
  session.seconds = seconds.value_or(kSessionSeconds);
  session.renewable_seconds = renewable.value_or(0);
  // Whoever reads the record takes such an actor for the key itself.
  if (session.actor.person.id.text().starts_with(kKeyActorPrefix)) return Error{ErrorCode::invalid_format, "/actor/id", "Ids of keys are for keys."};
  if (role && !takes_role(session.actor)) return Error{ErrorCode::delivery_only, "/role", "Roles are for actors of the delivery side."};
  if (!covers(caller.role, session.role)) return Error{ErrorCode::forbidden, "/role", "The role of this key does not cover it."};
  return session;
}

}  // namespace

Refusal require_delivery(const Actor& actor) {
  // The guard looks at the actor only.
  const Request none;
  const Command command = CreateCommand{};
  Context context;
  context.actor = actor;
  return ask_guard(Guard::delivery, {none, command, context, context.now});
}

bool is_role(std::string_view text) { return from_word<Role>(text).has_value(); }

Refusal require_decider(const Actor& actor) {
  const Transition* decision = find_transition(RequestState::in_review, Verb::decide);
  return may_use(*decision, actor.kind) ? Refusal() : Error{ErrorCode::humans_only};
}

Result<Caller> AccessService::authenticate(std::string_view token) {
  if (token.starts_with(kApiKeyPrefix)) return authenticate_key(token);
  if (token.starts_with(kSessionPrefix)) return authenticate_session(token);
  return Error{ErrorCode::unauthorized};
}

Result<Caller> AccessService::authenticate_key(std::string_view token) {
  auto stored = store_.key(token_hash(token));
  if (!stored.ok()) return stored.error();
  if (!stored.value() || stored.value()->revoked_at) return Error{ErrorCode::unauthorized};
  StoredKey& key = *stored.value();
  const Result<Actor> actor = key_actor(key.name);
  if (!actor.ok()) return actor.error();
  key_uses_.note(key.key_hash, clock_.now());
  Caller caller;
  caller.kind = CallerKind::api_key;
  caller.tenant = std::move(key.tenant);
  caller.actor = actor.value();
  caller.role = role_from(key.role);
  caller.scopes = scopes_from_text(key.scopes);
  caller.credential = std::move(key.key_hash);
  return caller;
}

Result<Caller> AccessService::authenticate_session(std::string_view token) {
  auto stored = store_.session(token_hash(token));
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return Error{ErrorCode::unauthorized};
  StoredSession& session = *stored.value();
  if (session.expires <= clock_.now()) return Error{ErrorCode::session_expired};
  Result<Caller> made = caller_from(session.actor, session.stream);
  if (!made.ok()) return made;
  Caller& caller = made.value();
  caller.tenant = std::move(session.tenant);
  caller.role = role_from(session.role);
  caller.credential = std::move(session.token_hash);
  caller.came_by = session.family == session.parent ? CameBy::link : CameBy::backend;
  caller.family = std::move(session.family);
  caller.origins = std::move(session.origins);
  return made;
}

Result<Caller> caller_from(std::string_view actor, const std::optional<std::string>& stream) {
  const Result<Json> json = read_json(actor);
  if (!json.ok()) return json.error();
  const Result<Actor> read = read_actor(json.value());
  if (!read.ok()) return read.error();
  Caller caller;
  caller.actor = read.value();
  if (!stream) return caller;
  const auto request = RequestId::from(*stream);
  if (!request.ok()) return request.error();
  caller.request = request.value();
  return caller;
}

ServiceAnswer AccessService::mint(const Caller& caller, const std::optional<RequestId>& request, std::string_view body) {
  if (!caller.scopes.has(Scope::sessions)) return refuse(Error{ErrorCode::forbidden});
  Result<NewSession> read = read_new_session(caller, body);
  if (!read.ok()) return refuse(read.error());
  NewSession session = std::move(read).value();
  session.request = request;
  if (request) {
    if (const Refusal refusal = check_reach(store_, caller, *request)) return refuse(*refusal);
  } else if (Refusal refusal = require_delivery(session.actor)) {
    refusal->pointer = "/actor/party";
    return refuse(*refusal);
  }
  const auto minted = make_session(session);
  return minted.ok() ? session_answer(minted.value(), session.actor) : refuse(minted.error());
}

ServiceAnswer AccessService::renew(const Caller& caller, std::string_view token, std::string_view body) {
  if (caller.kind != CallerKind::session) return refuse(Error{ErrorCode::forbidden});
  if (const Refusal refusal = MessageReader(body).finish()) return refuse(*refusal);
  const auto stored = store_.session(token_hash(token));
  if (!stored.ok()) return refuse(stored.error());
  const Instant now = clock_.now();
  if (!stored.value()) return refuse(Error{ErrorCode::unauthorized});
  const std::optional<Instant> until = stored.value()->renewable_until;
  if (!until || *until <= now) return refuse(Error{ErrorCode::forbidden, "", "This session cannot be renewed."});
  NewSession session;
  session.tenant = caller.tenant;
  session.actor = caller.actor;
  session.role = caller.role;
  session.request = caller.request;
  session.origins = caller.origins;
  session.parent = stored.value()->parent;
  session.family = stored.value()->family;
  session.family_at_most = kSessionsOfOneRenewal;
  session.renewable_seconds = (until->milliseconds() - now.milliseconds()) / 1000;
  session.seconds = std::clamp<std::int64_t>(session.renewable_seconds, 1, kSessionSeconds);
  const auto minted = make_session(session);
  return minted.ok() ? session_answer(minted.value(), session.actor) : refuse(minted.error());
}

Result<MintedSession> AccessService::make_session(const NewSession& session) {
  const Instant now = clock_.now();
  MintedSession minted{new_token(random_, kSessionPrefix), later(now, session.seconds * 1000), std::nullopt};
  if (session.renewable_seconds > 0) minted.renewable_until = later(now, session.renewable_seconds * 1000);
  StoredSession stored;
  stored.token_hash = token_hash(minted.token);
  stored.tenant = session.tenant;
  stored.actor = canonical_actor(session.actor);
  stored.role = word(session.role);
  if (session.request) stored.stream = session.request->text();
  stored.origins = session.origins;
  stored.parent = session.parent;
  stored.family = session.family.empty() ? stored.token_hash : session.family;
  stored.expires = minted.expires;
  stored.renewable_until = minted.renewable_until;
  const auto put = store_.put_session(stored, now, session.family_at_most);
  if (!put.ok()) return put.error();
  if (put.value() == PutSession::parent_ended) return Error{ErrorCode::unauthorized};
  if (put.value() == PutSession::too_many) return Error{ErrorCode::too_many_requests, "", "There are too many sessions of this link, or of this one that was renewed, already."};
  return minted;
}

ServiceAnswer session_answer(const MintedSession& session, const Actor& actor) {
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  ObjectText body;
  body.json("actor", canonical_actor(actor)).text("expires", session.expires.text());
  if (session.renewable_until) body.text("renewable_until", session.renewable_until->text());
  answer.body = body.text("token", session.token).take();
  return answer;
}

std::string token_hash(std::string_view token) { return Digest::of(token).hex(); }

Refusal check_reach(Store& store, const Caller& caller, const RequestId& id) {
  if (!caller.reaches(id)) return Error{ErrorCode::forbidden};
  const auto tenant = store.tenant_of(id.text());
  if (!tenant.ok()) return tenant.error();
  if (tenant.value() != caller.tenant) return Error{ErrorCode::request_unknown};
  return std::nullopt;
}

}  // namespace countersign
