// The subcommands that open a store.
#include <filesystem>

#include "core/json/request_codec.h"
#include "core/json/writer.h"
#include "native/cli/commands.h"
#include "native/cli/text_io.h"
#include "native/demo/demo_content.h"
#include "native/service/access.h"
#include "native/service/loader.h"
#include "native/store/sqlite_store.h"

namespace countersign {
namespace {

// A store is made where there is none, unless somebody is more likely to have mistyped its path.
enum class Absent : bool { made, refused };

// An address that open_store() does not understand counts as there: it says so better.
bool is_there(const std::string& address) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!address.starts_with(kScheme)) return true;
  std::error_code error;
  return std::filesystem::exists(address.substr(kScheme.size()), error);
}

// Complains and answers nothing when the store cannot be opened.
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

}  // namespace

int run_keys_create(const StoreOptions& options) {
  const auto store = opened(options.store, options.may_be_new ? Absent::made : Absent::refused);
  if (!store) return kExitRefused;
  SystemClock clock;
  SystemRandom random;
  const auto key = AccessService(*store, clock, random).make_key(options.name);
  if (!key.ok()) {
    complain(key.error().detail);
    return kExitRefused;
  }
  print_line(key.value());
  return kExitOk;
}

int run_export(const StoreOptions& options) {
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto id = RequestId::from(options.name);
  if (!id.ok()) {
    complain("'" + options.name + "' is not an id");
    return kExitUnusable;
  }
  RequestLoader loader(*store, 1);
  const auto loaded = loader.load(id.value());
  if (!loaded.ok()) return complain_about(loaded.error());
  const auto stored = store->events(options.name, 0, limits::kEvents);
  if (!stored.ok()) return complain_about(stored.error());
  std::string text = "{\"events\":[";
  for (const std::string& event : stored.value().events) {
    if (text.back() != '[') text += ',';
    text += event;
  }
  print_line(text + "],\"request\":" + loaded.value()->json + "}");
  return kExitOk;
}

int run_demo(const StoreOptions& options) {
  const auto store = opened(options.store, Absent::made);
  if (!store) return kExitRefused;
  SystemRandom random;
  const auto filled = fill_with_demo(*store, random, options.files);
  if (!filled.ok()) return complain_about(filled.error());
  for (const std::string& request : filled.value()) print_line(request);
  return kExitOk;
}

}  // namespace countersign
