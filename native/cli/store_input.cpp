#include "native/cli/store_input.h"

#include "native/cli/blob_options.h"
#include "native/cli/text_io.h"
#include "native/store/open_store.h"

namespace countersign {

std::unique_ptr<Store> opened(const std::string& address, Absent absent, const BucketOptions& bucket) {
  if (absent == Absent::refused && is_store_absent(address)) {
    complain("there is no store at " + address + "; serve, demo and keys create --new-store make one");
    return nullptr;
  }
  auto keeper = bucket_keeper(bucket);
  if (!keeper.ok()) {
    complain(keeper.error().detail);
    return nullptr;
  }
  auto store = open_store(address, {std::nullopt, std::move(keeper).value()});
  if (store.ok()) return std::move(store).value();
  complain(store.error().detail);
  return nullptr;
}

}  // namespace countersign
