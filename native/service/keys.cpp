#include "native/service/keys.h"

#include <algorithm>

#include "core/json/object_text.h"
#include "native/net/http_status.h"
#include "native/service/access.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

bool is_scope(std::string_view text) { return scope_from_word(text).has_value(); }

std::string scopes_json(Scopes scopes) {
  ArrayText list;
  for (std::size_t i = 0; i < Scopes::kCount; ++i) {
    if (const auto scope = static_cast<Scope>(i); scopes.has(scope)) list.text(scope_word(scope));
  }
  return list.take();
}

std::string key_json(const StoredKey& key, const std::vector<StoredKey>& all) {
  ObjectText json;
  json.text("created_at", key.created_at.text());
  const auto maker = std::find_if(all.begin(), all.end(), [&](const StoredKey& other) { return other.key_hash == key.made_by; });
  if (maker != all.end()) json.text("made_by", maker->name);
  json.text("name", key.name);
  if (key.revoked_at) json.text("revoked_at", key.revoked_at->text());
  json.text("role", key.role).json("scopes", scopes_json(scopes_from_text(key.scopes)));
  if (key.used_at) json.text("used_at", key.used_at->text());
  return json.take();
}

// What is not said is as the caller's own, but for the log, which spans all tenants.
Result<NewKey> read_new_key(const Caller& caller, std::string_view body) {
  MessageReader reader(body);
  auto name = reader.text("name", [](std::string_view text) { return key_actor(text).ok(); });
  reader.require(name.has_value(), "name");
  const auto role = reader.text("role", is_role);
  const bool says_scopes = reader.has("scopes");
  const auto scopes = reader.texts("scopes", Scopes::kCount, is_scope);
  if (Refusal refusal = reader.finish()) return *std::move(refusal);
  NewKey key;
  key.tenant = caller.tenant;
  key.made_by = caller.credential;
  key.name = *std::move(name);
  key.role = role ? *from_word<Role>(*role) : caller.role;
  for (const std::string& scope : scopes) key.scopes.add(*scope_from_word(scope));
  if (!says_scopes) key.scopes = usual_scopes();
  if (!covers(caller.role, key.role)) return Error{ErrorCode::forbidden, "/role", "The role of this key does not cover it."};
  if (!says_scopes && !caller.scopes.covers(key.scopes)) key.scopes = caller.scopes;
  if (!caller.scopes.covers(key.scopes)) return Error{ErrorCode::forbidden, "/scopes", "This key has not all of these itself."};
  return key;
}

}  // namespace

Scopes usual_scopes() {
  Scopes scopes;
  scopes.add(Scope::manage);
  scopes.add(Scope::sessions);
  return scopes;
}

Result<Actor> key_actor(std::string_view name) {
  const auto id = ActorId::from(std::string(kKeyActorPrefix) + std::string(name));
  auto shown = Name::from(name);
  if (!id.ok()) return id.error();
  if (!shown.ok()) return shown.error();
  return Actor{ActorKind::agent, Party::delivery, {id.value(), std::move(shown).value(), {}}};
}

Result<MintedKey> KeyService::make(const NewKey& key) {
  if (!key_actor(key.name).ok()) return Error{ErrorCode::invalid_format, "/name", "A key's name has 1 to 60 characters of [A-Za-z0-9._:@+-]."};
  const auto tenant = store_.tenant(key.tenant);
  if (!tenant.ok()) return tenant.error();
  if (!tenant.value()) return Error{ErrorCode::invalid_format, "", "There is no such tenant."};
  const auto others = store_.keys(key.tenant);
  if (!others.ok()) return others.error();
  const auto living = std::count_if(others.value().begin(), others.value().end(), [](const StoredKey& other) { return !other.revoked_at; });
  if (living >= kKeysOfOneTenant) return Error{ErrorCode::too_many_items, "", "There are too many keys already."};
  MintedKey minted{new_token(random_, kApiKeyPrefix), clock_.now()};
  const auto put = store_.put_key(
      {token_hash(minted.token), key.tenant, key.name, std::string(word(key.role)), scopes_text(key.scopes), key.made_by, minted.created_at, {}, {}});
  if (!put.ok()) return put.error();
  if (put.value() == PutKey::maker_ended) return Error{ErrorCode::unauthorized};
  if (put.value() == PutKey::name_taken) return Error{ErrorCode::duplicate_id, "/name", "There is, or was, a key with this name."};
  return minted;
}

ServiceAnswer KeyService::list(const Caller& caller) {
  if (!caller.scopes.has(Scope::manage)) return refuse(Error{ErrorCode::forbidden});
  auto stored = store_.keys(caller.tenant);
  if (!stored.ok()) return refuse(stored.error());
  for (StoredKey& key : stored.value()) {
    const auto noted = uses_ == nullptr ? std::nullopt : uses_->last(key.key_hash);
    if (noted && (!key.used_at || *key.used_at < *noted)) key.used_at = noted;
  }
  ArrayText keys;
  for (const StoredKey& key : stored.value()) keys.json(key_json(key, stored.value()));
  ServiceAnswer answer;
  answer.body = ObjectText().json("keys", keys.take()).take();
  return answer;
}

ServiceAnswer KeyService::add(const Caller& caller, std::string_view body) {
  if (!caller.scopes.has(Scope::manage)) return refuse(Error{ErrorCode::forbidden});
  const auto key = read_new_key(caller, body);
  if (!key.ok()) return refuse(key.error());
  const auto minted = make(key.value());
  if (!minted.ok()) return refuse(minted.error());
  ServiceAnswer answer;
  answer.status = http_status::kCreated;
  answer.body = ObjectText()
                    .text("created_at", minted.value().created_at.text())
                    .text("key", minted.value().token)
                    .text("name", key.value().name)
                    .text("role", word(key.value().role))
                    .json("scopes", scopes_json(key.value().scopes))
                    .take();
  return answer;
}

ServiceAnswer KeyService::revoke(const Caller& caller, std::string_view name) {
  if (!caller.scopes.has(Scope::manage)) return refuse(Error{ErrorCode::forbidden});
  const auto all = store_.keys(caller.tenant);
  if (!all.ok()) return refuse(all.error());
  for (const StoredKey& key : all.value()) {
    const bool is_covered = covers(caller.role, from_word<Role>(key.role).value_or(Role::lead)) && caller.scopes.covers(scopes_from_text(key.scopes));
    if (key.name == name && !is_covered) return refuse(Error{ErrorCode::forbidden, "", "That key may do more than this one."});
  }
  const Instant now = clock_.now();
  const auto revoked = store_.revoke_key(caller.tenant, name, now);
  if (!revoked.ok()) return refuse(revoked.error());
  if (!revoked.value()) return refuse(Error{ErrorCode::route_unknown, "", "There is no such key that is not revoked."});
  ServiceAnswer answer;
  answer.body = ObjectText().text("name", name).text("revoked_at", now.text()).take();
  return answer;
}

}  // namespace countersign
