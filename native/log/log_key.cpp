#include "native/log/log_key.h"

#include <fcntl.h>
#include <sodium/utils.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>

#include "core/base/base64.h"
#include "core/record/text_lines.h"
#include "native/log/owner_file.h"

namespace countersign {
namespace {

constexpr std::string_view kFirstLine = "countersign log key\n";
constexpr std::size_t kMostBytes = 1024;

Error wrong(const std::string& path, std::string_view what) {
  return {ErrorCode::invalid_format, "", "The log's key " + path + " " + std::string(what)};
}

// A name is as lasting as its folder: without this a power cut could leave a signed log without its key.
bool is_folder_synced(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const File file(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.get() >= 0 && ::fsync(file.get()) == 0;
}

Result<std::unique_ptr<LogKey>> parse_log_key(const std::string& path, std::string_view text) {
  if (!text.starts_with(kFirstLine)) return wrong(path, "is no key of a log.");
  text.remove_prefix(kFirstLine.size());
  const auto origin = take_line(text);
  const auto encoded = take_line(text);
  if (!origin || !encoded || !text.empty() || !is_key_name(*origin)) return wrong(path, "is no key of a log.");
  Result<std::string> bytes = bytes_from_base64(*encoded);
  SigningKey::Seed seed{};
  if (!bytes.ok() || bytes.value().size() != seed.size()) return wrong(path, "is no key of a log.");
  std::copy(bytes.value().begin(), bytes.value().end(), seed.begin());
  auto key = std::make_unique<LogKey>(std::string(*origin), seed);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(bytes.value().data(), bytes.value().size());
  return key;
}

}  // namespace

Result<std::unique_ptr<LogKey>> read_log_key(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return wrong(path, "cannot be read.");
  if (!S_ISREG(status.st_mode)) return wrong(path, "is no file.");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return wrong(path, "may be read by others than its owner: chmod 600 it.");
  std::array<char, kMostBytes> bytes{};
  const ssize_t size = ::read(file.get(), bytes.data(), bytes.size());
  if (size < 0) return wrong(path, "cannot be read.");
  auto key = parse_log_key(path, {bytes.data(), static_cast<std::size_t>(size)});
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

Result<std::unique_ptr<LogKey>> create_log_key(const std::string& path, std::string_view origin, Random& random) {
  if (!is_key_name(origin)) return Error{ErrorCode::invalid_format, "", "A log's origin has no spaces and no '+'."};
  SigningKey::Seed seed{};
  random.fill(seed);
  std::string text(kFirstLine);
  text += origin;
  text += '\n';
  text += base64({reinterpret_cast<const char*>(seed.data()), seed.size()});
  text += '\n';
  // Made whole beside its place and then linked there: no half key, and no key that is written over.
  const std::string unfinished = path + ".new-" + std::to_string(::getpid());
  bool made = false;
  {
    const File file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    made = file.get() >= 0 && write_synced(file.get(), text) && ::link(unfinished.c_str(), path.c_str()) == 0;
  }
  ::unlink(unfinished.c_str());
  made = made && is_folder_synced(path);
  sodium_memzero(text.data(), text.size());
  auto key = std::make_unique<LogKey>(std::string(origin), seed);
  sodium_memzero(seed.data(), seed.size());
  if (!made) return wrong(path, "cannot be written, or is there already.");
  return key;
}

std::string log_key_beside(std::string_view store_address) {
  const std::size_t scheme = store_address.find(':');
  return std::string(store_address.substr(scheme == std::string_view::npos ? 0 : scheme + 1)) + ".log-key";
}

Result<std::string> log_key_file(std::string_view store_address, const std::string& named) {
  if (!named.empty()) return named;
  if (store_address.starts_with("sqlite:")) return log_key_beside(store_address);
  return Error{ErrorCode::invalid_format, "", "Say with --log-key where the key of the log is: this store is no file that it could be beside."};
}

std::string new_origin(Random& random) {
  std::array<std::uint8_t, 10> bytes{};
  random.fill(bytes);
  return "countersign.invalid/" + base64url(bytes);
}

}  // namespace countersign
