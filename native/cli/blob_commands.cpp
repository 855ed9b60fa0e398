// countersign blobs.
#include <string>

#include "native/cli/commands.h"
#include "native/cli/store_input.h"
#include "native/cli/text_io.h"

namespace countersign {

int run_blobs_collect(const CollectOptions& options) {
  const auto store = opened(options.store, Absent::refused, options.bucket);
  if (!store) return kExitRefused;
  const auto swept = store->sweep_blobs(std::chrono::hours(options.orphan_hours), options.is_dry ? SweepMode::tell : SweepMode::remove);
  if (!swept.ok()) return complain_about(swept.error());
  print_line((options.is_dry ? "would remove " : "removed ") + std::to_string(swept.value().blobs) + " blobs of " + std::to_string(swept.value().bytes) + " bytes, " +
             std::to_string(swept.value().marks) + " unused uploads of tenants, " + std::to_string(swept.value().uploads) + " uploads that were cut off");
  return kExitOk;
}

}  // namespace countersign
