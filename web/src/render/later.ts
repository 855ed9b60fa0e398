/**
 * What is shown once a decision is recorded or something was said, where there is none to make, and where there is more
 * to a request than one person's choice: loaded then. A page with a plain question to one person does without it.
 */
import rules from '../later.css';
import {compareStates, compareVersions, versionOf, type Changes} from '../compare.js';
import {h, type Child} from '../dom.js';
import type {Decision, Delegation, Question} from '../generated/wire.js';
import type {MessageKey} from '../messages/en.js';
import {optionFor, type Ballot} from '../looks.js';
import type {Conflict, Loaded} from '../snapshot.js';
import {alsoStyle} from '../styles.js';
import {groupedDigest, shortDigest, visible, type Arguments} from '../text.js';
import {bdi, type Texts} from '../texts.js';
import {differences} from './ask.js';
import {conditions} from './conditions.js';
import {reasons} from './dialog.js';
import {requesterName} from './effects.js';
import {complaint} from './fields.js';
import {keepReceipt} from './keep.js';
import {page} from './notices.js';
import {objections} from './objections.js';
import {others, waitingFor} from './others.js';
import {places} from './places.js';
import {leave} from './signing.js';
import {expired, lead as silenceLead} from './silence.js';
import {button, fact, offer, type LoadedUi} from './ui.js';

export {later as sentences} from '../messages/later.js';
export {deed} from './deed.js';
export {releases} from './releases.js';
export {signing} from './signing.js';
export {silence} from './silence.js';
export {talk} from './talk.js';

// Keeps what is shared with the widget in the widget's file. The bundler puts modules into files by the entries that
// reach them; through this line this one reaches all that a page loads at once, and so splits nothing off it.
export {define} from '../registry.js';

alsoStyle(rules);

const isOpen: Readonly<Partial<Record<Question['state'], boolean>>> = {open: true};
const isStanding: Readonly<Partial<Record<Delegation['state'], boolean>>> = {standing: true};

/** What happens now: who is still asked, or what becomes of the request. */
function next(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  const {state} = loaded.request;
  const names = waitingFor(loaded);
  if (names.length) return texts.say('next.waiting', {names: texts.list(names)});
  if (loaded.permitted.options.some(({command, allowed}) => allowed && command === 'reopen-condition')) return texts.t('next.look');
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
  const {actor, at, version, carried_to, on_behalf_of} = decision;
  const {button: keep, receipt} = keepReceipt(ui, decision);
  const place = request.stages.flatMap(({members}) => members).find(({id}) => id === on_behalf_of);
  return [
    h(
      'dl',
      fact(texts.t('fact.what'), bdi(request.title)),
      fact(texts.t('fact.who'), actor.organization ? texts.say('fact.for', {name: actor.name, organization: actor.organization}) : bdi(actor.name)),
      place && fact(texts.t('fact.place'), bdi(place.name)),
      fact(texts.t('fact.when'), h('time', {datetime: at}, texts.moment(at))),
      fact(texts.t('fact.version'), version, ' · ', h('code', shortDigest(decision.digest))),
      carried_to && fact(texts.t('fact.carried'), texts.t('carried.text', {from: version, to: carried_to})),
      // The conditions and the points have lists of their own.
      reasons(ui, {rationale: decision.rationale ?? ''}),
      fact(texts.t('fact.next'), next(ui)),
    ),
    h(
      'div.row',
      keep,
      optionFor(permitted, 'ask')?.allowed && button('ghost', texts.t('done.ask'), act.askFirst),
      offer(ui, 'ghost', 'retract', decision.id),
      button('ghost', texts.t('done.print'), () => print()),
    ),
    receipt,
    !ui.dialog && complaint(ui, 'deed'),
    details(ui, decision),
  ];
}

type Say<T> = (key: MessageKey, values?: Arguments) => T;

/** What others have done that changes nobody's choice, one sentence for each thing. */
function happened<T>(say: Say<T>, {t}: Texts, {before, questions}: Changes, {request, actor}: Loaded): T[] {
  const {conditions, objections, comments, delegations = []} = request;
  const changed = <I extends {id: string; state?: string}>(list: readonly I[], old: readonly I[] = []): readonly I[] =>
    list.filter(({id, state}) => !old.some((each) => each.id === id && each.state === state));
  const byOthers = ({by}: {by: {id: string}}): boolean => by.id !== actor.id;
  return [
    ...questions
      .filter(({by, answer}) => byOthers(answer ?? {by}))
      .map(({by, answer, state}) => say(`conflict.${answer ? 'answer' : isOpen[state] ? 'question' : 'unasked'}`, {name: (answer?.by ?? by).name})),
    ...changed(comments, before.comments).filter(byOthers).map(({by}) => say('news.comment', {name: by.name})),
    ...changed(conditions, before.conditions)
      .filter(({id, settled}) => before.conditions.some((each) => each.id === id) && (!settled || byOthers(settled)))
      .map(({text, state}) => say('news.condition', {text, state: [t(`condition.${state}`)]})),
    ...changed(objections, before.objections).flatMap(({answer}) => (answer ? say('news.objection', {name: answer.by.name}) : [])),
    ...changed(delegations, before.delegations)
      .filter(byOthers)
      .map(({state, type, from, to, by}) => say(isStanding[state] ? `delegation.${type}` : 'news.returned', {from: from.name, to: to.name, by: by.name})),
  ];
}

/** What is told to somebody who is looking on. */
export const news = (texts: Texts, before: Loaded, loaded: Loaded): string[] => happened(texts.t, texts, compareStates(before, loaded), loaded);

/** What moved on, one line for each thing. */
export function moved(ui: LoadedUi, {changes}: Conflict): Child {
  const {texts, loaded} = ui;
  const {version, state, decisions, material} = changes;
  const older = version && versionOf(loaded.request, version.from);
  const lines = [
    version && version.from !== version.to && texts.t('conflict.version', {from: version.from, to: version.to}),
    ...decisions.map(({actor, decision, version: number}) =>
      texts.say(`conflict.${actor.id === loaded.actor.id ? 'yours' : 'others'}.${decision}`, {name: actor.name, version: number}),
    ),
    state && texts.t('conflict.state', {state: texts.t(`state.${state.to}`)}),
    ...happened<Child>(texts.say, texts, changes, loaded),
  ].filter(Boolean);
  if (!lines.length && !older) lines.push(texts.t(material ? 'conflict.other' : 'conflict.same'));
  return h('ul', lines.map((line) => h('li', line)), older && loaded.version && differences(ui, compareVersions(older, loaded.version)));
}

export const preparing = (ui: LoadedUi): Child => {
  const rework = objections(ui);
  return [page('h3', ui.texts.t('preparing.title'), ui.texts.say('preparing.text', {who: requesterName(ui.loaded)})), rework && h('div.grid', h('div', rework))];
};

/** What stands beside the choices, or in their place. */
export const beside = (ui: LoadedUi, ballot: Ballot | undefined): Child => {
  const {snapshot, loaded} = ui;
  const alone = loaded.request.stages.flatMap(({members}) => members).length < 2;
  return [conditions(ui), objections(ui), !(alone && (ballot || snapshot.recorded)) && others(ui), places(ui, ballot)];
};

/** What is said before everything else. */
export const lead = (ui: LoadedUi): Child => [leave(ui), silenceLead(ui), expired(ui), withdrawn(ui)];

function withdrawn({loaded, texts}: LoadedUi): Child {
  const {withdrawal} = loaded.request;
  if (!withdrawal) return null;
  const {by, at, reason} = withdrawal;
  const text = [texts.say('withdrawn.text', {who: by.name, when: [texts.short(at)]}), ' ', h('q.prose', {dir: 'auto'}, visible(reason))];
  return page('h3', texts.t('withdrawn.title'), text);
}
