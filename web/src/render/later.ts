/**
 * What is shown once a decision is recorded, or where there is none to make: loaded then. A page on which nobody has
 * decided yet does without it.
 */
import {compareVersions, versionOf} from '../compare.js';
import {h, type Child} from '../dom.js';
import type {Decision} from '../generated/wire.js';
import {optionFor} from '../looks.js';
import type {Conflict} from '../snapshot.js';
import {groupedDigest, shortDigest, visible} from '../text.js';
import {bdi} from '../texts.js';
import {differences} from './ask.js';
import {box, reasons} from './dialog.js';
import {requesterName} from './effects.js';
import {page} from './notices.js';
import {waitingFor} from './others.js';
import {button, fact, type LoadedUi} from './ui.js';

// Keeps what is shared with the widget in the widget's file. The bundler puts modules into files by the entries that
// reach them; through this line this one reaches all that a page loads at once, and so splits nothing off it.
export {define} from '../registry.js';

/** What happens now: who is still asked, or what becomes of the request. */
function next(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  const {state} = loaded.request;
  const names = waitingFor(loaded);
  if (names.length) return texts.say('next.waiting', {names: texts.list(names)});
  const key = `next.${state}`;
  return texts.has(key) ? texts.say(key, {who: requesterName(ui.loaded)}) : texts.t(`state.${state}`);
}

function details({texts, loaded: {request, version}}: LoadedUi, {id, digest, opened, not_opened}: Decision): Child {
  const files = (ids: readonly string[]): Child =>
    bdi(texts.list((version?.parts ?? []).filter((part) => ids.includes(part.id)).map(({name}) => name)) || '–');
  return h(
    'details.record',
    h('summary', texts.t('done.details')),
    h(
      'dl',
      fact(texts.t('fact.record'), h('code', request.id, ' / ', id)),
      fact(texts.t('files.digest'), h('code', groupedDigest(digest))),
      fact(texts.t('fact.opened'), files(opened)),
      fact(texts.t('fact.not-opened'), files(not_opened)),
    ),
  );
}

/** Who, what, when, which version, and what is next. */
export function facts(ui: LoadedUi, decision: Decision): Child {
  const {texts, loaded, act} = ui;
  const {request, permitted} = loaded;
  const {actor, at, version} = decision;
  const own = <T extends {decision: string}>(list: readonly T[]): readonly T[] => list.filter((each) => each.decision === decision.id);
  return [
    h(
      'dl',
      fact(texts.t('fact.what'), bdi(request.title)),
      fact(texts.t('fact.who'), actor.organization ? texts.say('fact.for', {name: actor.name, organization: actor.organization}) : bdi(actor.name)),
      fact(texts.t('fact.when'), h('time', {datetime: at}, texts.moment(at))),
      fact(texts.t('fact.version'), version, ' · ', h('code', shortDigest(decision.digest))),
      reasons(ui, {...decision, conditions: own(request.conditions), objections: own(request.objections)}),
      fact(texts.t('fact.next'), next(ui)),
    ),
    h(
      'div.row',
      optionFor(permitted, 'ask')?.allowed && button('ghost', texts.t('done.ask'), act.askFirst),
      optionFor(permitted, 'retract')?.allowed && button('ghost', texts.t('retract.open'), act.openRetract),
      button('ghost', texts.t('done.print'), () => print()),
    ),
    details(ui, decision),
  ];
}

/** What moved on, one line for each thing. */
export function moved(ui: LoadedUi, {changes}: Conflict): Child {
  const {texts, loaded} = ui;
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
  return h('ul.plain', lines.map((line) => h('li', line)), older && loaded.version && differences(ui, compareVersions(older, loaded.version)));
}

export const preparing = (ui: LoadedUi): Child => page('h3', ui.texts.t('preparing.title'), ui.texts.say('preparing.text', {who: requesterName(ui.loaded)}));

export function withdrawn({loaded, texts}: LoadedUi): Child {
  const {withdrawal} = loaded.request;
  if (!withdrawal) return null;
  const {by, at, reason} = withdrawal;
  const text = [texts.say('withdrawn.text', {who: by.name, when: [texts.short(at)]}), ' ', h('q.prose', {dir: 'auto'}, visible(reason))];
  return page('h3', texts.t('withdrawn.title'), text);
}

/** Asks before a decision is taken back. */
export function retractDialog(ui: LoadedUi): Child {
  const {texts, act} = ui;
  return box(ui, texts.t('retract.title'), h('p', texts.t('retract.text')), texts.t('retract.go'), true, act.retract);
}
