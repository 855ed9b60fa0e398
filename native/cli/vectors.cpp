#include "native/cli/vectors.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "native/cli/commands.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

namespace files = std::filesystem;

using RunFile = Refusal (*)(const std::string&, const std::string&, VectorResults&);

std::vector<files::path> json_files(const files::path& folder) {
  std::vector<files::path> found;
  std::error_code error;
  for (const auto& entry : files::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// False when a file cannot be read or understood.
bool run_folder(const files::path& folder, RunFile run, VectorResults& results) {
  for (const files::path& file : json_files(folder)) {
    const auto text = read_input(file.string());
    if (!text) return false;
    const Refusal refusal = run(file.filename().string(), *text, results);
    if (!refusal) continue;
    complain(file.filename().string() + " cannot be understood");
    complain_about(*refusal);
    return false;
  }
  return true;
}

}  // namespace

void VectorResults::add(const std::string& file, const std::string& name, const std::string& failure) {
  if (failure.empty()) {
    ++passed;
  } else {
    failures.push_back(file + ": " + name + "\n  " + failure);
  }
}

int run_vectors(const std::string& folder) {
  VectorResults results;
  const bool readable = run_folder(files::path(folder) / "rules", run_rule_vectors, results) &&
                        run_folder(files::path(folder) / "json", run_call_vectors, results) &&
                        run_folder(files::path(folder) / "calls", run_call_vectors, results);
  if (!readable) return kExitUnusable;
  for (const std::string& failure : results.failures) print_line(failure);
  print_line(std::to_string(results.passed) + " passed, " + std::to_string(results.failures.size()) + " failed");
  if (results.passed == 0 && results.failures.empty()) {
    complain("there are no vectors in " + folder);
    return kExitUnusable;
  }
  return results.failures.empty() ? kExitOk : kExitRefused;
}

}  // namespace countersign
