#include "core/json/entry_place.h"

#include "core/json/canonical_text.h"
#include "core/json/event_codec.h"
#include "core/json/reader.h"
#include "core/json/value.h"
#include "core/json/writer.h"

namespace countersign {
namespace {

constexpr std::string_view kPasskey = "countersign/passkey/v1";

Result<EntryPlace> place_of_event(const Json& entry) {
  const Json* request = find_member(entry, "request");
  const Json* seq = find_member(entry, "seq");
  if (request == nullptr || seq == nullptr) return make_error(ErrorCode::missing_field, request == nullptr ? "/request" : "/seq");
  const auto* id = request->get_ptr<const std::string*>();
  if (id == nullptr || !seq->is_number_integer()) return make_error(ErrorCode::wrong_type, id == nullptr ? "/request" : "/seq");
  const Result<EventBonds> bonds = read_bonds(entry);
  if (!bonds.ok()) return bonds.error();
  return EntryPlace{*id, seq->get<std::int64_t>(), bonds.value().previous};
}

}  // namespace

Result<std::optional<EntryPlace>> read_entry_place(std::string_view entry) {
  const Result<Json> read = read_json(entry);
  if (!read.ok()) return read.error();
  const Json& json = read.value();
  if (!json.is_object()) return make_error(ErrorCode::wrong_type);
  if (!is_plainly_canonical(entry) && write_canonical(json) != entry) return make_error(ErrorCode::log_broken, {}, "It is not written canonically.");
  if (find_member(json, "event") == nullptr) {
    const Json* type = find_member(json, "type");
    return type != nullptr && *type == kPasskey ? Result<std::optional<EntryPlace>>(std::nullopt) : make_error(ErrorCode::unknown_word, "/type");
  }
  const Result<EntryPlace> place = place_of_event(json);
  return place.ok() ? Result<std::optional<EntryPlace>>(place.value()) : place.error();
}

}  // namespace countersign
