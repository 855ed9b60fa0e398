// The rules of a request as an XState machine: its states are the states of the request, its events are the commands, its
// guards are the checks. One command is judged without an actor: restore the state, take one transition.
import {and, assign, createActor, setup, transition} from 'xstate';
import {checks, currentVersion, hasOpened, outcomeOf, stageOutcome, type Asked, type CheckName, type Outcome} from './checks';
import {canonical, digestOfContent} from './digest';
import {evolve} from './evolve';
import type {Command, CommandOf, Context, Event, Part, Request, StateWord, Verb} from './wire';

interface Rules {
  request: Request | undefined;
  events: Event[];
}
type Judged = {[V in Verb]: {type: V; command: CommandOf<V>; context: Context}}[Verb];

export type Verdict = {events: Event[]; request: Request} | {refused: string};

type Body<E = Event> = E extends Event ? Omit<E, 'seq' | 'at' | 'request' | 'actor' | 'command_id'> : never;
const openStages = (stages: Request['stages']): Body[] => {
  const lowest = Math.min(...stages.map(({order}) => order));
  return stages.filter(({order}) => order === lowest).map(({id}) => ({event: 'stage-opened', stage: id}));
};

const standing = (request: Request, word?: string) => request.decisions.filter(({standing, decision}) => standing === 'standing' && (!word || decision === word)).map(({id}) => id);

const changedParts = (before: Part[], after: Part[]) => {
  const ids = [...new Set([...after, ...before].map(({id}) => id))];
  const text = (list: Part[], id: string) => canonical(list.find(part => part.id === id));
  return ids.filter(id => text(before, id) !== text(after, id));
};

function decideBodies(request: Request, command: CommandOf<'decide'>, actor: string): Body[] {
  const {stage: stageId, version, displayed_digest: digest, decision, challenge, rationale} = command;
  const parts = currentVersion(request)!.parts;
  const conditions = (command.conditions ?? []).map((condition, index) => ({id: `c${request.conditions.length + index + 1}`, ...condition}));
  const objections = (command.objections ?? []).map((objection, index) => ({id: `o${request.objections.length + index + 1}`, ...objection}));
  const opened = parts.filter(part => hasOpened(request, version, part.id, actor)).map(({id}) => id);
  const not_opened = parts.map(({id}) => id).filter(id => !opened.includes(id));
  const bodies: Body[] = [{event: 'decided', decision_id: `d${request.decisions.length + 1}`, stage: stageId, version, digest, covered: digest, decision, challenge, conditions, objections, rationale: rationale || undefined, opened, not_opened}];
  const outcome = stageOutcome(request, request.stages.find(({id}) => id === stageId)!, decision);
  if (!outcome) return bodies;
  bodies.push({event: 'stage-completed', stage: stageId, outcome});
  const whole = outcomeOf(request, command);
  if (whole !== 'pending') return [...bodies, {event: 'resolved', state: whole, version, digest}];
  const others = request.stages.filter(({id}) => id !== stageId);
  return others.some(({status}) => status === 'open') ? bodies : [...bodies, ...openStages(others.filter(({status}) => status === 'waiting'))];
}

/** The bodies of the events that a command causes. The guards have spoken by then. */
function bodiesOf(before: Request | undefined, command: Command, context: Context): Body[] {
  if (command.command === 'create') {
    const {command: _, ask = '', scope = [], stages = [], ...fields} = command;
    return [{event: 'created', protocol: 1, ...fields, ask, scope, stages}];
  }
  const request = before!;
  const version = currentVersion(request);
  switch (command.command) {
    case 'edit': {
      const {command: _, ...fields} = command;
      return [{event: 'edited', ...fields}];
    }
    case 'add-version': {
      const {ask, scope, amount} = request;
      const added: Body = {event: 'version-added', version: request.versions.length + 1, note: command.note || undefined, parts: command.parts, digest: digestOfContent({ask, scope, amount, parts: command.parts}), changed: version && changedParts(version.parts, command.parts), superseded: request.state === 'in-review' ? standing(request) : []};
      return request.state === 'in-review' ? [added, ...openStages(request.stages)] : [added];
    }
    case 'confirm-ready':
      return [{event: 'readiness-confirmed', version: version!.number, digest: version!.digest}];
    case 'submit':
      return [{event: 'submitted', version: version!.number, digest: version!.digest, due: request.due!, superseded: standing(request).length ? standing(request) : undefined}, ...openStages(request.stages)];
    case 'open-part':
      return [{event: 'part-opened', version: command.version, part: command.part}];
    case 'ask':
      return [{event: 'question-asked', question: `q${request.questions.length + 1}`, text: command.text, part: command.part}];
    case 'answer':
      return [{event: 'question-answered', question: command.question, text: command.text}];
    case 'comment':
      return [{event: 'commented', comment: `m${request.comments.length + 1}`, text: command.text, part: command.part}];
    case 'decide':
      return decideBodies(request, command, context.actor.id);
    case 'retract':
      return [{event: 'decision-retracted', decision_id: command.decision, reason: command.reason || undefined}];
    case 'revise':
      return [{event: 'revision-started', superseded: standing(request, 'request-changes')}];
    case 'answer-objection': {
      const {command: _, ...fields} = command;
      return [{event: 'objection-answered', ...fields}];
    }
    case 'withdraw':
      return [{event: 'withdrawn', reason: command.reason}];
  }
}

function happen({request, command, context}: Asked): {events: Event[]; request: Request} {
  const at = request && request.updated_at > context.now ? request.updated_at : context.now;
  const events = bodiesOf(request, command, context).map((body, index) => ({
    seq: (request?.head ?? 0) + index + 1, at, request: request?.id ?? context.request, actor: context.actor, command_id: context.command_id, ...body,
  })) as Event[];
  return {events, request: events.reduce<Request | undefined>(evolve, request)!};
}

const asked = ({context, event}: {context: Rules; event: Judged}): Asked => ({request: context.request, command: event.command, context: event.context});
const passes = (name: CheckName) => (args: {context: Rules; event: Judged}) => {
  const question = asked(args);
  return checks[name](question.request as Request, question) === undefined;
};
const guards = Object.fromEntries(Object.keys(checks).map(name => [name, passes(name as CheckName)])) as Record<CheckName, ReturnType<typeof passes>>;

/** Which checks stand before a verb, in the order in which they are asked. */
const CHECKS: Record<Verb, CheckName[]> = {
  create: ['humanOrAgent', 'delivery', 'idsUnique'],
  edit: ['humanOrAgent', 'delivery', 'somethingChanges', 'idsUnique'],
  'add-version': ['humanOrAgent', 'delivery', 'idsUnique', 'somethingChanges'],
  'confirm-ready': ['human', 'delivery', 'complete', 'shownIsCurrent'],
  submit: ['human', 'delivery', 'complete'],
  'open-part': ['human', 'participant', 'partKnown'],
  ask: ['human', 'participant', 'partKnown'],
  answer: ['human', 'participant', 'questionOpen', 'notOwnQuestion'],
  comment: ['humanOrAgent', 'participant', 'partKnown'],
  decide: ['human', 'shownIsCurrent', 'stageOpen', 'approver', 'notDecided', 'offered', 'partsOpened', 'reasonsGiven', 'challengeFresh'],
  retract: ['human', 'ownStandingDecision'],
  revise: ['human', 'delivery', 'objectionsAnswered'],
  'answer-objection': ['human', 'delivery', 'objectionOpen'],
  withdraw: ['human', 'delivery'],
};
/** Before review only the delivery side may comment; in review agents may not add versions. */
const checksFor = (verb: Verb, state: StateWord | 'none'): CheckName[] => {
  if (verb === 'comment' && (state === 'draft' || state === 'ready')) return ['humanOrAgent', 'delivery', 'partKnown'];
  if (verb === 'add-version' && state === 'in-review') return ['human', ...CHECKS[verb].slice(1)];
  return CHECKS[verb];
};

const rules = setup({
  types: {context: {} as Rules, events: {} as Judged},
  guards: {...guards, outcomeIs: ({context, event}, wanted: {outcome: Outcome}) => event.type === 'decide' && outcomeOf(context.request!, event.command) === wanted.outcome},
  actions: {record: assign(args => happen(asked(args as {context: Rules; event: Judged})))},
});

const step = (state: StateWord | 'none', verb: Verb, target: StateWord) => ({[verb]: {guard: and(checksFor(verb, state)), target, actions: 'record' as const}});
const decision = (outcome: Outcome, target: StateWord) => ({guard: and([{type: 'outcomeIs', params: {outcome}}, ...CHECKS.decide]), target, actions: 'record' as const});
const talk = (state: StateWord) => ({...step(state, 'open-part', state), ...step(state, 'ask', state), ...step(state, 'answer', state), ...step(state, 'comment', state)});

const machine = rules.createMachine({
  id: 'request',
  initial: 'none',
  context: {request: undefined, events: []},
  states: {
    none: {on: step('none', 'create', 'draft')},
    draft: {on: {...step('draft', 'edit', 'draft'), ...step('draft', 'add-version', 'draft'), ...step('draft', 'confirm-ready', 'ready'), ...step('draft', 'comment', 'draft'), ...step('draft', 'withdraw', 'withdrawn')}},
    ready: {on: {...step('ready', 'edit', 'draft'), ...step('ready', 'add-version', 'draft'), ...step('ready', 'submit', 'in-review'), ...step('ready', 'comment', 'ready'), ...step('ready', 'withdraw', 'withdrawn')}},
    'in-review': {
      on: {
        ...talk('in-review'),
        ...step('in-review', 'add-version', 'in-review'),
        ...step('in-review', 'retract', 'in-review'),
        ...step('in-review', 'withdraw', 'withdrawn'),
        decide: [decision('pending', 'in-review'), decision('approved', 'approved'), decision('approved-with-conditions', 'approved-with-conditions'), decision('changes-requested', 'changes-requested'), decision('rejected', 'rejected')],
      },
    },
    'changes-requested': {on: {...talk('changes-requested'), ...step('changes-requested', 'revise', 'draft'), ...step('changes-requested', 'answer-objection', 'changes-requested'), ...step('changes-requested', 'withdraw', 'withdrawn')}},
    approved: {on: talk('approved')},
    'approved-with-conditions': {on: talk('approved-with-conditions')},
    rejected: {type: 'final'},
    withdrawn: {type: 'final'},
  },
});

const verbsIn = new Map(Object.entries(machine.states).map(([state, node]) => [state, new Set(Object.keys(node.on))]));

/** The code of the first check that refuses; nothing when all pass. */
function refusalOf({request, command, context}: Asked): string | undefined {
  const state = request?.state ?? 'none';
  const verb = command.command;
  if (verb === 'create' && request) return 'request-exists';
  if (!request && verb !== 'create') return 'request-unknown';
  if (!verbsIn.get(state)?.has(verb)) return 'wrong-state';
  for (const name of checksFor(verb, state)) {
    const code = checks[name](request as Request, {request, command, context});
    if (code) return code;
  }
  return undefined;
}

const wasApplied = (request: Request | undefined, context: Context) => request?.applied.includes(`${context.actor.id}/${context.command_id}`);

/** Judges one command: the events it causes and the state after them, or the code of a refusal. */
export function judge(request: Request | undefined, command: Command, context: Context): Verdict {
  if (wasApplied(request, context)) return {events: [], request: request!};
  const before = machine.resolveState({value: request?.state ?? 'none', context: {request, events: []}});
  const [after] = transition(machine, before, {type: command.command, command, context} as Judged);
  if (after.context.events.length === 0) return {refused: refusalOf({request, command, context}) ?? 'wrong-state'};
  return {events: after.context.events, request: after.context.request!};
}

/** The same without XState: a hand-written reducer over immutable states. */
export function reduce(request: Request | undefined, command: Command, context: Context): Verdict {
  if (wasApplied(request, context)) return {events: [], request: request!};
  const refused = refusalOf({request, command, context});
  return refused ? {refused} : happen({request, command, context});
}

/** A request as a running XState actor: what it is now, and how it is told of a command. */
export function startActor() {
  const actor = createActor(machine).start();
  return {
    send: (command: Command, context: Context) => actor.send({type: command.command, command, context} as Judged),
    request: () => actor.getSnapshot().context.request,
  };
}
