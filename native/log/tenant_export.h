// Makes an export (export_format.h): all of a tenant, out of a store alone, while servers write to it.
//
// Every request that is there when it begins is in it, with all that was recorded of it by then, and each as it stands at one moment;
// what is recorded meanwhile may be in it or not. What is held in memory does not grow with the tenant. A run that was cut off is
// gone on with: what is there and right stays.
//
// Not in it: passkeys that signed nothing (the others are in their bundles), keys, sessions, links, the log of deliveries.
#pragma once

#include <cstdint>
#include <string>

#include "core/record/note.h"
#include "native/log/export_format.h"
#include "native/log/log_key.h"
#include "native/service/clock.h"
#include "native/store/store.h"

namespace countersign {

struct ExportPlan {
  std::string tenant;
  std::string folder;
  ExportedBlobs blobs = ExportedBlobs::included;
  List<VerifierKey> keys;  // of the log; the first names it
  const LogKey* signer = nullptr;  // of the manifest, one of these keys; nobody: it is not signed
};

struct ExportReport {
  std::int64_t requests = 0;
  std::int64_t blobs = 0;
  std::int64_t kept = 0;  // files that an earlier run had left
};

// Errors: store-unavailable; log-broken, for a request that is not what was signed; not-logged-yet, when the log is not signed up to
// the end of a request and nobody signs it.
Result<ExportReport> export_tenant(Store& store, Clock& clock, const ExportPlan& plan);

}  // namespace countersign
