// Appends, a batch of them as one statement of PostgreSQL: what stands in the way of each, and all that those write in whose way
// nothing stands, are judged and done at once. One that is refused leaves the others alone. Appends that touch each other (the same
// stream, key or passkey) stand in statements of their own, behind each other in the same pipeline of one round trip.
//
// The order of the log: an append is carried out only under the lock of the row 'entries' of `counters`, which holds until its
// transaction has ended. Whoever gets the lock next sees everything that those before have committed; so positions are given in
// the order of commits, over all servers of one database; and since the counter goes back with a transaction that is undone,
// there are no gaps. A sequence would leave gaps and give positions before commits. An advisory lock would do as well, but
// relatives of PostgreSQL do not all have one, and the row is written in any case.
#pragma once

#include <string_view>
#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

// What an append does first in its transaction, and whoever else writes what appends write: then nobody appends until it has ended, and
// all that was appended before is seen.
inline constexpr std::string_view kLockAppends = "SELECT value FROM counters WHERE name = 'entries' FOR UPDATE";

// Whether other servers are told by NOTIFY which streams were appended to; what the server cannot do, it must not be asked for.
enum class Telling { others, nobody };

// Carries them out in one transaction, each whole or not at all; those that touch each other in order, each seeing what those before
// it did. The release of the lock goes along with everything else: nothing is asked of this program meanwhile. Throws PostgresFailure;
// then nothing of any of them is written, unless the connection was lost.
std::vector<AppendResult> postgres_append(PostgresConnection& connection, const std::vector<const StreamAppend*>& appends, Telling telling);

}  // namespace countersign
