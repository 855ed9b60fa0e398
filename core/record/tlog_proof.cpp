#include "core/record/tlog_proof.h"

#include <utility>

#include "core/base/base64.h"
#include "core/record/text_lines.h"

namespace countersign {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kLineBytes = 64 * 1024;

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The next line. Nothing when none ends there, or it is too long.
  std::optional<std::string_view> next() {
    const auto line = take_line(rest_);
    return line && line->size() <= kLineBytes ? line : std::nullopt;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<std::string_view> behind(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return std::nullopt;
  return line.substr(word.size());
}

void append_hashes(std::string& out, const List<Digest>& hashes) {
  for (const Digest& hash : hashes) {
    out += hash_text(hash);
    out += '\n';
  }
}

}  // namespace

std::string print_tlog_proof(const TlogProof& proof) {
  std::string out(kFirstLine);
  if (proof.extra) out += "\nextra " + base64(*proof.extra);
  out += "\nindex " + size_text(proof.index) + "\n";
  append_hashes(out, proof.hashes);
  out += '\n';
  return out += proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  Lines lines(text);
  const auto first = lines.next();
  auto line = lines.next();
  if (first != kFirstLine || !line) return malformed_text("The text does not begin like a proof of c2sp.org/tlog-proof@v1.");
  TlogProof proof;
  if (const auto extra = behind(*line, "extra ")) {
    Result<std::string> bytes = bytes_from_base64(*extra);
    if (!bytes.ok()) return malformed_text("The extra data is not Base64.");
    proof.extra = std::move(bytes).value();
    line = lines.next();
  }
  const auto index = line ? behind(*line, "index ") : std::nullopt;
  if (!index) return malformed_text("The proof does not say the index of its entry.");
  const Result<std::uint64_t> number = parse_size(*index);
  if (!number.ok()) return number.error();
  proof.index = number.value();
  for (line = lines.next(); line && !line->empty(); line = lines.next()) {
    const Result<Digest> hash = parse_hash(*line);
    if (!hash.ok()) return hash.error();
    if (proof.hashes.size() == kProofHashes) return malformed_text("The proof has too many hashes.");
    proof.hashes.push_back(hash.value());
  }
  if (!line || lines.rest().empty()) return malformed_text("The proof has no checkpoint.");
  proof.checkpoint = lines.rest();
  return proof;
}

std::string add_checkpoint_body(std::uint64_t old_size, const List<Digest>& proof, std::string_view checkpoint) {
  std::string out = "old " + size_text(old_size) + "\n";
  append_hashes(out, proof);
  out += '\n';
  return out += checkpoint;
}

}  // namespace countersign
