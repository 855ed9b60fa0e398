/**
 * Fetches and instantiates the wasm core. There is no generated glue: the module is a C library with a handful of
 * imports, and everything it may import stands in the list below. A module that wants more does not link.
 */

/** A call that takes a text and answers with a block: status, length, text. */
export type Call = (text: number, length: number) => number;

/** What every module exports of core/abi/countersign.h. Pointers and sizes are unsigned 32-bit. */
export interface CommonExports {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;
  countersign_alloc(size: number): number;
  countersign_free(pointer: number): void;
  countersign_hash_size(): number;
  countersign_hash_start(hash: number): void;
  countersign_hash_update(hash: number, bytes: number, length: number): void;
  countersign_hash_finish(hash: number, out: number): void;
}

/** What the module of the whole core exports: all of countersign.h. Which of these a module has, its facade knows. */
export interface ModuleExports extends CommonExports {
  countersign_decide: Call;
  countersign_permitted: Call;
  countersign_evolve: Call;
  countersign_metrics: Call;
  countersign_preview: Call;
  countersign_due: Call;
  countersign_verify: Call;
  countersign_statement: Call;
  countersign_canonicalize_any: Call;
  countersign_template: Call;
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
export async function instantiate(source: BufferSource | URL): Promise<ModuleExports> {
  const module = source instanceof URL ? await compile(source) : await WebAssembly.compile(source);
  const instance = await WebAssembly.instantiate(module, imports);
  const exports = instance.exports as unknown as ModuleExports;
  exports._initialize?.();
  return exports;
}
