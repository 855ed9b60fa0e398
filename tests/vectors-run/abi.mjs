// The C interface of the core as a plain WebAssembly module: no loader, no glue, the smallest host that can run it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';

const repository = new URL('../../', import.meta.url);

/** Where the tested build of the core is: COUNTERSIGN_TEST_WASM, or what the preset `wasm` makes. */
export const wasmFile = process.env.COUNTERSIGN_TEST_WASM ?? new URL('build/wasm/web/countersign.wasm', repository);
/** The same for what the widget loads of it: APPROVER_WASM. */
export const approverFile = process.env.APPROVER_WASM ?? new URL('build/wasm/web/approver.wasm', repository);

export class Abi {
  #exports;

  constructor(file = wasmFile) {
    const imports = {
      env: {emscripten_notify_memory_growth: () => {}},
      wasi_snapshot_preview1: {proc_exit: code => assert.fail(`the core stopped (${code})`)},
    };
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), imports).exports;
    this.#exports._initialize?.();
  }

  /** Whether this module has the call. */
  has(name) {
    return `countersign_${name}` in this.#exports;
  }

  /** [status, bytes of the answer] of one of decide, evolve, permitted, preview, due, metrics, canonicalize. */
  callBytes(name, bytes) {
    const {memory, countersign_alloc, countersign_free} = this.#exports;
    const input = countersign_alloc(bytes.length) >>> 0;
    new Uint8Array(memory.buffer).set(bytes, input);
    const block = this.#exports[`countersign_${name}`](input, bytes.length) >>> 0;
    countersign_free(input);
    return this.#taken(block);
  }

  /** The parsed answer. The status and the presence of an error agree, or it is no answer of the core. */
  call(name, input) {
    const [status, answer] = this.callBytes(name, typeof input === 'string' ? Buffer.from(input) : Buffer.from(JSON.stringify(input)));
    const parsed = JSON.parse(answer.toString());
    // What `canonicalize` answers is somebody's JSON, which may have a member of that name.
    if (!name.startsWith('canonicalize')) assert.equal(status === 1, 'error' in parsed, `${name} answers with status ${status}`);
    return parsed;
  }

  #taken(block) {
    const {memory, countersign_free} = this.#exports;
    const view = new DataView(memory.buffer, block);
    const [status, length] = [view.getUint32(0, true), view.getUint32(4, true)];
    const bytes = Buffer.from(memory.buffer.slice(block + 8, block + 8 + length));
    countersign_free(block);
    return [status, bytes];
  }
}
