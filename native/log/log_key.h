// The key that signs the log, in a file that only its owner may read.
//
//   countersign log key
//   <origin>
//   <Base64 of the seed>
//
// The origin is the log's name for ever: every receipt carries it.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/record/note.h"
#include "native/service/random.h"
#include "native/store/store.h"

namespace countersign {

class LogKey {
 public:
  LogKey(std::string origin, const SigningKey::Seed& seed) : origin_(std::move(origin)), secret_(seed) {}

  const std::string& origin() const { return origin_; }
  VerifierKey verifier() const { return {origin_, KeyType::log, secret_.public_key()}; }
  NoteSignature sign(std::string_view text) const { return sign_as_log(text, origin_, secret_); }

 private:
  std::string origin_;
  SigningKey secret_;
};

// Errors: invalid-format, for a file that is not there, is no such file, or may be read by others than its owner. The detail
// says which, without its content.
Result<std::unique_ptr<LogKey>> read_log_key(const std::string& path);

// Makes a key, and the file, which must not exist. Errors: invalid-format, for an origin that is no key name or a file that
// cannot be written.
Result<std::unique_ptr<LogKey>> create_log_key(const std::string& path, std::string_view origin, Random& random);

// Puts a new key of the same log in the place of this one, which is kept beside it as PATH.retired-ID. The last checkpoint gets
// the signatures of both, so that whoever trusts the old key can see that it vouches for what the new one goes on with.
// Errors: those of LogKeeper::open and of create_log_key(); then the old key stands.
Result<std::unique_ptr<LogKey>> rotate_log_key(const std::string& path, Store& store, Random& random);

// Where the key of a store is when nobody says where.
std::string log_key_beside(std::string_view store_address);

// The file that was named, or else the one beside the store. Errors: invalid-format, when none was named and the store is no file.
Result<std::string> log_key_file(std::string_view store_address, const std::string& named);

// A name for a log that nobody has named: it has to differ from that of every other log.
std::string new_origin(Random& random);

}  // namespace countersign
