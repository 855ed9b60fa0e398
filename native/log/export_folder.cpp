#include "native/log/export_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace countersign {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;
constexpr std::size_t kMostHeadBytes = std::size_t{1024} * 1024;
constexpr mode_t kOwnersFolder = 0700;

Error no_export(const std::string& why) { return {ErrorCode::store_unavailable, "", why}; }
Error failed_at(const std::string& what, const std::string& path) { return no_export("Cannot " + what + " " + path + ": " + std::strerror(errno) + "."); }

// NAME.new-XXXXXX, of a run that was cut off.
bool is_left_over(std::string_view name) {
  constexpr std::string_view kMark = ".new-";
  constexpr std::size_t kRandom = 6;
  if (name.size() <= kMark.size() + kRandom) return false;
  const std::string_view end = name.substr(name.size() - kMark.size() - kRandom);
  return end.starts_with(kMark) && end.substr(kMark.size()).find('.') == std::string_view::npos;
}

// Beside the manifest: of a file that an export has there.
bool is_left_over_of_export(std::string_view name) {
  const std::string_view written = name.substr(0, name.rfind(".new-"));
  return is_left_over(name) && (written == kManifestName || written == kManifestNoteName || written == kUnfinishedName || written == kContactsName || written == kWebhooksName);
}

Refusal make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), kOwnersFolder) == 0) return std::nullopt;
  std::error_code error;
  if (errno == EEXIST && fs::is_directory(path, error)) return std::nullopt;
  return failed_at("make the folder", path);
}

Refusal remove_left_overs(const std::string& folder, std::string_view path) {
  return for_each_name(folder, path, [&](const std::string& name) -> Refusal {
    const fs::path place = fs::path(folder) / path / name;
    if (is_left_over(name)) ::unlink(place.c_str());
    return std::nullopt;
  });
}

// The head of the manifest, whole or not yet, that is in a folder.
Result<ManifestHead> head_in(const std::string& folder, std::string_view name) {
  const std::string path = folder + "/" + std::string(name);
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return failed_at("read", path);
  std::string text(kMostHeadBytes, '\0');
  const ssize_t got = ::read(file.get(), text.data(), text.size());
  if (got < 0) return failed_at("read", path);
  text.resize(static_cast<std::size_t>(got));
  auto head = read_manifest_head(std::string_view(text).substr(0, text.find('\n')));
  return head.ok() ? std::move(head) : Result<ManifestHead>(no_export(path + " is not what an export begins with."));
}

struct Contents {
  bool has_manifest = false;
  bool has_unfinished = false;
  std::string other;     // of an export
  std::string stranger;  // anything else
};

Result<Contents> contents_of(const std::string& folder) {
  Contents found;
  const Refusal refusal = for_each_name(folder, "", [&](const std::string& name) -> Refusal {
    if (name == kManifestName) found.has_manifest = true;
    else if (name == kUnfinishedName) found.has_unfinished = true;
    else if (name == kRequestsFolder || name == kBlobsFolder || name == kContactsName || name == kWebhooksName || name == kManifestNoteName) found.other = name;
    else if (!is_left_over_of_export(name)) found.stranger = name;
    return std::nullopt;
  });
  if (refusal) return *refusal;
  return found;
}

std::string manifest_text(const ManifestHead& head) { return manifest_head_line(head) + "\n" + std::string(kManifestEnd) + "\n"; }

}  // namespace

NewFile::NewFile(const std::string& folder, const std::string& path) : place_(folder + "/" + path), unfinished_(place_ + ".new-XXXXXX") {
  described_.path = path;
  file_.emplace(::mkostemp(unfinished_.data(), O_CLOEXEC));  // for its owner only
}

NewFile::~NewFile() {
  if (file_->get() >= 0 && !unfinished_.empty()) ::unlink(unfinished_.c_str());
}

Error NewFile::failed() const { return failed_at("write", place_); }

Refusal NewFile::write(std::string_view piece) {
  hash_.update(piece.data(), piece.size());
  described_.bytes += static_cast<std::int64_t>(piece.size());
  while (!piece.empty()) {
    const ssize_t written = file_->get() < 0 ? -1 : ::write(file_->get(), piece.data(), piece.size());
    if (written < 0 && file_->get() >= 0 && errno == EINTR) continue;
    if (written <= 0) return failed();
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

ManifestFile NewFile::described() {
  described_.sha256 = hash_.finish().hex();
  return described_;
}

Refusal NewFile::finish() {
  if (file_->get() < 0 || ::rename(unfinished_.c_str(), place_.c_str()) != 0) return failed();
  unfinished_.clear();
  return std::nullopt;
}

Refusal for_each_name(const std::string& folder, std::string_view path, const std::function<Refusal(const std::string& name)>& take) {
  const fs::path place = fs::path(folder) / path;
  std::error_code error;
  for (fs::directory_iterator at(place, error), end; !error && at != end; at.increment(error)) {
    if (Refusal refusal = take(at->path().filename().string())) return refusal;
  }
  return error ? Refusal(no_export("Cannot read the folder " + place.string() + ": " + error.message() + ".")) : std::nullopt;
}

Result<std::optional<ManifestFile>> described_file(const std::string& folder, const std::string& path) {
  const std::string place = folder + "/" + path;
  struct stat about {};
  if (::lstat(place.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::optional<ManifestFile>();
  const File file(::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return failed_at("read", place);
  std::string piece(kPieceBytes, '\0');
  Sha256 hash;
  ManifestFile found{0, path, {}};
  while (true) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed_at("read", place);
    if (got == 0) break;
    hash.update(piece.data(), static_cast<std::size_t>(got));
    found.bytes += got;
  }
  found.sha256 = hash.finish().hex();
  return std::optional(std::move(found));
}

Result<std::unique_ptr<ExportFolder>> ExportFolder::begin(const std::string& path, const ManifestHead& head) {
  if (Refusal refusal = make_folder(path)) return *std::move(refusal);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed_at("open the folder", path);
  std::unique_ptr<ExportFolder> folder(new ExportFolder(path, descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return no_export("Somebody makes an export in " + path + " at this moment.");
  if (Refusal refusal = folder->take_over(head)) return *std::move(refusal);
  return folder;
}

Refusal ExportFolder::take_over(const ManifestHead& head) {
  const Result<Contents> found = contents_of(path_);
  if (!found.ok()) return found.error();
  const Contents& there = found.value();
  const bool is_export = there.has_manifest || there.has_unfinished;
  if (!there.stranger.empty()) return no_export("There is something in " + path_ + " that is of no export: " + there.stranger + ".");
  if (!is_export && !there.other.empty()) return no_export("There is " + there.other + " in " + path_ + ", and nothing that says of which export it is.");
  if (is_export) {
    const auto before = head_in(path_, there.has_unfinished ? kUnfinishedName : kManifestName);
    if (!before.ok()) return before.error();
    if (before.value().tenant != head.tenant || before.value().origin != head.origin) return no_export("The export in " + path_ + " is of another tenant or another log.");
    if (before.value().blobs != head.blobs)
      return no_export("The export in " + path_ + " was begun " + (head.blobs == ExportedBlobs::included ? "with" : "without") + " --no-blobs: go on likewise.");
  }
  const std::string unfinished = path_ + "/" + std::string(kUnfinishedName);
  if (there.has_manifest && ::rename((path_ + "/" + std::string(kManifestName)).c_str(), unfinished.c_str()) != 0) return failed_at("write", unfinished);
  if (!replace_owner_file(unfinished, manifest_text(head))) return failed_at("write", unfinished);
  const std::string note = path_ + "/" + std::string(kManifestNoteName);  // of the manifest that was there
  if (::unlink(note.c_str()) != 0 && errno != ENOENT) return failed_at("remove", note);
  for (const std::string_view name : {kRequestsFolder, kBlobsFolder}) {
    if (Refusal refusal = make_folder(path_ + "/" + std::string(name))) return refusal;
    if (Refusal refusal = remove_left_overs(path_, name)) return refusal;
  }
  if (Refusal refusal = remove_left_overs(path_, "")) return refusal;
  lines_ = std::make_unique<NewFile>(path_, std::string(kUnfinishedName));
  return std::nullopt;
}

bool ExportFolder::has(const std::string& path) const {
  struct stat about {};
  return ::lstat((path_ + "/" + path).c_str(), &about) == 0;
}

std::optional<std::string> ExportFolder::text(const std::string& path, std::size_t limit) const {
  struct stat about {};
  const std::string place = path_ + "/" + path;
  if (::lstat(place.c_str(), &about) != 0 || !S_ISREG(about.st_mode) || static_cast<std::size_t>(about.st_size) > limit) return std::nullopt;
  return read_small_file(place, static_cast<std::size_t>(about.st_size));
}

Result<ManifestFile> ExportFolder::put(const std::string& path, std::string_view text) {
  NewFile file(path_, path);
  if (Refusal refusal = file.write(text)) return *std::move(refusal);
  if (Refusal refusal = file.finish()) return *std::move(refusal);
  return file.described();
}

Refusal ExportFolder::list(const ManifestFile& file) {
  const std::string line = (has_lines_ ? ",\n" : "\n") + manifest_file_line(file);
  has_lines_ = true;
  return lines_->write(line);
}

Refusal ExportFolder::sign(const ManifestFile& manifest, const LogKey& signer) {
  Note note;
  note.text = manifest_statement(manifest.sha256);
  note.signatures.push_back(signer.sign(note.text));
  const auto file = put(std::string(kManifestNoteName), print_note(note));
  return file.ok() ? Refusal() : Refusal(file.error());
}

Refusal ExportFolder::finish(const ManifestHead& head, const LogKey* signer) {
  NewFile manifest(path_, std::string(kUnfinishedName));
  if (Refusal refusal = manifest.write(manifest_head_line(head))) return refusal;
  std::string piece(kPieceBytes, '\0');
  off_t at = 0;
  while (true) {
    const ssize_t got = ::pread(lines_->descriptor(), piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed_at("read", path_);
    if (got == 0) break;
    if (Refusal refusal = manifest.write(std::string_view(piece).substr(0, static_cast<std::size_t>(got)))) return refusal;
    at += got;
  }
  if (Refusal refusal = manifest.write("\n" + std::string(kManifestEnd) + "\n")) return refusal;
  lines_.reset();
  if (signer != nullptr) {
    if (Refusal refusal = sign(manifest.described(), *signer)) return refusal;
  }
  // One wait for all files: what a power cut takes before it is looked at again when the export goes on.
  if (::syncfs(folder_.get()) != 0) return failed_at("write", path_);
  if (Refusal refusal = manifest.finish()) return refusal;
  const std::string place = path_ + "/" + std::string(kManifestName);
  if (::rename((path_ + "/" + std::string(kUnfinishedName)).c_str(), place.c_str()) != 0) return failed_at("write", place);
  return ::fsync(folder_.get()) == 0 ? Refusal() : Refusal(failed_at("write", place));
}

}  // namespace countersign
