// What has to hold before a command is carried out. Each check gives the code of a refusal, or nothing.
import {digestOfContent} from './digest';
import type {Command, CommandOf, Context, DecisionWord, Request, Stage, Version} from './wire';

export interface Asked {
  request: Request | undefined;
  command: Command;
  context: Context;
}
type Check = (request: Request, asked: Asked) => string | undefined;

export const currentVersion = (request: Request): Version | undefined => request.versions.at(-1);
export const standingDecision = (request: Request, stage: string, actor: string) => request.decisions.find(decision => decision.standing === 'standing' && decision.stage === stage && decision.actor.id === actor);
export const hasOpened = (request: Request, version: number, part: string, actor: string) => request.views.some(view => view.version === version && view.part === part && view.actor === actor);

const approvers = (stage: Stage) => stage.members.filter(member => member.obligation === 'approver').length;
const needed = (stage: Stage) => (stage.rule.type === 'all' ? approvers(stage) : stage.rule.type === 'any' ? 1 : stage.rule.count);
const isApproval = (word: DecisionWord) => word === 'approve' || word === 'approve-with-conditions';
const repeated = (list: {id: string}[]) => new Set(list.map(({id}) => id)).size < list.length;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a stage comes to with one more decision; undefined while it still waits. */
export function stageOutcome(request: Request, stage: Stage, word: DecisionWord): DecisionWord | undefined {
  const words = request.decisions.filter(decision => decision.standing === 'standing' && decision.stage === stage.id).map(({decision}) => decision);
  words.push(word);
  if (words.includes('reject')) return 'reject';
  if (words.includes('request-changes')) return 'request-changes';
  if (words.filter(isApproval).length < needed(stage)) return undefined;
  return words.includes('approve-with-conditions') ? 'approve-with-conditions' : 'approve';
}

export type Outcome = 'pending' | 'approved' | 'approved-with-conditions' | 'changes-requested' | 'rejected';

/** What a decision makes of the whole request. */
export function outcomeOf(request: Request, {stage: id, decision}: CommandOf<'decide'>): Outcome {
  const stage = request.stages.find(candidate => candidate.id === id);
  const outcome = stage && stageOutcome(request, stage, decision);
  if (!outcome) return 'pending';
  if (outcome === 'reject') return 'rejected';
  if (outcome === 'request-changes') return 'changes-requested';
  if (request.stages.some(other => other.id !== id && other.status !== 'passed')) return 'pending';
  const conditional = outcome === 'approve-with-conditions' || request.decisions.some(other => other.standing === 'standing' && other.decision === 'approve-with-conditions');
  return conditional ? 'approved-with-conditions' : 'approved';
}

/** What submission still lacks. */
function missing(request: Request, now: string): string | undefined {
  if (!request.ask.trim()) return 'ask-missing';
  if (currentVersion(request)?.status !== 'draft') return 'part-missing';
  if (!request.stages.length || request.stages.some(stage => !approvers(stage))) return 'approver-missing';
  if (request.stages.some(stage => needed(stage) > approvers(stage) || (stage.decisions && !stage.decisions.some(isApproval)))) return 'approval-unreachable';
  if (!request.due) return 'due-missing';
  return request.due <= now ? 'due-past' : undefined;
}

function reasons(request: Request, {decision, conditions = [], objections = [], rationale = ''}: CommandOf<'decide'>, now: string): string | undefined {
  const conditional = decision === 'approve-with-conditions';
  if (!conditional && conditions.length) return 'reasons-not-taken';
  if (isApproval(decision) && objections.length) return 'reasons-not-taken';
  if (conditional && !conditions.length) return 'condition-missing';
  if (!isApproval(decision) && !objections.length && !rationale.trim()) return 'objection-missing';
  const parts = currentVersion(request)?.parts ?? [];
  if (objections.some(({part}) => part && !parts.some(known => known.id === part))) return 'part-unknown';
  return conditions.some(({due}) => due && due <= now) ? 'due-past' : undefined;
}

export const checks = {
  human: (_, {context}) => (context.actor.kind === 'human' ? undefined : 'humans-only'),
  humanOrAgent: (_, {context}) => (context.actor.kind === 'system' ? 'humans-only' : undefined),
  delivery: (_, {context}) => (context.actor.party === 'delivery' ? undefined : 'delivery-only'),
  participant: (request, {context: {actor}}) => (actor.party === 'delivery' || request.stages.some(stage => stage.members.some(member => member.id === actor.id)) ? undefined : 'not-a-participant'),
  somethingChanges: (request, {command}) => {
    if (command.command === 'add-version') {
      const {ask, scope, amount} = request;
      return digestOfContent({ask, scope, amount, parts: command.parts}) === currentVersion(request)?.digest ? 'nothing-to-change' : undefined;
    }
    const {command: _, ...fields} = command as CommandOf<'edit'>;
    const present = {...request, stages: request.stages.map(({status: _, ...stage}) => stage)};
    return Object.entries(fields).some(([key, value]) => !same(value, present[key as keyof typeof fields])) ? undefined : 'nothing-to-change';
  },
  idsUnique: (_, {command}) => {
    if (command.command === 'add-version') return repeated(command.parts) ? 'duplicate-id' : undefined;
    const {stages = []} = command as CommandOf<'create'>;
    return repeated(stages) || stages.some(stage => repeated(stage.members)) ? 'duplicate-id' : undefined;
  },
  complete: (request, {context}) => (missing(request, context.now) ? 'incomplete' : undefined),
  shownIsCurrent: (request, {command}) => {
    const current = currentVersion(request);
    const {displayed_digest, version = current?.number} = command as CommandOf<'decide'>;
    return current && version === current.number && displayed_digest === current.digest ? undefined : 'version-stale';
  },
  partKnown: (request, {command}) => {
    const {part, version = request.version} = command as CommandOf<'open-part'>;
    const found = request.versions[version - 1];
    if (command.command === 'open-part' && !found) return 'version-unknown';
    return !part || found?.parts.some(({id}) => id === part) ? undefined : 'part-unknown';
  },
  questionOpen: (request, {command}) => {
    const question = request.questions.find(({id}) => id === (command as CommandOf<'answer'>).question);
    return question ? (question.state === 'open' ? undefined : 'question-answered') : 'question-unknown';
  },
  notOwnQuestion: (request, {command, context}) => (request.questions.find(({id}) => id === (command as CommandOf<'answer'>).question)?.by.id === context.actor.id ? 'own-question' : undefined),
  objectionOpen: (request, {command}) => {
    const objection = request.objections.find(({id}) => id === (command as CommandOf<'answer-objection'>).objection);
    return objection ? (objection.state === 'open' ? undefined : 'objection-answered') : 'objection-unknown';
  },
  objectionsAnswered: request => {
    const standing = request.decisions.filter(decision => decision.standing === 'standing').map(({id}) => id);
    return request.objections.some(({decision, state}) => state === 'open' && standing.includes(decision)) ? 'objection-open' : undefined;
  },
  stageOpen: (request, {command}) => {
    const stage = request.stages.find(({id}) => id === (command as CommandOf<'decide'>).stage);
    return stage ? (stage.status === 'open' ? undefined : 'stage-not-open') : 'stage-unknown';
  },
  approver: (request, {command, context}) => {
    const stage = request.stages.find(({id}) => id === (command as CommandOf<'decide'>).stage);
    return stage?.members.some(member => member.id === context.actor.id && member.obligation === 'approver') ? undefined : 'not-an-approver';
  },
  notDecided: (request, {command, context}) => (standingDecision(request, (command as CommandOf<'decide'>).stage, context.actor.id) ? 'already-decided' : undefined),
  offered: (request, {command}) => {
    const {stage: id, decision} = command as CommandOf<'decide'>;
    const offered = request.stages.find(stage => stage.id === id)?.decisions;
    return !offered || offered.includes(decision) ? undefined : 'decision-not-offered';
  },
  partsOpened: (request, {context}) => {
    const version = currentVersion(request);
    return version?.parts.some(part => part.must_open && !hasOpened(request, version.number, part.id, context.actor.id)) ? 'part-not-opened' : undefined;
  },
  reasonsGiven: (request, {command, context}) => reasons(request, command as CommandOf<'decide'>, context.now),
  challengeFresh: (request, {command, context}) => {
    const {challenge} = command as CommandOf<'decide'>;
    if (request.decisions.some(decision => decision.challenge === challenge)) return 'challenge-reused';
    if (context.challenge?.value !== challenge) return 'challenge-unknown';
    return context.now < context.challenge.expires ? undefined : 'challenge-expired';
  },
  ownStandingDecision: (request, {command, context}) => {
    const decision = request.decisions.find(({id, standing}) => id === (command as CommandOf<'retract'>).decision && standing === 'standing');
    if (!decision) return 'decision-unknown';
    if (decision.actor.id !== context.actor.id) return 'not-your-decision';
    return request.stages.find(({id}) => id === decision.stage)?.status === 'open' ? undefined : 'stage-not-open';
  },
} satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;
