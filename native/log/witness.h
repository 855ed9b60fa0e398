// One witness: a stranger who has seen that the log only ever grows, and says so by a signature. C2SP tlog-witness, the
// side of the log:
//
//   POST <address>/add-checkpoint      old <size that the witness knows>, the proof from there, an empty line, the
//   checkpoint 200: lines of cosignatures         409: the size that the witness does know          else: a refusal
//
// What it answers is verified here before anybody keeps it (cosignature/v1 of C2SP tlog-cosignature).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/record/note.h"
#include "native/net/http_client.h"
#include "native/store/store.h"

namespace countersign {

struct WitnessAddress {
  std::string url;  // the submission prefix, without a slash at its end
  VerifierKey key;
};

// "URL KEY". Errors: invalid-format.
Result<WitnessAddress> parse_witness(std::string_view text);

class Witness {
 public:
  Witness(WitnessAddress address, HttpCallLimits limits, const std::atomic<bool>& is_stopping)
      : address_(std::move(address)), client_(limits, is_stopping) {}

  const VerifierKey& key() const { return address_.key; }

  // Its signature of the checkpoint. How far the witness has got it says itself (409) when this does not know.
  // Errors: store-unavailable; internal, with a detail that says what the witness did.
  Result<NoteSignature> ask(Store& store, const StoredCheckpoint& checkpoint);

 private:
  Result<HttpAnswer> submit(Store& store, const StoredCheckpoint& checkpoint);
  // Takes over the size that the witness tells of, if the checkpoint can be proved from there.
  Refusal learn(const HttpAnswer& conflict, std::uint64_t size);

  WitnessAddress address_;
  HttpClient client_;
  std::uint64_t known_ = 0;  // the size that the witness has cosigned last
};

}  // namespace countersign
