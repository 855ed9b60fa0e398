// What is asked before a version is put forward and before a decision counts, and what a decision brings about.
import {digestOf, filled, listed, same} from './canonical.mjs';
import {refuse} from './refusing.mjs';
import {applies, approversOf, clockStarted, coveredDigest, isCovered, isStated, offers, opening, outcomeOf, placeHeld, placeOf, review} from './stages.mjs';
import {partOf} from './subject.mjs';

// --- submission ---

const blank = text => !/[^\s\u200b-\u200f\u2060\ufeff]/u.test(text);

/** Nobody approves what they asked for themselves, where that is demanded. */
const isSelfApproval = (request, id) => (request.demands?.includes('no-self-approval') ?? false) && request.requester.id === id;

const partsMissing = (stage, i, parts) => (stage.parts ?? []).flatMap((part, j) => (!parts.some(({id}) => id === part) ? [{code: 'part-unknown', pointer: `/stages/${i}/parts/${j}`}] : []));

function problemsOfStage(request, stage, i, version) {
  const approvers = approversOf(stage);
  return [
    ...(approvers.length === 0 ? [{code: 'approver-missing', pointer: `/stages/${i}/members`}] : []),
    ...(stage.rule.type === 'quorum' && approvers.length > 0 && stage.rule.count > approvers.length ? [{code: 'approval-unreachable', pointer: `/stages/${i}/rule/count`}] : []),
    ...(!offers(stage, 'approve') && !offers(stage, 'approve-with-conditions') ? [{code: 'approval-unreachable', pointer: `/stages/${i}/decisions`}] : []),
    ...partsMissing(stage, i, version?.parts ?? []),
    ...stage.members.flatMap(({id, obligation}, j) => (isSelfApproval(request, id) && obligation === 'approver' ? [{code: 'self-approval', pointer: `/stages/${i}/members/${j}`}] : [])),
    ...(stage.guard && !isStated(request, stage.guard) ? [{code: 'fact-missing', pointer: `/stages/${i}/guard`}] : []),
  ];
}

const spansOf = policy => (policy ? [policy.response, ...(policy.reminders ?? []), policy.escalation?.after, policy.end?.after, policy.questions].filter(Boolean) : []);

export function problems({request, version, now}) {
  return [
    ...(blank(request.ask) ? [{code: 'ask-missing', pointer: '/ask'}] : []),
    ...(!version || version.status === 'locked' ? [{code: 'part-missing', pointer: '/versions'}] : []),
    ...(request.stages.every(stage => !applies(request, stage)) ? [{code: 'approver-missing', pointer: '/stages'}] : []),
    ...request.stages.flatMap((stage, i) => problemsOfStage(request, stage, i, version)),
    ...(spansOf(request.policy).some(({unit}) => unit.startsWith('business')) && !request.calendar?.hours.length ? [{code: 'calendar-missing', pointer: '/calendar'}] : []),
    ...(request.due === undefined ? [{code: 'due-missing', pointer: '/due'}] : []),
    ...(request.due !== undefined && request.due <= now ? [{code: 'due-past', pointer: '/due'}] : []),
  ];
}

export function complete(scene) {
  const found = problems(scene);
  refuse(found.length > 0, 'incomplete', found[0]?.pointer, found);
}
/** Besides: whoever submits does not answer, and a stage that cannot do without them could never be approved. */
export function completeBy(scene) {
  const {request, actor, now} = scene;
  const theirs = demands(scene, 'no-self-approval') && actor.id !== request.requester.id ? request.stages.flatMap((stage, i) => {
    const place = placeHeld(request, stage, actor, now);
    const needed = {all: approversOf(stage).length, any: 1, quorum: stage.rule.count}[stage.rule.type];
    return place && approversOf(stage).length - 1 < needed ? [{code: 'self-approval', pointer: `/stages/${i}/members/${stage.members.indexOf(place)}`}] : [];
  }) : [];
  const found = [...problems(scene), ...theirs];
  refuse(found.length > 0, 'incomplete', found[0]?.pointer, found);
}
/** In review the stages are asked at once, about parts that are there. */
export function coveredThere({request, command}) {
  const [found] = request.stages.flatMap((stage, i) => partsMissing(stage, i, command.parts));
  refuse(found, found?.code, found?.pointer);
}
export const shownIsCurrent = ({version, command}) => refuse(command.displayed_digest !== version.digest, 'version-stale', '/displayed_digest');
export const dueAhead = ({request, now}) => refuse(request.due <= now, 'due-past', '/due');

// --- decisions ---

const openedBy = ({request, version, actor}, part) => request.views.some(view => view.version === version.number && view.part === part.id && view.actor === actor.id);

function partsOpened(scene) {
  const {version, stage} = scene;
  const needed = part => isCovered(stage, part) && (part.must_open || demands(scene, 'open-all-parts'));
  const closed = version.parts.flatMap((part, j) => (needed(part) && !openedBy(scene, part) ? [{code: 'part-not-opened', pointer: `/versions/${version.number - 1}/parts/${j}`}] : []));
  refuse(closed.length > 0, 'part-not-opened', '/version', closed);
}

export const demands = ({request}, word) => request.demands?.includes(word) ?? false;
/** Those who put this version forward do not approve it, where that is demanded. */
export const isTheirOwn = ({request, version}, id) => id === request.requester.id || id === version.submitted.by.id;

const ownQuestionOpen = scene => scene.request.questions.some(({state, by}) => state === 'open' && by.id === scene.actor.id);

function reasonsGiven({command, version, now}) {
  const {decision, conditions = [], objections = [], rationale = ''} = command;
  const negative = decision === 'request-changes' || decision === 'reject';
  refuse(conditions.length > 0 && decision !== 'approve-with-conditions', 'reasons-not-taken', '/conditions');
  refuse(objections.length > 0 && !negative, 'reasons-not-taken', '/objections');
  refuse(conditions.length === 0 && decision === 'approve-with-conditions', 'condition-missing', '/conditions');
  refuse(negative && objections.length === 0 && blank(rationale), 'objection-missing', '/objections');
  conditions.forEach(({due}, i) => refuse(due !== undefined && due <= now, 'due-past', `/conditions/${i}/due`));
  objections.forEach(({part}, i) => refuse(part !== undefined && !version.parts.some(({id}) => id === part), 'part-unknown', `/objections/${i}/part`));
}

function challengeFresh({request, command, context, now}) {
  const {challenge} = context;
  refuse(request.decisions.some(made => made.challenge === command.challenge), 'challenge-reused', '/challenge');
  refuse(challenge?.value !== command.challenge, 'challenge-unknown', '/challenge');
  refuse(challenge.expires <= now, 'challenge-expired', '/challenge');
}

export const hasDecided = (standing, stage, place) => standing.some(made => made.stage === stage.id && placeOf(made) === place.id);

export function mayDecide(scene) {
  const {request, command, version, stage, actor, standing, now} = scene;
  refuse(command.version !== version.number, 'version-stale', '/version');
  shownIsCurrent(scene);
  refuse(!stage, 'stage-unknown', '/stage');
  refuse(stage.status !== 'open', 'stage-not-open', '/stage');
  const place = placeHeld(request, stage, actor, now);
  refuse(!place, 'not-an-approver', '/stage');
  refuse(demands(scene, 'no-self-approval') && isTheirOwn(scene, actor.id), 'self-approval');
  // A person is asked once, whosever place it was that they decided in.
  refuse(hasDecided(standing, stage, place) || standing.some(made => made.stage === stage.id && made.actor.id === actor.id), 'already-decided', '/stage');
  refuse(!offers(stage, command.decision), 'decision-not-offered', '/decision');
  partsOpened(scene);
  refuse(demands(scene, 'answer-first') && command.decision.startsWith('approve') && ownQuestionOpen(scene), 'question-open', '/decision');
  reasonsGiven(scene);
  challengeFresh(scene);
}

export function ownStandingDecision({request, command, actor, standing}) {
  const made = standing.find(({id}) => id === command.decision);
  refuse(!made, 'decision-unknown', '/decision');
  refuse(made.actor.id !== actor.id, 'not-your-decision', '/decision');
  refuse(request.stages.find(({id}) => id === made.stage).status !== 'open', 'stage-not-open', '/decision');
}

// --- what follows ---

const numbered = (letter, before, list) => list.map((item, i) => ({id: `${letter}${before + i + 1}`, ...item}));

/** The parts that are new or different, then those that are gone. */
function changedParts(before, parts) {
  if (!before) return [];
  return [...parts.filter(part => !before.parts.some(other => same(other, part))), ...before.parts.filter(({id}) => !parts.some(other => other.id === id))].map(({id}) => id);
}

export function addVersion(scene) {
  const {request, command, version} = scene;
  const {ask, scope, amount} = request;
  const parts = command.parts.map(partOf);
  const content = {ask, scope, amount, parts};
  const number = request.version + 1;
  const {superseded, events} = request.state === 'in-review' ? review(scene, content, number) : {superseded: [], events: []};
  // Reviewers compare with what was put before them.
  const seen = request.versions.findLast(({submitted}) => submitted) ?? version;
  const changed = changedParts(seen, parts);
  return [{event: 'version-added', version: number, note: filled(command.note), parts, digest: digestOf(content), changed: listed(changed), superseded}, ...events];
}

export function submit(scene) {
  const {request: {due, policy}, version} = scene;
  const {superseded, events} = review(scene, version, version.number);
  return [{event: 'submitted', version: version.number, digest: version.digest, due, policy, superseded: listed(superseded)}, ...events];
}

/** The request is approved, and what waits for that is released. */
export function approved({request, version}, state) {
  const released = (request.effects ?? []).filter(effect => !effect.released && (state === 'approved' || effect.after === 'approval'));
  return [{event: 'resolved', state, version: version.number, digest: version.digest}, ...released.map(({id}) => ({event: 'effect-released', effect: id}))];
}

export function decided(scene) {
  const {request, command, version, stage, standing, actor, now} = scene;
  const {decision, conditions = [], objections = [], rationale} = command;
  const isOpened = part => openedBy(scene, part);
  const place = placeHeld(request, stage, actor, now).id;
  const made = {
    event: 'decided',
    decision_id: `d${request.decisions.length + 1}`,
    stage: stage.id,
    version: version.number,
    digest: version.digest,
    covered: coveredDigest(stage, version),
    on_behalf_of: place === actor.id ? undefined : place,
    decision,
    challenge: command.challenge,
    conditions: numbered('c', request.conditions.length, conditions),
    objections: numbered('o', request.objections.length, objections),
    rationale: filled(rationale),
    passkey: command.passkey,
    opened: version.parts.filter(isOpened).map(({id}) => id),
    not_opened: version.parts.filter(part => !isOpened(part)).map(({id}) => id),
  };
  const counting = [...standing, {stage: stage.id, decision}];
  const outcome = outcomeOf(stage, counting);
  // A decision ends a pause: who is still asked has time again.
  const resumed = request.paused_at ? request.stages.filter(other => other.status === 'open' && !(outcome && other === stage)).flatMap(({id}) => clockStarted(scene, id)) : [];
  if (!outcome) return [made, ...resumed];
  const completed = {event: 'stage-completed', stage: stage.id, outcome};
  const stopped = state => ({event: 'resolved', state, version: version.number, digest: version.digest});
  if (outcome === 'reject') return [made, completed, stopped('rejected')];
  if (outcome === 'request-changes') return [made, completed, stopped('changes-requested')];
  const {stages, events} = opening(scene, request.stages.map(other => (other === stage ? {...other, status: 'passed'} : other)), counting);
  if (stages.some(({status}) => status === 'open')) return [made, completed, ...events, ...resumed];
  const state = counting.some(other => other.decision === 'approve-with-conditions') ? 'approved-with-conditions' : 'approved';
  return [made, completed, ...events, ...approved(scene, state)];
}

