// The subcommands that open a store.
#include "core/json/request_codec.h"
#include "core/json/writer.h"
#include "native/cli/commands.h"
#include "native/cli/store_input.h"
#include "native/cli/text_io.h"
#include "native/demo/demo_content.h"
#include "native/log/proofs.h"
#include "native/service/access.h"
#include "native/service/loader.h"

namespace countersign {

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

namespace {

int print_proof(const StoreOptions& options, Result<std::string> (*make)(Store& store, const LoggedRequest& request, const StoreOptions& options)) {
  const auto id = RequestId::from(options.name);
  if (!id.ok()) {
    complain("'" + printable(options.name) + "' is not an id");
    return kExitUnusable;
  }
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const Result<LoggedRequest> request = logged_request(*store, id.value());
  if (!request.ok()) return complain_about(request.error());
  const Result<std::string> document = make(*store, request.value(), options);
  if (!document.ok()) return complain_about(document.error());
  print_line(document.value());
  return kExitOk;
}

}  // namespace

int run_receipt(const StoreOptions& options) {
  return print_proof(
      options, [](Store& store, const LoggedRequest& request, const StoreOptions& wanted) -> Result<std::string> {
        std::optional<DecisionId> decision;
        if (!wanted.decision.empty()) {
          const auto id = DecisionId::from(wanted.decision);
          if (!id.ok()) return Error{ErrorCode::decision_unknown};
          decision = id.value();
        }
        const Result<StoredCheckpoint> checkpoint = newest_checkpoint(store);
        return checkpoint.ok() ? make_receipt(store, request, decision, checkpoint.value()) : checkpoint.error();
      });
}

int run_bundle(const StoreOptions& options) {
  return print_proof(
      options, [](Store& store, const LoggedRequest& request, const StoreOptions&) -> Result<std::string> {
        const Result<StoredCheckpoint> checkpoint = newest_checkpoint(store);
        return checkpoint.ok() ? make_bundle(store, request, {}, checkpoint.value()) : checkpoint.error();
      });
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
