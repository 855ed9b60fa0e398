// What may stand in a log, in settings that are printed, and in figures: nothing that lets anybody in, and nothing that says
// who somebody is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "native/service/caller.h"

namespace countersign {

// The text without secrets: tokens ("cs_key_…"), what a challenge is proved by, the password in an address
// ("postgres://user:…@host") or in a connection string ("password=…"). Control characters become spaces, so that a line stays
// a line. It is the last line of defence: nothing secret should be on its way to a log in the first place.
std::string masked(std::string_view text);

// Who made a call, for the log: a key by its name, which its owner chose for that ("key:portal"); a session by the first digits of
// the hash that the store keeps of its token ("session:3fa9c2d0b1e4"). Those of another tenant than the usual one have its name before
// them ("acme/key:portal"). People are not named: their ids are often addresses.
std::string loggable_caller(const Caller& caller, std::string_view token);

// The id that a client or a proxy gave a call, when it is short and harmless: 1 to 40 of [A-Za-z0-9.-]. No token fits.
std::optional<std::string> request_id_from(std::optional<std::string_view> header);

}  // namespace countersign
