// The rules of an approval, written a second time from the description of the domain and the rules book of the core, in
// plain JavaScript over plain lists. It shares no code with the core: where both read the books alike, they agree.
import {filled, listed} from './canonical.mjs';
import {addVersion, complete, completeBy, coveredThere, decided, dueAhead, mayDecide, ownStandingDecision, shownIsCurrent, submit} from './deciding.mjs';
import {laterVerbs, objectionsAnswered} from './later.mjs';
import {requestOf} from './record.mjs';
import {Refused, refuse} from './refusing.mjs';
import {chaseAt} from './stages.mjs';
import {created, editChangesSomething, editLeavesPlacesApart, fieldsOf, idsUnique, partIdsUnique, partKnown, partOfVersionKnown, versionIsNew} from './subject.mjs';
import {deliveryOnly, humansAndAgents, humansOnly, participantsOnly, PREPARED, REVIEWED} from './who.mjs';

const RECORD_BYTES = 16 * 1024 * 1024;
const AT_THE_END = ['decide', 'withdraw', 'close-condition', 'waive-condition', 'pause', 'expire'];
const EVENTS = 10_000;
const EVENTS_AT_THE_END = 2_000;

/** What a rule looks at: the request so far, the command, who sends it and when. */
function sceneOf(log, request, command, context) {
  const {actor} = context;
  const now = request && request.updated_at > context.now ? request.updated_at : context.now;
  return {
    log, request, command, context, actor, now,
    version: request?.versions.at(-1),
    stage: request?.stages.find(({id}) => id === command.stage),
    standing: request?.decisions.filter(({standing}) => standing === 'standing') ?? [],
  };
}

// --- questions ---

function questionOpen({request, command}) {
  const question = request.questions.find(({id}) => id === command.question);
  refuse(!question, 'question-unknown', '/question');
  refuse(question.state !== 'open', 'question-answered', '/question');
}
const notOwnQuestion = ({request, command, actor}) => refuse(request.questions.find(({id}) => id === command.question).by.id === actor.id, 'own-question', '/question');

// --- the verbs: in which states, what is asked in which order, and what happens ---

const verbs = {
  create: {
    in: [undefined],
    asks: [humansAndAgents, deliveryOnly, idsUnique],
    does: ({command}) => [created(command)],
  },
  edit: {
    in: PREPARED,
    asks: [humansAndAgents, deliveryOnly, editChangesSomething, idsUnique, editLeavesPlacesApart],
    does: ({command}) => [{event: 'edited', ...fieldsOf(command), clear: listed(command.clear)}],
  },
  'add-version': {
    in: [...PREPARED, 'in-review'],
    asks: [
      scene => (scene.request.state === 'in-review' ? humansOnly : humansAndAgents)(scene),
      deliveryOnly,
      partIdsUnique,
      versionIsNew,
      scene => scene.request.state === 'in-review' && dueAhead(scene),
      scene => scene.request.state === 'in-review' && coveredThere(scene),
    ],
    does: addVersion,
  },
  'confirm-ready': {
    in: ['draft'],
    asks: [humansOnly, deliveryOnly, complete, shownIsCurrent],
    does: ({version}) => [{event: 'readiness-confirmed', version: version.number, digest: version.digest}],
  },
  submit: {
    in: ['ready'],
    asks: [humansOnly, deliveryOnly, completeBy],
    does: submit,
  },
  'open-part': {
    in: REVIEWED,
    asks: [humansOnly, participantsOnly, partOfVersionKnown],
    does: ({request, command: {version, part}, actor}) => {
      const before = request.views.some(view => view.version === version && view.part === part && view.actor === actor.id);
      return before ? [] : [{event: 'part-opened', version, part}];
    },
  },
  ask: {
    in: REVIEWED,
    asks: [humansOnly, participantsOnly, partKnown],
    does: ({request, command: {text, part}, now}) => [{event: 'question-asked', question: `q${request.questions.length + 1}`, text, part, chase_at: chaseAt(request, now)}],
  },
  answer: {
    in: REVIEWED,
    asks: [humansOnly, participantsOnly, questionOpen, notOwnQuestion],
    does: ({command: {question, text}}) => [{event: 'question-answered', question, text}],
  },
  comment: {
    in: [...PREPARED, ...REVIEWED],
    asks: [humansAndAgents, scene => (PREPARED.includes(scene.request.state) ? deliveryOnly : participantsOnly)(scene), partKnown],
    does: ({request, command: {text, part}}) => [{event: 'commented', comment: `m${request.comments.length + 1}`, text, part}],
  },
  decide: {in: ['in-review'], asks: [humansOnly, mayDecide], does: decided},
  retract: {
    in: ['in-review'],
    asks: [humansOnly, ownStandingDecision],
    does: ({command}) => [{event: 'decision-retracted', decision_id: command.decision, reason: filled(command.reason)}],
  },
  revise: {
    in: ['changes-requested'],
    asks: [humansOnly, deliveryOnly, objectionsAnswered],
    // Approvals stay, until a version is submitted that shows whether they still fit.
    does: ({standing}) => [{event: 'revision-started', superseded: standing.filter(({decision}) => !decision.startsWith('approve')).map(({id}) => id)}],
  },
  withdraw: {
    in: [...PREPARED, 'in-review', 'changes-requested'],
    asks: [humansOnly, deliveryOnly],
    does: ({command: {reason}}) => [{event: 'withdrawn', reason}],
  },
  ...laterVerbs,
};

export const VERBS = Object.keys(verbs);

function judge(log, request, command, context) {
  const scene = sceneOf(log, request, command, context);
  const {actor} = scene;
  const verb = verbs[command.command];
  if (request?.applied.includes(`${actor.id}/${context.command_id}`)) return [];
  refuse(!request && command.command !== 'create', 'request-unknown');
  refuse(request && command.command === 'create', 'request-exists');
  // Why what is approved cannot be changed is worth a word of its own.
  const isLocked = ['edit', 'add-version'].includes(command.command) && ['approved', 'approved-with-conditions'].includes(request?.state);
  refuse(isLocked, 'version-locked');
  refuse(!verb.in.includes(request?.state), 'wrong-state');
  for (const ask of verb.asks) ask(scene);
  // The end of a long record is kept for what brings a request to its end.
  refuse(context.record_bytes > RECORD_BYTES && !AT_THE_END.includes(command.command), 'limit-reached');
  const {now} = scene;
  return verb.does(scene).map((body, i) => ({...body, seq: log.length + i + 1, at: now, request: context.request, actor, command_id: context.command_id}));
}

/** {events, log, state} when it is allowed, {error} when it is not. `request` is requestOf(log); both are left as they are. */
export function decide(log, request, command, context) {
  try {
    const events = judge(log, request, command, context);
    const after = [...log, ...events];
    return {events, log: after, state: requestOf(after)};
  } catch (error) {
    if (error instanceof Refused) return {error: {code: error.code, pointer: error.pointer, problems: error.problems}};
    throw error;
  }
}


/** What is to come by itself, each with its instant: of a clock the first reminder, its escalation and its end. */
function timersOf({head, state, stages, questions, conditions, policy}) {
  const clocks = stages.flatMap(({id, clock}) => (clock ? [
    {at: clock.reminders?.[0], command: {command: 'remind', stage: id}},
    {at: clock.escalate_at, command: {command: 'escalate', stage: id}},
    {at: clock.end_at, command: {command: policy?.end?.action, stage: id}},
  ] : []));
  const asked = REVIEWED.includes(state) ? questions.map(({id, chase_at}) => ({at: chase_at, command: {command: 'chase', question: id}})) : [];
  const promised = state === 'approved-with-conditions' ? conditions.filter(condition => condition.state === 'open' && !condition.chased) : [];
  const isLong = head >= EVENTS - EVENTS_AT_THE_END;
  const fits = ({command}) => (AT_THE_END.includes(command.command) ? head < EVENTS : !isLong);
  return [...clocks, ...asked, ...promised.map(({id, due}) => ({at: due, command: {command: 'chase', condition: id}}))].filter(({at}) => at).filter(fits);
}

/** What the system may send now, the longest due first, and when to ask again. */
export function due(request, now) {
  const timers = timersOf(request).sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  return {commands: timers.filter(({at}) => at <= now).map(({command}) => command), next: timers.find(({at}) => at > now)?.at};
}
