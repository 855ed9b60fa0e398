#include "native/log/export_format.h"

#include "core/base/digest.h"
#include "core/base/limits.h"
#include "core/json/object_text.h"
#include "native/service/message_reader.h"

namespace countersign {
namespace {

constexpr std::string_view kListBegins = R"(,"files":[)";
constexpr std::size_t kMostKeys = 32;

bool is_export_format(std::string_view text) { return text == kExportFormat; }
bool is_digest(std::string_view text) { return Digest::from_hex(text).ok(); }
bool is_whatever(std::string_view) { return true; }

Error no_manifest() { return {ErrorCode::invalid_format, "", "This is not the manifest of an export that this program can read."}; }

}  // namespace

std::string manifest_head_line(const ManifestHead& head) {
  ArrayText keys;
  for (const std::string& key : head.keys) keys.text(key);
  ObjectText json;
  json.boolean("blobs", head.blobs == ExportedBlobs::included).text("checkpoint", head.checkpoint).text("exported_at", head.exported_at.text());
  json.text("format", kExportFormat).json("keys", keys.take()).text("origin", head.origin).integer("requests", head.requests).text("tenant", head.tenant);
  std::string line = json.take();
  line.pop_back();  // the object goes on
  return line += kListBegins;
}

std::string manifest_file_line(const ManifestFile& file) {
  return ObjectText().integer("bytes", file.bytes).text("path", file.path).text("sha256", file.sha256).take();
}

std::string manifest_statement(std::string_view sha256) {
  return std::string(kExportFormat) + "\n" + std::string(kManifestName) + " sha256 " + std::string(sha256) + "\n";
}

Result<ManifestHead> read_manifest_head(std::string_view line) {
  if (!line.ends_with(kListBegins)) return no_manifest();
  MessageReader reader(std::string(line.substr(0, line.size() - kListBegins.size())) + "}");
  const auto format = reader.text("format", is_export_format);
  const auto blobs = reader.boolean("blobs");
  const auto checkpoint = reader.text("checkpoint", is_whatever);
  const auto exported_at = reader.text("exported_at", [](std::string_view text) { return Instant::from_text(text).ok(); });
  const auto keys = reader.texts("keys", kMostKeys, is_whatever);
  const auto origin = reader.text("origin", is_whatever);
  const auto requests = reader.integer("requests", 0, limits::kInteger);
  const auto tenant = reader.text("tenant", is_whatever);
  if (reader.finish() || !format || !blobs || !checkpoint || !exported_at || !origin || !requests || !tenant) return no_manifest();
  return ManifestHead{*blobs ? ExportedBlobs::included : ExportedBlobs::left_out, *checkpoint, Instant::from_text(*exported_at).value(), keys, *origin, *requests, *tenant};
}

Result<ManifestFile> read_manifest_file(std::string_view line) {
  MessageReader reader(line);
  const auto bytes = reader.integer("bytes", 0, limits::kInteger);
  const auto path = reader.text("path", is_whatever);
  const auto sha256 = reader.text("sha256", is_digest);
  if (reader.finish() || !bytes || !path || !sha256) return no_manifest();
  return ManifestFile{*bytes, *path, *sha256};
}

std::string bundle_path(std::string_view request) { return std::string(kRequestsFolder) + "/" + std::string(request) + ".json"; }
std::string blob_path(std::string_view sha256) { return std::string(kBlobsFolder) + "/" + std::string(sha256); }

}  // namespace countersign
