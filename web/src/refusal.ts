import type {CoreError, ErrorCode, Missing} from './generated/wire.js';

/** Somebody who judges said no: with one code of the closed table, and a pointer (RFC 6901) to what it is about. */
export class Refusal extends Error {
  declare readonly code: ErrorCode;
  declare readonly status: number;
  declare readonly title: string;
  declare readonly detail: string;
  declare readonly pointer: string;
  /** Each single thing that is wrong, where there are several. */
  declare readonly problems?: readonly Missing[];

  /** By name, so that it holds across copies: `core.js`, which stands alone, has these classes of its own. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return this.kind.test((error as Error | undefined)?.name ?? '');
  }
  /** @internal The names of the errors that are of this class. */
  static readonly kind: RegExp = /^(CoreRefusal|BackendProblem)$/;

  constructor(error: CoreError) {
    super(error.detail || error.title);
    Object.assign(this, error);
  }
}
