/**
 * The rules, typed. Every answer comes from the C++ core compiled to wasm; nothing is decided here.
 * This is the only file that knows the loader. It works in browsers, workers and Node.
 */
import {instantiate, type CoreExports} from './loader.js';

export type {CoreExports};
import {Refusal} from './refusal.js';
import type {
  CoreError,
  DecideInput,
  DecideOutput,
  EvolveInput,
  EvolveOutput,
  Permitted,
  PermittedInput,
} from './generated/wire.js';

/** Where to get the core: a URL, the bytes, or nothing for the `countersign.wasm` beside this file. */
export type CoreSource = string | URL | BufferSource;

/** The core said no. */
export class CoreRefusal extends Refusal {
  override readonly name = 'CoreRefusal';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Up to here `crypto.subtle` hashes in one piece; above, the core's streaming hash does, without holding the whole. */
const ONE_PIECE_BYTES = 256 * 1024 * 1024;

/** One instance of the core. Stateless: every call is a pure function of its arguments. */
export class Core {
  readonly #wasm: CoreExports;

  /** @internal Use {@link loadCore}. */
  constructor(wasm: CoreExports) {
    this.#wasm = wasm;
  }

  /** What would happen if the command were sent. @throws {CoreRefusal} exactly why not. */
  decide(input: DecideInput): DecideOutput {
    return this.#json(this.#wasm.countersign_decide, input);
  }

  /** Folds events into a state. With no events it reads a state, re-checking every digest in it. */
  evolve(input: EvolveInput): EvolveOutput {
    return this.#json(this.#wasm.countersign_evolve, input);
  }

  /** Every verb: allowed with what it needs and causes, or refused with the reason. */
  permitted(input: PermittedInput): Permitted {
    return this.#json(this.#wasm.countersign_permitted, input);
  }

  /** The canonical text (RFC 8785) of a value of the protocol. */
  canonicalize(value: unknown): string {
    return this.#call(this.#wasm.countersign_canonicalize, JSON.stringify(value));
  }

  /** SHA-256 in lower-case hex. */
  async sha256(data: Blob | BufferSource): Promise<string> {
    const blob = data instanceof Blob ? data : new Blob([data]);
    const subtle = (globalThis.crypto as Crypto | undefined)?.subtle; // absent outside secure contexts
    const bytes =
      subtle && blob.size <= ONE_PIECE_BYTES
        ? new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()))
        : await (await import('./hash.js')).hashInPieces(this.#wasm, blob);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  #json<T>(run: (text: number, length: number) => number, input: unknown): T {
    return JSON.parse(this.#call(run, JSON.stringify(input))) as T;
  }

  #call(run: (text: number, length: number) => number, text: string): string {
    const bytes = encoder.encode(text);
    const input = this.#alloc(bytes.length);
    try {
      new Uint8Array(this.#wasm.memory.buffer).set(bytes, input);
      return this.#take(run(input, bytes.length));
    } finally {
      this.#wasm.countersign_free(input);
    }
  }

  /** Copies a countersign_text out of the core's memory and frees it: status, length, then the bytes. */
  #take(result: number): string {
    const wasm = this.#wasm;
    if (!result) throw new RangeError('Out of memory.');
    const [status, length] = new Uint32Array(wasm.memory.buffer, result, 2) as unknown as [number, number];
    const text = decoder.decode(new Uint8Array(wasm.memory.buffer, result + 8, length));
    wasm.countersign_free(result);
    if (status !== 0) throw new CoreRefusal((JSON.parse(text) as {error: CoreError}).error);
    return text;
  }

  #alloc(size: number): number {
    const pointer = this.#wasm.countersign_alloc(size || 1);
    if (!pointer) throw new RangeError('Out of memory.');
    return pointer;
  }
}

const cores = new Map<string, Promise<Core>>();

/**
 * Loads the core. A core made from a URL is shared by everybody who asks for that URL.
 * In Node, `await loadCore()` reads the `countersign.wasm` of the package.
 */
export async function loadCore(source?: CoreSource): Promise<Core> {
  if (source && typeof source !== 'string' && !(source instanceof URL)) return new Core(await instantiate(source));
  const base = (globalThis as {location?: Location}).location?.href ?? import.meta.url;
  const url = source ? new URL(source, base) : new URL('./countersign.wasm', import.meta.url);
  let core = cores.get(url.href);
  if (!core) {
    core = instantiate(url).then((wasm) => new Core(wasm));
    cores.set(url.href, core);
    core.catch(() => cores.delete(url.href)); // a failed fetch is not remembered
  }
  return core;
}
