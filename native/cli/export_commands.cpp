// countersign export --tenant and countersign verify-export.
#include "native/cli/commands.h"
#include "native/cli/store_input.h"
#include "native/cli/text_io.h"
#include "native/cli/verifier_keys.h"
#include "native/log/export_check.h"
#include "native/log/log_key.h"
#include "native/log/tenant_export.h"

namespace countersign {
namespace {

std::string told(const Error& error) { return error.detail.empty() ? std::string(error_row(error.code).title) : error.detail; }

// Those that were named, or else that of the key file of the store.
std::optional<List<VerifierKey>> export_keys(const ExportOptions& options) {
  List<VerifierKey> keys;
  if (!options.keys.empty()) return read_verifier_keys(options.keys, KeyType::log, keys) ? std::optional(keys) : std::nullopt;
  const auto file = log_key_file(options.store, options.log_key);
  const auto key = file.ok() ? read_log_key(file.value()) : Result<std::unique_ptr<LogKey>>(file.error());
  if (!key.ok()) {
    complain(told(key.error()) + " Name the log's public key with --key, or its file with --log-key.");
    return std::nullopt;
  }
  keys.push_back(key.value()->verifier());
  return keys;
}

std::string counted(std::int64_t number, const std::string& one) { return std::to_string(number) + " " + one + (number == 1 ? "" : "s"); }

}  // namespace

int run_export_tenant(const ExportOptions& options) {
  const auto keys = export_keys(options);
  if (!keys) return kExitUnusable;
  const auto store = opened(options.store, Absent::refused, options.bucket);
  if (!store) return kExitRefused;
  SystemClock clock;
  const auto report = export_tenant(*store, clock, {options.tenant, options.folder, options.without_blobs ? ExportedBlobs::left_out : ExportedBlobs::included, *keys});
  if (!report.ok()) {
    complain(printable(told(report.error())));
    return kExitRefused;
  }
  print_line(options.folder + ": " + counted(report.value().requests, "request") + ", " + counted(report.value().blobs, "file") + " of theirs; " +
             std::to_string(report.value().kept) + " were there already.");
  return kExitOk;
}

int run_verify_export(const VerifyExportOptions& options) {
  Trust trust;
  if (!read_verifier_keys(options.keys, KeyType::log, trust.logs) || !read_verifier_keys(options.witnesses, KeyType::witness, trust.witnesses)) return kExitUnusable;
  trust.at_least = static_cast<std::uint64_t>(options.at_least);
  const ExportFindings report = check_export(options.folder, trust);
  for (const std::string& finding : report.findings) complain(printable(finding));
  if (report.more > 0) complain("... and " + std::to_string(report.more) + " more");
  if (!report.holds()) return kExitRefused;
  print_line(printable("Tenant " + report.head.tenant + " of " + report.head.origin + ", " + report.head.exported_at.text()) + ": " + counted(report.requests, "request") + ", " +
             (report.head.blobs == ExportedBlobs::included ? counted(report.blobs, "file") + " of theirs" : "without files") + ". Everything that was checked holds.");
  return kExitOk;
}

}  // namespace countersign
