/** What renderers read and what they may call. A renderer is a pure function from this to a description of elements. */
import {h, type Child, type Props, type VNode} from '../dom.js';
import type {Draft, RowList} from '../draft.js';
import type {Command, DecisionWord, Verb} from '../generated/wire.js';
import type {MessageKey} from '../messages/en.js';
import type {Choice, Loaded, Snapshot} from '../snapshot.js';
import type {Session} from '../session.js';
import type {Texts} from '../texts.js';

/** A part that was opened: its bytes are shown only in `ready`, when they were found to be the right ones. */
export interface Preview {
  readonly status: 'loading' | 'ready' | 'mismatch' | 'failed';
  /** An object URL of the bytes. */
  readonly url?: string;
  readonly render?: (ui: LoadedUi) => Child;
}

/** What to do once a command is recorded, and where a complaint about it goes. */
export interface Done {
  readonly said: string;
  readonly focus: string;
  /** What is written no more. */
  readonly draft: Partial<Draft>;
  readonly fieldOf?: (pointer: string) => string;
}

export interface Actions {
  /** Takes over a change of the draft. */
  edit(change: Partial<Draft>): void;
  choose(decision: DecisionWord): void;
  addRow(list: RowList): void;
  removeRow(list: RowList, key: string): void;
  review(): void;
  /** `signed`: what the decision is signed with, where that is asked for. */
  confirm(signed?: Pick<Choice, 'passkey'>): void;
  back(): void;
  togglePart(id: string): void;
  reloadPart(id: string): void;
  /** A part is on the reader's screen. */
  seen(id: string): void;
  ask(): void;
  askFirst(): void;
  /** Opens the dialog of something besides deciding and asking. */
  begin(verb: Verb, target?: string): void;
  /** Sends a command that is no decision. */
  send(command: Command, done: Done): void;
  acknowledge(): void;
  reload(): void;
  wake(): void;
}

export interface Ui {
  readonly snapshot: Snapshot;
  readonly texts: Texts;
  readonly draft: Draft;
  readonly previews: ReadonlyMap<string, Preview>;
  /** What is wrong with a field, by its id. */
  readonly errors: ReadonlyMap<string, string>;
  readonly dialog: 'confirm' | 'deed' | undefined;
  readonly busy: 'checking' | 'sending' | undefined;
  /** What is not needed to decide on a plain request, once it is loaded. */
  readonly later: typeof import('./later.js') | undefined;
  readonly act: Actions;
  /** Where everything comes from; there is one while there is a request. */
  readonly session: Session | undefined;
}

/** The same, once there is a request to show. */
export interface LoadedUi extends Ui {
  readonly loaded: Loaded;
}

/** Runs an action instead of what the browser would do. */
export const instead =
  (action: () => void) =>
  (event: Event): void => {
    event.preventDefault();
    action();
  };

export const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

/** `kind`: `go` for the one next step, `ghost` for others, `link` for small ones. */
export const button = (kind: string, label: Child, click: (event: Event) => void, more: Props = {}): VNode =>
  h(`button.${kind}`, {type: 'button', click, ...more}, label);

/** The way to one of the things besides deciding and asking, where the core permits it. */
export const offer = ({texts, act, loaded}: LoadedUi, kind: string, verb: Verb, target?: string, more?: Props): Child =>
  loaded.permitted.options.some((option) => option.allowed && option.command === verb && option.target === target) &&
  button(kind, texts.t(`${verb}.open` as MessageKey), () => act.begin(verb, target), more);

/** A part of the page with its heading; `name` is also what hosts style it by. Not a landmark: a page may hold many widgets. */
export const section = (name: string, title: string, ...content: Child[]): VNode =>
  h(`section!${name}`, h(`h3#${name}-title.label`, {tabindex: -1}, title), content);

/** One line of a list of facts. */
export const fact = (name: string, ...value: Child[]): Child => [h('dt', name), h('dd', value)];
