// Ids have to be unique in their list.
#pragma once

#include <cstddef>

namespace countersign {

// The index of the first item whose id an earlier item has; the size of the list when there is none.
template <class List, class IdOf>
std::size_t first_repeated(const List& list, IdOf id_of) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (id_of(list[i]) == id_of(list[j])) return i;
    }
  }
  return list.size();
}

}  // namespace countersign
