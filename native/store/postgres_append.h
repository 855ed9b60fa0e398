// The append, as one statement of PostgreSQL: what stands in its way, and all that it writes, are judged and done at once, so
// that many of them make one pipeline of one round trip.
//
// The order of the log: an append is carried out only under the lock of the row 'entries' of `counters`, which holds until its
// transaction has ended. Whoever gets the lock next sees everything that those before have committed; so positions are given in
// the order of commits, over all servers of one database; and since the counter goes back with a transaction that is undone,
// there are no gaps. A sequence would leave gaps and give positions before commits. An advisory lock would do as well, but
// relatives of PostgreSQL do not all have one, and the row is written in any case.
#pragma once

#include <vector>

#include "native/store/postgres.h"
#include "native/store/store.h"

namespace countersign {

// Whether other servers are told by NOTIFY which streams were appended to; what the server cannot do, it must not be asked for.
enum class Telling { others, nobody };

// Carries them out in one transaction, in order, each whole or not at all; each sees what those before it did. The
// release of the lock goes along with everything else: nothing is asked of this program meanwhile. Throws PostgresFailure; then
// nothing of any of them is written, unless the connection was lost.
std::vector<AppendResult> postgres_append(PostgresConnection& connection, const std::vector<const StreamAppend*>& appends, Telling telling);

}  // namespace countersign
