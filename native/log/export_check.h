// Checks an export (export_format.h), offline: the manifest and its signature, where it has one, the digest of each file, each bundle with the core's verifier, and that
// nothing is missing or added. A bundle is in memory one at a time, and the path of each file, some 150 bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json/verification.h"
#include "native/log/export_format.h"

namespace countersign {

enum class ManifestSignature { not_checked, missing, holds, wrong };

struct ExportFindings {
  static constexpr std::size_t kMost = 20;

  ManifestHead head;
  ManifestSignature signature = ManifestSignature::not_checked;  // because the manifest cannot be read
  std::int64_t files = 0;
  std::int64_t requests = 0;
  std::int64_t blobs = 0;
  std::vector<std::string> findings;  // what is wrong, and where; the first ones. May quote what is stored
  std::uint64_t more = 0;             // findings that are not among them

  bool holds() const { return findings.empty(); }
};

// `trust` is of the manifest's checkpoint and of each bundle; its `at_least` is of the manifest's alone.
ExportFindings check_export(const std::string& folder, const Trust& trust);

}  // namespace countersign
