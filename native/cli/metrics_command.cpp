// `metrics`: how the approvals of some logs go. It only asks the core.
#include "core/abi/countersign.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "native/cli/commands.h"
#include "native/cli/core_calls.h"
#include "native/cli/log_input.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

// The canonical JSON of what a file holds. Complains and answers nothing when it cannot be read.
std::optional<std::string> read_file(const std::string& file, Result<Json> (*read)(std::string_view)) {
  const auto text = read_input(file);
  if (!text) return std::nullopt;
  const Result<Json> json = read(*text);
  if (json.ok()) return write_canonical(json.value());
  complain("cannot read " + file);
  complain_about(json.error());
  return std::nullopt;
}

Result<Json> read_whole(std::string_view text) { return read_json(text); }

}  // namespace

int run_metrics(const MetricsOptions& options) {
  const auto calendar = read_file(options.calendar, read_whole);
  if (!calendar) return kExitUnusable;
  ArrayText logs;
  for (const std::string& file : options.logs) {
    const auto log = read_file(file, read_log);
    if (!log) return kExitUnusable;
    logs.json(*log);
  }
  const std::string input =
      ObjectText().json("calendar", *calendar).json("logs", logs.take()).text("now", options.now).take();
  return print_answer(ask_core(countersign_metrics, input));
}

}  // namespace countersign
