#include "native/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>

#include "native/cli/commands.h"
#include "native/cli/core_line.h"
#include "native/cli/serve_line.h"
#include "native/cli/text_io.h"

namespace countersign {
namespace {

constexpr const char* kAbout =
    "Countersign: approvals that can be proved. The server, and the core on the command line.";

// Everything that options are parsed into, and what is to be run.
struct Parsed {
  ServeOptions serve;
  StoreOptions store;
  AccessOptions access;
  CollectOptions collect;
  BackupOptions backup;
  ExportOptions exported;
  VerifyExportOptions verify_export;
  LogOptions log;
  CoreOptions core;
  Chosen chosen;
};

// Of one request to standard output, or of a tenant into a folder.
void add_export(CLI::App& app, Parsed& parsed) {
  ExportOptions& options = parsed.exported;
  CLI::App* command = app.add_subcommand("export", "Print {request, events}: the record of one request as it is stored; or, with --out, write all of a tenant into a folder");
  command->add_option("--store", options.store, kStoreHelp)->required();
  CLI::Option* request = command->add_option("REQUEST", parsed.store.name, "the request's id");
  CLI::Option* folder = command->add_option("--out", options.folder, "a folder that is not there yet, is empty, or holds an export of this tenant to go on with")->excludes(request);
  command->add_option("--tenant", options.tenant, "whose requests")->needs(folder)->capture_default_str();
  command->add_flag("--no-blobs", options.without_blobs, "leave out the files that requests are about")->needs(folder);
  add_bucket_options(*command, options.bucket);
  CLI::Option* key_file = command->add_option("--log-key", options.log_key, "file of the log's key, which signs the manifest; by default PATH.log-key beside the store")->needs(folder);
  command->add_option("--key", options.keys, "the log's public key instead: then the manifest is not signed; repeatable")->needs(folder)->excludes(key_file)->allow_extra_args(false);
  command->callback([&parsed, request, folder] {
    if (request->empty() && folder->empty()) throw CLI::RequiredError("REQUEST or --out");
    parsed.store.store = parsed.exported.store;
    parsed.chosen = [&parsed, folder] { return folder->empty() ? run_export(parsed.store) : run_export_tenant(parsed.exported); };
  });

  VerifyExportOptions& verified = parsed.verify_export;
  CLI::App* verify = app.add_subcommand("verify-export", "Check what export --out wrote: each file's digest, each request's bundle, the manifest's signature, and that nothing is missing or added");
  verify->add_option("FOLDER", verified.folder, "what export wrote")->required();
  verify->add_option("--key", verified.keys, "the log's key, NAME+ID+KEY, from its owner and not from the export; repeatable")->required()->allow_extra_args(false);
  verify->add_option("--witness", verified.witnesses, "the key of a witness that has to have signed as well; repeatable")->allow_extra_args(false);
  verify->add_option("--at-least", verified.at_least, "refuse a log of fewer entries: it had as many already")->check(CLI::NonNegativeNumber);
  verify->add_flag("--signed", verified.has_to_be_signed, "refuse a manifest that is not signed");
  verify->callback([&parsed] { parsed.chosen = [&parsed] { return run_verify_export(parsed.verify_export); }; });
}

void add_store_commands(CLI::App& app, Parsed& parsed) {
  StoreOptions& options = parsed.store;
  CLI::App* demo = app.add_subcommand("demo", "Fill a store with the demo's people and requests");
  demo->add_option("--store", options.store, kStoreHelp)->required();
  demo->add_option("--files", options.files, "folder of the sample files")->capture_default_str();
  demo->callback([&] { parsed.chosen = [&] { return run_demo(parsed.store); }; });

  add_export(app, parsed);

  CLI::App* rebuild = app.add_subcommand("rebuild", "Compare what lists and metrics are made of with the events, and make it anew where it differs, also while servers run");
  rebuild->add_option("--store", options.store, kStoreHelp)->required();
  rebuild->callback([&] { parsed.chosen = [&] { return run_rebuild(parsed.store); }; });

  CLI::App* receipt = app.add_subcommand("receipt", "Print the receipt of a decision, as the server hands it out");
  receipt->add_option("--store", options.store, kStoreHelp)->required();
  receipt->add_option("REQUEST", options.name, "the request's id")->required();
  receipt->add_option("--decision", options.decision, "the decision's id, such as d1; by default the last");
  receipt->callback([&] { parsed.chosen = [&] { return run_receipt(parsed.store); }; });

  CLI::App* bundle = app.add_subcommand("bundle", "Print everything that proves a request, for somebody who does not trust the server");
  bundle->add_option("--store", options.store, kStoreHelp)->required();
  bundle->add_option("REQUEST", options.name, "the request's id")->required();
  bundle->callback([&] { parsed.chosen = [&] { return run_bundle(parsed.store); }; });
}

// Who may come in: `keys` and `tenants`. Without an account on the machine of the store nobody makes the first key.
void add_access(CLI::App& app, Parsed& parsed) {
  AccessOptions& options = parsed.access;
  const auto add = [&](CLI::App* group, const char* name, const char* about, int (*run)(const AccessOptions&)) {
    CLI::App* command = group->add_subcommand(name, about);
    command->add_option("--store", options.store, kStoreHelp)->required();
    command->callback([&parsed, run] { parsed.chosen = [&parsed, run] { return run(parsed.access); }; });
    return command;
  };
  CLI::App* keys = app.add_subcommand("keys", "API keys for a portal's backend, and the key that signs the log");
  keys->require_subcommand(1);
  CLI::App* create = add(keys, "create", "Make a key and print it, for the only time", run_keys_create);
  create->add_option("--name", options.name, "who uses it; shown in the record as key:NAME")->required();
  create->add_option("--tenant", options.tenant, "whose key it is")->capture_default_str();
  create->add_option("--role", options.role, "viewer, delivery-team, account-manager, project-manager, operations or lead")->capture_default_str();
  create->add_option("--scope", options.scopes, "what else it is for: sessions, manage, log; repeatable; by default sessions and manage, with 'none' nothing")
      ->allow_extra_args(false);
  create->add_flag("--new-store", options.may_be_new, "make the store if there is none");
  CLI::App* list = add(keys, "list", "Print the keys of a tenant: name, role, scopes, when made, used and revoked", run_keys_list);
  list->add_option("--tenant", options.tenant, "whose keys")->capture_default_str();
  CLI::App* revoke = add(keys, "revoke", "End a key, and with it its sessions and links, at once", run_keys_revoke);
  revoke->add_option("--tenant", options.tenant, "whose key it is")->capture_default_str();
  revoke->add_option("NAME", options.name, "the key's name")->required();

  CLI::App* tenants = app.add_subcommand("tenants", "Organizations that use the same server and know nothing of each other");
  tenants->require_subcommand(1);
  const auto add_origins = [&](CLI::App* command) {
    command->add_option("--allow-origin", options.origins, "a site that may use the API in its name, from a browser; repeatable")->allow_extra_args(false);
  };
  CLI::App* made = add(tenants, "create", "Make a tenant; give it a key next", run_tenants_create);
  made->add_option("TENANT", options.tenant, "its id: small letters, digits and hyphens")->required();
  add_origins(made);
  add(tenants, "list", "Print the tenants, each with its sites", run_tenants_list);
  CLI::App* origins = add(tenants, "origins", "Replace the sites of a tenant by those that are named", run_tenants_origins);
  origins->add_option("TENANT", options.tenant, "its id")->required();
  add_origins(origins);
}

// `keys log` and `keys rotate-log`: beside the API keys, because that is where people look for keys.
void add_log_keys(CLI::App& app, Parsed& parsed) {
  LogOptions& options = parsed.log;
  CLI::App* keys = app.get_subcommand("keys");
  const auto add = [&](const char* name, const char* about, int (*run)(const LogOptions&)) {
    CLI::App* command = keys->add_subcommand(name, about);
    command->add_option("--store", options.store, kStoreHelp)->required();
    command->add_option("--log-key", options.key_file, "file of the key; by default PATH.log-key beside the store");
    command->callback([&parsed, run] { parsed.chosen = [&parsed, run] { return run(parsed.log); }; });
  };
  add("log", "Print the public key of the log, for those who verify", run_log_key);
  add("rotate-log", "Replace the key of the log by a new one; stop the server first", run_log_rotate);
}

void add_blobs(CLI::App& app, Parsed& parsed) {
  CollectOptions& options = parsed.collect;
  CLI::App* blobs = app.add_subcommand("blobs", "The bytes of files that were uploaded");
  blobs->require_subcommand(1);
  CLI::App* collect = blobs->add_subcommand("collect", "Remove blobs that no request names, as a server does every hour");
  collect->add_option("--store", options.store, kStoreHelp)->required();
  add_bucket_options(*collect, options.bucket);
  collect->add_option("--orphan-hours", options.orphan_hours, kOrphanHelp)->check(CLI::Range(1, 24 * 365))->capture_default_str();
  collect->add_flag("--dry-run", options.is_dry, "only say what would go");
  collect->callback([&] { parsed.chosen = [&] { return run_blobs_collect(parsed.collect); }; });
}

void add_backup(CLI::App& app, Parsed& parsed) {
  BackupOptions& options = parsed.backup;
  CLI::App* backup = app.add_subcommand("backup", "Copy a store to a new FILE and check the copy, also while a server writes to it");
  backup->add_option("--store", options.store, kStoreHelp)->required();
  backup->add_option("FILE", options.file, "the copy, for its owner only; must not be there yet")->required();
  backup->callback([&] { parsed.chosen = [&] { return run_backup(parsed.backup); }; });
  CLI::App* restore = app.add_subcommand("restore", "Make a store of a backup; the store must not be there yet");
  restore->add_option("FILE", options.file, "what backup made")->required();
  restore->add_option("--store", options.store, kStoreHelp)->required();
  restore->add_option("--log-key", options.log_key, "file of the key that signs the log, which is put beside the store; by default it is there, or comes later");
  restore->callback([&] { parsed.chosen = [&] { return run_restore(parsed.backup); }; });
}

void add_log(CLI::App& app, Parsed& parsed) {
  constexpr const char* kKeyHelp = "the log's key, NAME+ID+KEY";
  LogOptions& options = parsed.log;
  CLI::App* log = app.add_subcommand("log", "The log of a store: check it, and prove what is in it");
  log->require_subcommand(1);
  const auto add = [&](const char* name, const char* about, int (*run)(const LogOptions&)) {
    CLI::App* command = log->add_subcommand(name, about);
    command->add_option("--store", options.store, kStoreHelp)->required();
    command->callback([&parsed, run] { parsed.chosen = [&parsed, run] { return run(parsed.log); }; });
    return command;
  };
  CLI::App* fsck = add("fsck", "Rebuild the tree from the entries alone and compare it with all that is stored and signed; writes nothing", run_log_fsck);
  fsck->add_option("--key", options.keys, kKeyHelp)->required()->allow_extra_args(false);
  fsck->add_option("--at-least", options.at_least, "so many entries were signed once, as you know: fewer are refused");
  fsck->add_flag("--blobs", options.with_blobs, "read the bytes of every file that a request names, too, and compare them with their digests");
  add_bucket_options(*fsck, options.bucket);
  fsck->add_option("--since", options.since, "file of a checkpoint that you keep: the log must begin with it");
  CLI::App* verify = add("verify", "Check that an older checkpoint is the beginning of the log", run_log_verify);
  verify->add_option("--key", options.keys, kKeyHelp)->required()->allow_extra_args(false);
  verify->add_option("CHECKPOINT", options.file, "file of the older checkpoint; - is standard input")->capture_default_str();
  add("prove", "Print the C2SP tlog-proof of an entry", run_log_prove)->add_option("INDEX", options.index, "of the entry, from 0")->required();
  add("tile", "Write the bytes of a tile to standard output", run_log_tile)->add_option("TILE", options.tile, "LEVEL/INDEX[.p/WIDTH], as in C2SP tlog-tiles")->required();
}

// Says which subcommands there are when none of them was given. Answers whether that was it.
bool tell_subcommands(const CLI::App& app) {
  const CLI::App* inner = &app;
  std::string before = "\n  ";
  while (!inner->get_subcommands().empty()) {
    inner = inner->get_subcommands().front();
    before += inner->get_name() + ' ';
  }
  std::string names;
  for (const CLI::App* subcommand : inner->get_subcommands({})) names += before + subcommand->get_name();
  if (names.empty()) return false;
  std::string wrong;
  for (const std::string& word : app.remaining(true)) {
    if (wrong.empty() && !word.starts_with('-')) wrong = "there is no command '" + printable(word) + "'. ";
  }
  complain(wrong + "The commands are:" + names + "\nEach tells more with --help.");
  return true;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  try {
    if (argc > 1 && std::string_view(argv[1]) == "serve") return run_serve_line(argc - 1, argv + 1);
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "countersign: %s\n", exception.what());
    return kExitRefused;
  }
  CLI::App app(kAbout, "countersign");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("countersign " COUNTERSIGN_VERSION));
  app.require_subcommand(1);
  Parsed parsed;
  add_serve(app, parsed.serve, parsed.chosen);
  add_store_commands(app, parsed);
  add_access(app, parsed);
  add_log_keys(app, parsed);
  add_blobs(app, parsed);
  add_backup(app, parsed);
  add_log(app, parsed);
  add_core_commands(app, parsed.core, parsed.chosen);
  try {
    app.parse(argc, argv);
    return parsed.chosen();
  } catch (const CLI::ParseError& error) {
    // CLI11 prints the help or the complaint; of its codes only "not an error" matters.
    if (error.get_exit_code() != 0 && tell_subcommands(app)) return kExitUnusable;
    return app.exit(error) == 0 ? kExitOk : kExitUnusable;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "countersign: %s\n", exception.what());
    return kExitRefused;
  }
}

}  // namespace countersign
