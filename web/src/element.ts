/** `<countersign-approval>`: attributes, properties, methods and life cycle around a {@link Widget} and a {@link Session}. */
import {Backend, type Token} from './backend.js';
import {loadApproverCore, type ApproverCore, type CoreSource} from './approver.js';
import type {CountersignEventMap} from './events.js';
import type {Decision, DecisionWord} from './generated/wire.js';
import type {Messages} from './messages/en.js';
import {Session} from './session.js';
import type {Verification} from './snapshot.js';
import {styles} from './styles.js';
import {createTexts, type Texts} from './texts.js';
import {Widget} from './widget.js';

/** In Node there are no elements; the class can still be imported. */
const Base = (globalThis as {HTMLElement?: typeof HTMLElement}).HTMLElement ?? (class {} as typeof HTMLElement);

const known = (locale: string | null | undefined): string | undefined => {
  try {
    return Intl.getCanonicalLocales(locale ?? '')[0];
  } catch {
    return undefined;
  }
};

/**
 * An approval request, from reading to the recorded decision.
 *
 * Loads by itself once it is in a page, has a `request`, and has a `token` or a `fetch`.
 *
 * @attr endpoint - Where the server is; the page's own origin by default.
 * @attr request - Id of the request.
 * @attr locale - BCP 47 tag for dates, numbers and money; by default that of the browser.
 * @attr theme - `auto` (default), `light` or `dark`.
 * @attr log-key - Public key of the server's log, NAME+ID+KEY, against which receipts are checked; several with spaces between
 *   them. It comes from whoever answers for the log, never from the server's own answer.
 */
export class CountersignApproval extends Base {
  static readonly observedAttributes = ['endpoint', 'request', 'locale'];

  #token: Token | undefined;
  #fetch: typeof fetch | undefined;
  #messages: Messages | undefined;
  #core: CoreSource | ApproverCore | undefined;
  #english: Messages = {};
  #widget: Widget | undefined;
  #session: Session | undefined;
  #restarting: Promise<void> | undefined;
  #listening: AbortController | undefined;

  /** Attributes as properties; an attribute that is absent reads as an empty text. */
  declare endpoint: string;
  declare request: string;
  declare locale: string;
  declare theme: string;
  declare logKey: string;

  static {
    for (const name of ['endpoint', 'request', 'locale', 'theme', 'log-key']) {
      Object.defineProperty(this.prototype, name.replace('-k', 'K'), {
        get(this: HTMLElement) {
          return this.getAttribute(name) ?? '';
        },
        set(this: HTMLElement, value: string) {
          this.setAttribute(name, value);
        },
      });
    }
  }

  /** A session token, or a function that fetches one and is called again when it has expired. Never an attribute. */
  get token(): Token | undefined {
    return this.#token;
  }
  set token(value: Token | undefined) {
    this.#token = value;
    this.#restart();
  }

  /** Used instead of the global `fetch`. */
  get fetch(): typeof fetch | undefined {
    return this.#fetch;
  }
  set fetch(value: typeof fetch | undefined) {
    this.#fetch = value;
    this.#restart();
  }

  /** Sentences that replace the English ones. */
  get messages(): Messages | undefined {
    return this.#messages;
  }
  set messages(value: Messages | undefined) {
    this.#messages = value;
    this.#speak();
  }

  /** Where the wasm core comes from, or a core that is already there. */
  get core(): CoreSource | ApproverCore | undefined {
    return this.#core;
  }
  set core(value: CoreSource | ApproverCore | undefined) {
    this.#core = value;
    this.#restart();
  }

  /** Loads the request anew, also after an error. */
  async load(): Promise<void> {
    await this.#restarting;
    if (this.#session) await this.#session.load();
    else await this.#start();
  }

  /** Asks now whether the request moved on. */
  async refresh(): Promise<void> {
    await this.#session?.refresh();
  }

  /**
   * Brings the customer to the confirmation of this decision; the click is theirs.
   * @returns what was recorded; undefined when they went back.
   */
  async decide(decision: DecisionWord): Promise<Decision | undefined> {
    return this.#widget?.decide(decision);
  }

  /** Replays the whole log and hashes every file of the current version; nothing when there is no request. */
  async verify(): Promise<Verification | undefined> {
    return this.#session?.verify();
  }

  /** Goes to the heading that matters most. */
  override focus(): void {
    this.#widget?.focus();
  }

  connectedCallback(): void {
    this.#upgrade();
    if (!this.#widget) {
      const root = this.attachShadow({mode: 'open'});
      root.adoptedStyleSheets = [styles()];
      this.#widget = new Widget(root, this.#texts(), (event) => this.dispatchEvent(event));
    }
    this.#listen();
    this.#prepare().catch(() => undefined); // ahead of time; a failure shows when it is needed
    if (!this.#session) this.#restart();
  }

  disconnectedCallback(): void {
    // Moving an element takes it out and puts it back at once; what was written in it stays.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#listening?.abort();
      this.#listening = undefined;
      this.#widget?.wait('');
      this.#session = undefined;
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#widget) return;
    if (name === 'locale') this.#speak();
    else this.#restart();
  }

  /** Properties that were set before the element was defined hide the accessors; they are set again. */
  #upgrade(): void {
    for (const [name, value] of Object.entries(this)) {
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    const look = (): void => {
      this.#session?.watch(!document.hidden);
      if (!document.hidden) this.#session?.wake();
    };
    for (const type of ['visibilitychange', 'online', 'offline']) window.addEventListener(type, look, this.#listening);
  }

  /** Several changes in a row are one start. */
  #restart(): void {
    if (!this.#widget || !this.isConnected) return;
    this.#restarting ??= Promise.resolve().then(() => {
      this.#restarting = undefined;
      if (!this.isConnected) return;
      if (this.#token === undefined && !this.#fetch) this.#widget?.wait(this.request);
      else void this.#start();
    });
  }

  async #start(): Promise<void> {
    const {request} = this;
    const widget = this.#widget;
    this.#session = undefined;
    if (!widget || !request) return widget?.wait(request);
    const backend = new Backend({endpoint: this.endpoint, token: this.#token, fetch: this.#fetch});
    const session = new Session({core: () => this.#prepare(), backend, request, store: () => sessionStorage});
    this.#session = session;
    session.watch(!document.hidden);
    await widget.start(session, request);
  }

  /** The rules and the sentences: what everything needs besides the request itself. */
  async #prepare(): Promise<ApproverCore> {
    const given = this.#core as ApproverCore | undefined;
    // Not by its class: that of `countersign/core` is another one.
    const [core, {en}] = await Promise.all([given?.permitted ? given : loadApproverCore(this.#core as CoreSource), import('./messages/en.js')]);
    this.#english = en;
    this.#speak();
    return core;
  }

  /** Takes over a change of language or sentences. */
  #speak(): void {
    if (this.#widget) this.#widget.texts = this.#texts();
  }

  #texts(): Texts {
    const locale = known(this.locale);
    const page = this.closest<HTMLElement>('[lang]')?.lang;
    return createTexts(locale ?? navigator.language, this.#english, this.#messages, locale ?? known(page));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'countersign-approval': CountersignApproval;
  }
}

/** Typed listening for the element's own events. */
export interface CountersignApproval {
  addEventListener<K extends keyof CountersignEventMap>(
    type: K,
    listener: (this: CountersignApproval, event: CountersignEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}
