// The subcommands of `countersign`. Each answers with the process's exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json/fold.h"
#include "native/http/http_limits.h"
#include "native/store/access_store.h"

namespace countersign {

inline constexpr int kExitOk = 0;
inline constexpr int kExitRefused = 1;   // the core refused, a check failed, or the store did
inline constexpr int kExitUnusable = 2;  // the command line or the input cannot be read

struct DeliveryOptions {
  std::string smtp;  // empty: no mail
  std::string smtp_user;
  std::string smtp_password_file;
  std::string smtp_ca;
  bool smtp_allow_plain = false;
  std::string mail_from;
  std::string mail_link;
  std::string mail_team_link;  // empty: the same
  bool webhook_allow_private = false;
  int seconds = 20;  // that a receiver may take
};

// Where blobs are that are in a bucket, and how it is called. The keys to it are in the environment or in a file.
struct BucketOptions {
  std::string address;  // s3://BUCKET[/PREFIX]; empty: there is none
  std::string endpoint;  // empty: AWS
  std::string region;    // empty: AWS_REGION, or us-east-1
  std::string credentials_file;
  std::string ca_file;
  bool allow_plain = false;
};

struct BlobOptions {
  std::string place;  // "rows", "files" or s3://BUCKET[/PREFIX]; empty: as is usual for the store
  BucketOptions bucket;
  std::int64_t most_bytes = HttpLimits().upload_bytes;
  int orphan_hours = 24;
};

struct ServeOptions {
  std::string store;
  std::string store_file;  // that holds it
  std::string listen = "127.0.0.1:8080";
  std::string www;
  std::string widget;
  std::vector<std::string> allow_origins;
  std::vector<std::string> hosts;
  std::string log_key;  // file; empty: beside the store
  std::string origin;   // of a new log; empty: made up
  std::string passkey_rp_id;  // empty: no passkeys
  std::vector<std::string> passkey_origins;
  std::vector<std::string> passkey_top_origins;
  std::vector<std::string> witnesses;  // "URL KEY" each
  std::string tls_certificate;  // files; empty: no TLS here
  std::string tls_key;
  std::string metrics;  // HOST:PORT; empty: there are none
  std::string calendar;  // file of the working hours of /v1/metrics; empty: the usual ones
  std::string rate_limit_key;      // "100/s:400" or "off"; empty: by what is listened on
  std::string rate_limit_address;  // likewise
  std::optional<std::size_t> connections_per_address;  // 0: no limit; without a value by what is listened on
  std::vector<std::string> trusted_proxies;
  int drain_seconds = 0;
  std::string log_format = "text";  // or json
  DeliveryOptions delivery;
  BlobOptions blobs;
  bool demo = false;
  bool quiet = false;
};

struct StoreOptions {
  std::string store;
  std::string name;                      // of a request, or of a key
  std::string files = "www/demo/files";  // folder of sample files, for the demo
  std::string decision;                  // of a receipt; empty: the last
};

struct CollectOptions {
  std::string store;
  BucketOptions bucket;
  int orphan_hours = 24;
  bool is_dry = false;
};
int run_blobs_collect(const CollectOptions& options);

struct BackupOptions {
  std::string store;
  std::string file;
  std::string log_key;  // for a store that is restored; empty: it is there, or comes later
};
struct ExportOptions {
  std::string store;
  std::string tenant = std::string(kDefaultTenant);
  std::string folder;
  std::string log_key;            // file; empty: beside the store
  std::vector<std::string> keys;  // of the log; empty: that of the file
  bool without_blobs = false;
  BucketOptions bucket;
};
int run_export_tenant(const ExportOptions& options);

struct VerifyExportOptions {
  std::string folder;
  std::vector<std::string> keys;
  std::vector<std::string> witnesses;
  std::int64_t at_least = 0;
  bool has_to_be_signed = false;
};
int run_verify_export(const VerifyExportOptions& options);

int run_backup(const BackupOptions& options);
int run_restore(const BackupOptions& options);

int run_serve(const ServeOptions& options);
int run_demo(const StoreOptions& options);
int run_export(const StoreOptions& options);
int run_receipt(const StoreOptions& options);
int run_bundle(const StoreOptions& options);
int run_rebuild(const StoreOptions& options);

struct AccessOptions {
  std::string store;
  std::string tenant = std::string(kDefaultTenant);
  std::string name;                  // of a key
  std::string role = "lead";
  std::vector<std::string> scopes;   // empty: those that keys usually have
  std::vector<std::string> origins;  // of a tenant
  bool may_be_new = false;           // whether a key makes the store, too
};
int run_keys_create(const AccessOptions& options);
int run_keys_list(const AccessOptions& options);
int run_keys_revoke(const AccessOptions& options);
int run_tenants_create(const AccessOptions& options);
int run_tenants_list(const AccessOptions& options);
int run_tenants_origins(const AccessOptions& options);

struct ReplayOptions {
  std::string file = "-";
  std::string at;  // an instant: the state as it was then; "" for the end
  LogEnd end = LogEnd::after_a_command;
};
int run_replay(const ReplayOptions& options);

// FILE may be "-" for standard input.
int run_decide(const std::string& file);
int run_permitted(const std::string& file);
// With `of_protocol`, only JSON that the protocol could hold.
int run_canonicalize(const std::string& file, bool of_protocol);
int run_deadline(const std::string& file);

struct MetricsOptions {
  std::string calendar;           // a file
  std::string now;                // an instant
  std::vector<std::string> logs;  // files, one for each request
};
int run_metrics(const MetricsOptions& options);

struct PreviewOptions {
  std::string record = "-";  // files
  std::string command;
  std::string context;
  bool json = false;
};
int run_preview(const PreviewOptions& options);

struct DueOptions {
  std::string record = "-";  // a file
  std::string now;           // an instant
  bool json = false;
};
int run_due(const DueOptions& options);

struct TemplateOptions {
  std::vector<std::string> files;
  std::string fill;  // a file
};
int run_template_check(const TemplateOptions& options);
int run_template_apply(const TemplateOptions& options);

struct VerifyOptions {
  std::string file = "-";
  std::string entry;                  // file of the entry that a bare proof is about
  std::vector<std::string> keys;      // of logs, at least one
  std::vector<std::string> witnesses;
  std::string origin;         // of the log, when its keys have another name
  std::int64_t at_least = 0;  // entries in the tree
  std::string since;          // file of a checkpoint that the reader kept
  bool json = false;
};
int run_verify(const VerifyOptions& options);

struct LogOptions {
  std::string store;
  std::vector<std::string> keys;  // the public ones: a log that has changed its key has several
  std::string key_file;  // the log's own; empty: beside the store
  std::string tile;
  std::string file = "-";  // of an older checkpoint
  std::string since;       // likewise; empty: none
  std::uint64_t at_least = 0;
  std::int64_t index = 0;
  bool with_blobs = false;
  BucketOptions bucket;
};
int run_log_fsck(const LogOptions& options);
int run_log_prove(const LogOptions& options);
int run_log_tile(const LogOptions& options);
int run_log_verify(const LogOptions& options);
int run_log_key(const LogOptions& options);
int run_log_rotate(const LogOptions& options);

int run_machine();
int run_errors();
int run_vectors(const std::string& folder);

}  // namespace countersign
