#include "native/log/export_check.h"

#include <sys/stat.h>

#include <fstream>
#include <unordered_set>

#include "core/base/digest.h"
#include "core/base/limits.h"
#include "core/json/reader.h"
#include "core/json/request_codec.h"
#include "core/record/checkpoint.h"
#include "native/log/export_folder.h"
#include "native/log/owner_file.h"
#include "native/log/proven_tiles.h"

namespace countersign {
namespace {

// A line is the head, which has a checkpoint in it, or names one file.
constexpr std::size_t kMostLineBytes = std::size_t{1024} * 1024;

std::string first_failure(const Verification& verification) {
  for (const CheckResult& check : verification.checks) {
    if (check.outcome == CheckOutcome::failed) return std::string(check_word(check.name)) + ": " + check.detail;
  }
  for (const CheckResult& check : verification.checks) {
    if (check.outcome == CheckOutcome::not_run && !check.detail.empty()) return std::string(check_word(check.name)) + " was not checked: " + check.detail;
  }
  return "not everything could be checked";
}

class ExportCheck {
 public:
  ExportCheck(const std::string& folder, const Trust& trust) : folder_(folder), trust_(trust) { trust_.at_least = 0; }

  ExportFindings run(std::uint64_t at_least) {
    if (read_manifest(at_least)) {
      check_signature();
      look_for_strangers();
    }
    return std::move(report_);
  }

 private:
  void find(const std::string& path, const std::string& what) {
    if (report_.findings.size() < ExportFindings::kMost) report_.findings.push_back(path + ": " + what);
    else ++report_.more;
  }

  // False when nothing can be said of the files.
  bool read_manifest(std::uint64_t at_least) {
    const std::string name(kManifestName);
    std::ifstream file(folder_ + "/" + name, std::ios::binary);
    if (!file.is_open()) {
      std::ifstream unfinished(folder_ + "/" + std::string(kUnfinishedName));
      find(name, unfinished.is_open() ? "it is not there: the export was not finished. Run it again" : "it is not there");
      return false;
    }
    const auto head = read_manifest_head(next_line(file));
    if (!head.ok()) {
      find(name, head.error().detail);
      return false;
    }
    report_.head = head.value();
    check_head(at_least);
    return read_files(file);
  }

  std::string next_line(std::ifstream& file) {
    std::string line;
    for (int byte = file.get(); byte != std::ifstream::traits_type::eof(); byte = file.get()) {
      if (byte == '\n') return line;
      if (line.size() == kMostLineBytes) break;
      line += static_cast<char>(byte);
    }
    file.setstate(std::ios::failbit);  // the last line of a manifest ends, too
    return line;
  }

  void check_head(std::uint64_t at_least) {
    const std::string name(kManifestName);
    const auto head = signed_head(report_.head.checkpoint, trust_.logs);
    if (!head) return find(name, "its checkpoint was not signed with a key that you gave");
    const Result<Note> note = parse_note(report_.head.checkpoint);
    const auto checkpoint = parse_checkpoint(note.value().text);
    if (checkpoint.value().origin != report_.head.origin) find(name, "its checkpoint is of another log than " + report_.head.origin);
    if (head->size < at_least) find(name, "its checkpoint is over " + size_text(head->size) + " entries, and the log had more already");
    newest_ = *head;
  }

  // By one of the keys: the log may have got a new one since.
  void check_signature() {
    const std::string name(kManifestNoteName);
    struct stat about {};
    const bool is_there = ::lstat((folder_ + "/" + name).c_str(), &about) == 0;
    report_.signature = is_there ? ManifestSignature::wrong : ManifestSignature::missing;
    if (!is_there) return;
    const auto text = S_ISREG(about.st_mode) && static_cast<std::size_t>(about.st_size) <= kNoteBytes ? read_small_file(folder_ + "/" + name, kNoteBytes) : std::nullopt;
    const Result<Note> note = text ? parse_note(*text) : Result<Note>(make_error(ErrorCode::invalid_format));
    if (!note.ok()) return find(name, "it is no signed note");
    const auto manifest = described_file(folder_, std::string(kManifestName));
    if (!manifest.ok() || !manifest.value()) return find(std::string(kManifestName), "it cannot be read again");
    if (note.value().text != manifest_statement(manifest.value()->sha256)) return find(name, "it is not of this manifest");
    for (const VerifierKey& key : trust_.logs) {
      if (trust_in(note.value(), key) == NoteTrust::signed_by_key) report_.signature = ManifestSignature::holds;
    }
    if (report_.signature != ManifestSignature::holds) find(name, "it was not signed with a key that you gave");
  }

  bool read_files(std::ifstream& file) {
    const std::string name(kManifestName);
    while (true) {
      std::string line = next_line(file);
      if (file.fail()) {
        find(name, "it is cut off");
        return false;
      }
      if (line == kManifestEnd) break;
      const bool goes_on = line.ends_with(',');
      if (goes_on) line.pop_back();
      const auto entry = read_manifest_file(line);
      if (!entry.ok()) {
        find(name, entry.error().detail);
        return false;
      }
      check_listed(entry.value());
    }
    if (file.get() != std::ifstream::traits_type::eof()) find(name, "there is more behind its end");
    if (report_.requests != report_.head.requests) find(name, "it lists " + std::to_string(report_.requests) + " requests and says that they are " + std::to_string(report_.head.requests));
    for (const std::string_view path : {kContactsName, kWebhooksName}) {
      if (!listed_.contains(std::string(path))) find(name, "it does not list " + std::string(path));
    }
    return true;
  }

  void check_listed(const ManifestFile& entry) {
    const std::string requests = std::string(kRequestsFolder) + "/";
    const std::string blobs = std::string(kBlobsFolder) + "/";
    const bool is_bundle = entry.path.starts_with(requests) && entry.path.ends_with(".json") && entry.path.size() > requests.size() + 5 &&
                           is_id(std::string_view(entry.path).substr(requests.size(), entry.path.size() - requests.size() - 5));
    const bool is_blob = report_.head.blobs == ExportedBlobs::included && entry.path == blob_path(entry.sha256);
    if (!is_bundle && !is_blob && entry.path != kContactsName && entry.path != kWebhooksName) return find(entry.path, "an export has no such file");
    if (!listed_.insert(entry.path).second) return find(entry.path, "it is listed twice");
    ++report_.files;
    if (is_blob) ++report_.blobs;
    if (is_bundle) ++report_.requests;
    const auto found = described_file(folder_, entry.path);
    if (!found.ok()) return find(entry.path, found.error().detail);
    if (!found.value()) return find(entry.path, "it is missing");
    if (found.value()->bytes != entry.bytes) return find(entry.path, "it has " + std::to_string(found.value()->bytes) + " bytes and should have " + std::to_string(entry.bytes));
    if (found.value()->sha256 != entry.sha256) return find(entry.path, "its digest is not the manifest's");
    if (is_bundle && static_cast<std::size_t>(entry.bytes) > limits::kDocumentBytes) return find(entry.path, "it is larger than a bundle can be");
    if (is_bundle) check_bundle(entry.path);
  }

  void check_bundle(const std::string& path) {
    std::ifstream file(folder_ + "/" + path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const Verification verification = verify_text(text, trust_);
    if (!verification.holds() || verification.type != DocumentType::bundle) return find(path, verification.holds() ? "it is no bundle" : first_failure(verification));
    const auto request = read_request(read_json(verification.state).value());
    if (!request.ok()) return find(path, "its state cannot be read");
    if (bundle_path(request.value().id.text()) != path) return find(path, "it is the bundle of " + request.value().id.text());
    const auto checkpoint = parse_checkpoint(verification.checkpoint);
    if (newest_ && checkpoint.ok()) {
      const TreeHead& head = checkpoint.value().head;
      if (head.size > newest_->size) find(path, "its checkpoint is newer than the manifest's");
      if (head.size == newest_->size && head.root != newest_->root) find(path, "the log has signed two histories: its checkpoint contradicts the manifest's");
    }
    if (report_.head.blobs == ExportedBlobs::included) check_parts(path, request.value());
  }

  // That the files that the request names are there; that they are what they should be is looked at where they are listed.
  void check_parts(const std::string& path, const Request& request) {
    for (const Version& version : request.versions) {
      for (const Part& part : version.content.parts) {
        struct stat about {};
        const std::string blob = blob_path(part.sha256.hex());
        if (::lstat((folder_ + "/" + blob).c_str(), &about) != 0) find(blob, "it is missing, and " + path + " names it");
        else if (about.st_size != part.size_bytes) find(blob, "it has not as many bytes as " + path + " says");
      }
    }
  }

  void look_for_strangers() {
    const auto look = [&](std::string_view within) {
      const std::string before = within.empty() ? "" : std::string(within) + "/";
      const Refusal refusal = for_each_name(folder_, within, [&](const std::string& name) -> Refusal {
        const bool is_known = within.empty() && (name == kManifestName || name == kManifestNoteName || name == kRequestsFolder || name == kBlobsFolder);
        if (!is_known && !listed_.contains(before + name)) find(before + name, "the manifest does not list it");
        return std::nullopt;
      });
      if (refusal) find(std::string(within), refusal->detail);
    };
    look("");
    look(kRequestsFolder);
    look(kBlobsFolder);
  }

  const std::string& folder_;
  Trust trust_;
  ExportFindings report_;
  std::optional<TreeHead> newest_;
  std::unordered_set<std::string> listed_;
};

}  // namespace

ExportFindings check_export(const std::string& folder, const Trust& trust) { return ExportCheck(folder, trust).run(trust.at_least); }

}  // namespace countersign
