/** What a session shows to the outside: immutable values, one per moment. */
import type {Backend, BackendProblem, Unreachable} from './backend.js';
import type {Changes} from './compare.js';
import type {ApproverCore} from './approver.js';
import type {Actor, Command, DecideCommand, Decision, Permitted, Request, Version} from './generated/wire.js';
import type {FindStore} from './pending.js';

export type Phase = 'loading' | 'ready' | 'deciding' | 'recorded' | 'conflict' | 'offline' | 'error';

/** A request that was read by the core, and what its reader may do. */
export interface Loaded {
  readonly request: Request;
  /** The current version, whose digest a decision will name. */
  readonly version: Version | undefined;
  readonly actor: Actor;
  readonly permitted: Permitted;
}

/** The request moved on under the reader's hands. Nothing was sent again. */
export interface Conflict {
  readonly changes: Changes;
  /** What was not recorded because of it. */
  readonly command: Command | undefined;
}

/** There was no answer, or the server said that it is in trouble. */
export type Lost = Unreachable | BackendProblem;

/** Everything there is to show, at one moment. */
export interface Snapshot {
  readonly phase: Phase;
  readonly loaded?: Loaded | undefined;
  readonly reachable: boolean;
  /** Why there was no answer when last asked; what is shown may be out of date. */
  readonly lost?: Lost | undefined;
  /** On its way to the server; its outcome is not known yet. */
  readonly sending?: Command | undefined;
  readonly conflict?: Conflict | undefined;
  /** Why there is nothing to show, or why what is shown is not to be relied on. */
  readonly problem?: Error | undefined;
  /** The reader's own decision on the current version, once there is none left for them to make. */
  readonly recorded?: Decision | undefined;
  /** A click that a reload had interrupted, now that it is known to be recorded. */
  readonly resumed?: Decision | undefined;
}

/** Before anything was loaded. */
export const nothing: Snapshot = {phase: 'loading', reachable: true};

/** A decision as a person makes it, naming what was on their screen. */
export type Choice = Omit<DecideCommand, 'command' | 'challenge'>;

/** What `verify` found. */
export interface Verification {
  readonly ok: boolean;
  readonly head: number;
  /** The log, folded from its first event, leads to the state that is shown. */
  readonly log: boolean;
  readonly parts: readonly {readonly id: string; readonly name: string; readonly ok: boolean}[];
}

export interface SessionOptions {
  /** Called again when loading is tried again. */
  core: () => Promise<ApproverCore>;
  backend: Backend;
  /** Id of the request. */
  request: string;
  /** Where a click in flight survives a reload: `sessionStorage` in a page. */
  store?: FindStore;
  /** How often to look for changes while watching. */
  pollMs?: number;
}

/** The request moved on, so what was about to be sent was not sent. */
export class MovedOn extends Error {
  override readonly name = 'MovedOn';
}
