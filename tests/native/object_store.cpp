#include "tests/native/object_store.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace countersign::test {
namespace {

// It serves until its standard input ends: so it goes with this process.
class ObjectStoreProcess {
 public:
  ObjectStoreProcess() {
    int to_it[2];
    int from_it[2];
    if (::pipe2(to_it, O_CLOEXEC) != 0 || ::pipe2(from_it, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to_it[0], STDIN_FILENO);
      ::dup2(from_it[1], STDOUT_FILENO);
      ::execlp("node", "node", COUNTERSIGN_SOURCE_DIR "/tests/support/s3.mjs", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::close(to_it[0]);
    ::close(from_it[1]);
    input_ = to_it[1];
    std::string said;
    char byte = 0;
    while (::read(from_it[0], &byte, 1) == 1 && byte != '\n') said += byte;
    ::close(from_it[0]);
    std::string ready;
    std::istringstream(said) >> ready >> url_ >> folder_;
    if (ready != "ready") throw std::runtime_error("the object store for tests did not start");
  }
  ~ObjectStoreProcess() {
    ::close(input_);
    ::waitpid(child_, nullptr, 0);
  }
  ObjectStoreProcess(const ObjectStoreProcess&) = delete;
  ObjectStoreProcess& operator=(const ObjectStoreProcess&) = delete;

  const std::string& url() const { return url_; }
  std::string folder() const { return folder_ + "/blobs"; }

 private:
  pid_t child_ = -1;
  int input_ = -1;
  std::string url_;
  std::string folder_;
};

const ObjectStoreProcess& object_store() {
  static const ObjectStoreProcess process;
  return process;
}

}  // namespace

S3Bucket new_test_bucket() {
  static int number = 0;
  S3Bucket bucket;
  bucket.endpoint = object_store().url();
  bucket.region = "eu-central-1";
  bucket.bucket = "blobs";
  bucket.prefix = "test" + std::to_string(++number) + "/";
  bucket.credentials = {"S3RVER", "S3RVER", ""};
  return bucket;
}

std::vector<std::string> files_of_objects(const S3Bucket& bucket) {
  const std::string folder = object_store().folder() + "/" + bucket.prefix;
  std::vector<std::string> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
    if (each.path().string().ends_with("._S3rver_object")) files.push_back(each.path().string());
  }
  return files;
}

std::int64_t objects_in(const S3Bucket& bucket) { return static_cast<std::int64_t>(files_of_objects(bucket).size()); }

std::int64_t unfinished_in(const S3Bucket& bucket) {
  const std::string folder = object_store().folder() + "/._S3rver_uploads";
  std::int64_t count = 0;
  if (!std::filesystem::exists(folder)) return 0;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    std::ifstream key(each.path() / "key");
    const std::string text{std::istreambuf_iterator<char>(key), {}};
    count += text.starts_with(bucket.prefix) ? 1 : 0;
  }
  return count;
}

}  // namespace countersign::test
