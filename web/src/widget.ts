/**
 * What happens between a session and the screen: keeps what the person is doing (draft, opened files, dialog), turns
 * clicks into commands, and tells what became of them. Knows nothing of attributes.
 */
import {CoreRefusal} from './approver.js';
import {choiceOf, emptyDraft, emptyRow, fieldOf, problemsOf, restored, type Draft} from './draft.js';
import {
  CountersignBeforeDecisionEvent,
  CountersignConflictEvent,
  CountersignDecisionEvent,
  CountersignErrorEvent,
  CountersignReadyEvent,
  CountersignStateEvent,
} from './events.js';
import type {Command, Decision, DecisionWord, Part} from './generated/wire.js';
import {ballotOf, decidingIn, isMore, unsentKey} from './looks.js';
import {createOpenParts} from './parts.js';
import {Refusal} from './refusal.js';
import type {Actions, Done, Ui} from './render/ui.js';
import {requesterName} from './render/effects.js';
import {saidOf} from './render/files.js';
import {view} from './render/view.js';
import {createScreen, type Screen} from './render/screen.js';
import type {Session} from './session.js';
import {MovedOn, nothing, type Choice, type Loaded, type Snapshot} from './snapshot.js';
import {codeOf, learn, type Texts} from './texts.js';

export class Widget {
  readonly #screen: Screen;
  readonly #fire: (event: Event) => boolean;
  readonly #parts = createOpenParts();
  readonly #act = this.#actions();
  #texts: Texts;
  #session: Session | undefined;
  #request = '';
  #snapshot = nothing;
  #draft = emptyDraft();
  #errors: ReadonlyMap<string, string> = new Map();
  #dialog: Ui['dialog'];
  #busy: Ui['busy'];
  #later: Ui['later'];
  #settle: ((decision?: Decision) => void) | undefined;

  constructor(root: ShadowRoot, texts: Texts, fire: (event: Event) => boolean) {
    this.#texts = texts;
    this.#fire = fire;
    this.#screen = createScreen(root, (announcement) => view(this.#ui(), announcement, this.#request !== ''));
  }

  set texts(texts: Texts) {
    this.#texts = texts;
    this.#screen.draw();
  }

  /** Shows that something will come, or that nothing was asked for. Forgets everything about what was there before. */
  wait(request: string): void {
    this.#session?.close();
    this.#session = undefined;
    this.#request = request;
    this.#snapshot = nothing;
    this.#draft = emptyDraft();
    this.#errors = new Map();
    this.#parts.close();
    this.#busy = undefined;
    this.#settle?.();
    this.#closeDialog();
  }

  /** Shows this session from now on. @returns when it was loaded, or failed to. */
  async start(session: Session, request: string): Promise<void> {
    this.wait(request);
    this.#session = session;
    session.subscribe((snapshot) => this.#onSnapshot(snapshot));
    await session.load().catch(() => undefined);
  }

  /** Brings the customer to the confirmation of a decision. @returns what was recorded, if anything. */
  decide(decision: DecisionWord): Promise<Decision | undefined> {
    this.#settle?.();
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#act.choose(decision);
      this.#act.review();
    });
  }

  focus(): void {
    this.#screen.focus();
  }

  #ui(): Ui {
    return {
      snapshot: this.#snapshot,
      texts: this.#texts,
      draft: this.#draft,
      previews: this.#parts.shown,
      errors: this.#errors,
      dialog: this.#dialog,
      busy: this.#busy,
      later: this.#later,
      act: this.#act,
      session: this.#session,
    };
  }

  #actions(): Actions {
    const rows = (list: 'conditions' | 'objections', change: Draft['conditions'], focus: string): void => {
      this.#edit({[list]: change});
      this.#screen.focus(focus);
    };
    return {
      edit: (change) => this.#edit(change),
      choose: (decision) => {
        this.#errors = new Map();
        this.#edit({decision});
      },
      addRow: (list) => {
        const row = emptyRow();
        rows(list, [...this.#draft[list], row], `${row.key}-text`);
      },
      removeRow: (list, key) => rows(list, this.#draft[list].filter((row) => row.key !== key), `${list}-add`),
      review: () => void this.#review(),
      confirm: (signed) => void this.#confirm(signed),
      back: () => {
        if (this.#dialog) this.#settle?.();
        this.#closeDialog();
      },
      togglePart: (id) => this.#togglePart(id),
      reloadPart: (id) => {
        this.#togglePart(id);
        this.#togglePart(id);
      },
      seen: (id) => this.#session?.open(id),
      ask: () => this.#ask(),
      askFirst: () => {
        this.#edit({asking: true});
        this.#screen.focus('question');
      },
      begin: (verb, target = '') => {
        const {deed} = this.#draft;
        this.#errors = new Map();
        this.#dialog = 'deed';
        this.#edit({deed: deed?.verb === verb && deed.target === target ? deed : {verb, target}});
        void this.#loadLater();
      },
      send: (command, done) => void this.#carryOut(command, done),
      acknowledge: () => {
        this.#session?.acknowledge();
        this.#screen.focus();
      },
      reload: () => void this.#session?.load().catch(() => undefined),
      wake: () => this.#session?.wake(),
    };
  }

  #edit(change: Partial<Draft>): void {
    this.#draft = {...this.#draft, ...change};
    this.#screen.draw();
  }

  #onSnapshot(next: Snapshot): void {
    const before = this.#snapshot;
    const request = this.#request;
    const {phase, loaded, problem, conflict} = next;
    this.#snapshot = next;
    this.#screen.draw();
    if (conflict || (loaded && isMore(loaded))) void this.#loadLater();
    if (phase !== before.phase) this.#fire(new CountersignStateEvent({request, phase, previous: before.phase, state: loaded?.request.state}));
    if (problem && problem !== before.problem) this.#report(problem);
    if (loaded && loaded !== before.loaded) this.#onLoaded(before, next);
    if (conflict && conflict !== before.conflict) this.#onConflict(before, next);
    this.#onConnection(before, next);
    if (next.resumed && next.resumed !== before.resumed) this.#finish(next.resumed);
  }

  #onLoaded({loaded: before}: Snapshot, {loaded, conflict}: Snapshot): void {
    if (!loaded) return;
    const {t} = this.#texts;
    const {state, version, title} = loaded.request;
    if (!before) {
      this.#screen.say(t('said.ready', {title, status: t(ballotOf(loaded.permitted) ? 'status.yours' : `state.${state}`)}));
      this.#fire(new CountersignReadyEvent({request: this.#request, state, version}));
      return;
    }
    if (before.version?.digest !== loaded.version?.digest) this.#parts.close();
    if (!conflict && isMore(loaded)) void this.#hear(before, loaded);
  }

  /** Says what others have done meanwhile. */
  async #hear(before: Loaded, loaded: Loaded): Promise<void> {
    await this.#loadLater();
    const [news] = this.#later?.news(this.#texts, before, loaded) ?? [];
    if (news) this.#screen.say(news);
  }

  #onConflict(before: Snapshot, {conflict, loaded}: Snapshot): void {
    if (!conflict || !loaded) return;
    const {command, changes} = conflict;
    const asked = command || this.#busy; // it answers the reader's own click
    if (command && !this.#draft.decision) this.#draft = restored(this.#draft, command);
    // What was chosen for another version is not a choice for this one.
    if (changes.version) this.#edit({decision: undefined});
    if (before.conflict && !command) return this.#closeDialog();
    const {t} = this.#texts;
    this.#screen.say(t('conflict.title') + (command ? `. ${t(unsentKey(loaded.permitted))}` : ''));
    this.#screen[asked ? 'focus' : 'lead']('conflict-title');
    this.#closeDialog();
    this.#fire(new CountersignConflictEvent({request: this.#request, version: loaded.request.version, refused: !!command}));
    this.#settle?.();
  }

  #onConnection(before: Snapshot, next: Snapshot): void {
    const {t} = this.#texts;
    const {lost, sending} = next;
    const deciding = decidingIn(next);
    if (lost?.code !== before.lost?.code) this.#screen.say(lost ? this.#texts.lost(deciding ? 'lost' : 'offline', lost) : t('online'));
    if (!deciding || before.sending === sending) return;
    this.#screen.say(t(`sending.${deciding}`));
    this.#screen.focus('sending-title');
  }

  #togglePart(id: string): void {
    const part = this.#snapshot.loaded?.version?.parts.find((each) => each.id === id);
    if (!part) return;
    if (this.#parts.shown.has(id)) this.#parts.close(id);
    else void this.#openPart(part);
    this.#screen.draw();
  }

  async #openPart(part: Part): Promise<void> {
    const session = this.#session as Session;
    const preview = await this.#parts.open(part, session.bytes(part));
    const {loaded} = this.#snapshot;
    if (!preview || !loaded) return;
    const {version} = loaded.request;
    this.#screen.say(`${part.name}: ${this.#texts.t(saidOf[preview.status], {version, who: requesterName(loaded)})}`);
  }

  #report(error: unknown): void {
    this.#screen.say(this.#texts.why(error));
    this.#fire(new CountersignErrorEvent({request: this.#request, code: codeOf(error), error: error as Error}));
  }

  /** The decision that is on screen, if one was chosen. */
  #choice(): Choice | undefined {
    const {loaded} = this.#snapshot;
    const ballot = loaded && ballotOf(loaded.permitted);
    return ballot && choiceOf(this.#draft, loaded, ballot);
  }

  async #review(): Promise<void> {
    if (!this.#busy && !this.#dialog) await this.#check();
    if (this.#busy !== 'checking' && !this.#dialog) this.#settle?.();
  }

  /** From the form to the dialog: says at once what the core would refuse, then looks whether this is still current. */
  async #check(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#errors = new Map();
    if (!this.#choice()) return this.#complain([['choices', this.#texts.t('form.choose')]]);
    if (!this.#accepted(session, /^challenge-/)) return;
    this.#busy = 'checking';
    this.#screen.say(this.#texts.t('go.checking'));
    const current = await session.prepare().catch(() => false);
    if (session !== this.#session) return;
    this.#busy = undefined;
    if (current && this.#accepted(session)) this.#dialog = 'confirm';
    this.#screen.draw();
  }

  /** Rehearses the choice; shows what the core has against it. */
  #accepted(session: Session, butFor?: RegExp): boolean {
    const choice = this.#choice();
    try {
      if (choice) session.rehearseDecision(choice);
      return !!choice;
    } catch (error) {
      if (error instanceof CoreRefusal && butFor?.test(error.code)) return true;
      this.#refused(error);
      return false;
    }
  }

  async #confirm(signed?: Pick<Choice, 'passkey'>): Promise<void> {
    const choice = this.#choice();
    if (!choice || this.#dialog !== 'confirm') return; // once only: the first activation takes the dialog away
    this.#closeDialog();
    const {decision, stage, version, displayed_digest: digest} = choice;
    if (this.#fire(new CountersignBeforeDecisionEvent({request: this.#request, decision, stage, version, digest}))) {
      await this.#send(async (session) => this.#finish(await session.decide({...choice, ...signed})));
    } else {
      this.#screen.say(this.#texts.t('confirm.prevented'));
      this.#settle?.();
    }
  }

  /** The choices, that a decision is recorded, and that something moved on are told without it, if it does not come. */
  async #loadLater(): Promise<void> {
    if (this.#later) return;
    this.#later = await import('./render/later.js').catch(() => undefined);
    if (this.#later) learn(this.#later.sentences);
    else if (this.#dialog === 'deed') {
      this.#dialog = undefined;
      return this.#complain([['review', this.#texts.t('offline.unreachable')]]);
    }
    this.#screen.draw();
  }

  #finish(decision: Decision): void {
    this.#draft = emptyDraft();
    this.#screen.say(this.#texts.t(`done.${decision.decision}`, {version: decision.version}));
    this.#screen.focus('recorded-title');
    this.#fire(new CountersignDecisionEvent(this.#request, decision));
    this.#settle?.(decision);
  }

  #ask(): void {
    const {question, questionPart: part} = this.#draft;
    const draft = {question: '', questionPart: '', asking: false};
    const command = {command: 'ask', text: question.trim(), ...(part && {part})} as const;
    void this.#carryOut(command, {said: this.#texts.t('ask-form.sent'), focus: 'ask-open', draft});
  }

  /** From a form of its own to the record. The form stays until it is known what became of it. */
  async #carryOut(command: Command, {said, focus, draft, fieldOf}: Done): Promise<void> {
    if (this.#busy) return;
    this.#errors = new Map();
    this.#busy = 'sending';
    await this.#send(async (session) => {
      session.rehearse(command);
      await session.send(command);
      this.#closeDialog();
      this.#edit(draft);
      this.#screen.say(said);
      this.#screen.focus(focus);
    }, fieldOf);
    this.#busy = undefined;
    this.#screen.draw();
  }

  /** Sends something; what is said against it and is not shown as a conflict or a failure goes to the field it is about. */
  async #send(work: (session: Session) => Promise<void>, field?: Done['fieldOf']): Promise<void> {
    const session = this.#session;
    try {
      if (session) await work(session);
    } catch (error) {
      const {conflict, problem} = this.#snapshot;
      if (session !== this.#session) return;
      if (!conflict && !problem && !(error instanceof MovedOn)) this.#refused(error, field);
    }
    this.#settle?.();
  }

  #refused(error: unknown, field = (pointer: string): string => fieldOf(pointer, this.#draft)): void {
    if (!(error instanceof Refusal)) return this.#report(error);
    this.#complain(problemsOf(error).map((problem) => [field(problem.pointer), this.#texts.why(problem)]));
  }

  /** Ties each complaint to its field and goes to the first one. */
  #complain(errors: readonly (readonly [string, string])[]): void {
    this.#errors = new Map(errors);
    this.#screen.say([this.#texts.t('form.problems', {count: errors.length}), ...errors.map(([, text]) => text)].join(' '));
    this.#screen.focus(errors[0]?.[0]);
  }

  #closeDialog(): void {
    this.#dialog = undefined;
    this.#screen.closeDialog();
  }
}
