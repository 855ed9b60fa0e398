// The verbs for what happens besides and after a decision: questions, places, conditions, objections, silence, agents.
import {approved, demands, hasDecided, isTheirOwn} from './deciding.mjs';
import {filled} from './canonical.mjs';
import {refuse} from './refusing.mjs';
import {chaseAt, clockStarted, holderOf, placeHeld, placeOf, placesOf, wayOf} from './stages.mjs';
import {deliveryOnly, humansAndAgents, humansOnly, PREPARED, REVIEWED} from './who.mjs';

const LIVE = [...PREPARED, ...REVIEWED];
const systemOnly = ({actor}) => refuse(actor.kind !== 'system', 'system-only');
const personOf = ({id, name, organization}) => ({id, name, organization});

// --- questions ---

function ownOpenQuestion({request, command, actor}) {
  const question = request.questions.find(({id}) => id === command.question);
  refuse(!question, 'question-unknown', '/question');
  refuse(question.state !== 'open', 'question-answered', '/question');
  refuse(question.by.id !== actor.id, 'not-your-question', '/question');
}

// --- places ---

function stageAhead({request, stage}) {
  refuse(!stage, 'stage-unknown', '/stage');
  refuse(stage.status !== 'open' && request.state !== 'approved-with-conditions', 'stage-not-open', '/stage');
}

/** Whether something is left to be done that the approval from this place depends on. */
function owesASettlement({request, stage, standing}, place) {
  const made = standing.find(other => other.stage === stage.id && placeOf(other) === place.id);
  return made !== undefined && request.conditions.some(({decision, state}) => decision === made.id && ['open', 'met'].includes(state));
}

/** A place may pass from its holder to this person. */
function mayPass(scene, place) {
  const {request, command: {to, until}, stage, standing, now} = scene;
  refuse(until !== undefined && until <= now, 'due-past', '/until');
  const isSettling = request.state === 'approved-with-conditions';
  refuse(isSettling && !owesASettlement(scene, place), 'stage-not-open', '/stage');
  refuse(!isSettling && hasDecided(standing, stage, place), 'already-decided', '/stage');
  refuse(wayOf(request, stage, place, now).some(({id}) => id === to.id), 'delegation-cycle', '/to');
  const others = placesOf(stage).filter(({id}) => id !== place.id);
  const isTaken = placesOf(stage).some(({id}) => id === to.id) || others.some(other => wayOf(request, stage, other, now).some(({id}) => id === to.id));
  refuse(demands(scene, 'no-self-approval') && isTheirOwn(scene, to.id), 'self-approval', '/to');
  const counts = standing.some(made => made.stage === stage.id && made.actor.id === to.id);
  refuse(isTaken || counts, 'already-approver', '/to');
}

function mayDelegate(scene) {
  const {request, stage, actor, now} = scene;
  stageAhead(scene);
  const place = placeHeld(request, stage, actor, now);
  refuse(!place, 'not-an-approver', '/stage');
  mayPass(scene, place);
}

const placeNamed = ({stage, command}) => placesOf(stage).find(({id}) => id === command.place);

function mayReassign(scene) {
  stageAhead(scene);
  refuse(!placeNamed(scene), 'not-an-approver', '/place');
  mayPass(scene, placeNamed(scene));
  // Nobody helps themselves to the place of who was asked.
  refuse(demands(scene, 'no-self-approval') && scene.command.to.id === scene.actor.id, 'self-approval', '/to');
}

function passed({request, command: {stage, to, reason, until}}, type, place, from) {
  const delegation = `g${(request.delegations?.length ?? 0) + 1}`;
  return [{event: 'delegated', delegation, type, stage, place: place.id, from: personOf(from), to: personOf(to), reason, until}];
}

function mayEndDelegation({request, command, actor, standing}) {
  const given = request.delegations?.find(({id, state}) => id === command.delegation && state === 'standing');
  refuse(!given, 'delegation-unknown', '/delegation');
  // Who handed the place over: its holder, or whoever of the delivery team reassigned it.
  refuse(actor.id !== given.by.id, 'not-your-delegation', '/delegation');
  const used = standing.some(made => made.stage === given.stage && placeOf(made) === given.place);
  refuse(used, 'already-decided', '/delegation');
}

// --- conditions ---

const conditionNamed = ({request, command}) => request.conditions.find(({id}) => id === command.condition);
const conditionKnown = scene => refuse(!conditionNamed(scene), 'condition-unknown', '/condition');
const conditionIs = states => scene => refuse(!states.includes(conditionNamed(scene).state), 'condition-settled', '/condition');

/** A condition belongs to who decided, and to who holds their place now. */
function ownCondition(scene) {
  const {request, actor, now} = scene;
  const made = request.decisions.find(({id}) => id === conditionNamed(scene).decision);
  const stage = request.stages.find(({id}) => id === made.stage);
  const place = stage && placesOf(stage).find(({id}) => id === placeOf(made));
  refuse(made.actor.id !== actor.id && !(place && holderOf(request, stage, place, now).id === actor.id), 'not-your-condition', '/condition');
}

/** When nothing is left to be done, the approval has no conditions any more. */
function settled(scene, state) {
  const {request, command: {condition, reason}} = scene;
  const left = request.conditions.filter(({id}) => id !== condition).some(other => ['open', 'met'].includes(other.state));
  return [{event: 'condition-settled', condition, state, reason}, ...(left ? [] : approved(scene, 'approved'))];
}

// --- objections ---

export function objectionsAnswered({request}) {
  const open = request.objections.findIndex(({state}) => state === 'open');
  refuse(open !== -1, 'objection-open', `/objections/${open}`);
}

const isKnownLink = ({links = []}, relation, request) => links.some(link => link.relation === relation && link.request === request);
const hasAllLinks = ({links = []}) => links.length === 50;

function mayAnswerObjection({request, command, now}) {
  const objection = request.objections.find(({id}) => id === command.objection);
  refuse(!objection, 'objection-unknown', '/objection');
  refuse(objection.state !== 'open', 'objection-answered', '/objection');
  refuse(command.due <= now, 'due-past', '/due');
  refuse(command.class === 'change-order' && !command.change_order, 'change-order-missing', '/change_order');
  refuse(command.class === 'in-scope' && command.change_order, 'reasons-not-taken', '/change_order');
  const isLinked = isKnownLink(request, 'change-order', command.change_order);
  refuse(command.class === 'change-order' && !isLinked && hasAllLinks(request), 'too-many-items', '/change_order');
}

// --- silence ---

function stageOpen({stage}) {
  refuse(!stage, 'stage-unknown', '/stage');
  refuse(stage.status !== 'open', 'stage-not-open', '/stage');
}
const hasCome = (instant, {now}) => instant !== undefined && instant <= now;
const notDue = isDue => refuse(!isDue, 'not-due-yet');

/** Those who are asked and have not decided. */
const asked = ({request, stage, standing, now}) => placesOf(stage).filter(place => !hasDecided(standing, stage, place)).map(place => holderOf(request, stage, place, now).id);

const endIs = action => scene => notDue(scene.request.policy?.end?.action === action && hasCome(scene.stage.clock?.end_at, scene));

function mayChase(scene) {
  const {request, command} = scene;
  const question = request.questions.find(({id}) => id === command.question);
  const condition = conditionNamed(scene);
  if (command.question) {
    refuse(!question, 'question-unknown', '/question');
    notDue(question.state === 'open' && hasCome(question.chase_at, scene));
  } else {
    refuse(!condition, 'condition-unknown', '/condition');
    // While it is not decided whether the request is approved, there is nothing to be done yet.
    notDue(request.state === 'approved-with-conditions' && condition.state === 'open' && hasCome(condition.due, scene) && !condition.chased);
  }
}

function isLate({request, now}) {
  const passedBy = [request.due, ...request.stages.map(({clock}) => clock?.respond_by)].some(instant => hasCome(instant, {now}));
  refuse(!passedBy && !request.paused_at, 'not-overdue');
}

const findingOf = ({pointer, ...finding}) => ({...finding, pointer: filled(pointer ?? '')});

export const laterVerbs = {
  'withdraw-question': {
    in: REVIEWED,
    asks: [humansOnly, ownOpenQuestion],
    does: ({command: {question}}) => [{event: 'question-withdrawn', question}],
  },
  delegate: {
    in: ['in-review', 'approved-with-conditions'],
    asks: [humansOnly, mayDelegate],
    does: scene => passed(scene, 'delegated', placeHeld(scene.request, scene.stage, scene.actor, scene.now), scene.actor),
  },
  reassign: {
    in: ['in-review', 'approved-with-conditions'],
    asks: [humansOnly, deliveryOnly, mayReassign],
    does: scene => passed(scene, 'reassigned', placeNamed(scene), holderOf(scene.request, scene.stage, placeNamed(scene), scene.now)),
  },
  'end-delegation': {
    in: ['in-review'],
    asks: [humansOnly, mayEndDelegation],
    does: ({command: {delegation}}) => [{event: 'delegation-ended', delegation}],
  },
  'meet-condition': {
    in: ['approved-with-conditions'],
    asks: [humansOnly, deliveryOnly, conditionKnown, conditionIs(['open'])],
    does: ({command: {condition, evidence}}) => [{event: 'condition-met', condition, evidence}],
  },
  'close-condition': {
    in: ['approved-with-conditions'],
    asks: [humansOnly, conditionKnown, conditionIs(['open', 'met']), ownCondition],
    does: scene => settled(scene, 'closed'),
  },
  'waive-condition': {
    in: ['approved-with-conditions'],
    asks: [humansOnly, conditionKnown, conditionIs(['open', 'met']), ownCondition],
    does: scene => settled(scene, 'waived'),
  },
  'reopen-condition': {
    in: ['approved-with-conditions'],
    asks: [humansOnly, conditionKnown, conditionIs(['met']), ownCondition],
    does: ({command: {condition, reason}}) => [{event: 'condition-settled', condition, state: 'open', reason}],
  },
  'answer-objection': {
    in: ['changes-requested'],
    asks: [humansOnly, deliveryOnly, mayAnswerObjection],
    does: ({command: {objection, class: kind, work, due, change_order}}) => [{event: 'objection-answered', objection, class: kind, work, due, change_order}],
  },
  link: {
    in: LIVE,
    asks: [
      humansOnly, deliveryOnly,
      ({request, command}) => refuse(isKnownLink(request, command.relation, command.request), 'nothing-to-change', '/request'),
      ({request}) => refuse(hasAllLinks(request), 'too-many-items', '/request'),
    ],
    does: ({command: {relation, request}}) => [{event: 'linked', link: {relation, request}}],
  },
  extend: {
    in: ['in-review'],
    asks: [
      humansOnly, deliveryOnly,
      ({command: {due}, now}) => refuse(due <= now, 'due-past', '/due'),
      ({command: {due}, request}) => refuse(due <= request.due, 'nothing-to-change', '/due'),
    ],
    does: scene => [
      {event: 'deadline-extended', due: scene.command.due, reason: scene.command.reason},
      ...scene.request.stages.filter(({status}) => status === 'open').flatMap(({id}) => clockStarted({...scene, request: {...scene.request, due: scene.command.due}}, id)),
    ],
  },
  proceed: {
    in: ['in-review'],
    asks: [humansOnly, deliveryOnly, isLate],
    does: ({version, command: {reason}}) => [{event: 'proceeded', version: version.number, reason}],
  },
  check: {
    in: [...PREPARED, 'in-review'],
    asks: [humansAndAgents, deliveryOnly, ({version}) => refuse(!version, 'part-missing')],
    does: ({version, command: {findings}}) => [{event: 'checked', version: version.number, findings: findings.map(findingOf)}],
  },
  flag: {
    in: LIVE,
    asks: [humansAndAgents, deliveryOnly],
    does: ({command: {command, ...finding}}) => [{event: 'flagged', ...findingOf(finding)}],
  },
  remind: {
    in: ['in-review'],
    asks: [
      deliveryOnly, stageOpen,
      scene => scene.actor.kind === 'system' && notDue(hasCome(scene.stage.clock?.reminders?.[0], scene)),
    ],
    does: scene => [{event: 'reminded', stage: scene.stage.id, to: asked(scene)}],
  },
  escalate: {
    in: ['in-review'],
    asks: [systemOnly, stageOpen, scene => notDue(hasCome(scene.stage.clock?.escalate_at, scene))],
    does: ({stage, request}) => [{event: 'escalated', stage: stage.id, to: request.policy.escalation.to}],
  },
  pause: {
    in: ['in-review'],
    asks: [systemOnly, stageOpen, endIs('pause')],
    does: ({stage}) => [{event: 'paused', stage: stage.id}],
  },
  expire: {
    in: ['in-review'],
    asks: [systemOnly, stageOpen, endIs('expire')],
    does: ({stage}) => [{event: 'expired', stage: stage.id}],
  },
  chase: {
    in: REVIEWED,
    asks: [systemOnly, mayChase],
    does: ({request, command: {question, condition}, now}) => [{event: 'chased', question, condition, next: question && chaseAt(request, now)}],
  },
};
