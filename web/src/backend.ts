/**
 * The HTTP half of the protocol: one method per call. Knows how to retry without doing anything twice, and that the
 * token goes into the Authorization header and nowhere else.
 */
import type {Command, CommandAnswer, Problem, RequestAnswer} from './generated/wire.js';
import {Refusal} from './refusal.js';

/** A session token, or a function that fetches one; it is called again when a token has expired. */
export type Token = string | (() => string | Promise<string>);

export interface BackendOptions {
  /** Where the server is, such as `https://approvals.example`; the page's own origin by default. */
  endpoint?: string | URL | undefined;
  token?: Token | undefined;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /** How long nothing may arrive before an attempt is given up, in milliseconds; 20 s by default. */
  patienceMs?: number | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Told after each attempt without an answer that another one will follow. */
  onRetry?: ((failure: Unreachable) => void) | undefined;
  /** How often the call is tried while there is no answer. A server that says that it is in trouble is asked four times. */
  attempts?: number | undefined;
}

export interface Call extends CallOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** How much longer the answer may take to begin: nobody says how far an upload has come. */
  extraMs?: number;
}

/** The server said no, in problem details (RFC 9457). */
export class BackendProblem extends Refusal {
  override readonly name = 'BackendProblem';
  /** @internal */
  static override readonly kind = /^BackendProblem$/;
  /** The current head, where the call was made for an older one. */
  declare readonly head?: number;
  /** Seconds to wait before trying again. */
  declare readonly retry_after?: number;
}

/** No answer: offline, refused or timed out. Whether the call took effect is not known. */
export class Unreachable extends Error {
  override readonly name: string = 'Unreachable';
  readonly code: 'unreachable' | 'sign-in-failed' = 'unreachable';
}

/** The page's token function failed, so the server was not even asked. It is asked again as after any other silence. */
export class SignInFailed extends Unreachable {
  override readonly name = 'SignInFailed';
  override readonly code = 'sign-in-failed';
}

const PATIENCE_MS = 20_000;
const ATTEMPTS = 6;
const ATTEMPTS_IN_TROUBLE = 4;
const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 5_000;

const wait = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => resolve(), {once: true});
  });

async function problemOf(response: Response): Promise<BackendProblem> {
  const {status} = response;
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const later = {retry_after: Number(response.headers.get('Retry-After')) || 0};
  // Not one of ours: a proxy, a wrong address.
  return new BackendProblem({...later, code: 'internal', status, title: `The server answered ${status}.`, detail: '', pointer: '', ...body});
}

/** Worth trying again with the same key: no answer, or the server is in trouble, busy, or still working on the first attempt. */
export const passes = (error: unknown): error is Unreachable | BackendProblem =>
  error instanceof Unreachable ||
  (error instanceof BackendProblem && (error.status >= 500 || /^4(08|29)$/.test(`${error.status}`) || error.code === 'idempotency-in-flight'));

/** How long the server wants to be left alone. */
export const restMs = (error: Unreachable | BackendProblem): number => ((error as BackendProblem).retry_after ?? 0) * 1000;

/** Client for one server and one session. */
export class Backend {
  /** Where the server is. */
  readonly base: string;
  readonly #options: BackendOptions;
  #bearer: Promise<string> | undefined;

  constructor(options: BackendOptions = {}) {
    const page = (globalThis as {location?: Location}).location?.href;
    this.base = new URL(options.endpoint || '/', page).href.replace(/[?#].*$/, '').replace(/\/+$/, '');
    this.#options = options;
  }

  /** The request as it stands; undefined when it still stands at `known`. Only a full answer brings a challenge. */
  request(id: string, {known, ...options}: CallOptions & {known?: number | undefined} = {}): Promise<RequestAnswer | undefined> {
    const headers: Record<string, string> = known === undefined ? {} : {'If-None-Match': `"${known}"`};
    return this.call(`requests/${encodeURIComponent(id)}`, {...options, headers});
  }

  /** Sends one command, made for `head`. Retries carry the same key, so that it is applied once. */
  send(id: string, command: Command, {head, key, ...options}: CallOptions & {head: number; key: string}): Promise<CommandAnswer> {
    const headers = {'Content-Type': 'application/json', 'If-Match': `"${head}"`, 'Idempotency-Key': key};
    return this.call(`requests/${encodeURIComponent(id)}/commands`, {...options, method: 'POST', headers, body: JSON.stringify(command)});
  }

  /** The bytes of a part, as the server gave them: not yet checked. */
  blob(sha256: string, request: string, options: CallOptions = {}): Promise<Blob> {
    return this.call(`blobs/${sha256}?request=${encodeURIComponent(request)}`, options, (response) => response.blob());
  }

  /** Any call. Tries until there is an answer that settles it, at most `attempts` times. Reads JSON unless told otherwise. */
  async call<T>(path: string, call: Call, read = (response: Response): Promise<T> => response.json()): Promise<T> {
    const {signal, onRetry, attempts = ATTEMPTS} = call;
    for (let attempt = 1; ; attempt++) {
      let pause = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
      try {
        return await this.#attempt(path, call, read);
      } catch (error) {
        signal?.throwIfAborted();
        const problem = error instanceof BackendProblem;
        const failure = problem || error instanceof Unreachable ? error : new Unreachable('No answer.', {cause: error});
        // Nobody is kept waiting for a server that wants to be left alone for long: whoever called decides what to do.
        if (attempt >= (problem ? ATTEMPTS_IN_TROUBLE : attempts) || !passes(failure) || restMs(failure) > LONGEST_DELAY_MS) throw failure;
        pause = Math.max(pause * (0.5 + Math.random()), restMs(failure));
        if (!problem) onRetry?.(failure as Unreachable);
      }
      await wait(pause, signal);
      signal?.throwIfAborted();
    }
  }

  /** One attempt; a second one with a fresh token when the first one's has expired. */
  async #attempt<T>(path: string, call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expect = (extraMs = 0): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), (this.#options.patienceMs ?? PATIENCE_MS) + extraMs);
    };
    const once = async (token: Promise<string | undefined>): Promise<Response> => {
      const bearer = await token;
      expect(call.extraMs);
      return this.#once(path, call, bearer, silence.signal);
    };
    try {
      const token = this.#token();
      let response = await once(token);
      if (response.status === 401 && typeof this.#options.token === 'function') {
        clearTimeout(timer);
        if (this.#bearer === token) this.#bearer = undefined; // calls that fail side by side share the new one
        response = await once(this.#token());
      }
      if (response.status === 304) return undefined as T;
      if (!response.ok) throw await problemOf(response);
      // A large file takes its time; only when nothing more comes is it given up.
      const arriving = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, out) {
          expect();
          out.enqueue(piece);
        },
      });
      expect();
      return await read(new Response(response.body?.pipeThrough(arriving), response));
    } finally {
      clearTimeout(timer);
    }
  }

  #once(path: string, {method = 'GET', headers, body, signal}: Call, token: string | undefined, silence: AbortSignal): Promise<Response> {
    const send = this.#options.fetch ?? fetch;
    return send(`${this.base}/v1/${path}`, {
      method,
      headers: {Accept: 'application/json', 'Countersign-Protocol': '1', ...headers, ...(token && {Authorization: `Bearer ${token}`})},
      body: body ?? null,
      signal: signal ? AbortSignal.any([signal, silence]) : silence,
      credentials: 'omit', // the token says who asks; cookies would only be a way in for others
      cache: path.startsWith('blobs') ? 'default' : 'no-store',
    });
  }

  #token(): Promise<string | undefined> {
    const {token} = this.#options;
    if (typeof token !== 'function') return Promise.resolve(token);
    if (!this.#bearer) {
      let timer: ReturnType<typeof setTimeout>;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(reject, this.#options.patienceMs ?? PATIENCE_MS, new Error('No token came.'));
      });
      const fresh = Promise.race([Promise.resolve().then(token), silence])
        .catch((cause: unknown) => {
          throw new SignInFailed('The token function failed.', {cause});
        })
        .finally(() => clearTimeout(timer));
      this.#bearer = fresh;
      fresh.catch(() => {
        if (this.#bearer === fresh) this.#bearer = undefined; // a provider that failed is asked again
      });
    }
    return this.#bearer;
  }
}
