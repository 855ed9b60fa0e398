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
 * Bytes as browsers write those of passkeys: Base64 for URLs, without padding.
 */
export type Encoded = string;
/**
 * A name to show to people.
 */
export type Name = string;
/**
 * The project that the request belongs to, as the delivery team names it. Lists can be filtered by it.
 */
export type Project = string;
/**
 * Where a request stands. `approved`, `approved-with-conditions`, `rejected`, `withdrawn` and `expired` resolve it; an approval with conditions becomes `approved` when the last condition is closed or waived.
 */
export type RequestState =
  | 'draft'
  | 'ready'
  | 'in-review'
  | 'changes-requested'
  | 'approved'
  | 'approved-with-conditions'
  | 'rejected'
  | 'withdrawn'
  | 'expired';
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
  | 'withdraw'
  | 'withdraw-question'
  | 'delegate'
  | 'end-delegation'
  | 'reassign'
  | 'meet-condition'
  | 'close-condition'
  | 'waive-condition'
  | 'reopen-condition'
  | 'answer-objection'
  | 'link'
  | 'extend'
  | 'proceed'
  | 'check'
  | 'flag'
  | 'remind'
  | 'escalate'
  | 'pause'
  | 'expire'
  | 'chase';
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
 * `passed`: its rule is met. `stopped`: somebody requested changes or rejected. `skipped`: its guard does not hold.
 */
export type StageStatus = 'waiting' | 'open' | 'passed' | 'stopped' | 'skipped';
/**
 * `locked`: a resolving decision was made on it, or the request was withdrawn or has expired, and it can never change. `superseded`: a later version took its place.
 */
export type VersionStatus = 'draft' | 'in-review' | 'locked' | 'superseded';
/**
 * A retracted or superseded decision stays in the record and no longer counts.
 */
export type DecisionStanding = 'standing' | 'retracted' | 'superseded';
/**
 * Open questions are counted and chased. `withdrawn`: taken back by whoever asked.
 */
export type QuestionState = 'open' | 'answered' | 'withdrawn';
/**
 * `met`: so says the delivery team. `closed` or `waived`: so says the approver who set it. `lapsed`: the decision that it belongs to no longer counts.
 */
export type ConditionState = 'open' | 'met' | 'closed' | 'waived' | 'lapsed';
/**
 * `lapsed`: the decision that it belongs to no longer counts, and nobody has answered.
 */
export type ObjectionState = 'open' | 'answered' | 'lapsed';
/**
 * What the delivery team makes of an objection: work within the scope, or a change order.
 */
export type ChangeClass = 'in-scope' | 'change-order';
/**
 * What the other request is to this one.
 */
export type Relation = 'original' | 'change-order' | 'renewal' | 'related';
/**
 * `delegated` by whoever held the place; `reassigned` by the delivery team.
 */
export type DelegationType = 'delegated' | 'reassigned';
/**
 * An ended delegation stays in the record. One whose `until` has come no longer holds, without an event.
 */
export type DelegationState = 'standing' | 'ended';
/**
 * What a request demands of decisions: nobody approves their own request; every covered part was opened; nobody approves over an open question of their own; whoever decides signs with a passkey.
 */
export type Demand = 'no-self-approval' | 'open-all-parts' | 'answer-first' | 'passkey';
/**
 * When an effect is released: with the approval, or when no condition is left.
 */
export type ReleaseAfter = 'approval' | 'conditions-closed';
/**
 * What the end of a policy does. Nothing here approves: silence never does.
 */
export type PolicyEnd = 'pause' | 'expire';
/**
 * How grave a finding is.
 */
export type Severity = 'info' | 'warning' | 'error';
/**
 * A field that an `edit` can take back.
 */
export type SubjectField = 'amount' | 'due' | 'policy' | 'calendar';
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
  | 'request-unknown'
  | 'wrong-state'
  | 'humans-only'
  | 'delivery-only'
  | 'not-a-participant'
  | 'due-past'
  | 'version-stale'
  | 'version-unknown'
  | 'part-unknown'
  | 'stage-unknown'
  | 'stage-not-open'
  | 'not-an-approver'
  | 'self-approval'
  | 'already-decided'
  | 'decision-not-offered'
  | 'part-not-opened'
  | 'question-open'
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
  | 'not-your-question'
  | 'already-approver'
  | 'delegation-cycle'
  | 'delegation-unknown'
  | 'not-your-delegation'
  | 'condition-unknown'
  | 'condition-settled'
  | 'not-your-condition'
  | 'limit-reached'
  | 'entry-too-large'
  | 'request-exists'
  | 'version-locked'
  | 'system-only'
  | 'nothing-to-change'
  | 'set-and-cleared'
  | 'incomplete'
  | 'ask-missing'
  | 'part-missing'
  | 'approver-missing'
  | 'approval-unreachable'
  | 'due-missing'
  | 'calendar-missing'
  | 'fact-missing'
  | 'objection-unknown'
  | 'objection-answered'
  | 'objection-open'
  | 'change-order-missing'
  | 'not-due-yet'
  | 'not-overdue'
  | 'not-logged-yet'
  | 'passkey-unknown'
  | 'passkey-malformed'
  | 'passkey-unsupported'
  | 'passkey-wrong-ceremony'
  | 'passkey-wrong-challenge'
  | 'passkey-wrong-origin'
  | 'passkey-wrong-frame'
  | 'passkey-wrong-site'
  | 'passkey-not-present'
  | 'passkey-not-verified'
  | 'passkey-backup-wrong'
  | 'passkey-signature-wrong'
  | 'passkey-counter-behind'
  | 'passkey-missing'
  | 'passkey-taken'
  | 'passkey-challenge-old'
  | 'passkeys-off'
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
 * Something about the subject that the guards of stages look at: either a text or a number.
 */
export type Fact = TextFact | NumberFact;
/**
 * A condition on the facts of a request. Besides its own facts it can ask for `kind`, `project`, `amount` (in minor units) and `currency`. A fact that is not there, or of the other type, makes it false. At most four deep.
 */
export type Predicate = EqualsPredicate | InPredicate | AtLeastPredicate | AllPredicate | AnyPredicate | NotPredicate;
/**
 * An effect, and whether it has been released.
 */
export type Effect = EffectDefinition & {
  released?: Instant;
};
/**
 * A stage and how far it has come.
 */
export type Stage = StageDefinition & {
  status: StageStatus;
  clock?: Clock;
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
  guard?: PredicateInput;
};
/**
 * A predicate in a command: no unknown keys.
 */
export type PredicateInput =
  | EqualsPredicateInput
  | InPredicateInput
  | AtLeastPredicateInput
  | AllPredicateInput
  | AnyPredicateInput
  | NotPredicateInput;
/**
 * A predicate in a command: no unknown keys.
 */
export type EqualsPredicateInput = EqualsPredicate;
/**
 * A predicate in a command: no unknown keys.
 */
export type InPredicateInput = InPredicate;
/**
 * A predicate in a command: no unknown keys.
 */
export type AtLeastPredicateInput = AtLeastPredicate;
/**
 * A predicate in a command: no unknown keys.
 */
export type AllPredicateInput = AllPredicate & {
  all?: PredicateInput[];
};
/**
 * A predicate in a command: no unknown keys.
 */
export type AnyPredicateInput = AnyPredicate & {
  any?: PredicateInput[];
};
/**
 * A predicate in a command: no unknown keys.
 */
export type NotPredicateInput = NotPredicate & {
  not?: PredicateInput;
};
/**
 * An actor made by the host: no unknown keys.
 */
export type ActorInput = Actor;
/**
 * A person in a command: no unknown keys.
 */
export type PersonInput = Person;
/**
 * A fact in a command: no unknown keys.
 */
export type FactInput = Fact;
/**
 * A span in a command: no unknown keys.
 */
export type SpanInput = Span;
/**
 * A span in a command: no unknown keys.
 */
export type ReminderSpanInput = ReminderSpan;
/**
 * An escalation in a command: no unknown keys.
 */
export type EscalationInput = Escalation & {
  after?: SpanInput;
  to?: PersonInput;
};
/**
 * The end of a policy in a command: no unknown keys.
 */
export type SilenceEndInput = SilenceEnd & {
  after?: SpanInput;
};
/**
 * A policy in a command: no unknown keys.
 */
export type PolicyInput = Policy & {
  response?: SpanInput;
  reminders?: ReminderSpanInput[];
  escalation?: EscalationInput;
  end?: SilenceEndInput;
  questions?: SpanInput;
};
/**
 * An effect in a command: no unknown keys.
 */
export type EffectInput = EffectDefinition;
/**
 * A link in a command: no unknown keys.
 */
export type LinkInput = Link;
/**
 * A finding in a command: no unknown keys.
 */
export type FindingInput = Finding;
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
  | WithdrawCommand
  | WithdrawQuestionCommand
  | DelegateCommand
  | EndDelegationCommand
  | ReassignCommand
  | MeetConditionCommand
  | CloseConditionCommand
  | WaiveConditionCommand
  | ReopenConditionCommand
  | AnswerObjectionCommand
  | LinkCommand
  | ExtendCommand
  | ProceedCommand
  | CheckCommand
  | FlagCommand
  | RemindCommand
  | EscalateCommand
  | PauseCommand
  | ExpireCommand
  | ChaseCommand;
/**
 * A calendar given to the core: no unknown keys.
 */
export type CalendarInput = Calendar & {
  hours?: WorkingHoursInput[];
  offset_changes?: OffsetChangeInput[];
};
/**
 * Working hours given to the core: no unknown keys.
 */
export type WorkingHoursInput = WorkingHours;
/**
 * A change of the offset given to the core: no unknown keys.
 */
export type OffsetChangeInput = OffsetChange;
/**
 * What somebody of the delivery side is there for. Everybody follows; delivery-team prepares and answers; account-manager submits and answers; project-manager does all of these; operations records what goes on; lead does everything. Decisions do not depend on it: the stages of the request say who decides.
 */
export type Role = 'viewer' | 'delivery-team' | 'account-manager' | 'project-manager' | 'operations' | 'lead';
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
  | WithdrawnEvent
  | StageSkippedEvent
  | DecisionsCarriedEvent
  | ClockStartedEvent
  | QuestionWithdrawnEvent
  | DelegatedEvent
  | DelegationEndedEvent
  | ConditionMetEvent
  | ConditionSettledEvent
  | ObjectionAnsweredEvent
  | LinkedEvent
  | EffectReleasedEvent
  | DeadlineExtendedEvent
  | ProceededEvent
  | CheckedEvent
  | FlaggedEvent
  | RemindedEvent
  | EscalatedEvent
  | PausedEvent
  | ExpiredEvent
  | ChasedEvent;
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
   * What the guards of stages look at.
   *
   * @maxItems 50
   */
  facts?: Fact[];
  /**
   * What is demanded of decisions.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next.
   *
   * @maxItems 20
   */
  effects?: EffectDefinition[];
  policy?: Policy;
  calendar?: Calendar;
  template?: Id;
  /**
   * To other requests.
   *
   * @maxItems 50
   */
  links?: Link[];
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
  /**
   * What the guards of stages look at.
   *
   * @maxItems 50
   */
  facts?: Fact[];
  /**
   * What is demanded of decisions.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next.
   *
   * @maxItems 20
   */
  effects?: EffectDefinition[];
  policy?: Policy;
  calendar?: Calendar;
  /**
   * Fields that were taken back.
   *
   * @maxItems 4
   */
  clear?: SubjectField[];
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
   * Ids of the parts that are new, different or gone since the last version that was submitted; before the first submission, since the version before.
   *
   * @maxItems 100
   */
  changed?: Id[];
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
  policy?: Policy;
  /**
   * Ids of the decisions of earlier rounds that no longer count.
   */
  superseded?: Id[];
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
  chase_at?: Instant;
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
  covered: Digest;
  on_behalf_of?: Id;
  decision: DecisionWord;
  /**
   * The challenge that was spent.
   */
  challenge: string;
  statement?: Digest;
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
  passkey?: PasskeyEvidence;
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
   * Ids of the decisions that asked for the changes; they no longer count. Approvals are judged at the next submission.
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
 * The guard of a stage does not hold for what is under review.
 */
export type StageSkippedEvent = EventEnvelope & {
  event: 'stage-skipped';
  stage: Id;
};
/**
 * Decisions about earlier versions count for this one as well: what they cover has not changed.
 */
export type DecisionsCarriedEvent = EventEnvelope & {
  event: 'decisions-carried';
  version: VersionNumber;
  /**
   * Their ids.
   */
  decisions: Id[];
};
/**
 * The timers of an open stage run.
 */
export type ClockStartedEvent = EventEnvelope & {
  event: 'clock-started';
  stage: Id;
  respond_by: Instant;
  /**
   * In order.
   *
   * @maxItems 10
   */
  reminders?: Instant[];
  escalate_at?: Instant;
  end_at?: Instant;
};
/**
 * A question was taken back by whoever asked it.
 */
export type QuestionWithdrawnEvent = EventEnvelope & {
  event: 'question-withdrawn';
  question: Id;
};
/**
 * The place of an approver went into the hands of somebody else.
 */
export type DelegatedEvent = EventEnvelope & {
  event: 'delegated';
  delegation: Id;
  type: DelegationType;
  stage: Id;
  place: Id;
  from: Person;
  to: Person;
  reason: Text;
  until?: Instant;
};
/**
 * The place went back.
 */
export type DelegationEndedEvent = EventEnvelope & {
  event: 'delegation-ended';
  delegation: Id;
};
/**
 * The delivery team said how a condition is met.
 */
export type ConditionMetEvent = EventEnvelope & {
  event: 'condition-met';
  condition: Id;
  evidence: Text;
};
/**
 * The approver closed or waived a condition, or opened it again.
 */
export type ConditionSettledEvent = EventEnvelope & {
  event: 'condition-settled';
  condition: Id;
  state: ConditionState;
  reason?: Remark;
};
/**
 * The delivery team said what it makes of an objection.
 */
export type ObjectionAnsweredEvent = EventEnvelope & {
  event: 'objection-answered';
  objection: Id;
  class: ChangeClass;
  work: Text;
  due: Instant;
  change_order?: Id;
};
/**
 * Another request belongs to this one.
 */
export type LinkedEvent = EventEnvelope & {
  event: 'linked';
  link: Link;
};
/**
 * The approval lets this happen now.
 */
export type EffectReleasedEvent = EventEnvelope & {
  event: 'effect-released';
  effect: Id;
};
/**
 * There is more time.
 */
export type DeadlineExtendedEvent = EventEnvelope & {
  event: 'deadline-extended';
  due: Instant;
  reason: Text;
};
/**
 * The delivery team goes on without an answer. Not an approval.
 */
export type ProceededEvent = EventEnvelope & {
  event: 'proceeded';
  version: VersionNumber;
  reason: Text;
};
/**
 * A version was checked.
 */
export type CheckedEvent = EventEnvelope & {
  event: 'checked';
  version: VersionNumber;
  /**
   * What was found.
   *
   * @maxItems 100
   */
  findings: Finding[];
};
/**
 * Something was pointed out.
 */
export type FlaggedEvent = EventEnvelope & {
  event: 'flagged';
  severity: Severity;
  /**
   * The place in the request, as RFC 6901 writes it. Absent: about the whole.
   */
  pointer?: string;
  text: Text;
};
/**
 * Those who are asked were reminded.
 */
export type RemindedEvent = EventEnvelope & {
  event: 'reminded';
  stage: Id;
  /**
   * Ids of the actors who have not decided.
   */
  to: Id[];
};
/**
 * Somebody else was turned to.
 */
export type EscalatedEvent = EventEnvelope & {
  event: 'escalated';
  stage: Id;
  to: Person;
};
/**
 * The timers stopped: there was no answer for too long.
 */
export type PausedEvent = EventEnvelope & {
  event: 'paused';
  stage: Id;
};
/**
 * The request ended without an answer.
 */
export type ExpiredEvent = EventEnvelope & {
  event: 'expired';
  stage: Id;
};
/**
 * The answer to a question, or a condition, was asked for again.
 */
export type ChasedEvent = EventEnvelope & {
  event: 'chased';
  question?: Id;
  condition?: Id;
  next?: Instant;
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
  | StageSkippedCause
  | StageOpenedCause
  | ResponseDueCause
  | DecisionsSupersededCause
  | DecisionsCarriedCause
  | WaitsForCause
  | ConditionsLeftCause
  | EffectReleasedCause
  | AskedNowCause;
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
 * The secret of a link. It stands in the fragment of an address, which no server gets to see.
 */
export type LinkToken = string;
/**
 * What a key is for besides what its role gives. `sessions`: let people in, by sessions and links; `manage`: the keys of its tenant; `log`: read the entries of the log, which are those of all tenants.
 */
export type KeyScope = 'log' | 'manage' | 'sessions';
/**
 * Who uses the key. The record shows it as the agent `key:NAME`.
 */
export type KeyName = string;
/**
 * The public key of a log or a witness as C2SP writes it: NAME+ID+KEY, where ID is 8 hexadecimal digits and KEY the Base64 of its type and its 32 bytes.
 */
export type LogKey = string;
/**
 * The CloudEvents type of an event: `countersign.request.` and the event's word.
 */
export type EventType = string;
/**
 * What became of a message. `skipped`: there was nobody to send it to, or they do not want it.
 */
export type DeliveryStatus = 'waiting' | 'delivered' | 'failed' | 'skipped';
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
 * Out: `countersign_template`. The template as it was read, or the command that it makes of the fill.
 */
export type TemplateOutput =
  | {
      template: Template;
    }
  | {
      command: CreateCommand;
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
 * A fact that is a text.
 */
export interface TextFact {
  name: Id;
  text: string;
}
/**
 * A fact that is a number.
 */
export interface NumberFact {
  name: Id;
  number: number;
}
/**
 * The fact is exactly this text or number.
 */
export interface EqualsPredicate {
  fact: Id;
  /**
   * A text or a number.
   */
  equals: Name | number;
}
/**
 * The fact is one of these texts.
 */
export interface InPredicate {
  fact: Id;
  /**
   * The texts.
   *
   * @minItems 1
   * @maxItems 20
   */
  in: Name[];
}
/**
 * The fact is this number or more.
 */
export interface AtLeastPredicate {
  fact: Id;
  at_least: number;
}
/**
 * All of them hold.
 */
export interface AllPredicate {
  /**
   * The predicates.
   *
   * @minItems 1
   * @maxItems 20
   */
  all: Predicate[];
}
/**
 * At least one of them holds.
 */
export interface AnyPredicate {
  /**
   * The predicates.
   *
   * @minItems 1
   * @maxItems 20
   */
  any: Predicate[];
}
/**
 * It does not hold.
 */
export interface NotPredicate {
  not: Predicate;
}
/**
 * A length of time. Business time is counted by the calendar of the request.
 */
export interface Span {
  /**
   * How many.
   */
  amount: number;
  unit: 'minutes' | 'hours' | 'business-hours' | 'days' | 'business-days';
}
/**
 * When to remind: so long after the opening of the stage or, when negative, before the response is due.
 */
export interface ReminderSpan {
  /**
   * How many.
   */
  amount: number;
  unit: 'minutes' | 'hours' | 'business-hours' | 'days' | 'business-days';
}
/**
 * Whom to turn to when there is no answer.
 */
export interface Escalation {
  after: Span;
  to: Person;
}
/**
 * What happens in the end when there is no answer: counted from the opening of a stage, but never before the response is due, nor before the due date.
 */
export interface SilenceEnd {
  after: Span;
  action: PolicyEnd;
}
/**
 * What happens while nobody answers, counted from the opening of a stage. It is disclosed at submission.
 */
export interface Policy {
  response: Span;
  /**
   * When to remind.
   *
   * @maxItems 10
   */
  reminders?: ReminderSpan[];
  escalation?: Escalation;
  end?: SilenceEnd;
  questions?: Span;
}
/**
 * The timers of an open stage, computed once, when it was opened or the deadline was extended.
 */
export interface Clock {
  respond_by: Instant;
  /**
   * Reminders still to come, in order.
   *
   * @maxItems 10
   */
  reminders?: Instant[];
  escalate_at?: Instant;
  end_at?: Instant;
}
/**
 * What business time is counted by, for one place. There is no time-zone data in the core: the offsets from UTC stand here, with the instants from which they hold.
 */
export interface Calendar {
  /**
   * By weekday, then by time, without overlap.
   *
   * @maxItems 28
   */
  hours: WorkingHours[];
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
  offset_changes: OffsetChange[];
}
/**
 * Minutes of the local day during which people work: from the first until before the second.
 */
export interface WorkingHours {
  weekday: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
  from: number;
  to: number;
}
/**
 * From this instant on, another offset from UTC holds.
 */
export interface OffsetChange {
  from: Instant;
  offset_minutes: number;
}
/**
 * What an approval lets happen next.
 */
export interface EffectDefinition {
  id: Id;
  text: Name;
  after: ReleaseAfter;
}
/**
 * To another request.
 */
export interface Link {
  relation: Relation;
  request: Id;
}
/**
 * Something found in a version, or flagged.
 */
export interface Finding {
  severity: Severity;
  /**
   * The place in the request, as RFC 6901 writes it. Absent: about the whole.
   */
  pointer?: string;
  text: Text;
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
  /**
   * Ids of the parts that it covers. Absent means all.
   *
   * @maxItems 50
   */
  parts?: Id[];
  guard?: Predicate;
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
  /**
   * What the guards of stages look at. Names are unique.
   *
   * @maxItems 50
   */
  facts?: FactInput[];
  /**
   * What is demanded of decisions.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next. Ids are unique.
   *
   * @maxItems 20
   */
  effects?: EffectInput[];
  policy?: PolicyInput;
  calendar?: CalendarInput;
  template?: Id;
  /**
   * To other requests.
   *
   * @maxItems 50
   */
  links?: LinkInput[];
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
   * What the guards of stages look at. Names are unique.
   *
   * @maxItems 50
   */
  facts?: FactInput[];
  /**
   * What is demanded of decisions.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next. Ids are unique.
   *
   * @maxItems 20
   */
  effects?: EffectInput[];
  policy?: PolicyInput;
  calendar?: CalendarInput;
  /**
   * Fields that are taken back; none that this command sets.
   *
   * @maxItems 4
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
  passkey?: PasskeyInput;
}
/**
 * What the browser answered when the decision was signed with a passkey. The challenge is the SHA-256 of its `DecisionStatement`. Whether the passkey holds is judged where the record is kept, and not by `countersign_decide`.
 */
export interface PasskeyInput {
  registration: Digest;
  credential_id: Encoded;
  client_data: Encoded;
  authenticator_data: Encoded;
  signature: Encoded;
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
 * Take back one's own open question.
 */
export interface WithdrawQuestionCommand {
  command: 'withdraw-question';
  question: Id;
}
/**
 * Hand one's place in an open stage to somebody else, for good or until an instant.
 */
export interface DelegateCommand {
  command: 'delegate';
  stage: Id;
  to: PersonInput;
  reason: Text;
  until?: Instant;
}
/**
 * Take the place back. Only who handed it over, and not once somebody has decided in it.
 */
export interface EndDelegationCommand {
  command: 'end-delegation';
  delegation: Id;
}
/**
 * The delivery team hands the place of an approver to somebody else.
 */
export interface ReassignCommand {
  command: 'reassign';
  stage: Id;
  place: Id;
  to: PersonInput;
  reason: Text;
  until?: Instant;
}
/**
 * The delivery team says how a condition is met.
 */
export interface MeetConditionCommand {
  command: 'meet-condition';
  condition: Id;
  evidence: Text;
}
/**
 * The approver who set the condition says that it is met. The last one makes the approval a full one.
 */
export interface CloseConditionCommand {
  command: 'close-condition';
  condition: Id;
}
/**
 * The approver who set the condition does without it.
 */
export interface WaiveConditionCommand {
  command: 'waive-condition';
  condition: Id;
  reason: Text;
}
/**
 * The approver who set the condition says that it is not met after all.
 */
export interface ReopenConditionCommand {
  command: 'reopen-condition';
  condition: Id;
  reason: Text;
}
/**
 * The delivery team says what it makes of an objection. A change order names the request that asks for it.
 */
export interface AnswerObjectionCommand {
  command: 'answer-objection';
  objection: Id;
  class: ChangeClass;
  work: Text;
  due: Instant;
  change_order?: Id;
}
/**
 * Say how another request belongs to this one.
 */
export interface LinkCommand {
  command: 'link';
  relation: Relation;
  request: Id;
}
/**
 * Give more time. The clocks of the open stages start anew.
 */
export interface ExtendCommand {
  command: 'extend';
  due: Instant;
  reason: Text;
}
/**
 * Go on without an answer that is late: a risk that the delivery team takes, and no approval.
 */
export interface ProceedCommand {
  command: 'proceed';
  reason: Text;
}
/**
 * Record a check of the current version. No finding means that nothing was found.
 */
export interface CheckCommand {
  command: 'check';
  /**
   * What was found.
   *
   * @maxItems 100
   */
  findings: FindingInput[];
}
/**
 * Point out something about the request.
 */
export interface FlagCommand {
  command: 'flag';
  severity: Severity;
  /**
   * The place in the request, as RFC 6901 writes it. Absent: about the whole.
   */
  pointer?: string;
  text: Text;
}
/**
 * Remind those who are asked in an open stage. By the delivery team at any time; by the system when a reminder is due.
 */
export interface RemindCommand {
  command: 'remind';
  stage: Id;
}
/**
 * The system turns to the person whom the policy names.
 */
export interface EscalateCommand {
  command: 'escalate';
  stage: Id;
}
/**
 * The system stops the timers: there was no answer for too long.
 */
export interface PauseCommand {
  command: 'pause';
  stage: Id;
}
/**
 * The system ends the request: there was no answer for too long.
 */
export interface ExpireCommand {
  command: 'expire';
  stage: Id;
}
/**
 * The system asks again for the answer to a question, or for a condition whose due date has come. Names one of the two.
 */
export interface ChaseCommand {
  command: 'chase';
  question?: Id;
  condition?: Id;
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
  role?: Role;
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
  previous?: Digest;
}
/**
 * The passkey that signed a decision: what the browser answered.
 */
export interface PasskeyEvidence {
  registration: Digest;
  credential_id: Encoded;
  client_data: Encoded;
  authenticator_data: Encoded;
  signature: Encoded;
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
  template?: Id;
  /**
   * What the guards of stages look at.
   *
   * @maxItems 50
   */
  facts?: Fact[];
  /**
   * What is demanded of decisions.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next.
   *
   * @maxItems 20
   */
  effects?: Effect[];
  policy?: Policy;
  calendar?: Calendar;
  /**
   * To other requests.
   */
  links?: Link[];
  paused_at?: Instant;
  /**
   * All delegations, oldest first.
   */
  delegations?: Delegation[];
  /**
   * Where the delivery team went on without an answer.
   */
  risks?: Risk[];
  /**
   * All checks, oldest first.
   */
  checks?: Check[];
  /**
   * All flags, oldest first.
   */
  flags?: Flag[];
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
  /**
   * Ids of the parts that are new, different or gone since the last version that was submitted; before the first submission, since the version before.
   *
   * @maxItems 100
   */
  changed?: Id[];
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
  covered: Digest;
  on_behalf_of?: Id;
  carried_to?: VersionNumber;
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
  met?: Evidence;
  reason?: Remark;
  settled?: Signature;
  chased?: Instant;
}
/**
 * How a condition is met.
 */
export interface Evidence {
  evidence: Text;
  by: Actor;
  at: Instant;
}
/**
 * One specific thing that a customer wants changed or rejects.
 */
export interface Objection {
  id: Id;
  decision: Id;
  text: Text;
  part?: Id;
  state: ObjectionState;
  answer?: ObjectionAnswer;
}
/**
 * What the delivery team makes of an objection.
 */
export interface ObjectionAnswer {
  class: ChangeClass;
  work: Text;
  due: Instant;
  change_order?: Id;
  by: Actor;
  at: Instant;
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
  chase_at?: Instant;
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
 * The place of an approver in the hands of somebody else.
 */
export interface Delegation {
  id: Id;
  type: DelegationType;
  stage: Id;
  place: Id;
  from: Person;
  to: Person;
  reason: Text;
  until?: Instant;
  state: DelegationState;
  by: Actor;
  at: Instant;
}
/**
 * Work goes on without an answer: a decision of the delivery team, and no approval.
 */
export interface Risk {
  version: VersionNumber;
  reason: Text;
  by: Actor;
  at: Instant;
}
/**
 * A check of a version.
 */
export interface Check {
  version: VersionNumber;
  /**
   * What was found.
   *
   * @maxItems 100
   */
  findings: Finding[];
  by: Actor;
  at: Instant;
}
/**
 * Something that was pointed out.
 */
export interface Flag {
  severity: Severity;
  /**
   * The place in the request, as RFC 6901 writes it. Absent: about the whole.
   */
  pointer?: string;
  text: Text;
  by: Actor;
  at: Instant;
}
/**
 * What an actor may do now, and what each choice would cause.
 */
export interface Permitted {
  /**
   * One per verb; for `decide` one per stage and decision; one per target where the verb can be about several things.
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
  target?: Id;
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
 * This stage does not apply.
 */
export interface StageSkippedCause {
  cause: 'stage-skipped';
  stage: Id;
}
/**
 * This stage is asked next.
 */
export interface StageOpenedCause {
  cause: 'stage-opened';
  stage: Id;
  /**
   * Who is asked.
   */
  people: Person[];
}
/**
 * This stage is asked to respond by then.
 */
export interface ResponseDueCause {
  cause: 'response-due';
  stage: Id;
  at: Instant;
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
 * So many earlier decisions count for the new version as well.
 */
export interface DecisionsCarriedCause {
  cause: 'decisions-carried';
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
 * So many conditions are still to be settled.
 */
export interface ConditionsLeftCause {
  cause: 'conditions-left';
  /**
   * How many.
   */
  count: number;
}
/**
 * The approval lets this happen.
 */
export interface EffectReleasedCause {
  cause: 'effect-released';
  effect: Id;
  text: Name;
}
/**
 * A place of this stage is handed on: who holds it, and is asked from then on.
 */
export interface AskedNowCause {
  cause: 'asked-now';
  stage: Id;
  /**
   * Who is asked now.
   */
  people: Person[];
}
/**
 * The actor may not do this now, and why.
 */
export interface RefusedOption {
  allowed: false;
  command: Verb;
  stage?: Id;
  decision?: DecisionWord;
  target?: Id;
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
  role?: Role;
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
  role?: Role;
  /**
   * How long it lasts.
   */
  ttl_seconds?: number;
  /**
   * How long from now it can be renewed. Absent: not at all.
   */
  renewable_seconds?: number;
}
/**
 * `POST /v1/sessions/renewal` says everything with its token.
 */
export interface RenewalInput {}
/**
 * A session. The token is a secret: it goes into the Authorization header and nowhere else.
 */
export interface SessionAnswer {
  /**
   * Starts with `cs_ses_`.
   */
  token: string;
  expires: Instant;
  renewable_until?: Instant;
  request?: Id;
  actor: Actor;
}
/**
 * Make a personal link: one human, one request, no account.
 */
export interface NewLinkInput {
  actor: ActorInput;
  /**
   * How long it lasts; 14 days when nothing is said.
   */
  ttl_seconds?: number;
}
/**
 * A link, whose token is shown this once.
 */
export interface NewLinkAnswer {
  token: LinkToken;
  id: Id;
  expires: Instant;
  actor: Actor;
}
/**
 * A link as it is listed.
 */
export interface PersonalLink {
  id: Id;
  actor: Actor;
  created_at: Instant;
  expires: Instant;
  /**
   * How often it was exchanged for a session.
   */
  uses: number;
  used_at?: Instant;
  revoked_at?: Instant;
}
/**
 * `GET /v1/requests/{id}/links`: all that lead to a request, the oldest first.
 */
export interface LinkList {
  links: PersonalLink[];
}
/**
 * A link that leads nowhere any more. Its sessions have ended.
 */
export interface LinkRevoked {
  id: Id;
  revoked_at: Instant;
}
/**
 * `POST /v1/links/exchange`.
 */
export interface ExchangeInput {
  token: LinkToken;
}
/**
 * Make an API key. What is not said is as the caller's own key has it, but for the scope `log`; nothing can be given that it has not.
 */
export interface NewKeyInput {
  name: KeyName;
  role?: Role;
  /**
   * @maxItems 3
   */
  scopes?: KeyScope[];
}
/**
 * A key, which is shown this once.
 */
export interface NewKeyAnswer {
  key: string;
  name: KeyName;
  role: Role;
  scopes: KeyScope[];
  created_at: Instant;
}
/**
 * A key as it is listed. Revoked ones stay: the record names them.
 */
export interface ApiKey {
  name: KeyName;
  role: Role;
  scopes: KeyScope[];
  created_at: Instant;
  made_by?: KeyName;
  used_at?: Instant;
  revoked_at?: Instant;
}
/**
 * `GET /v1/keys`: all of the tenant, the oldest first.
 */
export interface KeyList {
  keys: ApiKey[];
}
/**
 * A key that is no longer one. Its sessions and links have ended.
 */
export interface KeyRevoked {
  name: KeyName;
  revoked_at: Instant;
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
   * The events of a request can be followed live, as server-sent events.
   */
  live_events: boolean;
  /**
   * Personal links can be made and exchanged.
   */
  links?: boolean;
  /**
   * `GET /v1/metrics` works.
   */
  metrics?: boolean;
  limits: Limits;
  /**
   * The log that the server signs. A verifier pins the key; it does not take it from here.
   */
  log?: {
    /**
     * The name of the log.
     */
    origin: string;
    key: LogKey;
  };
  /**
   * Decisions can be signed with passkeys of this site. Absent: they cannot, and no request can demand it.
   */
  passkeys?: {
    /**
     * The RP ID: a domain.
     */
    rp_id: string;
  };
}
/**
 * Every limit by name.
 */
export interface Limits {
  [k: string]: number;
}
/**
 * `GET /v1/passkeys`: what a page needs to sign with one of the person's passkeys, or to register another.
 */
export interface Passkeys {
  /**
   * The RP ID: a domain.
   */
  rp_id: string;
  /**
   * For a new passkey.
   */
  user: {
    id: Encoded;
    name: Name;
  };
  /**
   * The oldest first.
   *
   * @maxItems 20
   */
  passkeys: RegisteredPasskey[];
  challenge: Encoded;
  at: Instant;
}
/**
 * A passkey of this person.
 */
export interface RegisteredPasskey {
  credential_id: Encoded;
  registration: Digest;
  at: Instant;
}
/**
 * `POST /v1/passkeys`: what the browser answered when the passkey was made.
 */
export interface NewPasskeyInput {
  at: Instant;
  client_data: Encoded;
  attestation_object: Encoded;
}
/**
 * The entry of the log that registers a passkey. The challenge behind it is the SHA-256 of the canonical {"actor","at","rp_id","type":"countersign/passkey-challenge/v1"}. Key and credential id stand in the attestation object.
 */
export interface PasskeyEntry {
  type: 'countersign/passkey/v1';
  actor: Actor;
  at: Instant;
  /**
   * The RP ID: a domain.
   */
  rp_id: string;
  client_data: Encoded;
  attestation_object: Encoded;
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
 * `POST /v1/webhooks`.
 */
export interface WebhookInput {
  /**
   * https, without user and fragment. Addresses that are not on the open internet are refused when it is called.
   */
  url: string;
  /**
   * CloudEvents types, such as `countersign.request.decided`; all of them when it is absent or empty.
   *
   * @maxItems 36
   */
  types?: EventType[];
  /**
   * For whoever reads the list.
   */
  description?: string;
}
/**
 * Where events are sent to.
 */
export interface Webhook {
  id: Id;
  url: string;
  /**
   * Empty: all.
   */
  types: EventType[];
  description: string;
  state: 'enabled' | 'disabled';
  created_at: Instant;
  /**
   * Where it was just made: shown once.
   */
  secret?: string;
  /**
   * Verifies the `v1a` signatures (Ed25519); changes with the secret.
   */
  public_key: string;
  /**
   * Its last four characters.
   */
  secret_end: string;
  previous_secret_until?: Instant;
  failing_since?: Instant;
  disabled_at?: Instant;
  disabled_because?: string;
}
/**
 * `GET /v1/webhooks`.
 */
export interface Webhooks {
  /**
   * The oldest first.
   *
   * @maxItems 20
   */
  webhooks: Webhook[];
}
/**
 * A call that says everything with its address.
 */
export interface NothingInput {}
/**
 * A message to one receiver, and how often it was tried.
 */
export interface Delivery {
  id: string;
  /**
   * The same in every attempt: the CloudEvents `id` and `webhook-id` of a webhook.
   */
  message_id: string;
  /**
   * A CloudEvents type, or the kind of a mail.
   */
  type: string;
  request: Id;
  receiver: Id;
  at: Instant;
  status: DeliveryStatus;
  next_attempt?: Instant;
  /**
   * In order.
   */
  attempts: DeliveryAttempt[];
}
/**
 * One attempt to deliver a message.
 */
export interface DeliveryAttempt {
  at: Instant;
  /**
   * What the receiver answered (HTTP or SMTP); 0: nothing.
   */
  status: number;
  /**
   * Why it did not get through; empty when it did.
   */
  reason: string;
}
/**
 * A page of deliveries.
 */
export interface Deliveries {
  /**
   * The newest first.
   */
  deliveries: Delivery[];
  /**
   * Where the next page starts. Absent on the last one.
   */
  cursor?: string;
}
/**
 * `PUT /v1/contacts/{person}`.
 */
export interface ContactInput {
  /**
   * One address in ASCII, and nothing else.
   */
  email: string;
  /**
   * Of the mails; English when it is absent.
   */
  language?: 'en' | 'de';
  /**
   * `false`: this person gets none.
   */
  mail?: boolean;
  party?: Party;
}
/**
 * How a person is reached.
 */
export interface Contact {
  person: Id;
  email: string;
  language: 'en' | 'de';
  mail: boolean;
  party?: Party;
}
/**
 * `GET /demo/outbox`.
 */
export interface DemoOutbox {
  /**
   * The newest first.
   *
   * @maxItems 100
   */
  mails: DemoMail[];
}
/**
 * A mail that the demo did not send.
 */
export interface DemoMail {
  id: string;
  at: Instant;
  kind: string;
  /**
   * Of the page that its link leads to.
   */
  path: string;
  subject: string;
  text: string;
  /**
   * Whom it is for.
   */
  to: {
    id: Id;
    name: Name;
    email: string;
  };
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
 * In: `countersign_evolve`. The events follow one another, and so do whole commands: a log that ends within one is refused. With neither a state nor an event there is nothing to fold, which is refused.
 */
export interface EvolveInput {
  state?: Request;
  /**
   * In order.
   */
  events: Event[];
}
/**
 * In: `countersign_statement`. The events of a decision, which follow the state.
 */
export interface StatementInput {
  state: Request;
  /**
   * In order.
   */
  events: Event[];
}
/**
 * Out: `countersign_statement`.
 */
export interface StatementOutput {
  /**
   * The canonical bytes of the `DecisionStatement`, as a text.
   */
  statement: string;
  digest: Digest;
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
 * In: `countersign_preview`. No state means that the request does not exist yet.
 */
export interface PreviewInput {
  state?: Request;
  command: Command;
  context: Context;
}
/**
 * Out: `countersign_preview`, when the command would be accepted.
 */
export interface Preview {
  state: RequestState;
  /**
   * What would follow.
   */
  causes: Cause[];
}
/**
 * In: `countersign_due`.
 */
export interface DueInput {
  state: Request;
  now: Instant;
}
/**
 * Out: `countersign_due`. What the system may do now.
 */
export interface Due {
  /**
   * In their order. Towards the end of a long record only what it still has room for.
   */
  commands: Command[];
  next?: Instant;
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
    | 'withdrawn'
    | 'expired';
  verb: Verb;
  /**
   * What a decision, or the settling of a condition, makes of the whole request; for `decide`, `close-condition` and `waive-condition` only.
   */
  outcome?: 'pending' | 'approved' | 'approved-with-conditions' | 'changes-requested' | 'rejected';
  /**
   * What kinds of actor may use the row.
   */
  who: 'humans' | 'humans-and-agents' | 'everyone' | 'system';
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
/**
 * `GET /v1/metrics`. Of the projects and the long tails it holds the first fifty.
 */
export interface MetricsAnswer {
  as_of: Count;
  metrics: Metrics;
  project_count: Count;
  long_tail_count: Count;
}
/**
 * `GET /v1/metrics/projects`.
 */
export interface MetricsProjects {
  as_of: Count;
  /**
   * One page, by name.
   */
  projects: ProjectRevisions[];
  /**
   * Where the next page starts. Absent on the last one.
   */
  cursor?: string;
}
/**
 * `GET /v1/metrics/long-tails`.
 */
export interface MetricsLongTails {
  as_of: Count;
  now: Instant;
  /**
   * One page, the longest first.
   */
  long_tails: LongTail[];
  /**
   * Where the next page starts. Absent on the last one.
   */
  cursor?: string;
}
/**
 * What somebody was shown and said with a decision, before the time is stamped on it. Its canonical bytes are hashed into the log's entry, and signed by a passkey where there is one.
 */
export interface DecisionStatement {
  type: 'countersign/decision-statement/v1';
  request: Id;
  kind: Kind;
  title: Title;
  ask: Ask;
  scope: Scope;
  amount?: Amount;
  /**
   * Of the version.
   *
   * @maxItems 50
   */
  parts: Part[];
  version: VersionNumber;
  digest: Digest;
  covered: Digest;
  due?: Instant;
  policy?: Policy;
  /**
   * What the approval was said to let happen.
   *
   * @maxItems 20
   */
  effects: EffectDefinition[];
  /**
   * Of the request.
   *
   * @maxItems 4
   */
  demands: Demand[];
  stage: Id;
  stage_name: Name;
  actor: Actor;
  on_behalf_of?: Id;
  decision_id: Id;
  decision: DecisionWord;
  /**
   * With their ids.
   *
   * @maxItems 50
   */
  conditions: {
    id: Id;
    text: Text;
    due?: Instant;
  }[];
  /**
   * With their ids.
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
  /**
   * The challenge that was spent.
   */
  challenge: string;
}
/**
 * The proof of one decision. The RFC 8785 bytes of `entry` are the leaf.
 */
export interface Receipt {
  type: 'countersign/receipt/v1';
  entry: DecidedEvent;
  statement: DecisionStatement;
  /**
   * A C2SP tlog-proof of the entry.
   */
  proof: string;
  registration?: Registration;
}
/**
 * The entry that registered the passkey of a decision, and its place in the tree whose checkpoint is there.
 */
export interface Registration {
  entry: PasskeyEntry;
  /**
   * In the log, from 0.
   */
  index: number;
  /**
   * In Base64, from the leaf's sibling up.
   *
   * @maxItems 64
   */
  hashes: string[];
}
/**
 * A whole request: all of its entries, each with its place in one signed tree.
 */
export interface Bundle {
  type: 'countersign/bundle/v1';
  /**
   * The history, in order. The RFC 8785 bytes of each are a leaf.
   *
   * @minItems 1
   * @maxItems 10000
   */
  entries: Event[];
  /**
   * For each entry its place and its RFC 6962 inclusion proof.
   *
   * @minItems 1
   * @maxItems 10000
   */
  proofs: {
    /**
     * In the log, from 0.
     */
    index: number;
    /**
     * In Base64, from the leaf's sibling up.
     *
     * @maxItems 64
     */
    hashes: string[];
  }[];
  /**
   * The C2SP checkpoint of the tree, as it was signed.
   */
  checkpoint: string;
  /**
   * A help for readers. Nothing vouches for it, and no check relies on it.
   *
   * @maxItems 50
   */
  keys: LogKey[];
  /**
   * Of the passkeys that signed decisions; absent where none did.
   *
   * @minItems 1
   * @maxItems 10000
   */
  registrations?: Registration[];
}
/**
 * In: `countersign_verify`. A receipt or a bundle as `document`, or a C2SP tlog-proof with the entry that it is about.
 */
export interface VerifyInput {
  /**
   * Of the logs that the reader trusts.
   *
   * @maxItems 50
   */
  keys: LogKey[];
  /**
   * That have to have signed as well.
   *
   * @maxItems 50
   */
  witnesses?: LogKey[];
  /**
   * The name of the log, where its keys go by another.
   */
  origin?: string;
  /**
   * Entries that the log is known to have: a smaller tree is stale.
   */
  at_least?: number;
  /**
   * A checkpoint of this log that the reader kept. One of the same size has to have the same root; what another size cannot tell is `not-run`.
   */
  since?: string;
  /**
   * The text as it came, not read by another reader of JSON.
   */
  document?: string;
  /**
   * The text of a tlog-proof.
   */
  proof?: string;
  /**
   * The entry that it is about.
   */
  entry?: string;
}
/**
 * Out: `countersign_verify`. Every check that was made, and what was proved by them.
 */
export interface Verification {
  /**
   * Of the document.
   */
  type: 'unknown' | 'receipt' | 'bundle' | 'proof';
  /**
   * Every check was made and passed.
   */
  holds: boolean;
  /**
   * In the order in which they were made.
   *
   * @maxItems 100
   */
  checks: {
    /**
     * What was looked at.
     */
    check:
      | 'format'
      | 'origin'
      | 'checkpoint'
      | 'witnesses'
      | 'freshness'
      | 'consistency'
      | 'inclusion'
      | 'statement'
      | 'chain'
      | 'rules'
      | 'passkey';
    /**
     * `not-run`: a check before it failed, or the document does not hold what it takes; then `detail` says so.
     */
    outcome: 'passed' | 'failed' | 'not-run';
    /**
     * What was found, or what is wrong.
     */
    detail: string;
  }[];
  /**
   * The text that was signed.
   */
  checkpoint?: string;
  entry?: DecidedEvent;
  statement?: DecisionStatement;
  state?: Request;
}
/**
 * In: `countersign_template`. Without a fill the template is only looked at.
 */
export interface TemplateInput {
  template: Template;
  fill?: TemplateFill;
}
/**
 * What requests of one kind have in common, as data: it names roles where a request names people, and declares the facts that its guards look at. This schema says what is well-formed; the core says whether it fits together.
 */
export interface Template {
  template: Id;
  name: Name;
  description: Text;
  kind: Kind;
  ask?: Ask;
  scope?: Scope;
  /**
   * @minItems 1
   * @maxItems 50
   */
  roles: TemplateRole[];
  /**
   * @minItems 1
   * @maxItems 20
   */
  stages: TemplateStage[];
  /**
   * @maxItems 50
   */
  facts?: TemplateFact[];
  /**
   * What a decision needs besides.
   *
   * @maxItems 4
   */
  demands?: Demand[];
  /**
   * What an approval lets happen next.
   *
   * @maxItems 20
   */
  effects?: EffectInput[];
  policy?: TemplatePolicy;
  calendar?: CalendarInput;
}
/**
 * Somebody who takes part, before it is known who.
 */
export interface TemplateRole {
  role: Id;
  name: Name;
  /**
   * Whether somebody has to be found for it. The places of a role without anybody are left out.
   */
  required: boolean;
  party?: Party;
}
/**
 * A step of review, with roles in the places of people.
 */
export interface TemplateStage {
  id: Id;
  name: Name;
  /**
   * Its place in the sequence.
   */
  order: number;
  rule: RuleInput;
  /**
   * @minItems 1
   * @maxItems 50
   */
  members: TemplateMember[];
  /**
   * The decisions offered in this stage. Absent means all four.
   *
   * @minItems 1
   * @maxItems 4
   */
  decisions?: DecisionWord[];
  /**
   * The parts that it covers. Absent means all.
   *
   * @maxItems 50
   */
  parts?: Id[];
  guard?: PredicateInput;
}
/**
 * The place of a role in a stage.
 */
export interface TemplateMember {
  role: Id;
  obligation: Obligation;
}
/**
 * A fact that a request from this template states.
 */
export interface TemplateFact {
  name: Id;
  type: 'text' | 'number';
  /**
   * The texts that it may have. Absent means any.
   *
   * @minItems 1
   * @maxItems 20
   */
  words?: Name[];
  /**
   * Whether the fill has to state it.
   */
  required: boolean;
}
/**
 * What happens while nobody answers. Nothing in it approves. Business time needs a calendar.
 */
export interface TemplatePolicy {
  response: SpanInput;
  /**
   * From the opening of a stage; a negative one counts back from when the answer is due.
   *
   * @maxItems 10
   */
  reminders?: ReminderSpanInput[];
  /**
   * To whom it goes when there is no answer: a role. It is left out when nobody has the role.
   */
  escalation?: {
    after: SpanInput;
    to: Id;
  };
  end?: SilenceEndInput;
  questions?: SpanInput;
}
/**
 * What is different in every request from a template. What is absent comes from the template, or is left for an edit of the draft.
 */
export interface TemplateFill {
  title: Title;
  /**
   * One for each required role, and for those of the others that somebody has.
   *
   * @maxItems 50
   */
  people: {
    role: Id;
    id: Id;
    name: Name;
    organization?: Name;
  }[];
  ask?: Ask;
  scope?: Scope;
  project?: Project;
  amount?: AmountInput;
  due?: Instant;
  /**
   * Those that the template declares.
   *
   * @maxItems 50
   */
  facts?: FactInput[];
  /**
   * @maxItems 50
   */
  links?: LinkInput[];
  calendar?: CalendarInput;
}
