// Objects as files in a folder.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <random>
#include <vector>

#include "native/store/blob_keeper.h"

namespace countersign {
namespace {

constexpr mode_t kOwnerFile = 0600;
constexpr mode_t kOwnerFolder = 0700;

Error file_error(int number) {
  const auto because = [](const char* why) { return Error{ErrorCode::store_unavailable, "", why}; };
  switch (number) {
    case ENOSPC:
    case EDQUOT: return because("The disk is full.");
    case EFBIG: return because("The file system allows no file of this size.");
    case EACCES:
    case EPERM:
    case EROFS: return because("The folder of blobs cannot be written.");
    case EMFILE:
    case ENFILE: return because("Too many files are open.");
    case ENOENT: return because("The file of a blob is missing.");
    default: return because("Reading or writing a file of a blob failed.");
  }
}

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// What was made in a folder, or removed from it, is durable with the folder.
Refusal sync_folder(const std::string& folder) {
  const OpenFile opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.descriptor()) != 0) return file_error(errno);
  return std::nullopt;
}

std::string folder_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

Refusal make_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), kOwnerFolder) != 0 && errno != EEXIST) return file_error(errno);
  return std::nullopt;
}

bool is_folder_at(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

class FileWriting final : public BlobWriting {
 public:
  FileWriting(int descriptor, std::vector<std::string> folders) : file_(descriptor), folders_(std::move(folders)) {}

  Refusal write(std::string_view piece) override {
    while (!piece.empty()) {
      const ssize_t written = ::write(file_.descriptor(), piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return file_error(errno);
      piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return std::nullopt;
  }

  Refusal finish() override {
    if (::fsync(file_.descriptor()) != 0) return file_error(errno);
    for (const std::string& folder : folders_) {
      if (Refusal refusal = sync_folder(folder)) return refusal;
    }
    return std::nullopt;
  }

 private:
  const OpenFile file_;
  // From the one that it is in upwards, each of which somebody may have made a moment ago, and not synced yet.
  const std::vector<std::string> folders_;
};

class BlobFolder final : public BlobKeeper {
 public:
  explicit BlobFolder(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<BlobWriting>> start(const std::string& object) override {
    const std::string path = path_of(object);
    const std::string folder = folder_of(path);
    for (const std::string& each : {folder_, folder}) {
      if (is_folder_at(each)) continue;
      if (Refusal refusal = make_folder(each)) return *std::move(refusal);
    }
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOwnerFile);
    if (descriptor < 0) return file_error(errno);
    return std::unique_ptr<BlobWriting>(std::make_unique<FileWriting>(descriptor, std::vector{folder, folder_, folder_of(folder_)}));
  }

  // Opened for each piece: a slow reader holds nothing in between.
  Result<std::string> read(const std::string& object, std::int64_t offset, std::int64_t limit) override {
    const OpenFile file(::open(path_of(object).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open()) return file_error(errno);
    std::string bytes(static_cast<std::size_t>(std::min<std::int64_t>(limit, kMostAtOnce)), '\0');
    ssize_t got = -1;
    do {
      got = ::pread(file.descriptor(), bytes.data(), bytes.size(), offset);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return file_error(errno);
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
  }

  Refusal remove(const std::string& object) override {
    const std::string path = path_of(object);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return file_error(errno);
    // Also when it was not there: it may have gone a moment ago, and not for good yet.
    return is_folder_at(folder_of(path)) ? sync_folder(folder_of(path)) : std::nullopt;
  }

 private:
  static constexpr std::int64_t kMostAtOnce = 1024 * 1024;

  std::string path_of(const std::string& object) const { return folder_ + "/" + object; }

  const std::string folder_;
};

}  // namespace

std::string new_blob_object() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string name;
  for (int word = 0; word < 4; ++word) {
    auto bits = random();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4U) name += kDigits[bits & 0xfU];
  }
  return name.substr(0, 2) + "/" + name;
}

std::string blob_folder_beside(const std::string& path) { return path + ".blobs"; }

std::unique_ptr<BlobKeeper> keep_blobs_in_folder(std::string folder) { return std::make_unique<BlobFolder>(std::move(folder)); }

}  // namespace countersign
