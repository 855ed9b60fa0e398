/** SHA-256 in pieces, in the core: for bytes too many to hold, and for pages without `crypto.subtle`. Loaded when needed. */
import type {CommonExports} from './approver.js';

const CHUNK_BYTES = 1 << 16;

/** Runs `work` on blocks of the core's memory and frees them again. */
function withBlocks<T>(wasm: CommonExports, sizes: readonly number[], work: (...blocks: number[]) => T): T {
  const blocks = sizes.map((size) => wasm.countersign_alloc(size));
  try {
    return work(...blocks);
  } finally {
    for (const block of blocks) wasm.countersign_free(block);
  }
}

/**
 * @returns the 32 bytes of the digest. The state of the hash stays here between two pieces: the core's memory is only
 * given back when nobody holds a block of it, and other calls go on while a file arrives.
 */
export async function hashInPieces(wasm: CommonExports, data: Blob): Promise<Uint8Array> {
  const size = wasm.countersign_hash_size();
  const copy = (at: number, length: number): Uint8Array => new Uint8Array(wasm.memory.buffer, at, length).slice();
  const put = (at: number, bytes: Uint8Array): void => new Uint8Array(wasm.memory.buffer).set(bytes, at);

  let state = withBlocks(wasm, [size], (hash = 0) => {
    wasm.countersign_hash_start(hash);
    return copy(hash, size);
  });
  const reader = data.stream().getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    for (let at = 0; at < value.length; at += CHUNK_BYTES) {
      const piece = value.subarray(at, at + CHUNK_BYTES);
      state = withBlocks(wasm, [size, piece.length], (hash = 0, buffer = 0) => {
        put(hash, state);
        put(buffer, piece);
        wasm.countersign_hash_update(hash, buffer, piece.length);
        return copy(hash, size);
      });
    }
  }
  return withBlocks(wasm, [size, 32], (hash = 0, digest = 0) => {
    put(hash, state);
    wasm.countersign_hash_finish(hash, digest);
    return copy(digest, 32);
  });
}
