// countersign log: what the owner of a store, or an auditor with a copy of it, can find out about its log.
#include <optional>
#include <string>
#include <vector>

#include "core/record/checkpoint.h"
#include "core/record/tile.h"
#include "core/record/tlog_proof.h"
#include "native/cli/blob_options.h"
#include "native/cli/commands.h"
#include "native/cli/store_input.h"
#include "native/cli/text_io.h"
#include "native/log/fsck.h"
#include "native/log/log_key.h"
#include "native/log/proven_tiles.h"
#include "native/log/stored_tiles.h"

namespace countersign {
namespace {

using Keys = List<VerifierKey>;

std::optional<Keys> keys_of(const LogOptions& options) {
  Keys keys;
  for (const std::string& text : options.keys) {
    const Result<VerifierKey> key = VerifierKey::from(text);
    if (!key.ok()) {
      complain("'" + printable(text) + "': " + key.error().detail);
      return std::nullopt;
    }
    keys.push_back(key.value());
  }
  return keys;
}

// What the reader knows; complains and answers nothing when it cannot be read.
std::optional<KnownOfLog> known_of(const LogOptions& options) {
  const auto keys = keys_of(options);
  if (!keys) return std::nullopt;
  KnownOfLog known{*keys, options.at_least, {}};
  if (options.since.empty()) return known;
  const auto checkpoint = read_input(options.since);
  if (!checkpoint) return std::nullopt;
  known.since = signed_head(*checkpoint, *keys);
  if (known.since) return known;
  complain("the checkpoint of --since was not signed with a key that you gave");
  return std::nullopt;
}

}  // namespace

int run_log_fsck(const LogOptions& options) {
  const auto known = known_of(options);
  if (!known) return kExitUnusable;
  auto bucket = bucket_keeper(options.bucket);
  if (!bucket.ok()) {
    complain(bucket.error().detail);
    return kExitUnusable;
  }
  const auto log = open_log_snapshot(options.store, std::move(bucket).value());
  if (!log.ok()) {
    complain(log.error().detail);
    return kExitRefused;
  }
  FsckReport report = fsck(*log.value(), *known);
  const std::uint64_t blobs = options.with_blobs ? fsck_blobs(*log.value(), report) : 0;
  for (const std::string& finding : report.findings) complain(printable(finding));
  if (report.more > 0) complain("... and " + size_text(report.more) + " more");
  if (!report.holds()) return kExitRefused;
  const std::uint64_t waiting = report.entries - report.signed_entries;
  print_line(size_text(report.entries) + " entries, " + size_text(report.checkpoints) + " checkpoints, the last over " + size_text(report.signed_entries) +
             " entries: all agree." + (waiting > 0 ? " No checkpoint covers the last " + size_text(waiting) + " yet." : "") + " Root " + report.root.hex());
  if (options.with_blobs) print_line(size_text(blobs) + " blobs have the bytes that were uploaded.");
  return kExitOk;
}

int run_log_prove(const LogOptions& options) {
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto stored = store->checkpoint();
  if (!stored.ok()) return complain_about(stored.error());
  const std::uint64_t size = stored.value() ? stored.value()->size : 0;
  if (options.index < 0 || static_cast<std::uint64_t>(options.index) >= size) {
    complain("the signed log has " + size_text(size) + " entries");
    return kExitRefused;
  }
  StoredTiles tiles(*store, size);
  const auto index = static_cast<std::uint64_t>(options.index);
  const Result<List<Digest>> hashes = inclusion_proof(tiles.subtrees(), index, size);
  if (!hashes.ok()) return complain_about(hashes.error());
  print(print_tlog_proof({std::nullopt, index, hashes.value(), stored.value()->note}));
  return kExitOk;
}

int run_log_tile(const LogOptions& options) {
  const Result<TileName> name = tile_from_path(options.tile);
  if (!name.ok()) {
    complain("a tile is named LEVEL/INDEX[.p/WIDTH], such as 0/x001/234.p/12");
    return kExitUnusable;
  }
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto bytes = store->tile(name.value().level, name.value().index);
  if (!bytes.ok()) return complain_about(bytes.error());
  if (!bytes.value() || bytes.value()->size() < std::size_t{name.value().width} * 32) {
    complain("the log has no such tile");
    return kExitRefused;
  }
  print(std::string_view(*bytes.value()).substr(0, std::size_t{name.value().width} * 32));
  return kExitOk;
}

// That an older checkpoint, which somebody kept, is the beginning of what is signed now.
int run_log_verify(const LogOptions& options) {
  const auto keys = keys_of(options);
  if (!keys) return kExitUnusable;
  const auto older = read_input(options.file);
  if (!older) return kExitUnusable;
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  const auto newest = store->checkpoint();
  if (!newest.ok()) return complain_about(newest.error());
  if (!newest.value()) {
    complain("nothing of this log has been signed yet");
    return kExitRefused;
  }
  const auto before = signed_head(*older, *keys);
  const auto after = signed_head(newest.value()->note, *keys);
  if (!before || !after) {
    complain(before ? "the log's last checkpoint was not signed with a key that you gave" : "the older checkpoint was not signed with a key that you gave");
    return kExitRefused;
  }
  StoredTiles tiles(*store, after->size);
  const bool fits = before->size <= after->size;
  const Result<List<Digest>> proof = fits ? consistency_proof(tiles.subtrees(), before->size, after->size) : Result<List<Digest>>(List<Digest>());
  if (!proof.ok()) return complain_about(proof.error());
  if (!is_consistent(*before, *after, proof.value())) {
    complain("the log of " + size_text(after->size) + " entries does not begin with the " + size_text(before->size) + " that were signed earlier");
    return kExitRefused;
  }
  print_line("The log of " + size_text(after->size) + " entries begins with the " + size_text(before->size) + " that were signed earlier.");
  return kExitOk;
}

int run_log_key(const LogOptions& options) {
  const auto file = log_key_file(options.store, options.key_file);
  if (!file.ok()) return complain_about(file.error());
  const auto key = read_log_key(file.value());
  if (!key.ok()) return complain_about(key.error());
  print_line(key.value()->verifier().text());
  return kExitOk;
}

int run_log_rotate(const LogOptions& options) {
  const auto file = log_key_file(options.store, options.key_file);
  if (!file.ok()) return complain_about(file.error());
  const auto store = opened(options.store, Absent::refused);
  if (!store) return kExitRefused;
  SystemRandom random;
  const auto key = rotate_log_key(file.value(), *store, random);
  if (!key.ok()) return complain_about(key.error());
  print_line(key.value()->verifier().text());
  return kExitOk;
}

}  // namespace countersign
