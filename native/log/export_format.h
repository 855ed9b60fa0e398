// An export: all of a tenant in a folder, for whoever leaves, or wants a second copy that needs no server.
//
//   manifest.json        what the export is of, and the path, size and SHA-256 of each file; there only when the export is whole
//   requests/<id>.json   the bundle of each request, as `countersign bundle` prints it, with the log's key in it
//   blobs/<sha256>       the files that the requests' versions name, unless they were left out
//   contacts.json        where people are reached
//   webhooks.json        where events are sent, without the secrets
//   manifest.note        the digest of the manifest, signed by the log; not there when whoever exported did not have the log's key
//   unfinished.json      in the place of the manifest, while the export is being made
//
// The manifest is one JSON object, and a text of lines: the first holds all that is not the list of files, each of the next one file,
// the last closes it. So it can be written and read piece by piece, however many files there are.
//
// What the manifest says of its bundles is proved by each bundle, and what it says of blobs by their names. That no request was taken out
// together with its line, contacts and webhooks are proved by the note alone. It is a signed note (core/record/note.h) of two lines, the
// format and `manifest.json sha256 <digest>`, and no checkpoint: the second line of a checkpoint is a number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.h"
#include "core/base/result.h"

namespace countersign {

inline constexpr std::string_view kExportFormat = "countersign/export/v1";
inline constexpr std::string_view kManifestName = "manifest.json";
inline constexpr std::string_view kManifestNoteName = "manifest.note";
inline constexpr std::string_view kUnfinishedName = "unfinished.json";
inline constexpr std::string_view kRequestsFolder = "requests";
inline constexpr std::string_view kBlobsFolder = "blobs";
inline constexpr std::string_view kContactsName = "contacts.json";
inline constexpr std::string_view kWebhooksName = "webhooks.json";

enum class ExportedBlobs : bool { left_out, included };

struct ManifestHead {
  ExportedBlobs blobs = ExportedBlobs::included;
  std::string checkpoint;  // the newest of the bundles', a note; empty while the export is being made
  Instant exported_at;     // when it was begun
  std::vector<std::string> keys;  // of the log; a help for readers, who should have them from elsewhere
  std::string origin;      // of the log
  std::int64_t requests = 0;
  std::string tenant;
};

struct ManifestFile {
  std::int64_t bytes = 0;
  std::string path;    // within the folder
  std::string sha256;  // hexadecimal digits
};

// Lines of a manifest, without a line feed.
std::string manifest_head_line(const ManifestHead& head);
std::string manifest_file_line(const ManifestFile& file);  // without the comma
inline constexpr std::string_view kManifestEnd = "]}";

// What the log signs of a manifest with this digest, in hexadecimal digits.
std::string manifest_statement(std::string_view sha256);

// Errors: invalid-format, for what this program does not write.
Result<ManifestHead> read_manifest_head(std::string_view line);
Result<ManifestFile> read_manifest_file(std::string_view line);

std::string bundle_path(std::string_view request);
std::string blob_path(std::string_view sha256);

}  // namespace countersign
