// What the connections of one server have in common. Counted by the thread that moves bytes, read by any.
#pragma once

#include <atomic>
#include <cstddef>

#include "native/http/address_places.h"

namespace countersign {

struct HttpLoad {
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> calls = 0;    // between the end of their header and the end of their answer; streams, too
  std::atomic<std::size_t> streams = 0;
  AddressPlaces addresses;  // without streams; of the thread that moves bytes alone
};

}  // namespace countersign
