// `rebuild`: makes anew what is folded from the events.
#include "native/cli/commands.h"
#include "native/cli/text_io.h"
#include "native/service/rebuild.h"
#include "native/store/open_store.h"

namespace countersign {

int run_rebuild(const StoreOptions& options) {
  const auto cannot_go_on = [](const Error& error) {
    complain(error.detail.empty() ? error_row(error.code).title : error.detail);
    return error.code == ErrorCode::invalid_format ? kExitUnusable : kExitRefused;
  };
  if (is_store_absent(options.store)) return cannot_go_on({ErrorCode::store_unavailable, "", "There is no store."});
  auto store = open_store(options.store);
  if (!store.ok()) return cannot_go_on(store.error());
  auto repair = open_summary_repair(options.store);
  if (!repair.ok()) return cannot_go_on(repair.error());
  const auto figures = rebuild(*store.value(), *repair.value(), [](const std::string& line) { print_line(line); });
  if (!figures.ok()) return cannot_go_on(figures.error());
  const RebuildFigures& done = figures.value();
  print_line(std::to_string(done.requests) + " requests, " + std::to_string(done.repaired) + " made anew");
  if (done.moved_on > 0) print_line(std::to_string(done.moved_on) + " were changed meanwhile, again and again: run it again");
  return done.unreadable == 0 && done.moved_on == 0 ? kExitOk : kExitRefused;
}

}  // namespace countersign
