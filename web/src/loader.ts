/**
 * Fetches and instantiates the wasm core. There is no generated glue: the module is a C library with a handful of
 * imports, and everything it may import stands in the list below. A module that wants more does not link.
 */

/** What the wasm exports: core/abi/countersign.h. Pointers and sizes are unsigned 32-bit. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;
  countersign_alloc(size: number): number;
  countersign_free(pointer: number): void;
  countersign_decide(text: number, length: number): number;
  countersign_evolve(text: number, length: number): number;
  countersign_permitted(text: number, length: number): number;
  countersign_canonicalize(text: number, length: number): number;
  countersign_hash_size(): number;
  countersign_hash_start(hash: number): void;
  countersign_hash_update(hash: number, bytes: number, length: number): void;
  countersign_hash_finish(hash: number, out: number): void;
}

const stop = (): never => {
  throw new Error('The core stopped.');
};

/** Everything that the core may import. */
const imports: WebAssembly.Imports = {
  wasi_snapshot_preview1: {proc_exit: stop},
};

async function compile(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol === 'file:') return WebAssembly.compile(await (await import('./node.js')).readBytes(url)); // fetch does not
  const response = await fetch(url);
  if (!response.ok) throw new Error(`No core at ${url.href}: ${response.status}`);
  // Streaming wants the exact media type; a static server that does not know it still works, only slower.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** Instantiates the core from its bytes or from a URL. */
export async function instantiate(source: BufferSource | URL): Promise<CoreExports> {
  const module = source instanceof URL ? await compile(source) : await WebAssembly.compile(source);
  const instance = await WebAssembly.instantiate(module, imports);
  const exports = instance.exports as unknown as CoreExports;
  exports._initialize?.();
  return exports;
}
