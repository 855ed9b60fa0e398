// The state of a request as a fold over its events.
import {digestOfContent} from './digest';
import type {Event, Request, StateWord} from './wire';

type EventOf<E extends Event['event']> = Extract<Event, {event: E}>;

const signature = (event: Event) => ({by: event.actor, at: event.at});
const replaceLast = <T>(list: T[], change: (last: T) => T): T[] => list.map((item, index) => (index === list.length - 1 ? change(item) : item));
const waiting = (stages: EventOf<'created'>['stages']): Request['stages'] => stages.map(stage => ({...stage, status: 'waiting'}));
const setStage = (request: Request, id: string, status: Request['stages'][number]['status']) => request.stages.map(stage => (stage.id === id ? {...stage, status} : stage));
const openToWaiting = (request: Request): Request['stages'] => request.stages.map(stage => (stage.status === 'open' ? {...stage, status: 'waiting'} : stage));

const supersede = (request: Request, ids: string[]): Request['decisions'] => request.decisions.map(decision => (ids.includes(decision.id) ? {...decision, standing: 'superseded'} : decision));

function forgetReadiness(request: Request): Request {
  if (request.state !== 'ready') return request;
  return {...request, versions: replaceLast(request.versions, ({ready: _, ...version}) => version)};
}

function created(event: EventOf<'created'>): Request {
  const {kind, title, ask, scope, project, amount, due, stages} = event;
  return {
    id: event.request, state: 'draft', head: event.seq, kind, title, ask, scope, project, amount, due,
    requester: event.actor, created_at: event.at, updated_at: event.at, version: 0, stages: waiting(stages),
    versions: [], decisions: [], conditions: [], objections: [], questions: [], comments: [], views: [], applied: [],
  };
}

function edited(request: Request, event: EventOf<'edited'>): Request {
  const {title = request.title, ask = request.ask, scope = request.scope, project = request.project, amount = request.amount, due = request.due} = event;
  const stages = event.stages ? waiting(event.stages) : request.stages;
  const versions = replaceLast(request.versions, version => {
    if (version.status !== 'draft') return version;
    const content = {...version, ask, scope, amount};
    return {...content, digest: digestOfContent(content)};
  });
  return forgetReadiness({...request, title, ask, scope, project, amount, due, stages, versions});
}

function versionAdded(before: Request, event: EventOf<'version-added'>): Request {
  const request = forgetReadiness(before);
  const inReview = request.state === 'in-review';
  const {ask, scope, amount} = request;
  const {parts, note, digest, changed, version: number} = event;
  const signed = inReview ? {ready: signature(event), submitted: signature(event)} : {};
  const older = request.versions.map(version => (version.status === 'draft' || version.status === 'in-review' ? {...version, status: 'superseded' as const} : version));
  return {
    ...request,
    version: number,
    stages: inReview ? waiting(request.stages) : request.stages,
    versions: [...older, {number, status: inReview ? 'in-review' : 'draft', note, ask, scope, amount, parts, digest, changed, added_by: event.actor, added_at: event.at, ...signed}],
    decisions: supersede(request, event.superseded),
  };
}

function decided(request: Request, event: EventOf<'decided'>): Request {
  const {decision_id, stage, version, digest, covered, decision, challenge, rationale, opened, not_opened, conditions, objections, actor, at} = event;
  return {
    ...request,
    decisions: [...request.decisions, {id: decision_id, stage, version, digest, covered, decision, standing: 'standing', actor, at, challenge, conditions: conditions.map(({id}) => id), objections: objections.map(({id}) => id), rationale, opened, not_opened}],
    conditions: [...request.conditions, ...conditions.map(({id, text, due}) => ({id, decision: decision_id, text, due, state: 'open' as const}))],
    objections: [...request.objections, ...objections.map(({id, text, part}) => ({id, decision: decision_id, text, part, state: 'open' as const}))],
  };
}

function apply(request: Request, event: Exclude<Event, {event: 'created'}>): Request {
  switch (event.event) {
    case 'edited':
      return edited(request, event);
    case 'version-added':
      return versionAdded(request, event);
    case 'readiness-confirmed':
      return {...request, versions: replaceLast(request.versions, version => ({...version, ready: signature(event)}))};
    case 'submitted':
      return {...request, versions: replaceLast(request.versions, version => ({...version, status: 'in-review', submitted: signature(event)})), decisions: supersede(request, event.superseded ?? [])};
    case 'stage-opened':
      return {...request, stages: setStage(request, event.stage, 'open')};
    case 'part-opened': {
      const {version, part, at, actor} = event;
      if (request.views.some(view => view.version === version && view.part === part && view.actor === actor.id)) return request;
      return {...request, views: [...request.views, {version, part, actor: actor.id, at}]};
    }
    case 'question-asked':
      return {...request, questions: [...request.questions, {id: event.question, text: event.text, part: event.part, version: request.version, ...signature(event), state: 'open'}]};
    case 'question-answered':
      return {...request, questions: request.questions.map(question => (question.id === event.question ? {...question, state: 'answered', answer: {text: event.text, ...signature(event)}} : question))};
    case 'commented':
      return {...request, comments: [...request.comments, {id: event.comment, text: event.text, part: event.part, version: request.version, ...signature(event)}]};
    case 'decided':
      return decided(request, event);
    case 'stage-completed':
      return {...request, stages: setStage(request, event.stage, event.outcome.startsWith('approve') ? 'passed' : 'stopped')};
    case 'resolved':
      return {...request, versions: replaceLast(request.versions, version => ({...version, status: 'locked'})), stages: openToWaiting(request)};
    case 'decision-retracted':
      return {...request, decisions: request.decisions.map(decision => (decision.id === event.decision_id ? {...decision, standing: 'retracted'} : decision))};
    case 'revision-started':
      return {...request, stages: waiting(request.stages), decisions: supersede(request, event.superseded)};
    case 'objection-answered': {
      const {objection: id, class: changeClass, work, due, change_order} = event;
      return {...request, objections: request.objections.map(objection => (objection.id === id ? {...objection, state: 'answered', answer: {class: changeClass, work, due, change_order, ...signature(event)}} : objection))};
    }
    case 'withdrawn':
      return {...request, stages: openToWaiting(request), withdrawal: {reason: event.reason, ...signature(event)}};
  }
}

function stateAfter(before: StateWord, event: Event): StateWord {
  switch (event.event) {
    case 'created':
    case 'edited':
    case 'revision-started':
      return 'draft';
    case 'version-added':
      return before === 'in-review' ? before : 'draft';
    case 'readiness-confirmed':
      return 'ready';
    case 'submitted':
      return 'in-review';
    case 'resolved':
      return event.state;
    case 'withdrawn':
      return 'withdrawn';
    default:
      return before;
  }
}

export function evolve(before: Request | undefined, event: Event): Request {
  const request = event.event === 'created' ? created(event) : apply(before!, event);
  const applied = `${event.actor.id}/${event.command_id}`;
  return {
    ...request,
    state: stateAfter(request.state, event),
    head: event.seq,
    updated_at: event.at,
    applied: request.applied.at(-1) === applied ? request.applied : [...request.applied, applied],
  };
}
