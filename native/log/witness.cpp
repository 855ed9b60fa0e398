#include "native/log/witness.h"

#include <utility>

#include "core/record/checkpoint.h"
#include "core/record/tlog_proof.h"
#include "native/log/stored_tiles.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {

Error did(const std::string& what) { return {ErrorCode::internal, "", what}; }

Error refused(int status) {
  switch (status) {
    case http_status::kForbidden: return did("does not know the key that signs this log");
    case http_status::kNotFound: return did("does not know this log");
    case http_status::kUnprocessable: return did("does not accept the proof that this log has only grown");
    default: return did("answered with status " + std::to_string(status));
  }
}

// That of the key among the lines; those of other keys are passed over, as the protocol says.
Result<NoteSignature> cosignature_in(std::string_view lines, std::string_view text, const VerifierKey& key) {
  const Result<List<NoteSignature>> signatures = parse_signatures(lines);
  if (!signatures.ok()) return did("answered with no lines of signatures");
  for (const NoteSignature& signature : signatures.value()) {
    if (!key.is_of(signature)) continue;
    if (!key.verifies(text, signature)) return did("answered with a signature that is wrong");
    return signature;
  }
  return did("answered without a signature by its key");
}

}  // namespace

Result<WitnessAddress> parse_witness(std::string_view text) {
  const std::size_t space = text.find(' ');
  std::string url(text.substr(0, space));
  if (Refusal refusal = check_call_address(url)) return *std::move(refusal);
  while (url.ends_with('/')) url.pop_back();
  const Result<VerifierKey> key = VerifierKey::from(space == std::string_view::npos ? "" : text.substr(space + 1));
  if (!key.ok() || key.value().type() != KeyType::witness) {
    return Error{ErrorCode::invalid_format, "",
                 "A witness is its address and its key, NAME+ID+KEY, with a space between them."};
  }
  return WitnessAddress{std::move(url), key.value()};
}

Result<NoteSignature> Witness::ask(Store& store, const StoredCheckpoint& checkpoint) {
  const Result<Note> note = parse_note(checkpoint.note);
  if (!note.ok()) return note.error();
  Result<HttpAnswer> answer = submit(store, checkpoint);
  if (answer.ok() && answer.value().status == http_status::kConflict) {
    if (Refusal refusal = learn(answer.value(), checkpoint.size)) return *std::move(refusal);
    answer = submit(store, checkpoint);
  }
  if (!answer.ok()) return answer.error();
  if (answer.value().status == http_status::kConflict) {
    Refusal refusal = learn(answer.value(), checkpoint.size);
    return refusal ? *std::move(refusal) : did("has moved on meanwhile");
  }
  if (answer.value().status != http_status::kOk) return refused(answer.value().status);
  Result<NoteSignature> cosignature = cosignature_in(answer.value().body, note.value().text, address_.key);
  if (cosignature.ok()) known_ = checkpoint.size;
  return cosignature;
}

Result<HttpAnswer> Witness::submit(Store& store, const StoredCheckpoint& checkpoint) {
  if (known_ > checkpoint.size) known_ = 0;
  StoredTiles tiles(store, checkpoint.size);
  const Result<List<Digest>> proof = consistency_proof(tiles.subtrees(), known_, checkpoint.size);
  if (!proof.ok()) return proof.error();
  return client_.post(address_.url + "/add-checkpoint", "text/plain; charset=utf-8",
                      add_checkpoint_body(known_, proof.value(), checkpoint.note));
}

Refusal Witness::learn(const HttpAnswer& conflict, std::uint64_t size) {
  std::string_view body = conflict.body;
  const bool is_size = conflict.media_type == "text/x.tlog.size" && body.ends_with('\n');
  const Result<std::uint64_t> known =
      is_size ? parse_size(body.substr(0, body.size() - 1)) : Result<std::uint64_t>(did(""));
  if (known.ok() && known.value() > size) {
    // Without our own size: a log that goes on growing is not to be complained about again and again.
    return did("has cosigned " + size_text(known.value()) + " entries of this log, more than there are: has its store been put back?");
  }
  if (!known.ok() || known.value() == known_) return did("has cosigned another history of this log than this one");
  known_ = known.value();
  return std::nullopt;
}

}  // namespace countersign
