// The folder of an export, on disk: files that take their names when they are whole, and a manifest that comes last. All of it is
// for its owner only.
//
// Errors: store-unavailable, with a detail that names the file.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "native/log/export_format.h"
#include "native/log/log_key.h"
#include "native/log/owner_file.h"

namespace countersign {

// A file of an export on its way. It goes, unless it was put in its place.
class NewFile {
 public:
  // At FOLDER/PATH, when it is finished.
  NewFile(const std::string& folder, const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Refusal write(std::string_view piece);
  // What was written so far, as a manifest has it. Once.
  ManifestFile described();
  // Takes its name. What was written before has to be on the disk first for those who look after a power cut: ExportFolder sees to it.
  Refusal finish();
  int descriptor() const { return file_->get(); }

 private:
  Error failed() const;

  std::string place_;
  std::string unfinished_;
  std::optional<File> file_;
  Sha256 hash_;
  ManifestFile described_;
};

class ExportFolder {
 public:
  // Makes the folder, or goes on with one that an export of the same tenant, log and kind was begun in: from then on it has no manifest.
  // Nobody else makes an export in it meanwhile. Errors also: for a folder that is not an export's, and files that no export has.
  static Result<std::unique_ptr<ExportFolder>> begin(const std::string& path, const ManifestHead& head);

  bool has(const std::string& path) const;
  // A whole file. Nothing when there is none, or it cannot be read, or is larger than `limit`.
  std::optional<std::string> text(const std::string& path, std::size_t limit) const;
  Result<ManifestFile> put(const std::string& path, std::string_view text);

  // Of all files: they come into the manifest in this order.
  Refusal list(const ManifestFile& file);
  // Everything is on the disk, and then the manifest is there. Without a signer it gets no note.
  Refusal finish(const ManifestHead& head, const LogKey* signer);

 private:
  ExportFolder(std::string path, int descriptor) : path_(std::move(path)), folder_(descriptor) {}

  Refusal take_over(const ManifestHead& head);
  Refusal sign(const ManifestFile& manifest, const LogKey& signer);

  std::string path_;
  File folder_;  // locked
  std::unique_ptr<NewFile> lines_;
  bool has_lines_ = false;
};

// Calls `take` with the name of each thing in FOLDER/PATH, in no order, until it refuses.
Refusal for_each_name(const std::string& folder, std::string_view path, const std::function<Refusal(const std::string& name)>& take);

// What there is at FOLDER/PATH, read piece by piece. Nothing when there is no such file; links are not followed.
Result<std::optional<ManifestFile>> described_file(const std::string& folder, const std::string& path);

}  // namespace countersign
