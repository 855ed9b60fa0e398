/** What is shown when there is nothing to decide, or when something is in the way. */
import {CoreRefusal} from '../approver.js';
import {h, type Child} from '../dom.js';
import {IntegrityError} from '../integrity.js';
import {unsentKey} from '../looks.js';
import type {Conflict, Lost} from '../snapshot.js';
import {button, type LoadedUi, type Ui} from './ui.js';

export const skeleton = ({texts}: Ui): Child =>
  h('div.skeleton', h('p.sr', texts.t('loading')), [1, 2, 3, 4, 5].map(() => h('div.bone')));

/** A page that is only a sentence. Its heading follows on the request's title, where there is one. */
export const page = (heading: string, title: string, text: Child, action?: Child): Child =>
  h('section!notice', h(`${heading}#notice-title`, {tabindex: -1}, title), h('p', text), action);

export const empty = ({texts}: Ui): Child => page('h2', texts.t('empty.title'), texts.t('empty.text'));

export function failure({texts, act}: Ui, problem: Error): Child {
  // A server that says no, or nothing, is not to be distrusted; one whose words do not fit together is.
  const distrust = problem instanceof IntegrityError || problem instanceof CoreRefusal;
  return page('h2', texts.t(distrust ? 'error.distrust' : 'error.title'), texts.why(problem), button('ghost', texts.t('error.retry'), act.reload));
}

/** The click is on its way. Nothing is guessed about its outcome. */
export function sending({texts, act, snapshot: {lost}}: Ui, what: 'decide' | 'retract'): Child {
  return h(
    'section!sending',
    h('div.mark.wait', {'aria-hidden': 'true'}, lost ? '!' : '…'),
    h('h3#sending-title', {tabindex: -1}, texts.t(lost ? 'lost.title' : `sending.${what}`)),
    h('p', lost ? texts.lost('lost', lost) : texts.t('sending.text')),
    lost && button('ghost', texts.t('sending.now'), act.wake),
  );
}

export const offline = ({texts, act}: Ui, lost: Lost): Child =>
  h('div!banner', h('p', texts.lost('offline', lost)), button('ghost', texts.t('sending.now'), act.wake));

/** Says that something moved on, and leaves the next step to the reader. What it was loads meanwhile. */
export const conflict = (ui: LoadedUi, conflict: Conflict): Child =>
  h(
    'section!conflict',
    {'aria-labelledby': 'conflict-title'},
    h('h3#conflict-title', {tabindex: -1}, ui.texts.t('conflict.title')),
    ui.later?.moved(ui, conflict),
    conflict.command && h('p', h('b', ui.texts.t(unsentKey(ui.loaded.permitted)))),
    button('ghost', ui.texts.t('conflict.ok'), ui.act.acknowledge),
  );
