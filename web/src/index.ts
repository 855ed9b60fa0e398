/**
 * Countersign in the browser. Importing this registers nothing and touches nothing, also in Node; `countersign/define`
 * registers `<countersign-approval>`.
 */
export {ApproverCore, CoreRefusal, loadApproverCore, type CoreSource} from './approver.js';
export {Backend, BackendProblem, SignInFailed, Unreachable, type BackendOptions, type CallOptions, type Token} from './backend.js';
export {compareVersions, type Changes, type PartChange, type VersionChanges} from './compare.js';
export {Core, loadCore} from './core.js';
export {define} from './registry.js';
export {CountersignApproval} from './element.js';
export {
  CountersignBeforeDecisionEvent,
  CountersignConflictEvent,
  CountersignDecisionEvent,
  CountersignErrorEvent,
  CountersignReadyEvent,
  CountersignReceiptEvent,
  CountersignStateEvent,
  type BeforeDecisionDetail,
  type ConflictDetail,
  type CountersignEventMap,
  type DecisionDetail,
  type ErrorDetail,
  type ReadyDetail,
  type ReceiptDetail,
  type StateDetail,
} from './events.js';
export {createFormats, minorDigits, type Formats} from './formats.js';
export {IntegrityError} from './integrity.js';
export type {MessageKey, Messages} from './messages/en.js';
export {newKey} from './pending.js';
export type {NamedCheck} from './receipt.js';
export {Refusal} from './refusal.js';
export {Session} from './session.js';
export {MovedOn, type Choice, type Conflict, type Loaded, type Phase, type SessionOptions, type Snapshot, type Verification} from './snapshot.js';
export {TeamBackend} from './team.js';
export {shortDigest, visible} from './text.js';
export type * as wire from './generated/wire.js';
