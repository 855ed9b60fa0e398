#include "native/service/access.h"

#include "core/base/digest.h"
#include "core/json/command_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/request/guards.h"
#include "native/net/http_status.h"
#include "native/service/message_reader.h"
#include "native/service/origin.h"

namespace countersign {
namespace {

constexpr std::size_t kMostOrigins = 20;

bool is_short_origin(std::string_view text) {
  constexpr std::size_t kLongest = 255;
  return text.size() <= kLongest && is_origin(text);
}

std::string token_hash(std::string_view token) { return Digest::of(token).hex(); }

Result<Actor> key_actor(std::string_view name) {
  const auto id = ActorId::from("key:" + std::string(name));
  auto shown = Name::from(name);
  if (!id.ok()) return id.error();
  if (!shown.ok()) return shown.error();
  return Actor{ActorKind::agent, Party::delivery, {id.value(), std::move(shown).value(), {}}};
}

Result<NewSession> read_new_session(std::string_view body) {
  MessageReader reader(body);
  auto actor = reader.actor("actor");
  reader.require(actor.has_value(), "actor");
  auto origins = reader.texts("origins", kMostOrigins, is_short_origin);
  const auto seconds = reader.integer("ttl_seconds", 1, kLongestSessionSeconds);
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  return NewSession{*std::move(actor), std::nullopt, std::move(origins), seconds.value_or(kSessionSeconds)};
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

Result<Caller> AccessService::authenticate(std::string_view token) {
  if (token.starts_with(kApiKeyPrefix)) return authenticate_key(token);
  if (token.starts_with(kSessionPrefix)) return authenticate_session(token);
  return Error{ErrorCode::unauthorized};
}

Result<Caller> AccessService::authenticate_key(std::string_view token) {
  const auto name = store_.key(token_hash(token));
  if (!name.ok()) return name.error();
  if (!name.value()) return Error{ErrorCode::unauthorized};
  const Result<Actor> actor = key_actor(*name.value());
  if (!actor.ok()) return actor.error();
  return Caller{CallerKind::api_key, actor.value(), std::nullopt, {}};
}

Result<Caller> AccessService::authenticate_session(std::string_view token) {
  const auto stored = store_.session(token_hash(token));
  if (!stored.ok()) return stored.error();
  if (!stored.value()) return Error{ErrorCode::unauthorized};
  const StoredSession& session = *stored.value();
  if (session.expires <= clock_.now()) return Error{ErrorCode::session_expired};
  const Result<Json> json = read_json(session.actor);
  if (!json.ok()) return json.error();
  const Result<Actor> actor = read_actor(json.value());
  if (!actor.ok()) return actor.error();
  Caller caller{CallerKind::session, actor.value(), std::nullopt, session.origins};
  if (session.stream) {
    const auto request = RequestId::from(*session.stream);
    if (!request.ok()) return request.error();
    caller.request = request.value();
  }
  return caller;
}

ServiceAnswer AccessService::mint(const Caller& caller, const std::optional<RequestId>& request,
                                  std::string_view body) {
  if (caller.kind != CallerKind::api_key) return refuse(Error{ErrorCode::forbidden});
  Result<NewSession> read = read_new_session(body);
  if (!read.ok()) return refuse(read.error());
  NewSession session = std::move(read).value();
  session.request = request;
  if (request) {
    const auto head = store_.head(request->text());
    if (!head.ok()) return refuse(head.error());
    if (head.value() == 0) return refuse(Error{ErrorCode::request_unknown});
  } else if (Refusal refusal = require_delivery(session.actor)) {
    refusal->pointer = "/actor/party";
    return refuse(*refusal);
  }
  const auto minted = make_session(session);
  return minted.ok() ? session_answer(minted.value(), session.actor) : refuse(minted.error());
}

Result<MintedSession> AccessService::make_session(const NewSession& session) {
  const Instant now = clock_.now();
  const MintedSession minted{new_token(random_, kSessionPrefix), later(now, session.seconds * 1000)};
  StoredSession stored;
  stored.token_hash = token_hash(minted.token);
  stored.actor = canonical_actor(session.actor);
  if (session.request) stored.stream = session.request->text();
  stored.origins = session.origins;
  stored.expires = minted.expires;
  if (Refusal refusal = store_.put_session(stored)) return *std::move(refusal);
  return minted;
}

Result<std::string> AccessService::make_key(std::string_view name) {
  const Result<Actor> actor = key_actor(name);
  if (!actor.ok()) return Error{actor.error().code, "", "A key's name has 1 to 60 characters of [A-Za-z0-9._:@+-]."};
  std::string key = new_token(random_, kApiKeyPrefix);
  const auto put = store_.put_key(token_hash(key), name, clock_.now());
  if (!put.ok()) return put.error();
  if (!put.value()) return Error{ErrorCode::duplicate_id, "", "There already is a key with this name."};
  return key;
}

ServiceAnswer session_answer(const MintedSession& session, const Actor& actor) {
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  answer.body = ObjectText()
                    .json("actor", canonical_actor(actor))
                    .text("expires", session.expires.text())
                    .text("token", session.token)
                    .take();
  return answer;
}

}  // namespace countersign
