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

  constructor(error: CoreError) {
    super(error.detail || error.title);
    Object.assign(this, error);
  }
}
