#include "native/log/owner_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace countersign {

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool write_synced(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

bool replace_owner_file(const std::string& path, std::string_view text) {
  std::string unfinished = path + ".new-XXXXXX";
  bool written = false;
  {
    const File file(::mkostemp(unfinished.data(), O_CLOEXEC));  // for its owner only
    if (file.get() < 0) return false;
    written = write_synced(file.get(), text);
  }
  if (written && ::rename(unfinished.c_str(), path.c_str()) == 0) return true;
  ::unlink(unfinished.c_str());
  return false;
}

std::optional<std::string> read_small_file(const std::string& path, std::size_t limit) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return std::nullopt;
  std::string text(limit + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > limit) return std::nullopt;
  text.resize(size);
  return text;
}

}  // namespace countersign
