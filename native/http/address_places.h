// How many connections each address has, so that one of them cannot take all places. For the thread that moves bytes only.
#pragma once

#include <cstddef>
#include <map>

#include "native/operations/client_address.h"

namespace countersign {

class AddressPlaces {
 public:
  // Those that have entered and are not paused.
  std::size_t of(const ClientAddress& network) const {
    const auto found = counts_.find(network.bytes);
    return found == counts_.end() ? 0 : found->second.present - found->second.paused;
  }

  void enter(const ClientAddress& network) { ++counts_[network.bytes].present; }

  // What follows allocates nothing and cannot fail. Precondition: it has entered.
  void leave(const ClientAddress& network) {
    const auto found = counts_.find(network.bytes);
    if (--found->second.present == 0) counts_.erase(found);
  }
  // A connection with a live stream takes no place.
  void pause(const ClientAddress& network) { ++counts_.find(network.bytes)->second.paused; }
  void resume(const ClientAddress& network) { --counts_.find(network.bytes)->second.paused; }

 private:
  struct Counts {
    std::size_t present = 0;
    std::size_t paused = 0;
  };
  std::map<decltype(ClientAddress::bytes), Counts> counts_;
};

}  // namespace countersign
