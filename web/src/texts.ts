/** The catalogue and the formats of one reader. Customer text is made visible and isolated wherever it enters a sentence. */
import {passes} from './backend.js';
import {h, type Child} from './dom.js';
import {createFormats, type Formats} from './formats.js';
import type {MessageKey, Messages} from './messages/en.js';
import type {Lost} from './snapshot.js';
import {format, visible, type Arguments} from './text.js';

export interface Texts extends Formats {
  /** Language of the sentences, for `lang`. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  has(key: string): key is MessageKey;
  /** A sentence as plain text: for attributes and announcements. */
  t(key: MessageKey, values?: Arguments): string;
  /** A sentence as content: arguments stand in `<bdi>`. */
  say(key: MessageKey, values?: Arguments): Child;
  /** A refusal or failure, in a sentence for a customer. */
  why(error: unknown): string;
  /** Why there is no answer, where it is shown as `kind`: a server in trouble speaks for itself. */
  lost(kind: 'lost' | 'offline', error: Lost): string;
}

const rightToLeft = /^(ar|dv|fa|he|ps|ur|yi)\b/;

/** Customer text inline: isolated, with nothing invisible. */
export const bdi = (text: string): Child => h('bdi', visible(text));

/** The code of a refusal or failure; `internal` where something broke. */
export const codeOf = (error: unknown): string => (error as {code?: string} | undefined)?.code ?? 'internal';

/** What can be said before there is a catalogue, or when it does not come; and English that came with later files. */
const common: Messages = {'error.title': 'This cannot be shown', 'error.retry': 'Try again'};

/** Adds English sentences to every catalogue, also to those that are in use. */
export const learn = (sentences: Messages): unknown => Object.assign(common, sentences);

/**
 * `locale`: how the reader writes dates, numbers and money. `english`: our own catalogue; `own`: the host's, in the
 * language `ownLanguage`. Each sentence counts as its own language does.
 */
export function createTexts(locale: string, english: Messages, own: Messages = {}, ownLanguage = 'en'): Texts {
  const catalogue = {__proto__: common, ...english, ...own} as unknown as Readonly<Record<string, string>>;
  const pieces = (key: string, values: Arguments = {}): ReturnType<typeof format> =>
    format(catalogue[key] ?? key, values, key in own ? ownLanguage : 'en');
  // A few sentences of the host's do not make the rest speak its language.
  const spoken = Object.keys(own).length * 2 > Object.keys(english).length ? ownLanguage : 'en';
  return {
    ...createFormats(locale),
    language: spoken,
    direction: rightToLeft.test(spoken) ? 'rtl' : 'ltr',
    has: (key): key is MessageKey => key in catalogue,
    t: (key, values) =>
      pieces(key, values)
        .map((piece) => (typeof piece === 'string' ? visible(piece) : piece))
        .join(''),
    say: (key, values) => pieces(key, values).map((piece) => (typeof piece === 'string' ? bdi(piece) : piece)),
    why(error) {
      const {detail, title, message} = error as {detail?: string; title?: string; message?: string};
      const code = codeOf(error);
      if (title && passes(error)) return `${visible(title)} (${code})`;
      return catalogue[`refusal.${code}`] ?? visible(detail || title || message || '');
    },
    lost(kind, error) {
      return 'title' in error ? this.t(`${kind}.problem`, {problem: this.why(error)}) : this.t(`${kind}.${error.code}`);
    },
  };
}
