// How many connections each address has, so that one of them cannot take all places. For the thread that moves bytes only.
#pragma once

#include <cstddef>
#include <map>

#include "native/operations/client_address.h"

namespace countersign {

class AddressPlaces {
 public:
  std::size_t of(const ClientAddress& network) const {
    const auto found = counts_.find(network.bytes);
    return found == counts_.end() ? 0 : found->second;
  }

  void enter(const ClientAddress& network) { ++counts_[network.bytes]; }

  // Precondition: it has entered.
  void leave(const ClientAddress& network) {
    const auto found = counts_.find(network.bytes);
    if (--found->second == 0) counts_.erase(found);
  }

 private:
  std::map<decltype(ClientAddress::bytes), std::size_t> counts_;
};

}  // namespace countersign
