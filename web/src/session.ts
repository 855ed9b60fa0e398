/**
 * One person, one request: loads it, checks it, rehearses and sends commands, notices when it moved on. No DOM.
 * Everything that goes to the server goes through one line, so that a command is always made for the newest head.
 */
import {BackendProblem, passes} from './backend.js';
import {compareStates, versionOf} from './compare.js';
import {CoreRefusal, type ApproverCore} from './approver.js';
import {createEvidence, hasOpened} from './evidence.js';
import type {
  Actor,
  Command,
  Context,
  DecideOutput,
  Decision,
  Part,
  Request,
  RequestAnswer,
} from './generated/wire.js';
import {createHandout} from './handout.js';
import {checkAnswer, checkBytes, IntegrityError, readState} from './integrity.js';
import {createLine} from './line.js';
import {stands} from './looks.js';
import {newKey, pendingSlot, type Pending, type PendingSlot} from './pending.js';
import {MovedOn, type Choice, type Conflict, type Loaded, type Lost, type Phase, type SessionOptions, type Snapshot, type Verification} from './snapshot.js';

/** Controller of one request for one person. */
export class Session {
  /** As they were given. */
  readonly options: SessionOptions;
  readonly #pending: PendingSlot;
  readonly #handout = createHandout();
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #line = createLine((failure) => this.#lostBy(failure));
  readonly #evidence = createEvidence({
    loaded: () => this.#loaded,
    post: (command) => this.#post(this.#asPending(command)),
    pull: () => this.#pull({}),
  });
  #core: ApproverCore | undefined;
  #loaded: Loaded | undefined;
  /** What the reader last acknowledged; changes are told against it. */
  #seen: Loaded | undefined;
  #lost: Lost | undefined;
  #resumed: Decision | undefined;
  #sending: Command | undefined;
  #conflict: Conflict | undefined;
  #problem: Error | undefined;
  #watching: AbortController | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#pending = pendingSlot(options.store, `${options.backend.base}/${options.request}`);
  }

  get snapshot(): Snapshot {
    const recorded = this.#loaded && ownDecision(this.#loaded);
    return {
      phase: this.#phase(recorded),
      loaded: this.#loaded,
      recorded,
      reachable: !this.#lost,
      lost: this.#lost,
      sending: this.#sending,
      conflict: this.#conflict,
      problem: this.#problem,
      resumed: this.#resumed,
    };
  }

  /** Calls `listener` after every change. @returns how to stop. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads the request. A click that a reload interrupted is sent again with its own key; see {@link Snapshot.resumed}. */
  load(): Promise<void> {
    this.#problem = undefined;
    this.#emit();
    return this.#line.enqueue(() => this.#start());
  }

  /** Asks whether the request moved on. */
  async refresh(): Promise<void> {
    await this.#line.enqueue(async () => {
      if (!this.#loaded) return this.#start();
      return this.#guarded(async () => {
        await this.#pull({known: this.#loaded?.request.head, attempts: 1});
        await this.#evidence.drain();
      });
    });
  }

  /** Hears of changes at once where the server has live events, and looks for them at intervals where not; or stops doing so (a hidden tab). */
  watch(on: boolean): void {
    this.#watching?.abort();
    if (!on || this.#line.signal.aborted) return;
    const {signal} = (this.#watching = new AbortController());
    import('./live.js').then(
      (live) => live.follow(this, signal),
      () => {
        const timer = setInterval(() => (signal.aborted ? clearInterval(timer) : this.look()), 15_000); // it did not come
      },
    );
  }

  /** The network may be back, or the tab is looked at again: tries now. */
  wake(): void {
    if (!this.#line.wake()) this.look();
  }

  /** The reader has taken note of what changed. */
  acknowledge(): void {
    this.#conflict = undefined;
    this.#seen = this.#loaded;
    this.#emit();
  }

  /** What the command would do now. @throws {CoreRefusal} the reason why it would be refused. */
  rehearse(command: Command): DecideOutput {
    const {core, loaded} = this.#need();
    return core.decide({state: loaded.request, command, context: this.#context(loaded, 'rehearsal')});
  }

  /** Rehearses a decision with the challenge that there is. */
  rehearseDecision(choice: Choice): DecideOutput {
    return this.rehearse(this.#handout.command(choice));
  }

  /**
   * Before a person is asked to confirm: gets a fresh challenge and the newest state. Offline is no reason not to
   * confirm while the challenge lives; the click will wait.
   * @returns false when the request moved on in a way that matters; the snapshot then holds the conflict.
   */
  prepare(): Promise<boolean> {
    this.acknowledge();
    return this.#line.enqueue(async () => {
      await this.#guarded(() => this.#pull({attempts: 1}));
      return !this.#conflict && !this.#problem;
    });
  }

  /** Sends a decision. Resolves when the server has recorded it, however long that takes. */
  decide(choice: Choice): Promise<Decision> {
    return this.#line.enqueue(async () => {
      if (!this.#handout.fresh()) await this.#current({});
      const command = this.#handout.command(choice);
      await this.#submit(command);
      const decision = this.#decisionBy(command.challenge);
      if (!decision) throw this.#fail(new IntegrityError('log-broken', 'The server did not record the decision.'));
      return decision;
    });
  }

  /** Sends any other command that a person gave. Resolves when the server has recorded it. */
  send(command: Command): Promise<void> {
    return this.#line.enqueue(async () => {
      const {loaded} = this.#need();
      try {
        await this.#current({known: loaded.request.head});
        await this.#submit(command);
      } catch (error) {
        if (error instanceof MovedOn || (error instanceof CoreRefusal && this.#loaded !== loaded)) this.#void(command, loaded);
        throw error;
      }
    });
  }

  /** Notes that a part of the current version was shown to the reader. */
  open(part: string): void {
    const loaded = this.#loaded;
    if (!loaded?.version || hasOpened(loaded, part)) return;
    this.#evidence.add(loaded.version.number, part);
    void this.#line.enqueue(() => this.#guarded(() => this.#evidence.drain())).catch(() => undefined);
  }

  /** The bytes of a part, hashed and found to be the ones of its version. */
  async bytes(part: Part): Promise<Blob> {
    const {core} = this.#need();
    const {backend, request} = this.options;
    return checkBytes(core, part, await backend.blob(part.sha256, request, {signal: this.#line.signal}));
  }

  /** Folds the whole log and compares it with the state; fetches and hashes every part of the current version. */
  async verify(): Promise<Verification> {
    return (await import('./audit.js')).audit(this);
  }

  /** Ends everything: timers, calls in flight, listeners. A click in flight stays stored for the next load. */
  close(): void {
    this.watch(false);
    this.#line.close();
    this.#listeners.clear();
  }

  #phase(recorded: Decision | undefined): Phase {
    if (this.#problem) return 'error';
    if (!this.#loaded) return 'loading';
    if (this.#lost) return 'offline';
    if (this.#sending) return 'deciding';
    if (this.#conflict) return 'conflict';
    return recorded ? 'recorded' : 'ready';
  }

  #need(): {core: ApproverCore; loaded: Loaded} {
    if (!this.#core || !this.#loaded) throw new Error('Not loaded.');
    return {core: this.#core, loaded: this.#loaded};
  }

  #emit(): void {
    const {snapshot} = this;
    for (const listener of this.#listeners) listener(snapshot);
  }

  /** Runs `work`; what it fails with becomes visible instead of thrown. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Makes a failure visible. @returns it */
  #fail(error: unknown): unknown {
    if (passes(error) && this.#loaded) {
      this.#lostBy(error);
    } else if (!this.#line.signal.aborted) {
      this.#problem = error instanceof Error ? error : new Error(String(error));
      this.#emit();
    }
    return error;
  }

  #lostBy(failure: Lost): void {
    this.#lost = failure;
    this.#emit();
  }

  /** One look for changes; not while something is under way, and not after a failure that a look cannot mend. @internal */
  look(): void {
    if (!this.#line.busy() && (!this.#problem || passes(this.#problem))) this.refresh().catch(() => undefined);
  }

  async #start(): Promise<void> {
    await this.#guarded(async () => {
      const {core, backend, request} = this.options;
      const [ready, answer] = await Promise.all([core(), backend.request(request, {signal: this.#line.signal})]);
      this.#core = ready;
      this.#took(answer);
    });
    if (this.#loaded && !this.#problem) await this.#resume();
  }

  async #pull(options: {known?: number | undefined; attempts?: number}): Promise<void> {
    const {backend, request} = this.options;
    this.#took(await backend.request(request, {...options, signal: this.#line.signal}));
  }

  #took(answer: RequestAnswer | undefined): void {
    if (answer) this.#adopt(answer);
    this.#lost = undefined;
    if (passes(this.#problem)) this.#problem = undefined;
    this.#emit();
  }

  /** Makes sure that what the reader sees is the newest there is, before sending what they wrote about it. */
  async #current(options: {known?: number}): Promise<void> {
    await this.#line.untilReachable(() => this.#pull(options));
    if (this.#conflict?.changes.material) throw new MovedOn('The request moved on.');
  }

  #adopt(answer: RequestAnswer): void {
    const core = this.#core as ApproverCore;
    const request = readState(core, answer.request, this.options.request, answer.head);
    if (this.#loaded && request.head < this.#loaded.request.head) {
      throw new IntegrityError('log-broken', 'The server forgot what it had recorded.');
    }
    this.#handout.take(answer);
    const loaded = this.#show(core, request, answer.actor);
    if (!this.#seen || this.#seen.actor.id !== loaded.actor.id) this.#seen = loaded;
    const changes = compareStates(this.#seen, loaded);
    if (changes.material || this.#conflict) this.#conflict = {changes, command: this.#conflict?.command};
    else this.#seen = loaded;
  }

  #show(core: ApproverCore, request: Request, actor: Actor): Loaded {
    this.#handout.settle(request);
    const permitted = core.permitted({state: request, context: this.#context({request, actor}, 'rehearsal')});
    this.#loaded = {request, actor, version: versionOf(request), permitted};
    return this.#loaded;
  }

  #context({request, actor}: Pick<Loaded, 'request' | 'actor'>, key: string): Context {
    return this.#handout.context(request.id, actor, key);
  }

  #asPending(command: Command): Pending {
    const {loaded} = this.#need();
    return {key: newKey(), head: loaded.request.head, actor: loaded.actor.id, command};
  }

  /** Rehearses, remembers and delivers a command; from here on its outcome is known or it is still being tried. */
  async #submit(command: Command): Promise<void> {
    this.rehearse(command);
    const pending = this.#asPending(command);
    this.#pending.write(pending);
    await this.#deliver(pending);
  }

  async #deliver(pending: Pending): Promise<void> {
    this.#sending = pending.command;
    this.#emit();
    try {
      await this.#line.untilReachable(() => this.#post(pending));
      this.#pending.clear(pending);
    } catch (error) {
      // Closed, or not signed in any more: the click stays stored, and the next load settles it.
      this.#line.signal.throwIfAborted();
      if (!asksWho(error)) this.#pending.clear(pending);
      if (error instanceof BackendProblem) await this.#explain(pending.command);
      else this.#fail(error);
      throw error;
    } finally {
      this.#sending = undefined;
      this.#emit();
    }
  }

  async #post({key, head, command}: Pending): Promise<void> {
    const {core, loaded} = this.#need();
    const {backend, request} = this.options;
    const onRetry = (failure: Lost): void => this.#lostBy(failure);
    const answer = await backend.send(request, command, {head, key, signal: this.#line.signal, onRetry});
    this.#lost = undefined;
    const after = this.#show(core, checkAnswer(core, loaded.request, command, this.#context(loaded, key), answer), loaded.actor);
    if (!this.#conflict) this.#seen = after;
    this.#emit();
  }

  /** The server refused what the core had nothing against here: usually because something moved. */
  async #explain(command: Command): Promise<void> {
    const before = this.#need().loaded;
    await this.#guarded(() => this.#pull({}));
    if (before.request.head !== this.#need().loaded.request.head) this.#void(command, before);
  }

  /** Says that a command came to nothing, and what moved on since the reader saw `before`. */
  #void(command: Command, before: Loaded): void {
    const {loaded} = this.#need();
    this.#conflict = {changes: this.#conflict?.changes ?? compareStates(before, loaded), command};
    this.#emit();
  }

  /** Settles a click that a reload interrupted: it was recorded, or it is sent again under its own key, or it is void. */
  async #resume(): Promise<void> {
    const {loaded} = this.#need();
    const pending = this.#pending.read(loaded.actor.id);
    if (!pending) return;
    const {command, actor, key, head} = pending;
    const recorded = loaded.request.applied.includes(`${actor}/${key}`);
    if (!recorded && head === loaded.request.head) {
      await this.#deliver(pending).catch((error: unknown) => {
        if (error instanceof BackendProblem && !asksWho(error)) this.#void(command, loaded);
      });
    } else {
      this.#pending.clear(pending);
      if (!recorded) this.#void(command, loaded);
    }
    if (command.command !== 'decide') return;
    this.#resumed = this.#decisionBy(command.challenge);
    this.#emit();
  }

  #decisionBy(challenge: string): Decision | undefined {
    return this.#loaded?.request.decisions.find((decision) => decision.challenge === challenge);
  }
}

/** The server wants to know who is asking before it judges anything. */
const asksWho = (error: unknown): boolean => error instanceof BackendProblem && error.status === 401;

function ownDecision({request, actor, permitted}: Loaded): Decision | undefined {
  if (permitted.options.some((option) => option.command === 'decide' && option.allowed)) return undefined;
  return request.decisions.findLast(
    (decision) => decision.actor.id === actor.id && (decision.carried_to ?? decision.version) === request.version && stands[decision.standing],
  );
}
