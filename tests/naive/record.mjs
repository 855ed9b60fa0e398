// What a request is, read off its record: every field is worked out anew from the whole list of events, and nothing is
// carried along from one event to the next. Slow and plain on purpose: the core does it the other way round.
import {digestOf, filled, listed, same} from './canonical.mjs';

/** The four decisions, in the order in which they are always written. */
export const DECISIONS = ['approve', 'approve-with-conditions', 'request-changes', 'reject'];

const signed = ({actor, at}) => ({by: actor, at});

/** The events of one kind, in order. */
const all = (log, word) => log.filter(({event}) => event === word);

/** Where the request stands: what the last event that moved it says. */
function stateOf(log) {
  const moving = ['created', 'edited', 'version-added', 'readiness-confirmed', 'submitted', 'resolved', 'revision-started', 'withdrawn', 'expired'];
  const last = log.findLast(({event}) => moving.includes(event));
  switch (last.event) {
    case 'readiness-confirmed': return 'ready';
    case 'submitted': return 'in-review';
    case 'resolved': return last.state;
    case 'withdrawn': case 'expired': return last.event;
    // A version that is added under review is under review; any other is a draft.
    case 'version-added': return stateOf(log.slice(0, log.indexOf(last))) === 'in-review' ? 'in-review' : 'draft';
    default: return 'draft';
  }
}

const SUBJECT = ['kind', 'title', 'ask', 'scope', 'project', 'amount', 'due', 'stages', 'template', 'facts', 'demands', 'effects', 'policy', 'calendar'];

/** What was last said about each field of the subject. */
function subjectOf(log) {
  const subject = {};
  for (const event of log.filter(({event}) => ['created', 'edited', 'deadline-extended'].includes(event))) {
    for (const key of SUBJECT) if (event[key] !== undefined) subject[key] = event[key];
    for (const key of event.clear ?? []) delete subject[key];
  }
  const released = ({id}) => all(log, 'effect-released').find(({effect}) => effect === id)?.at;
  return {
    ...subject,
    project: filled(subject.project ?? ''),
    facts: listed(subject.facts),
    demands: listed(subject.demands),
    effects: listed(subject.effects?.map(effect => ({...effect, released: released(effect)}))),
  };
}

function linksOf(log) {
  const links = log.flatMap(event => {
    if (event.event === 'linked') return [event.link];
    if (event.event === 'objection-answered' && event.change_order) return [{relation: 'change-order', request: event.change_order}];
    return event.event === 'created' ? event.links ?? [] : [];
  });
  return listed(links.filter((link, i) => links.findIndex(other => same(other, link)) === i));
}

/** The events since every stage was last put back to waiting. */
const roundOf = log => log.slice(log.findLastIndex(({event}) => ['created', 'submitted', 'version-added', 'revision-started'].includes(event)));

function stageOf(round, stage, state) {
  const mine = round.filter(event => event.stage === stage.id);
  const completed = all(mine, 'stage-completed')[0];
  if (completed) return {...stage, status: completed.outcome.startsWith('approve') ? 'passed' : 'stopped'};
  if (all(mine, 'stage-skipped').length > 0) return {...stage, status: 'skipped'};
  const isOpen = all(mine, 'stage-opened').length > 0 && state === 'in-review';
  return isOpen ? {...stage, status: 'open', clock: clockOf(round, stage)} : {...stage, status: 'waiting'};
}

/** The clock of an open stage: as it was last started, without what it has brought about since. Pausing stops them all. */
function clockOf(round, stage) {
  const started = all(round, 'clock-started').findLast(event => event.stage === stage.id);
  if (!started) return undefined;
  const since = round.slice(round.indexOf(started));
  if (all(since, 'paused').length > 0) return undefined;
  const mine = since.filter(event => event.stage === stage.id);
  const reminded = all(mine, 'reminded').filter(({actor}) => actor.kind === 'system');
  return {
    respond_by: started.respond_by,
    reminders: listed((started.reminders ?? []).filter(reminder => !reminded.some(({at}) => reminder <= at))),
    escalate_at: all(mine, 'escalated').length > 0 ? undefined : started.escalate_at,
    end_at: started.end_at,
  };
}

function versionOf(log, added) {
  const index = log.indexOf(added);
  const after = log.slice(index + 1);
  const intoReview = stateOf(log.slice(0, index + 1)) === 'in-review';
  // A draft follows the edits of the ask, the scope and the amount, until it is put before somebody or replaced.
  const frozen = after.findIndex(({event}) => ['submitted', 'version-added', 'withdrawn'].includes(event));
  const {ask, scope, amount} = subjectOf(intoReview ? log.slice(0, index) : frozen === -1 ? log : log.slice(0, index + 1 + frozen));
  const content = {ask, scope, amount, parts: added.parts};
  const submitted = intoReview ? added : all(log, 'submitted').find(({version}) => version === added.version);
  const confirmed = all(log, 'readiness-confirmed').findLast(({version}) => version === added.version);
  // Readiness is what was confirmed; whatever is changed afterwards and before submission takes it away.
  const undone = confirmed && log.slice(log.indexOf(confirmed)).find(({event}) => ['edited', 'version-added', 'submitted'].includes(event));
  // The gate has answered on it, or the request was taken back with it.
  const locked = after.some(event => event.event === 'resolved' && event.version === added.version) || (isCurrent(log, added) && ['withdrawn', 'expired'].includes(stateOf(log)));
  return {
    number: added.version,
    status: locked ? 'locked' : !isCurrent(log, added) ? 'superseded' : submitted ? 'in-review' : 'draft',
    note: filled(added.note),
    ...content,
    digest: digestOf(content),
    changed: listed(added.changed),
    added_by: added.actor,
    added_at: added.at,
    ready: confirmed && (!undone || undone.event === 'submitted') ? signed(confirmed) : undefined,
    submitted: submitted && signed(submitted),
  };
}
const isCurrent = (log, added) => all(log, 'version-added').at(-1) === added;

function decisionOf(log, made) {
  const retracted = all(log, 'decision-retracted').some(({decision_id}) => decision_id === made.decision_id);
  const superseded = log.some(event => event.superseded?.includes(made.decision_id));
  return {
    id: made.decision_id,
    stage: made.stage,
    version: made.version,
    digest: made.digest,
    covered: made.covered,
    carried_to: all(log, 'decisions-carried').findLast(({decisions}) => decisions.includes(made.decision_id))?.version,
    on_behalf_of: made.on_behalf_of,
    decision: made.decision,
    standing: retracted ? 'retracted' : superseded ? 'superseded' : 'standing',
    actor: made.actor,
    at: made.at,
    challenge: made.challenge,
    conditions: made.conditions.map(({id}) => id),
    objections: made.objections.map(({id}) => id),
    rationale: made.rationale,
    opened: made.opened,
    not_opened: made.not_opened,
  };
}

const stands = (log, made) => decisionOf(log, made).standing === 'standing';

function conditionOf(log, made, {id, text, due}) {
  const mine = log.filter(({condition}) => condition === id);
  const settled = all(mine, 'condition-settled').at(-1);
  // Who opens it again begins anew.
  const since = mine.slice(mine.findLastIndex(({event, state}) => event === 'condition-settled' && state === 'open') + 1);
  const met = all(since, 'condition-met').at(-1);
  const last = mine.findLast(({event}) => event !== 'chased');
  const said = last?.event === 'condition-met' ? 'met' : last?.state ?? 'open';
  return {
    id,
    decision: made.decision_id,
    text,
    due,
    state: said === 'open' && !stands(log, made) ? 'lapsed' : said,
    met: met && {evidence: met.evidence, ...signed(met)},
    reason: settled?.reason,
    settled: settled && settled.state !== 'open' ? signed(settled) : undefined,
    chased: all(since, 'chased').at(-1)?.at,
  };
}

function objectionOf(log, made, {id, text, part}) {
  const answered = all(log, 'objection-answered').find(({objection}) => objection === id);
  const answer = answered && {class: answered.class, work: answered.work, due: answered.due, change_order: answered.change_order, ...signed(answered)};
  return {id, decision: made.decision_id, text, part, state: answered ? 'answered' : stands(log, made) ? 'open' : 'lapsed', answer};
}

function questionOf(log, asked) {
  const mine = log.filter(({question}) => question === asked.question);
  const answered = all(mine, 'question-answered')[0];
  const withdrawn = all(mine, 'question-withdrawn')[0];
  const chased = all(mine, 'chased').at(-1);
  const state = answered ? 'answered' : withdrawn ? 'withdrawn' : 'open';
  return {
    id: asked.question,
    ...saidOn(log, asked),
    state,
    answer: answered && {text: answered.text, ...signed(answered)},
    chase_at: state !== 'open' ? undefined : chased ? chased.next : asked.chase_at,
  };
}

function delegationOf(log, given) {
  const ended = all(log, 'delegation-ended').some(({delegation}) => delegation === given.delegation);
  const {delegation, type, stage, place, from, to, reason, until} = given;
  return {id: delegation, type, stage, place, from, to, reason, until, state: ended ? 'ended' : 'standing', ...signed(given)};
}

/** Since when the request is paused, until somebody moves again. */
function pausedAt(log) {
  const last = log.findLast(({event}) => ['paused', 'decided', 'deadline-extended', 'version-added'].includes(event));
  return last?.event === 'paused' ? last.at : undefined;
}

const currentAt = (log, event) => all(log.slice(0, log.indexOf(event)), 'version-added').length;
const saidOn = (log, event) => ({text: event.text, part: event.part, version: currentAt(log, event), ...signed(event)});

/** The first time that somebody opened a part of a version. */
const viewsOf = log => all(log, 'part-opened').map(({version, part, actor, at}) => ({version, part, actor: actor.id, at}));

/** The whole request, as the wire shows it. Nothing before there is an event. */
export function requestOf(log) {
  if (log.length === 0) return undefined;
  const state = stateOf(log);
  const decided = all(log, 'decided');
  const withdrawn = all(log, 'withdrawn')[0];
  return {
    ...subjectOf(log),
    id: log[0].request,
    state,
    head: log.length,
    requester: log[0].actor,
    created_at: log[0].at,
    updated_at: log.at(-1).at,
    version: all(log, 'version-added').length,
    stages: subjectOf(log).stages.map(stage => stageOf(roundOf(log), stage, state)),
    versions: all(log, 'version-added').map(added => versionOf(log, added)),
    decisions: decided.map(made => decisionOf(log, made)),
    conditions: decided.flatMap(made => made.conditions.map(condition => conditionOf(log, made, condition))),
    objections: decided.flatMap(made => made.objections.map(objection => objectionOf(log, made, objection))),
    questions: all(log, 'question-asked').map(asked => questionOf(log, asked)),
    comments: all(log, 'commented').map(said => ({id: said.comment, ...saidOn(log, said)})),
    views: viewsOf(log),
    links: linksOf(log),
    delegations: listed(all(log, 'delegated').map(given => delegationOf(log, given))),
    risks: listed(all(log, 'proceeded').map(event => ({version: event.version, reason: event.reason, ...signed(event)}))),
    checks: listed(all(log, 'checked').map(event => ({version: event.version, findings: event.findings, ...signed(event)}))),
    flags: listed(all(log, 'flagged').map(event => ({severity: event.severity, text: event.text, pointer: event.pointer, ...signed(event)}))),
    paused_at: pausedAt(log),
    withdrawal: withdrawn && {...signed(withdrawn), reason: withdrawn.reason},
    applied: [...new Set(log.map(({actor, command_id}) => `${actor.id}/${command_id}`))],
  };
}
