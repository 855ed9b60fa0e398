// Generated from core/schema/countersign.schema.json by `npm run generate`. Do not edit.

/**
 * An identifier chosen by whoever made the thing. Compared byte for byte; it has no inner meaning. The reference server makes request ids as `req_` and 26 characters carrying 130 random bits.
 */
export type Id = string;
/**
 * A point in time: RFC 3339, UTC, exactly three digits of milliseconds, years 1970 to 9999, such as `2026-11-21T14:32:08.000Z`.
 */
export type Instant = string;
/**
 * A SHA-256 in 64 lower-case hexadecimal characters.
 */
export type Digest = string;
/**
 * The sequence number of the last event of a request. A client sends the head it acted on in `If-Match`; a command made for an older head is refused.
 */
export type Head = number;
/**
 * Versions of a request are numbered from 1.
 */
export type VersionNumber = number;
/**
 * What the request is about, in a few words.
 */
export type Title = string;
/**
 * The sentence that says exactly what requires sign-off. It may be empty while drafting; without it nothing is submitted.
 */
export type Ask = string;
/**
 * Statements of what is included in what is being approved.
 *
 * @maxItems 50
 */
export type Scope = string[];
/**
 * Plain text written by a person, never markup. Something has to be said: a text of spaces is refused, and so is one of nothing but invisible characters, which no pattern here can say.
 */
export type Text = string;
/**
 * Plain text written by a person, never markup. It may be blank.
 */
export type Remark = string;
/**
 * A name to show to people.
 */
export type Name = string;
/**
 * The project that the request belongs to, as the delivery team names it. Lists can be filtered by it.
 */
export type Project = string;
/**
 * Where a request stands. `approved`, `approved-with-conditions`, `rejected` and `withdrawn` resolve it.
 */
export type RequestState =
  | 'draft'
  | 'ready'
  | 'in-review'
  | 'changes-requested'
  | 'approved'
  | 'approved-with-conditions'
  | 'rejected'
  | 'withdrawn';
/**
 * The verbs: everything that can be asked of a request.
 */
export type Verb =
  | 'create'
  | 'edit'
  | 'add-version'
  | 'confirm-ready'
  | 'submit'
  | 'open-part'
  | 'ask'
  | 'answer'
  | 'comment'
  | 'decide'
  | 'retract'
  | 'revise'
  | 'withdraw';
/**
 * The four decisions. A comment is never a decision, and neither is silence.
 */
export type DecisionWord = 'approve' | 'approve-with-conditions' | 'request-changes' | 'reject';
/**
 * What sort of thing is put before the customer.
 */
export type Kind =
  | 'deliverable'
  | 'proposal'
  | 'scope-change'
  | 'change-order'
  | 'milestone'
  | 'invoice'
  | 'service-report'
  | 'reference-use'
  | 'playbook'
  | 'document';
/**
 * Only a human decides. An agent is an automation that prepares and checks; the system is the timer.
 */
export type ActorKind = 'human' | 'agent' | 'system';
/**
 * The side an actor stands on.
 */
export type Party = 'delivery' | 'customer';
/**
 * What a stage wants of a member. Approvers decide; reviewers inform and do not block; observers look on.
 */
export type Obligation = 'approver' | 'reviewer' | 'observer';
/**
 * `passed`: its rule is met. `stopped`: somebody requested changes or rejected.
 */
export type StageStatus = 'waiting' | 'open' | 'passed' | 'stopped';
/**
 * `locked`: a resolving decision was made on it and it can never change. `superseded`: a later version took its place.
 */
export type VersionStatus = 'draft' | 'in-review' | 'locked' | 'superseded';
/**
 * A retracted or superseded decision stays in the record and no longer counts.
 */
export type DecisionStanding = 'standing' | 'retracted' | 'superseded';
/**
 * Open questions are counted and chased.
 */
export type QuestionState = 'open' | 'answered';
/**
 * A condition is open until it is closed by the approver who set it.
 */
export type ConditionState = 'open';
/**
 * A field that an `edit` can take back.
 */
export type SubjectField = 'amount' | 'due';
/**
 * A word of the core's closed table of refusals. Each has one HTTP status and one title; `describe` prints the table.
 */
export type ErrorCode =
  | 'json-syntax'
  | 'json-duplicate-key'
  | 'json-invalid-utf8'
  | 'json-nul-character'
  | 'json-too-deep'
  | 'json-too-large'
  | 'json-trailing-bytes'
  | 'number-not-integer'
  | 'number-out-of-range'
  | 'unknown-field'
  | 'missing-field'
  | 'wrong-type'
  | 'unknown-word'
  | 'invalid-format'
  | 'text-blank'
  | 'text-too-long'
  | 'too-many-items'
  | 'too-few-items'
  | 'duplicate-id'
  | 'digest-mismatch'
  | 'log-broken'
  | 'request-exists'
  | 'request-unknown'
  | 'wrong-state'
  | 'humans-only'
  | 'delivery-only'
  | 'not-a-participant'
  | 'nothing-to-change'
  | 'set-and-cleared'
  | 'incomplete'
  | 'ask-missing'
  | 'part-missing'
  | 'approver-missing'
  | 'approval-unreachable'
  | 'due-missing'
  | 'due-past'
  | 'version-stale'
  | 'version-unknown'
  | 'part-unknown'
  | 'stage-unknown'
  | 'stage-not-open'
  | 'not-an-approver'
  | 'already-decided'
  | 'decision-not-offered'
  | 'part-not-opened'
  | 'condition-missing'
  | 'objection-missing'
  | 'reasons-not-taken'
  | 'challenge-unknown'
  | 'challenge-expired'
  | 'challenge-reused'
  | 'decision-unknown'
  | 'not-your-decision'
  | 'question-unknown'
  | 'question-answered'
  | 'own-question'
  | 'limit-reached'
  | 'unauthorized'
  | 'session-expired'
  | 'origin-not-allowed'
  | 'forbidden'
  | 'route-unknown'
  | 'method-not-allowed'
  | 'bad-request'
  | 'header-missing'
  | 'header-too-large'
  | 'body-too-large'
  | 'media-type-unsupported'
  | 'precondition-required'
  | 'head-stale'
  | 'idempotency-key-missing'
  | 'idempotency-key-reused'
  | 'idempotency-in-flight'
  | 'blob-unknown'
  | 'blob-digest-mismatch'
  | 'range-not-satisfiable'
  | 'timed-out'
  | 'too-many-requests'
  | 'store-unavailable'
  | 'internal';
/**
 * RFC 6901: the place in the offending message. The empty string is the whole message.
 */
export type Pointer = string;
/**
 * When enough approvers of a stage have approved.
 */
export type Rule = EveryoneRule | QuorumRule;
/**
 * A stage and how far it has come.
 */
export type Stage = StageDefinition & {
  status: StageStatus;
};
/**
 * An amount in a command: no unknown keys.
 */
export type AmountInput = Amount;
/**
 * A part in a command: no unknown keys.
 */
export type PartInput = Part;
/**
 * A member in a command: no unknown keys.
 */
export type MemberInput = Member;
/**
 * A rule in a command: no unknown keys.
 */
export type RuleInput = Rule;
/**
 * A stage in a command: no unknown keys.
 */
export type StageInput = StageDefinition & {
  rule?: RuleInput;
  members?: MemberInput[];
};
/**
 * An actor made by the host: no unknown keys.
 */
export type ActorInput = Actor;
/**
 * An intent: what an actor asks of a request. A command is one flat object; unknown keys are refused. This schema says what is well-formed; the core says what is allowed.
 */
export type Command =
  | CreateCommand
  | EditCommand
  | AddVersionCommand
  | ConfirmReadyCommand
  | SubmitCommand
  | OpenPartCommand
  | AskCommand
  | AnswerCommand
  | CommentCommand
  | DecideCommand
  | RetractCommand
  | ReviseCommand
  | WithdrawCommand;
/**
 * A fact: what happened. The log of events is the record; the state is computed from it.
 */
export type Event =
  | CreatedEvent
  | EditedEvent
  | VersionAddedEvent
  | ReadinessConfirmedEvent
  | SubmittedEvent
  | StageOpenedEvent
  | PartOpenedEvent
  | QuestionAskedEvent
  | QuestionAnsweredEvent
  | CommentedEvent
  | DecidedEvent
  | StageCompletedEvent
  | ResolvedEvent
  | DecisionRetractedEvent
  | RevisionStartedEvent
  | WithdrawnEvent;
/**
 * A request was started.
 */
export type CreatedEvent = EventEnvelope & {
  event: 'created';
  /**
   * The version of this protocol.
   */
  protocol: 1;
  kind: Kind;
  title: Title;
  ask: Ask;
  scope: Scope;
  project?: Project;
  amount?: Amount;
  due?: Instant;
  /**
   * Who reviews.
   *
   * @maxItems 20
   */
  stages: StageDefinition[];
  /**
   * Fields that were taken back.
   *
   * @maxItems 2
   */
  clear?: SubjectField[];
};
/**
 * The fields that are present replaced the old values; those in `clear` were taken back.
 */
export type EditedEvent = EventEnvelope & {
  event: 'edited';
  title?: Title;
  ask?: Ask;
  scope?: Scope;
  project?: Project;
  amount?: Amount;
  due?: Instant;
  /**
   * Who reviews.
   *
   * @maxItems 20
   */
  stages?: StageDefinition[];
};
/**
 * A version came into being.
 */
export type VersionAddedEvent = EventEnvelope & {
  event: 'version-added';
  version: VersionNumber;
  note?: Remark;
  /**
   * What it consists of.
   *
   * @minItems 1
   * @maxItems 50
   */
  parts: Part[];
  digest: Digest;
  /**
   * Ids of the decisions that no longer count.
   */
  superseded: Id[];
};
/**
 * A human said that the version is ready.
 */
export type ReadinessConfirmedEvent = EventEnvelope & {
  event: 'readiness-confirmed';
  version: VersionNumber;
  digest: Digest;
};
/**
 * The version was put before the customer.
 */
export type SubmittedEvent = EventEnvelope & {
  event: 'submitted';
  version: VersionNumber;
  digest: Digest;
  due: Instant;
};
/**
 * A stage may now decide.
 */
export type StageOpenedEvent = EventEnvelope & {
  event: 'stage-opened';
  stage: Id;
};
/**
 * The actor was shown a part.
 */
export type PartOpenedEvent = EventEnvelope & {
  event: 'part-opened';
  version: VersionNumber;
  part: Id;
};
/**
 * A question was asked.
 */
export type QuestionAskedEvent = EventEnvelope & {
  event: 'question-asked';
  question: Id;
  text: Text;
  part?: Id;
};
/**
 * A question was answered.
 */
export type QuestionAnsweredEvent = EventEnvelope & {
  event: 'question-answered';
  question: Id;
  text: Text;
};
/**
 * Somebody said something.
 */
export type CommentedEvent = EventEnvelope & {
  event: 'commented';
  comment: Id;
  text: Text;
  part?: Id;
};
/**
 * Somebody decided, on this digest, having opened these parts.
 */
export type DecidedEvent = EventEnvelope & {
  event: 'decided';
  decision_id: Id;
  stage: Id;
  version: VersionNumber;
  digest: Digest;
  decision: DecisionWord;
  /**
   * The challenge that was spent.
   */
  challenge: string;
  /**
   * The conditions, now with ids.
   *
   * @maxItems 50
   */
  conditions: {
    id: Id;
    text: Text;
    due?: Instant;
  }[];
  /**
   * The objections, now with ids.
   *
   * @maxItems 50
   */
  objections: {
    id: Id;
    text: Text;
    part?: Id;
  }[];
  rationale?: Remark;
  /**
   * Parts that the actor had opened.
   *
   * @maxItems 50
   */
  opened: Id[];
  /**
   * Parts that the actor had not opened.
   *
   * @maxItems 50
   */
  not_opened: Id[];
};
/**
 * A stage came to its outcome.
 */
export type StageCompletedEvent = EventEnvelope & {
  event: 'stage-completed';
  stage: Id;
  outcome: DecisionWord;
};
/**
 * All stages are through, or one stopped the request.
 */
export type ResolvedEvent = EventEnvelope & {
  event: 'resolved';
  state: RequestState;
  version: VersionNumber;
  digest: Digest;
};
/**
 * Somebody took back their decision.
 */
export type DecisionRetractedEvent = EventEnvelope & {
  event: 'decision-retracted';
  decision_id: Id;
  reason?: Remark;
};
/**
 * Work on the next version began.
 */
export type RevisionStartedEvent = EventEnvelope & {
  event: 'revision-started';
  /**
   * Ids of the decisions of the round that ends here; they no longer count.
   */
  superseded: Id[];
};
/**
 * The request was taken back.
 */
export type WithdrawnEvent = EventEnvelope & {
  event: 'withdrawn';
  reason: Text;
};
/**
 * A verb, allowed or refused.
 */
export type Option = AllowedOption | RefusedOption;
/**
 * One consequence of a choice. A user interface ignores causes that it does not know.
 */
export type Cause =
  | StateChangesCause
  | VersionLockedCause
  | StageCompletedCause
  | StageOpenedCause
  | DecisionsSupersededCause
  | WaitsForCause;
/**
 * The HTTP status that goes with the code.
 */
export type HttpStatus = number;
/**
 * A refusal over HTTP: RFC 9457 problem details.
 */
export type Problem = CoreError & {
  /**
   * The code as a URN.
   */
  type: string;
  head?: Head;
  /**
   * Seconds to wait before trying again.
   */
  retry_after?: number;
};
/**
 * A web origin such as `https://portal.example`.
 */
export type Origin = string;
/**
 * How many, how long or what share; see there for the unit.
 */
export type Count = number;
/**
 * Without figures there is no verdict.
 */
export type HealthWord = 'healthy' | 'unhealthy' | 'no-data';
/**
 * The figures of the requests of one kind.
 */
export type KindFigures = MetricsFigures & {
  kind: Kind;
};
/**
 * The revision rounds of one project.
 */
export type ProjectRevisions = Revisions & {
  project: Project;
};

/**
 * Money: an integer in minor units (cents) and an ISO 4217 code. 4,800.00 euros is `{"minor": 480000, "currency": "EUR"}`.
 */
export interface Amount {
  /**
   * The amount in minor units.
   */
  minor: number;
  /**
   * ISO 4217 code in capitals.
   */
  currency: string;
}
/**
 * A person as shown in lists.
 */
export interface Person {
  id: Id;
  name: Name;
  organization?: Name;
}
/**
 * Who did something, as authenticated by the host. Never taken from the client.
 */
export interface Actor {
  kind: ActorKind;
  party: Party;
  id: Id;
  name: Name;
  organization?: Name;
}
/**
 * One file or text of a version. What it says is fixed by the SHA-256 of its bytes.
 */
export interface Part {
  id: Id;
  /**
   * File name to show.
   */
  name: string;
  /**
   * Media type without parameters, such as `application/pdf`.
   */
  media_type: string;
  /**
   * Length in bytes.
   */
  size: number;
  sha256: Digest;
  /**
   * The part must have been opened by the approver before deciding. Absent means false.
   */
  must_open?: boolean;
}
/**
 * `all`: every approver. `any`: one of them.
 */
export interface EveryoneRule {
  type: 'all' | 'any';
}
/**
 * So many of the approvers.
 */
export interface QuorumRule {
  type: 'quorum';
  /**
   * How many.
   */
  count: number;
}
/**
 * Somebody named in a stage.
 */
export interface Member {
  id: Id;
  name: Name;
  organization?: Name;
  obligation: Obligation;
}
/**
 * A step of review. Stages run in ascending order; stages of equal order run side by side.
 */
export interface StageDefinition {
  id: Id;
  name: Name;
  /**
   * Its place in the sequence.
   */
  order: number;
  rule: Rule;
  /**
   * Who takes part.
   *
   * @maxItems 50
   */
  members: Member[];
  /**
   * The decisions offered in this stage. Absent means all four.
   *
   * @minItems 1
   * @maxItems 4
   */
  decisions?: DecisionWord[];
}
/**
 * A single-use, short-lived value that a decision must carry. It ties the click to a page that was really served.
 */
export interface Challenge {
  /**
   * Opaque.
   */
  value: string;
  expires: Instant;
}
/**
 * An obligation that an approval depends on.
 */
export interface ConditionInput {
  text: Text;
  due?: Instant;
}
/**
 * One specific thing to change, or a reason to reject.
 */
export interface ObjectionInput {
  text: Text;
  part?: Id;
}
/**
 * Start a request as a draft. Only kind and title are needed at first.
 */
export interface CreateCommand {
  command: 'create';
  kind: Kind;
  title: Title;
  ask?: Ask;
  scope?: Scope;
  project?: Project;
  amount?: AmountInput;
  due?: Instant;
  /**
   * Who reviews, in which order.
   *
   * @maxItems 20
   */
  stages?: StageInput[];
}
/**
 * Change the subject of a draft. At least one field has to be named; each replaces the old value whole, or is taken back by `clear`. A ready request becomes a draft again.
 */
export interface EditCommand {
  command: 'edit';
  title?: Title;
  ask?: Ask;
  scope?: Scope;
  project?: Project;
  amount?: AmountInput;
  due?: Instant;
  /**
   * Who reviews, in which order.
   *
   * @maxItems 20
   */
  stages?: StageInput[];
  /**
   * Fields that are taken back; none that this command sets.
   *
   * @maxItems 2
   */
  clear?: SubjectField[];
}
/**
 * Add the next version. In review only a human may, and decisions on the version before are superseded.
 */
export interface AddVersionCommand {
  command: 'add-version';
  note?: Remark;
  /**
   * What the version consists of. Ids are unique.
   *
   * @minItems 1
   * @maxItems 50
   */
  parts: PartInput[];
}
/**
 * A human on the delivery side has looked at the version and says that it is ready.
 */
export interface ConfirmReadyCommand {
  command: 'confirm-ready';
  displayed_digest: Digest;
}
/**
 * Put the ready version before the customer. Opens the first stages.
 */
export interface SubmitCommand {
  command: 'submit';
}
/**
 * Record that the actor was shown a part.
 */
export interface OpenPartCommand {
  command: 'open-part';
  version: VersionNumber;
  part: Id;
}
/**
 * Ask a question. It never changes the outcome.
 */
export interface AskCommand {
  command: 'ask';
  text: Text;
  part?: Id;
}
/**
 * Answer an open question.
 */
export interface AnswerCommand {
  command: 'answer';
  question: Id;
  text: Text;
}
/**
 * Say something. It never changes the outcome.
 */
export interface CommentCommand {
  command: 'comment';
  text: Text;
  part?: Id;
}
/**
 * The click. Names the digest of what was displayed and carries the challenge of the page. `approve-with-conditions` needs a condition; `request-changes` and `reject` need an objection or a rationale.
 */
export interface DecideCommand {
  command: 'decide';
  stage: Id;
  version: VersionNumber;
  displayed_digest: Digest;
  decision: DecisionWord;
  /**
   * The value of the challenge that came with the request.
   */
  challenge: string;
  /**
   * What the approval depends on.
   *
   * @maxItems 50
   */
  conditions?: ConditionInput[];
  /**
   * What has to change, or why it is rejected.
   *
   * @maxItems 50
   */
  objections?: ObjectionInput[];
  rationale?: Remark;
}
/**
 * Take back one's own standing decision while its stage is open.
 */
export interface RetractCommand {
  command: 'retract';
  decision: Id;
  reason?: Remark;
}
/**
 * After requested changes: go back to draft to make the next version.
 */
export interface ReviseCommand {
  command: 'revise';
}
/**
 * Take the request back for good.
 */
export interface WithdrawCommand {
  command: 'withdraw';
  reason: Text;
}
/**
 * What the outside world knows when a command is judged. Made by the host, never by the client.
 */
export interface Context {
  now: Instant;
  actor: ActorInput;
  command_id: Id;
  request: Id;
  /**
   * The challenge that the host verified for this actor and request.
   */
  challenge?: Challenge;
  /**
   * How many bytes the events so far are, in their canonical form. Beyond 16 MiB only decisions and withdrawal are taken. 0, as when it is absent: the host does not count.
   */
  record_bytes?: number;
}
/**
 * What every event carries.
 */
export interface EventEnvelope {
  /**
   * Place in the request's log, from 1, without gaps.
   */
  seq: number;
  at: Instant;
  request: Id;
  actor: Actor;
  command_id: Id;
}
/**
 * The state of a request: the fold of its events.
 */
export interface Request {
  id: Id;
  state: RequestState;
  head: Head;
  kind: Kind;
  title: Title;
  ask: Ask;
  scope: Scope;
  project?: Project;
  amount?: Amount;
  due?: Instant;
  requester: Actor;
  created_at: Instant;
  updated_at: Instant;
  /**
   * Number of the current version; 0 when there is none yet.
   */
  version: number;
  /**
   * Who reviews, and how far they are.
   *
   * @maxItems 20
   */
  stages: Stage[];
  /**
   * All versions, oldest first.
   */
  versions: Version[];
  /**
   * All decisions ever made, oldest first.
   */
  decisions: Decision[];
  /**
   * All conditions, oldest first.
   */
  conditions: Condition[];
  /**
   * All objections, oldest first.
   */
  objections: Objection[];
  /**
   * All questions, oldest first.
   */
  questions: Question[];
  /**
   * All comments, oldest first.
   */
  comments: Comment[];
  /**
   * First view per actor, part and version.
   */
  views: View[];
  withdrawal?: Withdrawal;
  /**
   * Commands already applied, each as `<actor id>/<command id>`. A repeated command changes nothing.
   */
  applied: string[];
}
/**
 * One immutable, numbered set of parts. `digest` is the SHA-256 of the canonical JSON of amount, ask, parts and scope: it is what gets approved.
 */
export interface Version {
  number: VersionNumber;
  status: VersionStatus;
  note?: Remark;
  ask: Ask;
  scope: Scope;
  amount?: Amount;
  /**
   * What it consists of.
   *
   * @minItems 1
   * @maxItems 50
   */
  parts: Part[];
  digest: Digest;
  added_by: Actor;
  added_at: Instant;
  ready?: Signature;
  submitted?: Signature;
}
/**
 * Who did it and when.
 */
export interface Signature {
  by: Actor;
  at: Instant;
}
/**
 * A decision: who, what, which version, when.
 */
export interface Decision {
  id: Id;
  stage: Id;
  version: VersionNumber;
  digest: Digest;
  decision: DecisionWord;
  standing: DecisionStanding;
  actor: Actor;
  at: Instant;
  /**
   * The challenge that was spent.
   */
  challenge: string;
  /**
   * Ids of its conditions.
   *
   * @maxItems 50
   */
  conditions: Id[];
  /**
   * Ids of its objections.
   *
   * @maxItems 50
   */
  objections: Id[];
  rationale?: Remark;
  /**
   * Parts that the actor had opened.
   *
   * @maxItems 50
   */
  opened: Id[];
  /**
   * Parts that the actor had not opened. Evidence is never invented.
   *
   * @maxItems 50
   */
  not_opened: Id[];
}
/**
 * An obligation attached to an approval.
 */
export interface Condition {
  id: Id;
  decision: Id;
  text: Text;
  due?: Instant;
  state: ConditionState;
}
/**
 * One specific thing that a customer wants changed or rejects.
 */
export interface Objection {
  id: Id;
  decision: Id;
  text: Text;
  part?: Id;
}
/**
 * Clarification inside the request.
 */
export interface Question {
  id: Id;
  text: Text;
  part?: Id;
  /**
   * The version it was asked about; 0 before the first.
   */
  version: number;
  by: Actor;
  at: Instant;
  state: QuestionState;
  answer?: Answer;
}
/**
 * The answer to a question.
 */
export interface Answer {
  text: Text;
  by: Actor;
  at: Instant;
}
/**
 * A remark. Never a decision.
 */
export interface Comment {
  id: Id;
  text: Text;
  part?: Id;
  /**
   * The version it was made about; 0 before the first.
   */
  version: number;
  by: Actor;
  at: Instant;
}
/**
 * The actor was shown this part of this version.
 */
export interface View {
  version: VersionNumber;
  part: Id;
  actor: Id;
  at: Instant;
}
/**
 * Who took the request back, when and why.
 */
export interface Withdrawal {
  by: Actor;
  at: Instant;
  reason: Text;
}
/**
 * What an actor may do now, and what each choice would cause.
 */
export interface Permitted {
  /**
   * One per verb; for `decide` one per stage and decision.
   */
  options: Option[];
  /**
   * What submission still lacks.
   */
  missing: Missing[];
}
/**
 * The actor may do this now.
 */
export interface AllowedOption {
  allowed: true;
  command: Verb;
  stage?: Id;
  decision?: DecisionWord;
  /**
   * Names of the fields that have to be filled in.
   */
  needs: string[];
  /**
   * What would follow, by the core's dry run.
   */
  causes: Cause[];
}
/**
 * The request moves to this state.
 */
export interface StateChangesCause {
  cause: 'state-changes';
  state: RequestState;
}
/**
 * This version can never change again.
 */
export interface VersionLockedCause {
  cause: 'version-locked';
  version: VersionNumber;
}
/**
 * This stage comes to its outcome.
 */
export interface StageCompletedCause {
  cause: 'stage-completed';
  stage: Id;
  outcome: DecisionWord;
}
/**
 * This stage is asked next.
 */
export interface StageOpenedCause {
  cause: 'stage-opened';
  stage: Id;
}
/**
 * So many decisions will no longer count.
 */
export interface DecisionsSupersededCause {
  cause: 'decisions-superseded';
  /**
   * How many.
   */
  count: number;
}
/**
 * The stage still waits for so many approvers.
 */
export interface WaitsForCause {
  cause: 'waits-for';
  stage: Id;
  /**
   * How many.
   */
  count: number;
}
/**
 * The actor may not do this now, and why.
 */
export interface RefusedOption {
  allowed: false;
  command: Verb;
  stage?: Id;
  decision?: DecisionWord;
  /**
   * Names of the fields that would have to be filled in.
   */
  needs: string[];
  /**
   * Empty: nothing would follow.
   */
  causes: Cause[];
  code: ErrorCode;
  status: HttpStatus;
  title: string;
  detail: string;
  pointer: Pointer;
  /**
   * Each thing that is wrong.
   */
  problems?: Missing[];
}
/**
 * One thing that is wrong or lacking, and where.
 */
export interface Missing {
  code: ErrorCode;
  pointer: Pointer;
  detail: string;
}
/**
 * A refusal by the core.
 */
export interface CoreError {
  code: ErrorCode;
  status: HttpStatus;
  /**
   * The same for every refusal with this code.
   */
  title: string;
  /**
   * This refusal, in a sentence.
   */
  detail: string;
  pointer: Pointer;
  /**
   * Each thing that is wrong, when there are several.
   */
  problems?: Missing[];
}
/**
 * `GET /v1/requests/{id}`.
 */
export interface RequestAnswer {
  request: Request;
  head: Head;
  challenge?: Challenge;
  actor: Actor;
  now: Instant;
}
/**
 * A command was accepted.
 */
export interface CommandAnswer {
  /**
   * What happened. Empty when the command had been applied before.
   */
  events: Event[];
  request: Request;
  head: Head;
}
/**
 * `GET /v1/requests/{id}/events`.
 */
export interface EventList {
  /**
   * In order.
   */
  events: Event[];
  head: Head;
}
/**
 * A request in a list.
 */
export interface Summary {
  id: Id;
  kind: Kind;
  title: Title;
  state: RequestState;
  project?: Project;
  due?: Instant;
  /**
   * Number of the current version; 0 when there is none yet.
   */
  version: number;
  head: Head;
  created_at: Instant;
  updated_at: Instant;
  /**
   * How many questions wait for an answer.
   */
  open_questions: number;
  /**
   * Approvers who have not decided in the open stages.
   */
  waiting_for: Person[];
}
/**
 * `GET /v1/requests`.
 */
export interface RequestList {
  /**
   * One page.
   */
  requests: Summary[];
  /**
   * Where the next page starts. Absent on the last one.
   */
  cursor?: string;
}
/**
 * Mint a session for somebody whom the caller has authenticated.
 */
export interface SessionRequest {
  actor: ActorInput;
  /**
   * Pages of other origins cannot use the session.
   *
   * @maxItems 20
   */
  origins?: Origin[];
  /**
   * How long it lasts.
   */
  ttl_seconds?: number;
}
/**
 * A session. The token is a secret: it goes into the Authorization header and nowhere else.
 */
export interface SessionAnswer {
  /**
   * Starts with `cs_ses_`.
   */
  token: string;
  expires: Instant;
  actor: Actor;
}
/**
 * What a server can do.
 */
export interface Capabilities {
  protocol: 1;
  /**
   * Name and version of the software.
   */
  server: string;
  /**
   * `PUT /v1/blobs` works.
   */
  uploads: boolean;
  /**
   * The list of events can be followed live.
   */
  live_events: boolean;
  limits: Limits;
}
/**
 * Every limit by name.
 */
export interface Limits {
  [k: string]: number;
}
/**
 * The bytes are stored.
 */
export interface BlobAnswer {
  sha256: Digest;
  /**
   * Length in bytes.
   */
  size: number;
}
/**
 * Somebody whom the demo lets one be.
 */
export interface DemoPerson {
  id: Id;
  name: Name;
  organization: Name;
  party: Party;
  /**
   * What they do, in a few words.
   */
  role: string;
}
/**
 * `GET /demo/people`.
 */
export interface DemoPeople {
  /**
   * The cast.
   */
  people: DemoPerson[];
}
/**
 * `POST /demo/session`.
 */
export interface DemoSessionRequest {
  person: Id;
  request?: Id;
}
/**
 * In: `countersign_decide`. No state means that the request does not exist yet.
 */
export interface DecideInput {
  state?: Request;
  command: Command;
  context: Context;
}
/**
 * Out: `countersign_decide`, when accepted.
 */
export interface DecideOutput {
  /**
   * What would happen.
   */
  events: Event[];
  state: Request;
}
/**
 * In: `countersign_evolve`. The events follow one another; whole commands, but for the last. With neither a state nor an event there is nothing to fold, which is refused.
 */
export interface EvolveInput {
  state?: Request;
  /**
   * In order.
   */
  events: Event[];
}
/**
 * Out: `countersign_evolve`.
 */
export interface EvolveOutput {
  state: Request;
}
/**
 * In: `countersign_permitted`.
 */
export interface PermittedInput {
  state?: Request;
  context: Context;
}
/**
 * Out of any function: the core says no.
 */
export interface Refusal {
  error: CoreError;
}
/**
 * One row of the table of refusals.
 */
export interface ErrorRow {
  code: ErrorCode;
  status: HttpStatus;
  title: string;
}
/**
 * One row of the state machine.
 */
export interface Transition {
  /**
   * A state, or `none` before the request exists.
   */
  from:
    | 'none'
    | 'draft'
    | 'ready'
    | 'in-review'
    | 'changes-requested'
    | 'approved'
    | 'approved-with-conditions'
    | 'rejected'
    | 'withdrawn';
  verb: Verb;
  /**
   * What a decision makes of the whole request; for `decide` only.
   */
  outcome?: 'pending' | 'approved' | 'approved-with-conditions' | 'changes-requested' | 'rejected';
  /**
   * What kinds of actor may use the row.
   */
  who: 'humans' | 'humans-and-agents';
  /**
   * What has to hold, in the order in which it is asked.
   */
  guards: string[];
  to: RequestState;
}
/**
 * Out: `countersign_describe`. What this build of the core knows.
 */
export interface Description {
  version: string;
  protocol: 1;
  /**
   * The closed table.
   */
  errors: ErrorRow[];
  /**
   * All verbs.
   */
  verbs: Verb[];
  /**
   * All states.
   */
  states: RequestState[];
  /**
   * The state machine, row by row.
   */
  transitions: Transition[];
  /**
   * The four decisions.
   */
  decisions: DecisionWord[];
  /**
   * All kinds.
   */
  kinds: Kind[];
  /**
   * The words of all events.
   */
  events: string[];
  limits: Limits;
}
/**
 * What business time is counted by, for one place. There is no time-zone data in the core: the offsets from UTC stand here, with the instants from which they hold.
 */
export interface CalendarInput {
  /**
   * By weekday, then by time, without overlap.
   *
   * @maxItems 28
   */
  hours: WorkingHoursInput[];
  /**
   * Local dates, in order.
   *
   * @maxItems 1000
   */
  holidays: string[];
  /**
   * Local time minus UTC, until the first change.
   */
  offset_minutes: number;
  /**
   * In order, two days apart or more.
   *
   * @maxItems 200
   */
  offset_changes: OffsetChangeInput[];
}
/**
 * Minutes of the local day during which people work: from the first until before the second.
 */
export interface WorkingHoursInput {
  weekday: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
  from: number;
  to: number;
}
/**
 * From this instant on, another offset from UTC holds.
 */
export interface OffsetChangeInput {
  from: Instant;
  offset_minutes: number;
}
/**
 * In: `countersign_metrics`. The calendar has working hours. Each log is that of one request, from its first event; no request comes twice.
 */
export interface MetricsInput {
  calendar: CalendarInput;
  now: Instant;
  /**
   * The records that are looked at.
   */
  logs: Event[][];
}
/**
 * Out: `countersign_metrics`. How long approvals take, how often the first submission is enough, what is late and what is being asked. Every duration is working time of the calendar.
 */
export interface Metrics {
  now: Instant;
  business_day_milliseconds: Count;
  thresholds: MetricsThresholds;
  overall: MetricsFigures;
  /**
   * The same for each kind that occurs.
   */
  kinds: KindFigures[];
  milestones_on_time?: Share;
  /**
   * By name. Requests without a project are in none.
   */
  projects: ProjectRevisions[];
  open_questions: OpenQuestions;
  /**
   * The longest first.
   */
  long_tails: LongTail[];
}
/**
 * What the figures are held against.
 */
export interface MetricsThresholds {
  time_to_decision_milliseconds: Count;
  first_pass_permille: Count;
  long_tail_milliseconds: Count;
}
/**
 * The figures of some requests. Those that were submitted are decided, under way, or have ended without an answer.
 */
export interface MetricsFigures {
  requests: Count;
  submitted: Count;
  decided: Count;
  approved: Count;
  under_way: Count;
  time_to_decision?: Durations;
  first_pass?: Share;
  revisions: Revisions;
  delay?: Durations;
  health: MetricsHealth;
}
/**
 * How some durations lie, in milliseconds of working time. The mean is rounded down; median and p90 are by nearest rank, so that they are always one of the durations.
 */
export interface Durations {
  count: Count;
  total_milliseconds: Count;
  mean_milliseconds: Count;
  median_milliseconds: Count;
  p90_milliseconds: Count;
  longest_milliseconds: Count;
}
/**
 * So many of so many, and in thousandths, rounded down.
 */
export interface Share {
  count: Count;
  of: Count;
  permille: Count;
}
/**
 * Rounds after the first. A round is a submission, or a new version under review.
 */
export interface Revisions {
  requests: Count;
  total: Count;
  mean_permille: Count;
  most: Count;
}
/**
 * Each threshold, and whether the figures keep it.
 */
export interface MetricsHealth {
  time_to_decision: HealthWord;
  first_pass: HealthWord;
}
/**
 * Questions that nobody has answered and somebody still can.
 */
export interface OpenQuestions {
  count: Count;
  age?: Durations;
  /**
   * The one that was asked first. Absent when there are none.
   */
  oldest?: {
    request: Id;
    question: Id;
    asked_at: Instant;
  };
}
/**
 * A request that took, or has been taking, very long.
 */
export interface LongTail {
  request: Id;
  kind: Kind;
  project?: Project;
  state: RequestState;
  milliseconds: Count;
  revisions: Count;
  open_questions: Count;
}
