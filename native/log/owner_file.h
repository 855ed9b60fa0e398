// Small files that only their owner may read, which are there whole or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace countersign {

// A file descriptor that is closed when it goes.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// Writes all of it and waits for the disk. False when that does not work.
bool write_synced(int descriptor, std::string_view text);

// Whoever reads `path` meanwhile, or after a power cut, finds the old text or the new one. False when it cannot be
// written.
bool replace_owner_file(const std::string& path, std::string_view text);

// Nothing when it cannot be read, or is longer than `limit`.
std::optional<std::string> read_small_file(const std::string& path, std::size_t limit);

}  // namespace countersign
