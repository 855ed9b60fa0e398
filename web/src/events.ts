/** The element's events. Each bubbles and is composed; none carries a secret or what people wrote. */
import type {Decision, DecisionWord, RequestState} from './generated/wire.js';
import type {NamedCheck} from './receipt.js';
import type {Phase} from './snapshot.js';

export interface ReadyDetail {
  readonly request: string;
  readonly state: RequestState;
  readonly version: number;
}

export interface StateDetail {
  readonly request: string;
  readonly phase: Phase;
  readonly previous: Phase;
  /** Undefined until the request is loaded. */
  readonly state: RequestState | undefined;
}

export interface BeforeDecisionDetail {
  readonly request: string;
  readonly decision: DecisionWord;
  readonly stage: string;
  readonly version: number;
  readonly digest: string;
}

export interface DecisionDetail extends BeforeDecisionDetail {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
}

export interface ConflictDetail {
  readonly request: string;
  readonly version: number;
  /** Whether something that the customer had confirmed was not recorded because of it. */
  readonly refused: boolean;
}

export interface ReceiptDetail {
  readonly request: string;
  /** Id of the decision. */
  readonly decision: string;
  /** Every check was made and passed, against a key that the page has pinned. */
  readonly holds: boolean;
  readonly checks: readonly NamedCheck[];
}

export interface ErrorDetail {
  readonly request: string;
  /** A word of the closed table, or `unreachable` or `sign-in-failed`. */
  readonly code: string;
  readonly error: Error;
}

class CountersignEvent<T> extends CustomEvent<T> {
  constructor(type: string, detail: T, cancelable = false) {
    super(type, {detail, cancelable, bubbles: true, composed: true});
  }
}

/** The request was verified and is on screen. */
export class CountersignReadyEvent extends CountersignEvent<ReadyDetail> {
  constructor(detail: ReadyDetail) {
    super('countersign-ready', detail);
  }
}

/** The widget went from one phase to another. */
export class CountersignStateEvent extends CountersignEvent<StateDetail> {
  constructor(detail: StateDetail) {
    super('countersign-state', detail);
  }
}

/** The customer has confirmed. Cancel it and nothing is sent. */
export class CountersignBeforeDecisionEvent extends CountersignEvent<BeforeDecisionDetail> {
  constructor(detail: BeforeDecisionDetail) {
    super('countersign-before-decision', detail, true);
  }
}

/** The server has recorded the decision. */
export class CountersignDecisionEvent extends CountersignEvent<DecisionDetail> {
  constructor(request: string, {id, decision, stage, version, digest, at, actor}: Decision) {
    super('countersign-decision', {request, id, decision, stage, version, digest, at, actor: actor.id});
  }
}

/** The request moved on under the customer's hands; the widget says what changed and asks again. */
export class CountersignConflictEvent extends CountersignEvent<ConflictDetail> {
  constructor(detail: ConflictDetail) {
    super('countersign-conflict', detail);
  }
}

/** The customer asked for a receipt, and it was checked. Dispatched at the element, which it bubbles from. */
export class CountersignReceiptEvent extends CountersignEvent<ReceiptDetail> {
  constructor(detail: ReceiptDetail) {
    super('countersign-receipt', detail);
  }
}

/** Something failed; the widget shows it as well. */
export class CountersignErrorEvent extends CountersignEvent<ErrorDetail> {
  constructor(detail: ErrorDetail) {
    super('countersign-error', detail);
  }
}

export interface CountersignEventMap {
  'countersign-ready': CountersignReadyEvent;
  'countersign-state': CountersignStateEvent;
  'countersign-before-decision': CountersignBeforeDecisionEvent;
  'countersign-decision': CountersignDecisionEvent;
  'countersign-conflict': CountersignConflictEvent;
  'countersign-receipt': CountersignReceiptEvent;
  'countersign-error': CountersignErrorEvent;
}

declare global {
  interface HTMLElementEventMap extends CountersignEventMap {}
}
