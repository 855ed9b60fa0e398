import {failure, h, redraw, show, skeleton} from '/shared/dom.js';
import {day, isPast, list, relative} from '/shared/format.js';
import {kindOf, stateOf} from '/shared/words.js';

/** The list of requests. @returns how to leave the page. */
export function listPage(main, {backend, core, me}) {
  document.title = 'Approvals · Northlight Studio';
  const left = new AbortController();
  const place = h('div', skeleton('Loading the requests'));
  const found = [];
  let cursor;

  const read = async () => {
    const page = await backend.list(cursor ? {cursor} : {}, {signal: left.signal, attempts: 3});
    found.push(...page.requests);
    cursor = page.cursor;
    draw();
  };
  const load = () => read().catch((error) => left.signal.aborted || show(place, failure(error, () => void load())));
  const reload = () => {
    if (document.hidden) return;
    found.length = 0;
    cursor = undefined;
    void load();
  };
  const draw = () =>
    redraw(place, () => show(place,
      found.length ? tableOf(found) : h('p.empty', 'There are no requests yet. Create the first one.'),
      cursor && h('p.more', h('button', {type: 'button', click: () => void load()}, 'Show more'))));

  const permitted = core.permitted({context: {now: new Date().toISOString(), actor: me, command_id: 'look', request: 'new'}});
  const create = permitted.options.find(({command}) => command === 'create');
  show(main,
    h('div.head', h('div', h('h1', 'Approvals'), h('p.muted', 'What is out with customers, and what is being prepared.')),
      create?.allowed && h('a.button.go', {href: '#/new'}, 'New request')),
    place);
  document.addEventListener('visibilitychange', reload, {signal: left.signal});
  void load();
  return () => left.abort();
}

const tableOf = (requests) =>
  h('div.card.table',
    h('table',
      h('caption.sr', 'Requests, the newest first'),
      h('thead', h('tr', ['Request', 'State', 'Version', 'Due', 'Waiting for', 'Questions'].map((name) => h('th', {scope: 'col'}, name)))),
      h('tbody', requests.map(rowOf))));

function rowOf({id, title, kind, project, state, version, due, waiting_for, open_questions}) {
  const {label, tone} = stateOf(state);
  // A day that passed after the decision is nobody's delay.
  const awaited = due && (waiting_for.length > 0 || !isPast(due));
  const late = awaited && isPast(due);
  const cell = (name, ...content) => h('td', {'data-name': name}, content);
  return h('tr',
    h('th', {scope: 'row'}, h('a', {href: `#/requests/${id}`}, title), h('small', [kindOf(kind), project].filter(Boolean).join(' · '))),
    cell('State', h('span.pill', {class: `pill ${tone ?? ''}`}, label)),
    cell('Version', version ? String(version) : 'none'),
    cell('Due', due ? [day(due), awaited && h('small', {class: late ? 'late' : ''}, late ? 'overdue' : relative(due))] : 'not set'),
    cell('Waiting for', waiting_for.length ? list(waiting_for.map(({name}) => name)) : '–'),
    cell('Questions', open_questions ? h('span.pill.wait', `${open_questions} open`) : '–'));
}
