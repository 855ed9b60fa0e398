// One request, as the studio sees it: what is missing, what can be done now, and how it stands.
import {Session} from '/countersign/index.js';
import {failure, h, redraw, show, skeleton} from '/shared/dom.js';
import {deadline, isPast, moment, money, relative} from '/shared/format.js';
import {kindOf, stateOf} from '/shared/words.js';
import {requestActions} from './actions.js';
import {attempt} from './button.js';
import {download} from './download.js';
import {findingsCard} from './findings.js';
import {nextSteps} from './next.js';
import {conversation} from './talk.js';
import {decisionsCard, linksCard, stagesCard, versionsCard} from './view.js';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The next moment from which the core may permit something else, though nobody has done anything. */
const nextTurn = ({due, stages}) =>
  Math.min(...[due, ...stages.map(({clock}) => clock?.respond_by)].map((instant) => Date.parse(instant)).filter((time) => time > Date.now()));

/** The page of one request. @returns how to leave it. */
export function requestPage(main, world, id) {
  const {backend, core} = world;
  document.title = 'Request · Northlight Studio';
  const session = new Session({core: () => Promise.resolve(core), backend, request: id});
  const said = h('p.said', {role: 'status'});
  const body = h('div', skeleton('Loading the request'));
  let shownHead;
  let panel;
  let turn;

  const send = async (command, done) => {
    session.acknowledge();
    await session.send(command);
    show(said, done);
  };
  const loaded = () => session.snapshot.loaded;
  const openPanel = (key, form) => {
    panel = {key, element: h('section.card.panel', form)};
    show(said);
    draw(true);
    panel.element.querySelector('input, textarea, select')?.focus();
  };
  const next = () => body.querySelector('[data-next]');
  const closePanel = () => {
    const key = panel?.key;
    panel = undefined;
    draw(true);
    (body.querySelector(`[data-command="${key}"]`) ?? next())?.focus();
  };
  const actions = requestActions({world, loaded, send, open: openPanel, close: closePanel, rehearse: (command) => session.rehearse(command)});
  const talk = conversation({send});
  const lookAgainAt = (time) => {
    clearTimeout(turn);
    const pause = time - Date.now() + 1000; // clocks differ
    if (pause < LONGEST_TIMER_MS) turn = setTimeout(() => void session.load(), pause);
  };

  function draw(anyway = false) {
    const {snapshot} = session;
    if (snapshot.problem) {
      const problem = failure(snapshot.problem, () => void session.load());
      return redraw(body, () => show(body, h('h1.sr', 'Request'), problem), () => problem.querySelector('button'));
    }
    if (!snapshot.loaded) return undefined;
    const {request} = snapshot.loaded;
    document.title = `${request.title} · Northlight Studio`;
    const offers = snapshot.loaded.permitted.options.map(({allowed}) => (allowed ? 1 : 0)).join('');
    const stamp = `${request.head} ${offers} ${snapshot.reachable} ${Boolean(snapshot.sending)}`;
    if (!anyway && stamp === shownHead) return undefined;
    shownHead = stamp;
    lookAgainAt(nextTurn(request));
    const desk = {actions, open: panel?.key, backend, core};
    return redraw(body, () => show(body,
      request.paused_at && h('p.notice.wait', `Paused since ${moment(request.paused_at)}: there was no answer for too long. A decision, a new version or more time ends the pause.`),
      snapshot.lost && h('p.notice.wait', {role: 'status'},
        `${snapshot.lost.title ? `The server says: ${snapshot.lost.title} (${snapshot.lost.code}).` : 'There is no connection to the server.'} What you see may be out of date.`),
      heading(request, {backend, id}),
      h('div.two',
        h('div.main', nextSteps(snapshot.loaded, desk), panel?.element, decisionsCard(snapshot.loaded, desk), findingsCard(request), talk(snapshot.loaded)),
        h('div.main', stagesCard(snapshot.loaded, desk), askCard(request), linksCard(request, desk), versionsCard(request, desk)))), next);
  }

  show(main, h('p', h('a', {href: '#/'}, '← All approvals')), said, body);
  session.subscribe(() => draw());
  void session.load().then(() => draw());
  session.watch(true);
  return () => {
    clearTimeout(turn);
    session.close();
  };
}

function heading(request, {backend, id}) {
  const {label, tone} = stateOf(request.state);
  const problem = h('div', {role: 'alert'});
  const tool = (label, work, more) => h('button.plain', {type: 'button', click: () => void attempt(problem, () => work(backend, request)), ...more}, label);
  const record = tool('Save the record', saveRecord);
  const inspector = tool('Open in the inspector', inspect, {hidden: true});
  void offer(inspector);
  return h('div.head.request',
    h('div',
      h('h1', request.title),
      h('p.facts', h('span.pill', {class: `pill ${tone ?? ''}`}, label), h('span', kindOf(request.kind)),
        request.project && h('span', request.project),
        h('span', request.version ? `Version ${request.version}` : 'No version yet'),
        request.due && h('span', `${isPast(request.due) ? 'Was due' : 'Due'} ${deadline(request.due)} (${relative(request.due)})`))),
    h('p.links', h('a', {href: `/#/requests/${id}`}, 'The customer’s page'), record, inspector), problem);
}

const askCard = ({ask, scope, amount, effects = []}) =>
  h('section.card', h('h2', 'What is asked'),
    ask ? h('p.ask', ask) : h('p.muted', 'Not written yet.'),
    scope.length > 0 && h('ul.scope', scope.map((item) => h('li', item))),
    amount && h('p.amount', 'Amount ', h('b', money(amount))),
    effects.length > 0 && [h('h3.then', 'What it lets happen'), h('ul.scope', effects.map(({text, released}) =>
      h('li', text, released && h('small.muted', ` since ${moment(released)}`))))]);

/** The record as `countersign export` prints it: what the inspector opens and what `countersign replay` folds. */
async function recordOf(backend, request) {
  const events = [];
  for (let after = 0; ;) {
    const page = await backend.events(request.id, after);
    events.push(...page.events);
    after = events.at(-1)?.seq ?? page.head;
    if (!page.events.length || after >= page.head) return JSON.stringify({events, request});
  }
}

async function saveRecord(backend, request) {
  download(new Blob([await recordOf(backend, request)], {type: 'application/json'}), `${request.id}.json`);
}

/** The inspector takes a log over from this tab's storage: nothing goes into an address. */
async function inspect(backend, request) {
  sessionStorage.setItem('countersign-inspector-log', await recordOf(backend, request));
  sessionStorage.setItem('countersign-inspector-name', request.title);
  location.assign('/inspector/');
}

let inspectorIsBuilt;
/** The inspector is built separately; the button shows where it is there. */
async function offer(button) {
  inspectorIsBuilt ??= fetch('/inspector/built/inspector.wasm', {method: 'HEAD'}).then(({ok}) => ok, () => false);
  button.hidden = !(await inspectorIsBuilt);
}
