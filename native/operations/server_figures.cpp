#include "native/operations/server_figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace countersign {
namespace {

double as_number(std::uint64_t count) { return static_cast<double>(count); }

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// As near to the start of the process as the program itself can know.
const double kStarted = seconds_since_epoch();

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  double open = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error)) ++open;
  return open > 0 ? open - 1 : 0;  // without the one that reads the folder
}

double processor_seconds() {
  constexpr double kMillion = 1e6;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMillion; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double most_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

void describe_store(MetricsText& text, const StoreFigures::Snapshot& figures) {
  text.histogram("countersign_store_commit_batch_size", "Pieces of work that were committed together.");
  text.classes(StoreFigures::kBatchBounds, figures.batches.counts, figures.batches.sum);
  text.histogram("countersign_store_commit_duration_seconds", "From the beginning of a transaction until it was durable.");
  text.classes(StoreFigures::kSecondBounds, figures.seconds.counts, figures.seconds.sum);
  text.counter("countersign_store_commit_failures_total", "Transactions that could not be committed.").sample(as_number(figures.failures));
}

void describe_log(MetricsText& text, Store& store, const LogKeeper& keeper, const WitnessThread& witnesses) {
  constexpr std::size_t kMostCounted = 1000;
  const std::uint64_t signed_size = keeper.size();
  // What cannot be read is not signed either, and complained about elsewhere.
  const auto waiting = store.log_entries(signed_size, kMostCounted);
  if (waiting.ok()) {
    text.gauge("countersign_log_entries", "Entries of the log; of those that are not signed yet at most 1000 are counted.");
    text.sample(as_number(signed_size + waiting.value().size()));
  }
  text.gauge("countersign_log_signed_entries", "Entries that the last checkpoint covers.").sample(as_number(signed_size));
  const auto age = std::chrono::duration<double>(std::chrono::steady_clock::now() - keeper.signed_at()).count();
  text.gauge("countersign_log_checkpoint_age_seconds", "Since a checkpoint was signed, or taken up at the start. It grows while nothing is recorded.").sample(age);
  text.gauge("countersign_log_can_sign", "0 while the log cannot be signed.").sample(keeper.can_sign() ? 1 : 0);
  text.gauge("countersign_log_witnesses", "Witnesses that are asked.").sample(as_number(keeper.witnesses().size()));
  text.gauge("countersign_log_witnesses_failing", "Witnesses whose last answer was a failure.").sample(as_number(witnesses.failing()));
  if (keeper.witnesses().empty()) return;
  const auto cosigned = keeper.cosigned();
  text.gauge("countersign_log_cosigned_entries", "Entries of the newest checkpoint that all witnesses have signed.").sample(as_number(cosigned ? cosigned->size : 0));
}

void describe_timers(MetricsText& text, const TimerFigures& figures) {
  text.counter("countersign_timers_total", "Requests in which something was due, by what became of it.");
  text.sample(as_number(figures.carried_out), {{"outcome", "carried-out"}});
  text.sample(as_number(figures.refused), {{"outcome", "refused"}});
  text.sample(as_number(figures.failed), {{"outcome", "failed"}});
  text.gauge("countersign_timers_due", "Requests in which something was due at the last look; at most 64 are looked at in one go.").sample(as_number(figures.due));
}

void describe_lines(MetricsText& text, std::uint64_t dropped) {
  text.counter("countersign_stderr_lines_dropped_total", "Lines of the log on standard error that nobody read fast enough, or that could not be written.");
  text.sample(as_number(dropped));
}

void describe_process(MetricsText& text) {
  text.gauge("process_resident_memory_bytes", "Resident memory size in bytes.").sample(resident_bytes());
  text.gauge("process_open_fds", "Number of open file descriptors.").sample(open_descriptors());
  text.gauge("process_max_fds", "Maximum number of open file descriptors.").sample(most_descriptors());
  text.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.").sample(processor_seconds());
  text.gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.").sample(kStarted);
  text.gauge("countersign_build_info", "Which program this is.").sample(1, {{"version", COUNTERSIGN_VERSION}});
}

}  // namespace countersign
