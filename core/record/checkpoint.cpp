#include "core/record/checkpoint.h"

#include <algorithm>

#include "core/base/base64.h"
#include "core/base/canonical.h"
#include "core/base/limits.h"
#include "core/record/text_lines.h"

namespace countersign {
Result<std::uint64_t> parse_size(std::string_view text) {
  const bool is_number =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || text.size() > 16 || (text.size() > 1 && text[0] == '0')) {
    return malformed_text("This is not the size of a log.");
  }
  std::uint64_t size = 0;
  for (const char c : text) size = size * 10 + static_cast<std::uint64_t>(c - '0');
  if (size > static_cast<std::uint64_t>(limits::kInteger)) return malformed_text("This is not the size of a log.");
  return size;
}

std::string size_text(std::uint64_t size) {
  std::string text;
  canonical::append_integer(text, static_cast<std::int64_t>(size));
  return text;
}

Result<Digest> parse_hash(std::string_view text) {
  const Result<std::string> bytes = bytes_from_base64(text);
  if (!bytes.ok() || bytes.value().size() != Digest().bytes().size()) return malformed_text("This is not a hash in Base64.");
  return Digest::from_bytes(bytes.value());
}

std::string hash_text(const Digest& hash) { return base64(hash.view()); }

std::string checkpoint_text(const Checkpoint& checkpoint) {
  check(is_key_name(checkpoint.origin));
  return canonical::joined(
      {checkpoint.origin, "\n", size_text(checkpoint.head.size), "\n", hash_text(checkpoint.head.root), "\n"});
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!origin || !size || !root || origin->empty()) {
    return malformed_text("A checkpoint has an origin, a size and a root, a line each.");
  }
  const Result<std::uint64_t> leaves = parse_size(*size);
  if (!leaves.ok()) return leaves.error();
  const Result<Digest> hash = parse_hash(*root);
  if (!hash.ok()) return hash.error();
  for (auto extension = take_line(text); extension || !text.empty(); extension = take_line(text)) {
    if (!extension || extension->empty()) return malformed_text("A line of a checkpoint is empty or has no end.");
  }
  return Checkpoint{std::string(*origin), {leaves.value(), hash.value()}};
}

}  // namespace countersign
