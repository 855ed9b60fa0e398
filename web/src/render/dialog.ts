import {h, type Child} from '../dom.js';
import {toneOfDecision, type Ballot} from '../looks.js';
import type {Choice} from '../snapshot.js';
import {shortDigest, visible} from '../text.js';
import {bdi} from '../texts.js';
import {effects} from './effects.js';
import {button, fact, instead, type LoadedUi} from './ui.js';

/** How long a confirming button does nothing, so that the second half of a double click confirms nothing. */
const SETTLE_MS = 400;
/** When a dialog was last opened, which puts the focus on its title; there is one modal dialog at a time. */
let openedAt = 0;

/** One native dialog. Focus starts on its title, so that a held Enter lands on nothing. */
export function box({act, texts, busy}: LoadedUi, title: string, body: Child, go: string, danger: boolean, confirm: () => void): Child {
  const opened = (): void => {
    openedAt = performance.now();
  };
  const settled = (): void => {
    if (performance.now() - openedAt >= SETTLE_MS) confirm();
  };
  return h(
    'dialog!dialog',
    {'aria-labelledby': 'dialog-title', key: title, cancel: instead(act.back), close: act.back},
    h('h3#dialog-title', {tabindex: -1, focus: opened}, title),
    body,
    h(
      'div.row',
      button('ghost!back', texts.t('confirm.back'), act.back),
      go && button(danger ? 'go.bad!confirm' : 'go!confirm', go, settled, {'aria-disabled': busy && 'true'}),
    ),
  );
}

interface Reasons {
  readonly conditions?: readonly {readonly text: string}[];
  readonly objections?: readonly {readonly text: string}[];
  readonly rationale?: string;
}

/** What somebody wrote with a decision. */
export function reasons({texts}: LoadedUi, {conditions = [], objections = [], rationale}: Reasons): Child {
  const listed = (key: 'conditions' | 'objections' | 'note', items: readonly {text: string}[]): Child =>
    items.length > 0 && fact(texts.t(`fact.${key}`), h('ul', items.map(({text}) => h('li', {dir: 'auto'}, visible(text)))));
  return [listed('conditions', conditions), listed('objections', objections), listed('note', rationale ? [{text: rationale}] : [])];
}

/** Repeats the ask, the version and the choice, and asks once. */
export function confirmDialog(ui: LoadedUi, ballot: Ballot, choice: Choice): Child {
  const {texts, loaded, act} = ui;
  const {version, decision, displayed_digest} = choice;
  const option = ballot.options.find((each) => each.decision === decision);
  const body = [
    h('p!ask', {dir: 'auto'}, visible(loaded.version?.ask ?? '')),
    h(
      'dl',
      fact(texts.t('fact.what'), bdi(loaded.request.title)),
      fact(texts.t('fact.version'), version, ' · ', h('code', shortDigest(displayed_digest))),
      fact(texts.t('fact.decision'), h('b', texts.t(`decision.${decision}`))),
      reasons(ui, choice),
      option && fact(texts.t('fact.then'), effects(ui, option).join(' ')),
    ),
  ];
  const danger = toneOfDecision[decision] === 'bad';
  const signing = ui.later?.signing(ui, choice);
  const go = signing?.go ?? texts.t(`confirm.go.${decision}`, {version});
  return box(ui, texts.t(`confirm.${decision}`, {version}), [body, signing?.hint], go, danger, signing?.confirm ?? act.confirm);
}
