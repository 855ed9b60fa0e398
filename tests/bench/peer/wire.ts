// The wire as zod schemas: strict for what is sent, tolerant for what is received.
import * as z from 'zod';

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
const blankless = (max: number) => z.string().max(max).regex(/[^\s\p{Cc}\p{Cf}]/u);
const id = z.string().regex(/^[A-Za-z0-9._:@+-]{1,64}$/);
const instant = z.iso.datetime({precision: 3}).regex(/^(19[7-9]|[2-9])/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const number = z.int().min(1).max(MAX_INTEGER);
const count = z.int().min(0).max(MAX_INTEGER);
const title = blankless(200);
const ask = z.string().max(2000);
const scope = z.array(blankless(500)).max(50);
const text = blankless(4000);
const remark = z.string().max(4000);
const name = blankless(200);
const project = z.string().max(100);
const challengeValue = blankless(128);

const verbs = ['create', 'edit', 'add-version', 'confirm-ready', 'submit', 'open-part', 'ask', 'answer', 'comment', 'decide', 'retract', 'revise', 'answer-objection', 'withdraw'] as const;
const decisionWord = z.enum(['approve', 'approve-with-conditions', 'request-changes', 'reject']);
const stateWord = z.enum(['draft', 'ready', 'in-review', 'changes-requested', 'approved', 'approved-with-conditions', 'rejected', 'withdrawn']);
const changeClass = z.enum(['in-scope', 'change-order']);
const kind = z.enum(['deliverable', 'proposal', 'scope-change', 'change-order', 'milestone', 'invoice', 'service-report', 'reference-use', 'playbook', 'document']);

/** The same shape twice: as it is received (unknown keys dropped) and as it is sent (unknown keys refused). */
function both<T extends z.ZodRawShape>(shape: T) {
  return {received: z.object(shape), sent: z.strictObject(shape)};
}

const amount = both({minor: z.int().min(-MAX_INTEGER).max(MAX_INTEGER), currency: z.string().regex(/^[A-Z]{3}$/)});
const part = both({id, name: blankless(255), media_type: z.string().max(127).regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/), size: count, sha256: digest, must_open: z.boolean().optional()});
const member = both({id, name, organization: name.optional(), obligation: z.enum(['approver', 'reviewer', 'observer'])});
const actor = both({kind: z.enum(['human', 'agent', 'system']), party: z.enum(['delivery', 'customer']), id, name, organization: name.optional()});
const challenge = both({value: challengeValue, expires: instant});
const rule = {
  received: z.discriminatedUnion('type', [z.object({type: z.literal('all')}), z.object({type: z.literal('any')}), z.object({type: z.literal('quorum'), count: z.int().min(1).max(50)})]),
  sent: z.discriminatedUnion('type', [z.strictObject({type: z.literal('all')}), z.strictObject({type: z.literal('any')}), z.strictObject({type: z.literal('quorum'), count: z.int().min(1).max(50)})]),
};
const stageFields = {id, name, order: z.int().min(1).max(20), decisions: z.array(decisionWord).min(1).max(4).refine(words => new Set(words).size === words.length).optional()};
const stageReceived = z.object({...stageFields, rule: rule.received, members: z.array(member.received).max(50)});
const stageSent = z.strictObject({...stageFields, rule: rule.sent, members: z.array(member.sent).max(50)});

const subject = {ask: ask.optional(), scope: scope.optional(), project: project.optional(), amount: amount.sent.optional(), due: instant.optional(), stages: z.array(stageSent).max(20).optional()};

export const Command = z.discriminatedUnion('command', [
  z.strictObject({command: z.literal('create'), kind, title, ...subject}),
  z.strictObject({command: z.literal('edit'), title: title.optional(), ...subject}),
  z.strictObject({command: z.literal('add-version'), note: remark.optional(), parts: z.array(part.sent).min(1).max(50)}),
  z.strictObject({command: z.literal('confirm-ready'), displayed_digest: digest}),
  z.strictObject({command: z.literal('submit')}),
  z.strictObject({command: z.literal('open-part'), version: number, part: id}),
  z.strictObject({command: z.literal('ask'), text, part: id.optional()}),
  z.strictObject({command: z.literal('answer'), question: id, text}),
  z.strictObject({command: z.literal('comment'), text, part: id.optional()}),
  z.strictObject({
    command: z.literal('decide'),
    stage: id,
    version: number,
    displayed_digest: digest,
    decision: decisionWord,
    challenge: challengeValue,
    conditions: z.array(z.strictObject({text, due: instant.optional()})).max(50).optional(),
    objections: z.array(z.strictObject({text, part: id.optional()})).max(50).optional(),
    rationale: remark.optional(),
  }),
  z.strictObject({command: z.literal('retract'), decision: id, reason: remark.optional()}),
  z.strictObject({command: z.literal('revise')}),
  z.strictObject({command: z.literal('answer-objection'), objection: id, class: changeClass, work: text, due: instant, change_order: id.optional()}),
  z.strictObject({command: z.literal('withdraw'), reason: text}),
]);

export const Context = z.strictObject({now: instant, actor: actor.sent, command_id: id, request: id, challenge: challenge.sent.optional()});

const envelope = {seq: number, at: instant, request: id, actor: actor.received, command_id: id};
const edited = {title: title.optional(), ask: ask.optional(), scope: scope.optional(), project: project.optional(), amount: amount.received.optional(), due: instant.optional(), stages: z.array(stageReceived).max(20).optional()};
const condition = z.object({id, text, due: instant.optional()});
const objection = z.object({id, text, part: id.optional()});

export const Event = z.discriminatedUnion('event', [
  z.object({...envelope, event: z.literal('created'), protocol: z.literal(1), kind, ...edited, title, ask, scope, stages: z.array(stageReceived).max(20)}),
  z.object({...envelope, event: z.literal('edited'), ...edited}),
  z.object({...envelope, event: z.literal('version-added'), version: number, note: remark.optional(), parts: z.array(part.received).min(1).max(50), digest, changed: z.array(id).optional(), superseded: z.array(id)}),
  z.object({...envelope, event: z.literal('readiness-confirmed'), version: number, digest}),
  z.object({...envelope, event: z.literal('submitted'), version: number, digest, due: instant, superseded: z.array(id).optional()}),
  z.object({...envelope, event: z.literal('stage-opened'), stage: id}),
  z.object({...envelope, event: z.literal('part-opened'), version: number, part: id}),
  z.object({...envelope, event: z.literal('question-asked'), question: id, text, part: id.optional()}),
  z.object({...envelope, event: z.literal('question-answered'), question: id, text}),
  z.object({...envelope, event: z.literal('commented'), comment: id, text, part: id.optional()}),
  z.object({
    ...envelope,
    event: z.literal('decided'),
    decision_id: id,
    stage: id,
    version: number,
    digest,
    covered: digest,
    decision: decisionWord,
    challenge: challengeValue,
    conditions: z.array(condition).max(50),
    objections: z.array(objection).max(50),
    rationale: remark.optional(),
    opened: z.array(id).max(50),
    not_opened: z.array(id).max(50),
  }),
  z.object({...envelope, event: z.literal('stage-completed'), stage: id, outcome: decisionWord}),
  z.object({...envelope, event: z.literal('resolved'), state: stateWord, version: number, digest}),
  z.object({...envelope, event: z.literal('decision-retracted'), decision_id: id, reason: remark.optional()}),
  z.object({...envelope, event: z.literal('revision-started'), superseded: z.array(id)}),
  z.object({...envelope, event: z.literal('objection-answered'), objection: id, class: changeClass, work: text, due: instant, change_order: id.optional()}),
  z.object({...envelope, event: z.literal('withdrawn'), reason: text}),
]);

const signature = z.object({by: actor.received, at: instant});
const said = {id, text, part: id.optional(), version: count, by: actor.received, at: instant};

export const Request = z.object({
  id,
  state: stateWord,
  head: number,
  kind,
  title,
  ask,
  scope,
  project: project.optional(),
  amount: amount.received.optional(),
  due: instant.optional(),
  requester: actor.received,
  created_at: instant,
  updated_at: instant,
  version: count,
  stages: z.array(stageReceived.extend({status: z.enum(['waiting', 'open', 'passed', 'stopped'])})).max(20),
  versions: z.array(
    z.object({
      number,
      status: z.enum(['draft', 'in-review', 'locked', 'superseded']),
      note: remark.optional(),
      ask,
      scope,
      amount: amount.received.optional(),
      parts: z.array(part.received).min(1).max(50),
      digest,
      changed: z.array(id).optional(),
      added_by: actor.received,
      added_at: instant,
      ready: signature.optional(),
      submitted: signature.optional(),
    }),
  ),
  decisions: z.array(
    z.object({
      id,
      stage: id,
      version: number,
      digest,
      covered: digest,
      decision: decisionWord,
      standing: z.enum(['standing', 'retracted', 'superseded']),
      actor: actor.received,
      at: instant,
      challenge: challengeValue,
      conditions: z.array(id).max(50),
      objections: z.array(id).max(50),
      rationale: remark.optional(),
      opened: z.array(id).max(50),
      not_opened: z.array(id).max(50),
    }),
  ),
  conditions: z.array(z.object({id, decision: id, text, due: instant.optional(), state: z.enum(['open'])})),
  objections: z.array(
    z.object({id, decision: id, text, part: id.optional(), state: z.enum(['open', 'answered']), answer: z.object({class: changeClass, work: text, due: instant, change_order: id.optional(), by: actor.received, at: instant}).optional()}),
  ),
  questions: z.array(z.object({...said, state: z.enum(['open', 'answered']), answer: z.object({text, by: actor.received, at: instant}).optional()})),
  comments: z.array(z.object(said)),
  views: z.array(z.object({version: number, part: id, actor: id, at: instant})),
  withdrawal: z.object({by: actor.received, at: instant, reason: text}).optional(),
  applied: z.array(z.string()),
});

export const Problem = z.object({
  code: z.string(),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
  pointer: z.string(),
  head: count.optional(),
  retry_after: z.int().min(0).optional(),
  problems: z.array(z.object({code: z.string(), pointer: z.string(), detail: z.string()})).optional(),
});

export const RequestAnswer = z.object({request: Request, head: number, challenge: challenge.received.optional(), actor: actor.received, now: instant});
export const CommandAnswer = z.object({events: z.array(Event), request: Request, head: number});
export const DecideInput = z.strictObject({state: Request.optional(), command: Command, context: Context});

export type Verb = (typeof verbs)[number];
export type Command = z.infer<typeof Command>;
export type CommandOf<V extends Verb> = Extract<Command, {command: V}>;
export type Context = z.infer<typeof Context>;
export type Event = z.infer<typeof Event>;
export type Request = z.infer<typeof Request>;
export type Problem = z.infer<typeof Problem>;
export type RequestAnswer = z.infer<typeof RequestAnswer>;
export type CommandAnswer = z.infer<typeof CommandAnswer>;
export type Actor = z.infer<typeof actor.received>;
export type Part = z.infer<typeof part.received>;
export type Stage = Request['stages'][number];
export type Version = Request['versions'][number];
export type Decision = Request['decisions'][number];
export type DecisionWord = z.infer<typeof decisionWord>;
export type StateWord = z.infer<typeof stateWord>;
