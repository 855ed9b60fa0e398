#include "native/cli/store_input.h"

#include "native/cli/text_io.h"
#include "native/store/open_store.h"

namespace countersign {

std::unique_ptr<Store> opened(const std::string& address, Absent absent) {
  if (absent == Absent::refused && is_store_absent(address)) {
    complain("there is no store at " + address + "; serve, demo and keys create --new-store make one");
    return nullptr;
  }
  auto store = open_store(address);
  if (store.ok()) return std::move(store).value();
  complain(store.error().detail);
  return nullptr;
}

}  // namespace countersign
