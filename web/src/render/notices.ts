/** What is shown when there is nothing to decide, or when something is in the way. */
import type {Unreachable} from '../backend.js';
import {compareVersions, versionOf} from '../compare.js';
import {CoreRefusal} from '../core.js';
import {h, type Child} from '../dom.js';
import {IntegrityError} from '../integrity.js';
import type {Conflict} from '../snapshot.js';
import {visible} from '../text.js';
import {differences} from './ask.js';
import {requesterName} from './effects.js';
import {button, type LoadedUi, type Ui} from './ui.js';

export const skeleton = ({texts}: Ui): Child =>
  h('div.skeleton', h('p.sr', texts.t('loading')), [1, 2, 3, 4, 5].map(() => h('div.bone')));

/** A page that is only a sentence. Its heading follows on the request's title, where there is one. */
const page = (heading: string, title: string, text: Child, action?: Child): Child =>
  h('section!notice', h(`${heading}#notice-title`, {tabindex: -1}, title), h('p', text), action);

export const empty = ({texts}: Ui): Child => page('h2', texts.t('empty.title'), texts.t('empty.text'));

export function failure({texts, act}: Ui, problem: Error): Child {
  // A server that says no, or nothing, is not to be distrusted; one whose words do not fit together is.
  const distrust = problem instanceof IntegrityError || problem instanceof CoreRefusal;
  return page('h2', texts.t(distrust ? 'error.distrust' : 'error.title'), texts.why(problem), button('ghost', texts.t('error.retry'), act.reload));
}

export const preparing = (ui: LoadedUi): Child => page('h3', ui.texts.t('preparing.title'), ui.texts.say('preparing.text', {who: requesterName(ui.loaded)}));

export function withdrawn({loaded, texts}: LoadedUi): Child {
  const {withdrawal} = loaded.request;
  if (!withdrawal) return null;
  const {by, at, reason} = withdrawal;
  const text = [texts.say('withdrawn.text', {who: by.name, when: [texts.short(at)]}), ' ', h('q.prose', {dir: 'auto'}, visible(reason))];
  return page('h3', texts.t('withdrawn.title'), text);
}

/** The click is on its way. Nothing is guessed about its outcome. */
export function sending({texts, act, snapshot: {lost}}: Ui, what: 'decide' | 'retract'): Child {
  return h(
    'section!sending',
    h('div.mark.wait', {'aria-hidden': 'true'}, lost ? '!' : '…'),
    h('h3#sending-title', {tabindex: -1}, texts.t(lost ? 'lost.title' : `sending.${what}`)),
    h('p', texts.t(lost ? `lost.${lost.code}` : 'sending.text')),
    lost && button('ghost', texts.t('sending.now'), act.wake),
  );
}

export const offline = ({texts, act}: Ui, {code}: Unreachable): Child =>
  h('div!banner', h('p', texts.t(`offline.${code}`)), button('ghost', texts.t('sending.now'), act.wake));

/** Says what moved on, and leaves the next step to the reader. */
export function conflict(ui: LoadedUi, {changes, command}: Conflict): Child {
  const {texts, loaded, act} = ui;
  const {version, state, decisions, questions, material} = changes;
  const older = version && versionOf(loaded.request, version.from);
  const lines = [
    version && version.from !== version.to && texts.t('conflict.version', {from: version.from, to: version.to}),
    ...decisions.map(({actor, decision, version: number}) =>
      texts.say(`conflict.${actor.id === loaded.actor.id ? 'yours' : 'others'}.${decision}`, {name: actor.name, version: number}),
    ),
    state && texts.t('conflict.state', {state: texts.t(`state.${state.to}`)}),
    ...questions.map(({by, answer}) => texts.say(answer ? 'conflict.answer' : 'conflict.question', {name: (answer?.by ?? by).name})),
  ].filter(Boolean);
  if (!lines.length && !older) lines.push(texts.t(material ? 'conflict.other' : 'conflict.same'));
  return h(
    'section!conflict',
    {'aria-labelledby': 'conflict-title'},
    h('h3#conflict-title', {tabindex: -1}, texts.t('conflict.title')),
    h('ul.plain', lines.map((line) => h('li', line)), older && loaded.version && differences(ui, compareVersions(older, loaded.version))),
    command && h('p', h('b', texts.t('conflict.unsent'))),
    button('ghost', texts.t('conflict.ok'), act.acknowledge),
  );
}
