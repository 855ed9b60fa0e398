#include "native/log/tenant_export.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "core/json/event_codec.h"
#include "core/json/object_text.h"
#include "core/json/reader.h"
#include "core/json/verification.h"
#include "core/json/writer.h"
#include "core/record/checkpoint.h"
#include "core/request/event.h"
#include "native/log/export_folder.h"
#include "native/log/proofs.h"
#include "native/log/proven_tiles.h"

namespace countersign {
namespace {

constexpr std::size_t kPage = 200;
constexpr std::int64_t kBlobPieceBytes = std::int64_t{1024} * 1024;
constexpr auto kSignedSoon = std::chrono::seconds(10);  // while a server runs, it takes a moment

Error not_exported(const std::string& why) { return {ErrorCode::store_unavailable, "", why}; }

// What a request's versions name, in order: what its stream is linked to.
Result<List<std::string>> blobs_named(const std::vector<std::string>& entries) {
  List<std::string> digests;
  for (const std::string& entry : entries) {
    const Result<Json> json = read_json(entry);
    const Result<Event> event = json.ok() ? read_event(json.value()) : Result<Event>(json.error());
    if (!event.ok()) return Error{ErrorCode::log_broken, "", "The record of this request cannot be read."};
    const auto* added = get_if<VersionAdded>(&event.value().body);
    if (added == nullptr) continue;
    for (const Part& part : added->parts) digests.push_back(part.sha256.hex());
  }
  return digests;
}

// Whether a bundle says of a request what the store says, and names these keys.
bool says(const Json& bundle, const std::vector<std::string>& entries, const std::vector<std::string>& keys) {
  const Json* named = find_member(bundle, "keys");
  const Json* found = find_member(bundle, "entries");
  if (named == nullptr || *named != Json(keys)) return false;
  if (found == nullptr || found->size() != entries.size()) return false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (write_canonical(found->at(i)) != entries[i]) return false;
  }
  return true;
}

class TenantExport {
 public:
  TenantExport(Store& store, const ExportPlan& plan, ExportFolder& folder, ManifestHead head)
      : store_(store), plan_(plan), folder_(folder), head_(std::move(head)) {
    trust_.logs = plan.keys;
  }

  Result<ExportReport> run() {
    if (Refusal refusal = next_checkpoint()) return *std::move(refusal);
    if (Refusal refusal = export_requests()) return *std::move(refusal);
    if (Refusal refusal = export_contacts()) return *std::move(refusal);
    if (Refusal refusal = export_webhooks()) return *std::move(refusal);
    if (Refusal refusal = list_blobs()) return *std::move(refusal);
    if (Refusal refusal = look_for_strangers()) return *std::move(refusal);
    head_.checkpoint = checkpoint_.note;
    head_.requests = report_.requests;
    if (Refusal refusal = folder_.finish(head_, plan_.signer)) return *std::move(refusal);
    return report_;
  }

 private:
  Refusal next_checkpoint() {
    auto newest = newest_checkpoint(store_);
    if (!newest.ok()) {
      if (newest.error().code != ErrorCode::not_logged_yet) return newest.error();
      return Error{ErrorCode::not_logged_yet, "", "Nothing of this log has been signed yet: serve the store, and export it then."};
    }
    if (!signed_head(newest.value().note, plan_.keys)) return not_exported("The log was not signed with the key that was given.");
    checkpoint_ = std::move(newest).value();
    return std::nullopt;
  }

  // Waits until the last of these entries has been signed.
  Refusal cover(const LoggedRequest& request) {
    const auto end = std::chrono::steady_clock::now() + kSignedSoon;
    while (checkpoint_.size <= request.indexes.back()) {
      if (Refusal refusal = next_checkpoint()) return refusal;
      if (checkpoint_.size > request.indexes.back()) break;
      if (std::chrono::steady_clock::now() > end) {
        return Error{ErrorCode::not_logged_yet, "", "Not all of this request has been signed, and no server signs it: serve the store, and go on then."};
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return std::nullopt;
  }

  Refusal export_requests() {
    std::string after;
    while (true) {
      const auto page = store_.streams(plan_.tenant, after, kPage);
      if (!page.ok()) return page.error();
      for (const std::string& stream : page.value()) {
        // Not an id: the stream of a passkey, whose registration is in the bundles that need it.
        const auto id = RequestId::from(stream);
        if (!id.ok()) continue;
        if (Refusal refusal = export_request(id.value())) return Error{refusal->code, "", stream + ": " + refusal->detail};
      }
      if (page.value().size() < kPage) return std::nullopt;
      after = page.value().back();
    }
  }

  Refusal export_request(const RequestId& id) {
    const Result<LoggedRequest> request = logged_request(store_, id);
    if (!request.ok()) return request.error();
    const Result<ManifestFile> file = bundle_of(id, request.value());
    if (!file.ok()) return file.error();
    if (Refusal refusal = folder_.list(file.value())) return refusal;
    ++report_.requests;
    if (plan_.blobs == ExportedBlobs::left_out) return std::nullopt;
    const auto digests = blobs_named(request.value().entries);
    if (!digests.ok()) return digests.error();
    for (const std::string& digest : digests.value()) {
      if (folder_.has(blob_path(digest))) continue;  // looked at in list_blobs()
      if (Refusal refusal = export_blob(digest)) return refusal;
    }
    return std::nullopt;
  }

  Result<ManifestFile> bundle_of(const RequestId& id, const LoggedRequest& request) {
    const std::string path = bundle_path(id.text());
    if (const auto text = folder_.text(path, limits::kDocumentBytes)) {
      const Result<Json> bundle = read_json(*text);
      if (bundle.ok() && says(bundle.value(), request.entries, head_.keys) && verify_document(bundle.value(), trust_).holds() && write_canonical(bundle.value()) == *text) {
        if (const auto head = older_head(bundle.value()); head && head->size <= checkpoint_.size) {
          ++report_.kept;
          return ManifestFile{static_cast<std::int64_t>(text->size()), path, Digest::of(*text).hex()};
        }
      }
    }
    if (Refusal refusal = cover(request)) return *std::move(refusal);
    const Result<std::string> bundle = make_bundle(store_, request, plan_.keys, checkpoint_);
    if (!bundle.ok()) return bundle.error();
    return folder_.put(path, bundle.value());
  }

  std::optional<TreeHead> older_head(const Json& bundle) const {
    const Json* note = find_member(bundle, "checkpoint");
    return note != nullptr && note->is_string() ? signed_head(note->get_ref<const std::string&>(), plan_.keys) : std::nullopt;
  }

  Refusal export_blob(const std::string& digest) {
    const auto size = store_.blob_size(plan_.tenant, digest);
    if (!size.ok()) return size.error();
    if (!size.value()) return not_exported("The file " + digest + " is not in the store.");
    NewFile file(plan_.folder, blob_path(digest));
    for (std::int64_t at = 0; at < *size.value();) {
      const auto piece = store_.blob_bytes(digest, at, std::min(kBlobPieceBytes, *size.value() - at));
      if (!piece.ok()) return piece.error();
      if (piece.value().empty()) return not_exported("The file " + digest + " ends too early in the store.");
      if (Refusal refusal = file.write(piece.value())) return refusal;
      at += static_cast<std::int64_t>(piece.value().size());
    }
    if (file.described().sha256 != digest) return not_exported("The file " + digest + " is damaged in the store.");
    ++new_blobs_;
    return file.finish();
  }

  // As they are on the disk now. One that is not what its name says is fetched again.
  Refusal list_blobs() {
    return for_each_name(plan_.folder, kBlobsFolder, [&](const std::string& name) -> Refusal {
      if (plan_.blobs == ExportedBlobs::left_out || !Digest::from_hex(name).ok()) return stranger(blob_path(name));
      auto file = described_file(plan_.folder, blob_path(name));
      if (!file.ok()) return file.error();
      if (!file.value()) return stranger(blob_path(name));
      if (file.value()->sha256 != name) {
        if (Refusal refusal = export_blob(name)) return refusal;
        file = described_file(plan_.folder, blob_path(name));
        if (!file.ok()) return file.error();
      }
      ++report_.blobs;
      return folder_.list(*file.value());
    });
  }

  // Files of an earlier run that are of no request.
  Refusal look_for_strangers() {
    report_.kept += report_.blobs - std::min(new_blobs_, report_.blobs);
    return for_each_name(plan_.folder, kRequestsFolder, [&](const std::string& name) -> Refusal {
      constexpr std::string_view kEnding = ".json";
      const auto id = name.ends_with(kEnding) ? RequestId::from(std::string_view(name).substr(0, name.size() - kEnding.size())) : Result<RequestId>(make_error(ErrorCode::invalid_format));
      if (!id.ok()) return stranger(std::string(kRequestsFolder) + "/" + name);
      const auto tenant = store_.tenant_of(id.value().text());
      if (!tenant.ok()) return tenant.error();
      return tenant.value() == plan_.tenant ? Refusal() : Refusal(stranger(bundle_path(id.value().text())));
    });
  }

  Error stranger(const std::string& path) const { return not_exported("There is something in " + plan_.folder + " that is not of this export: " + path + "."); }

  Refusal export_contacts() {
    NewFile file(plan_.folder, std::string(kContactsName));
    std::string after;
    std::string before = "{\"contacts\":[\n";
    while (true) {
      const auto page = store_.contacts(plan_.tenant, after, kPage);
      if (!page.ok()) return page.error();
      for (const StoredContact& contact : page.value()) {
        ObjectText json;
        json.text("email", contact.email).text("language", contact.language).boolean("mail", contact.takes_mail);
        if (!contact.party.empty()) json.text("party", contact.party);
        if (Refusal refusal = file.write(before + json.text("person", contact.person).take())) return refusal;
        before = ",\n";
        after = contact.person;
      }
      if (page.value().size() < kPage) break;
    }
    if (Refusal refusal = file.write(after.empty() ? before + "]}\n" : "\n]}\n")) return refusal;
    if (Refusal refusal = file.finish()) return refusal;
    return folder_.list(file.described());
  }

  Refusal export_webhooks() {
    const auto webhooks = store_.webhooks(plan_.tenant);
    if (!webhooks.ok()) return webhooks.error();
    ArrayText list;
    for (const StoredWebhook& webhook : webhooks.value()) {
      ArrayText types;
      for (const std::string& type : webhook.types) types.text(type);
      ObjectText json;
      json.text("created_at", webhook.created_at.text()).text("description", webhook.description);
      if (webhook.disabled_at) json.text("disabled_at", webhook.disabled_at->text()).text("disabled_because", webhook.disabled_because);
      list.json(json.text("id", webhook.id).json("types", types.take()).text("url", webhook.url).take());
    }
    const auto file = folder_.put(std::string(kWebhooksName), ObjectText().json("webhooks", list.take()).take() + "\n");
    return file.ok() ? folder_.list(file.value()) : file.error();
  }

  Store& store_;
  const ExportPlan& plan_;
  ExportFolder& folder_;
  ManifestHead head_;
  Trust trust_;
  StoredCheckpoint checkpoint_;
  ExportReport report_;
  std::int64_t new_blobs_ = 0;
};

}  // namespace

Result<ExportReport> export_tenant(Store& store, Clock& clock, const ExportPlan& plan) {
  const auto tenant = store.tenant(plan.tenant);
  if (!tenant.ok()) return tenant.error();
  if (!tenant.value()) return not_exported("There is no tenant '" + plan.tenant + "'.");
  ManifestHead head;
  head.blobs = plan.blobs;
  head.exported_at = clock.now();
  for (const VerifierKey& key : plan.keys) head.keys.push_back(key.text());
  head.origin = plan.keys.front().name();
  head.tenant = plan.tenant;
  const auto folder = ExportFolder::begin(plan.folder, head);
  if (!folder.ok()) return folder.error();
  return TenantExport(store, plan, *folder.value(), std::move(head)).run();
}

}  // namespace countersign
