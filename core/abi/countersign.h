/* The C interface of the core: the same symbols natively and in WebAssembly, used by every binding.
 *
 * Stateless: the caller keeps the state and hands it in. All texts are UTF-8 JSON, described in core/schema/.
 * Each call answers with a block that the caller frees with countersign_free:
 *
 *     uint32 status   0: answered; 1: refused, and the text is {"error":{code,status,title,detail,pointer,problems?}}
 *     uint32 length   of the text in bytes
 *     length bytes    the text, RFC 8785 canonical JSON
 *
 * Numbers in the block are in the byte order of the machine (little-endian in WebAssembly). No call keeps a pointer that it was given. No call fails in another way, but for memory: then
 * the process stops.
 */
#ifndef COUNTERSIGN_H
#define COUNTERSIGN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Memory that the caller fills and frees. */
void* countersign_alloc(uint32_t size);
void countersign_free(void* block);

/* {"state"?, "command", "context"} -> {"events", "state"}. Without a state, the request does not exist yet. */
void* countersign_decide(const char* json, uint32_t length);

/* {"state"?, "events"} -> {"state"}. The events follow the state without a gap, and the last
 * command among them is whole. */
void* countersign_evolve(const char* json, uint32_t length);

/* {"state"?, "context"} -> {"options", "missing"}. */
void* countersign_permitted(const char* json, uint32_t length);

/* {"calendar", "now", "logs": [[event, ...], ...]} -> how long approvals take, and what else core/metrics/ tells. Each log is
 * that of one request, from its beginning. */
void* countersign_metrics(const char* json, uint32_t length);

/* {"state"?, "command", "context"} -> {"state", "causes"}: what the command would cause; "state" is the word of the state
 * that it would lead to. */
void* countersign_preview(const char* json, uint32_t length);

/* {"state", "events"} -> {"statement", "digest"}: the statement of the decision among the events, which follow the state as they do
 * for countersign_evolve. The statement is a text, its RFC 8785 bytes; a passkey signs it with its SHA-256 as the challenge. */
void* countersign_statement(const char* json, uint32_t length);

/* {"state", "now"} -> {"commands", "next"?}: the commands that the system may send now, in their order, and when to ask
 * again. */
void* countersign_due(const char* json, uint32_t length);

/* {"template", "fill"?} -> {"template"}, as it was read; with a fill {"command"}, the `create` that the template makes of
 * it. */
void* countersign_template(const char* json, uint32_t length);

/* Any JSON of the protocol's subset -> its RFC 8785 bytes. */
void* countersign_canonicalize(const char* json, uint32_t length);

/* Other people's JSON -> its RFC 8785 bytes: as above, and also numbers with fractions and exponents, as IEEE 754 doubles,
 * and NUL in texts. Refused: what is no JSON, duplicate keys, half characters, numbers beyond all doubles. */
void* countersign_canonicalize_any(const char* json, uint32_t length);

/* {"keys", "witnesses"?, "document"} or {"keys", "witnesses"?, "proof", "entry"} -> {"checks", "holds", "type", ...}: whether a
 * receipt or a bundle, or a C2SP tlog-proof with the entry that it is about, proves what it says to somebody who trusts the log's
 * keys (core/json/verification.h). The document is its text as it came: a reader of JSON may have lost what tells of a forgery. Keys are written NAME+ID+KEY. A document that proves nothing is an answer, not a refusal. */
void* countersign_verify(const char* json, uint32_t length);

/* Streaming SHA-256, for bytes that are too many for one call. `hash` is countersign_hash_size() bytes, aligned to 8,
 * owned by the caller; `digest` receives 32 bytes. */
uint32_t countersign_hash_size(void);
void countersign_hash_start(void* hash);
void countersign_hash_update(void* hash, const void* bytes, uint32_t size);
void countersign_hash_finish(void* hash, void* digest);

#ifdef __cplusplus
}
#endif

#endif
