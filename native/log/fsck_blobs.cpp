#include "native/log/fsck.h"

namespace countersign {
namespace {

constexpr std::int64_t kCheckedAtOnce = 1024 * 1024;

void add_finding(FsckReport& report, std::string finding) {
  if (report.findings.size() < FsckReport::kMost) report.findings.push_back(std::move(finding));
  else ++report.more;
}

// What is wrong with it; empty: nothing.
std::string flaw_of(LogSnapshot& log, const LinkedBlob& blob) {
  if (!blob.is_there) return "is not in the store";
  Sha256 hash;
  for (std::int64_t done = 0; done < blob.size;) {
    const auto piece = log.blob_bytes(blob.sha256, done, kCheckedAtOnce);
    if (!piece.ok()) return "cannot be read: " + piece.error().detail;
    if (piece.value().empty()) return "ends after " + std::to_string(done) + " of " + std::to_string(blob.size) + " bytes";
    hash.update(piece.value().data(), piece.value().size());
    done += static_cast<std::int64_t>(piece.value().size());
  }
  return hash.finish().hex() == blob.sha256 ? "" : "has other bytes than were uploaded";
}

}  // namespace

std::uint64_t fsck_blobs(LogSnapshot& log, FsckReport& report) {
  for (std::uint64_t count = 0;; ++count) {
    const auto blob = log.next_blob();
    if (!blob.ok()) {
      add_finding(report, "The blobs cannot be read: " + blob.error().detail);
      return count;
    }
    if (!blob.value()) return count;
    const std::string flaw = flaw_of(log, *blob.value());
    if (!flaw.empty()) add_finding(report, "The blob " + blob.value()->sha256 + " " + flaw + ".");
  }
}

}  // namespace countersign
