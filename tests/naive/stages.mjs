// Stages: which apply, what they cover, who holds a place in them, what the decisions in them amount to, and when they
// are to be answered.
import {digestOf, listed} from './canonical.mjs';
import {DECISIONS} from './record.mjs';
import {after} from './time.mjs';

// --- which stages apply, and what they cover ---

function factOf(request, name) {
  const builtIn = {kind: request.kind, project: request.project, amount: request.amount?.minor, currency: request.amount?.currency};
  if (name in builtIn) return builtIn[name];
  const fact = request.facts?.find(other => other.name === name);
  return fact?.text ?? fact?.number;
}

function holds(request, predicate) {
  const fact = factOf(request, predicate.fact);
  if (predicate.all) return predicate.all.every(item => holds(request, item));
  if (predicate.any) return predicate.any.some(item => holds(request, item));
  if (predicate.not) return !holds(request, predicate.not);
  if (predicate.in) return predicate.in.includes(fact);
  if (predicate.at_least !== undefined) return typeof fact === 'number' && fact >= predicate.at_least;
  return fact === predicate.equals;
}
/** Whether everything that a guard looks at is said. */
export const isStated = (request, {all, any, not, fact}) => (all ?? any ?? (not ? [not] : [])).every(item => isStated(request, item)) && (fact === undefined || factOf(request, fact) !== undefined);
export const applies = (request, stage) => !stage.guard || holds(request, stage.guard);

export const isCovered = (stage, part) => !stage.parts || stage.parts.includes(part.id);
/** The digest of that part of a content which a stage covers. */
export const coveredDigest = (stage, {ask, scope, amount, parts}) => digestOf({ask, scope, amount, parts: parts.filter(part => isCovered(stage, part))});

// --- places: an approver's, in their own hands or in those of somebody else ---

/** Everybody from the member whose place it is to the one who holds it now. */
export function wayOf(request, stage, place, now) {
  const given = request.delegations ?? [];
  const way = [place];
  // What somebody handed on before they got the place (again) does not count.
  for (let last = -1; ; ) {
    last = given.findIndex(({state, until, from, ...rest}, index) =>
      index > last && state === 'standing' && rest.stage === stage.id && rest.place === place.id && from.id === way.at(-1).id && (!until || now < until));
    if (last < 0) return way;
    way.push(given[last].to);
  }
}
export const holderOf = (request, stage, place, now) => wayOf(request, stage, place, now).at(-1);
/** The member whose place this actor holds in the stage. */
export const placeHeld = (request, stage, actor, now) => placesOf(stage).find(place => holderOf(request, stage, place, now).id === actor.id);
export const placeOf = made => made.on_behalf_of ?? made.actor.id;

export const placesOf = stage => stage.members.filter(({obligation}) => obligation === 'approver');
export const approversOf = stage => placesOf(stage).map(({id}) => id);
export const offers = (stage, word) => (stage.decisions ?? DECISIONS).includes(word);

// --- what decisions amount to ---

/** What the standing decisions in a stage amount to; nothing while it waits. */
export function outcomeOf(stage, standing) {
  const words = standing.filter(made => made.stage === stage.id).map(({decision}) => decision);
  const approvals = words.filter(word => word.startsWith('approve')).length;
  const enough = {all: approversOf(stage).length, any: 1, quorum: stage.rule.count}[stage.rule.type];
  if (words.includes('reject')) return 'reject';
  if (words.includes('request-changes')) return 'request-changes';
  if (approvals < enough) return undefined;
  return words.includes('approve-with-conditions') ? 'approve-with-conditions' : 'approve';
}

/**
 * What happens when nothing is open: of the stages that wait, all of the lowest order are asked, and one that carried
 * decisions complete already is completed at once; and so on, until somebody is asked or there is nobody left to ask.
 */
export function opening(scene, stages, standing) {
  const waiting = stages.filter(({status}) => status === 'waiting');
  if (waiting.length === 0 || stages.some(({status}) => status === 'open')) return {stages, events: []};
  const lowest = Math.min(...waiting.map(({order}) => order));
  const next = waiting.filter(({order}) => order === lowest).map(stage => ({stage, outcome: outcomeOf(stage, standing)}));
  const events = next.flatMap(({stage: {id}, outcome}) => [
    {event: 'stage-opened', stage: id},
    ...(outcome ? [{event: 'stage-completed', stage: id, outcome}] : clockStarted(scene, id)),
  ]);
  const after = stages.map(stage => {
    const found = next.find(other => other.stage === stage);
    return found ? {...stage, status: found.outcome ? 'passed' : 'open'} : stage;
  });
  const further = opening(scene, after, standing);
  return {stages: further.stages, events: [...events, ...further.events]};
}

/** A version goes under review: which stages it needs, which decisions count for it, who is asked first. */
export function review(scene, content, number) {
  const {request, standing, now} = scene;
  const stages = request.stages.map(stage => ({...stage, status: applies(request, stage) ? 'waiting' : 'skipped'}));
  const counts = made => {
    const stage = stages.find(({id}) => id === made.stage);
    // Whoever has got a place of their own since then will be asked in it.
    const isAskedElsewhere = stage && placesOf(stage).some(place => place.id !== placeOf(made) && holderOf(request, stage, place, now).id === made.actor.id);
    const asksToo = request.demands?.includes('no-self-approval') && [request.requester.id, scene.actor.id].includes(made.actor.id);
    return !isAskedElsewhere && !asksToo && made.decision.startsWith('approve') && stage?.status === 'waiting' && offers(stage, made.decision) &&
      approversOf(stage).includes(placeOf(made)) && made.covered === coveredDigest(stage, content);
  };
  const carriable = standing.filter(counts);
  // A version is never approved by decisions on earlier ones alone.
  const isApproved = stages.every(stage => stage.status === 'skipped' || outcomeOf(stage, carriable));
  const carried = isApproved ? [] : carriable;
  return {
    superseded: standing.filter(made => !carried.includes(made)).map(({id}) => id),
    events: [
      ...stages.filter(({status}) => status === 'skipped').map(({id}) => ({event: 'stage-skipped', stage: id})),
      ...(carried.length > 0 ? [{event: 'decisions-carried', version: number, decisions: carried.map(({id}) => id)}] : []),
      ...opening(scene, stages, carried).events,
    ],
  };
}

// --- silence ---

export const chaseAt = ({policy, calendar}, now) => policy?.questions && after(now, policy.questions, calendar);

/** The clock of a stage that is asked now. */
export function clockStarted({request: {policy, calendar, due}, now}, stage) {
  if (!policy) return [];
  const {response, reminders = [], escalation, end} = policy;
  const respond_by = after(now, response, calendar);
  const reminding = reminders.map(span => after(span.amount < 0 ? respond_by : now, span, calendar)).filter(instant => instant > now).sort();
  return [{
    event: 'clock-started',
    stage,
    respond_by,
    reminders: listed(reminding),
    escalate_at: escalation && after(now, escalation.after, calendar),
    // It never ends before the time to respond is over, nor before the day that everybody was told.
    end_at: end && [after(now, end.after, calendar), respond_by, due ?? ''].sort().at(-1),
  }];
}
