/** How words of the wire look. Tables for presentation only: nothing is allowed or refused by them. */
import type {Loaded, Snapshot} from './snapshot.js';
import type {DecisionWord, DecisionStanding, Option, Permitted, RequestState, Verb} from './generated/wire.js';

export type Tone = 'wait' | 'good' | 'bad';

/** The others are quiet. */
export const toneOfState: Readonly<Partial<Record<RequestState, Tone>>> = {
  'in-review': 'wait',
  'changes-requested': 'wait',
  approved: 'good',
  'approved-with-conditions': 'good',
  rejected: 'bad',
};

export const toneOfDecision: Readonly<Record<DecisionWord, Tone>> = {
  approve: 'good',
  'approve-with-conditions': 'good',
  'request-changes': 'wait',
  reject: 'bad',
};

/** States in which somebody who has nothing recorded is shown that there is nothing yet. */
export const isPreparing: Readonly<Partial<Record<RequestState, boolean>>> = {draft: true, ready: true};

/** States in which somebody's decision is waited for. */
export const waits: Readonly<Partial<Record<RequestState, boolean>>> = {'in-review': true};

/** Decisions that are shown as what somebody thinks now. */
export const stands: Readonly<Partial<Record<DecisionStanding, boolean>>> = {standing: true};

/** Refusals that the reader can do something about; the choices stay in sight with the reason. */
const mendable: ReadonlySet<string> = new Set(['part-not-opened']);

/** What is being sent in place of the choices. A question on its way stays in its own form. */
export const decidingIn = ({sending}: Snapshot): 'decide' | 'retract' | undefined =>
  sending?.command === 'decide' || sending?.command === 'retract' ? sending.command : undefined;

/** The choices of one stage, as the core offers them. */
export interface Ballot {
  readonly stage: string;
  readonly options: readonly Option[];
}

export const optionFor = (permitted: Permitted, verb: Verb): Option | undefined =>
  permitted.options.find((option) => option.command === verb);

/** What to say of a click that was not recorded: to somebody who can still decide, and to somebody who cannot. */
export const unsentKey = (permitted: Permitted): 'conflict.unsent' | 'conflict.unsent.over' => (ballotOf(permitted) ? 'conflict.unsent' : 'conflict.unsent.over');

/** The stage in which this reader is asked to decide: the first with a choice that is allowed, or could become so. */
export function ballotOf({options}: Permitted): Ballot | undefined {
  const choices = options.filter((option) => option.command === 'decide' && (option.allowed || mendable.has(option.code)));
  const {stage} = choices.find(({allowed}) => allowed) ?? choices[0] ?? {};
  return stage === undefined ? undefined : {stage, options: choices.filter((option) => option.stage === stage)};
}

/** Whether there is something to show besides what is asked, the choices, and a way to ask. */
export const isMore = ({request, permitted}: Loaded): boolean => {
  const {stages, policy, questions, comments, conditions, objections, effects, delegations, demands} = request;
  const others = stages.flatMap(({members}) => members).slice(1);
  return !ballotOf(permitted) || !!policy || [others, questions, comments, conditions, objections, effects, delegations, demands].some((list) => list?.length);
};
