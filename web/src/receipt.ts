/**
 * The receipt of a decision: fetched, and checked in this page by the same core that checks it anywhere else. The keys of the
 * log are the host's. What the server says about its own keys is not asked.
 */
import type {Backend, CallOptions} from './backend.js';
import {loadCore} from './core.js';
import type {Decision, Receipt, Request, Verification} from './generated/wire.js';
import {loadVerifier} from './verifier.js';

/** The text of a receipt, as the server gave it: not yet checked. A log that is still signing is waited for a few times. */
export const fetchReceipt = (backend: Backend, request: string, decision?: string, options: CallOptions = {}): Promise<string> =>
  backend.call(`requests/${encodeURIComponent(request)}/receipt${decision ? `?decision=${encodeURIComponent(decision)}` : ''}`, options, (response) => response.text());

/** What a check came to. `unpinned`: nobody can say, because the page has no key of the log. */
export interface NamedCheck {
  /** A word of the core's checks, or `subject`: whether the receipt is of the decision on the page. */
  readonly check: string;
  readonly outcome: Verification['checks'][number]['outcome'] | 'unpinned';
  /** What was looked at, or what is wrong with it. */
  readonly detail: string;
}

export interface CheckedReceipt {
  /** Every check was made and passed, against a key that the page has pinned. */
  readonly holds: boolean;
  readonly failed: boolean;
  readonly checks: readonly NamedCheck[];
}

/** What stands in it, as far as it can be read; whether it is true is for the core to say. */
function contentOf(text: string): Partial<Receipt> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Receipt>;
  } catch {
    return {};
  }
}

/** A genuine receipt of something else proves nothing about what is on the page. */
function subject(entry: Receipt['entry'], request: Request, decision: Decision): NamedCheck {
  const shown = {request: request.id, decision_id: decision.id, decision: decision.decision, version: decision.version, digest: decision.digest, at: decision.at};
  const wrong = (Object.keys(shown) as (keyof typeof shown)[]).find((key) => entry[key] !== shown[key]) ?? (entry.actor.id === decision.actor.id ? undefined : 'actor');
  return {check: 'subject', outcome: wrong ? 'failed' : 'passed', detail: wrong ? `/entry/${wrong}` : `${request.id} / ${decision.id}`};
}

/**
 * Checks a receipt of this decision.
 * @param keys of the log, NAME+ID+KEY; none: what rests on a key is left open
 * @throws {CoreRefusal} when a key is none
 */
export async function checkReceipt(text: string, keys: readonly string[], request: Request, decision: Decision): Promise<CheckedReceipt> {
  const {entry, registration} = contentOf(text);
  const core = await (registration ? loadCore() : loadVerifier()); // the small module does not judge passkeys
  const {type, checks: made} = core.verify({keys: [...keys], 'document': text});
  const pinned = keys.length > 0;
  const restsOnKey = /^(origin|checkpoint|inclusion)$/;
  const checks: NamedCheck[] = made.map((check) => (pinned || !restsOnKey.test(check.check) ? check : {...check, outcome: 'unpinned', detail: ''}));
  const isReceipt = type === 'receipt' && made.some(({check, outcome}) => check === 'format' && outcome === 'passed');
  if (isReceipt && entry) checks.push(subject(entry, request, decision));
  const failed = !isReceipt || checks.some(({outcome}) => outcome === 'failed');
  return {holds: !failed && checks.every(({outcome}) => outcome === 'passed'), failed, checks};
}
