#include "native/cli/store_input.h"

#include <filesystem>

#include "native/cli/text_io.h"
#include "native/store/sqlite_store.h"

namespace countersign {
namespace {

// An address that open_store() does not understand counts as there: it says so better.
bool is_there(const std::string& address) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!address.starts_with(kScheme)) return true;
  std::error_code error;
  return std::filesystem::exists(address.substr(kScheme.size()), error);
}

}  // namespace

std::unique_ptr<Store> opened(const std::string& address, Absent absent) {
  if (absent == Absent::refused && !is_there(address)) {
    complain("there is no store at " + address + "; serve, demo and keys create --new-store make one");
    return nullptr;
  }
  auto store = open_store(address);
  if (store.ok()) return std::move(store).value();
  complain(store.error().detail);
  return nullptr;
}

}  // namespace countersign
