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

struct ExportKeys {
  List<VerifierKey> all;
  std::unique_ptr<LogKey> signer;  // none: only public keys are known
};

// Those that were named, or else that of the key file of the store.
std::optional<ExportKeys> export_keys(const ExportOptions& options) {
  ExportKeys keys;
  if (!options.keys.empty()) {
    if (!read_verifier_keys(options.keys, KeyType::log, keys.all)) return std::nullopt;
    return keys;
  }
  const auto file = log_key_file(options.store, options.log_key);
  auto key = file.ok() ? read_log_key(file.value()) : Result<std::unique_ptr<LogKey>>(file.error());
  if (!key.ok()) {
    complain(told(key.error()) + " Name the log's public key with --key, or its file with --log-key.");
    return std::nullopt;
  }
  keys.signer = std::move(key).value();
  keys.all.push_back(keys.signer->verifier());
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
  const auto report = export_tenant(*store, clock, {options.tenant, options.folder, options.without_blobs ? ExportedBlobs::left_out : ExportedBlobs::included, keys->all, keys->signer.get()});
  if (!report.ok()) {
    complain(printable(told(report.error())));
    return kExitRefused;
  }
  print_line(options.folder + ": " + counted(report.value().requests, "request") + ", " + counted(report.value().blobs, "file") + " of theirs; " +
             std::to_string(report.value().kept) + " were there already. " +
             (keys->signer ? "The log's key has signed the manifest." : "The manifest is not signed."));
  return kExitOk;
}

int run_verify_export(const VerifyExportOptions& options) {
  Trust trust;
  if (!read_verifier_keys(options.keys, KeyType::log, trust.logs) || !read_verifier_keys(options.witnesses, KeyType::witness, trust.witnesses)) return kExitUnusable;
  trust.at_least = static_cast<std::uint64_t>(options.at_least);
  const ExportFindings report = check_export(options.folder, trust);
  const bool is_unsigned = report.signature == ManifestSignature::missing;
  for (const std::string& finding : report.findings) complain(printable(finding));
  if (report.more > 0) complain("... and " + std::to_string(report.more) + " more");
  if (is_unsigned) complain("manifest.note: it is not there: nobody says that no request was taken out of the manifest, and what was in contacts.json and webhooks.json.");
  if (!report.holds() || (is_unsigned && options.has_to_be_signed)) return kExitRefused;
  print_line(printable("Tenant " + report.head.tenant + " of " + report.head.origin + ", " + report.head.exported_at.text()) + ": " + counted(report.requests, "request") + ", " +
             (report.head.blobs == ExportedBlobs::included ? counted(report.blobs, "file") + " of theirs" : "without files") + (is_unsigned ? ", not signed" : ", signed by the log") + ". Everything that was checked holds.");
  return kExitOk;
}

}  // namespace countersign
