/**
 * The rules, typed: as much of them as judges and records what an approver does. Every answer comes from the C++ core
 * compiled to wasm; nothing is decided here. The whole core is in core.ts.
 * This is the only file that knows the loader. It works in browsers, workers and Node.
 */
import {instantiate, type Call, type CommonExports, type ModuleExports} from './loader.js';

export type {CommonExports, ModuleExports};
import {Refusal} from './refusal.js';
import type {CoreError, DecideInput, DecideOutput, Permitted, PermittedInput} from './generated/wire.js';

/** Where to get a core: a URL, the bytes, or nothing for the module beside this file. */
export type CoreSource = string | URL | BufferSource;

/** The core said no. */
export class CoreRefusal extends Refusal {
  override readonly name = 'CoreRefusal';
  /** @internal */
  static override readonly kind = /^CoreRefusal$/;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Up to here `crypto.subtle` hashes in one piece; above, the core's streaming hash does, without holding the whole. */
const ONE_PIECE_BYTES = 256 * 1024 * 1024;

/** One instance of a module of the core. Stateless: every call is a pure function of its arguments. */
export class CoreModule {
  /** @internal */
  constructor(protected readonly wasm: ModuleExports) {}

  /** SHA-256 in lower-case hex. */
  async sha256(data: Blob | BufferSource): Promise<string> {
    const blob = data instanceof Blob ? data : new Blob([data]);
    const subtle = (globalThis.crypto as Crypto | undefined)?.subtle; // absent outside secure contexts
    const bytes =
      subtle && blob.size <= ONE_PIECE_BYTES
        ? new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()))
        : await (await import('./hash.js')).hashInPieces(this.wasm, blob);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** @internal One call of the C interface: JSON in, the canonical text of the answer out. */
  protected call(run: Call, value: unknown): string {
    const bytes = encoder.encode(JSON.stringify(value));
    const input = this.#alloc(bytes.length);
    try {
      new Uint8Array(this.wasm.memory.buffer).set(bytes, input);
      return this.#take(run(input, bytes.length));
    } finally {
      this.wasm.countersign_free(input);
    }
  }

  /** Copies a countersign_text out of the core's memory and frees it: status, length, then the bytes. */
  #take(result: number): string {
    const {wasm} = this;
    if (!result) throw new RangeError('Out of memory.');
    const [status, length] = new Uint32Array(wasm.memory.buffer, result, 2) as unknown as [number, number];
    const text = decoder.decode(new Uint8Array(wasm.memory.buffer, result + 8, length));
    wasm.countersign_free(result);
    if (status !== 0) throw new CoreRefusal((JSON.parse(text) as {error: CoreError}).error);
    return text;
  }

  #alloc(size: number): number {
    const pointer = this.wasm.countersign_alloc(size || 1);
    if (!pointer) throw new RangeError('Out of memory.');
    return pointer;
  }
}

/** What an approver needs of the core. Use {@link loadApproverCore}. */
export class ApproverCore extends CoreModule {
  /** What would happen if the command were sent. @throws {CoreRefusal} exactly why not. */
  decide(input: DecideInput): DecideOutput {
    return JSON.parse(this.call(this.wasm.countersign_decide, input)) as DecideOutput;
  }

  /** Every verb: allowed with what it needs and causes, or refused with the reason. */
  permitted(input: PermittedInput): Permitted {
    return JSON.parse(this.call(this.wasm.countersign_permitted, input)) as Permitted;
  }
}

/** @internal How one kind of core is loaded. `beside` says where its module is by default. */
export function loaderOf<T>(Kind: new (wasm: ModuleExports) => T, beside: () => URL): (source?: CoreSource) => Promise<T> {
  const cores = new Map<string, Promise<T>>();
  const create = async (from: BufferSource | URL): Promise<T> => new Kind(await instantiate(from));
  return async (source) => {
    const base = (globalThis as {location?: Location}).location?.href ?? import.meta.url;
    const url = typeof source === 'string' ? new URL(source, base) : (source ?? beside());
    if (!(url instanceof URL)) return create(url);
    let core = cores.get(url.href);
    if (!core) {
      core = create(url);
      cores.set(url.href, core);
      core.catch(() => cores.delete(url.href)); // a failed fetch is not remembered
    }
    return core;
  };
}

/**
 * Loads what an approver needs of the core. A core made from a URL is shared by everybody who asks for that URL.
 * In Node, `await loadApproverCore()` reads the `approver.wasm` of the package.
 */
export const loadApproverCore = /* @__PURE__ */ loaderOf(ApproverCore, () => new URL('./approver.wasm', import.meta.url));
