// One request, as the studio sees it: what is missing, what can be done now, and how it stands.
import {Session} from '/countersign/index.js';
import {failure, h, redraw, show, skeleton} from '/shared/dom.js';
import {deadline, isPast, money, relative} from '/shared/format.js';
import {kindOf, stateOf} from '/shared/words.js';
import {changed, detailsFields} from './details.js';
import {commandForm, field} from './form.js';
import {versionFields} from './files.js';
import {nextSteps} from './next.js';
import {conversation} from './talk.js';
import {decisionsCard, stagesCard, versionsCard} from './view.js';

const DOWNLOAD_MS = 10_000;

/** The page of one request. @returns how to leave it. */
export function requestPage(main, world, id) {
  const {backend, core, people} = world;
  document.title = 'Request · Northlight Studio';
  const session = new Session({core: () => Promise.resolve(core), backend, request: id});
  const said = h('p.said', {role: 'status'});
  const body = h('div', skeleton('Loading the request'));
  let shownHead;
  let panel;

  const send = async (command, done) => {
    session.acknowledge();
    await session.send(command);
    show(said, done);
  };
  const loaded = () => session.snapshot.loaded;
  const openPanel = (name, form) => {
    panel = {name, element: h('section.card.panel', form)};
    draw(true);
    panel.element.querySelector('input, textarea, select')?.focus();
  };
  const next = () => body.querySelector('[data-next]');
  const closePanel = () => {
    const name = panel?.name;
    panel = undefined;
    draw(true);
    (body.querySelector(`[data-command="${name}"]`) ?? next())?.focus();
  };

  /** What a click on a verb does: sends it, or opens the form for what it needs. */
  const actions = {
    'edit': () => {
      const details = detailsFields(people, loaded().request);
      openPanel('edit', commandForm({title: 'Edit the request', content: details.element, button: 'Save', cancel: closePanel, send: async () => {
        await send({command: 'edit', ...changed(details.read(), loaded().request)}, 'Saved.');
        closePanel();
      }}));
    },
    'add-version': () => {
      const files = versionFields(world, loaded().version);
      const number = loaded().request.version + 1;
      openPanel('add-version', commandForm({title: `Files of version ${number}`, content: files.element, button: `Add version ${number}`, cancel: closePanel, send: async (tell) => {
        await send(await files.send(tell), `Version ${number} was added.`);
        closePanel();
      }}));
    },
    'withdraw': () => {
      const reason = h('textarea', {rows: 3});
      openPanel('withdraw', commandForm({title: 'Withdraw this request?', button: 'Withdraw it', cancel: closePanel,
        content: h('div.fields', field('Reason', reason, {hint: 'The customer sees it. A withdrawn request cannot be taken up again.', pointer: '/reason'})),
        send: async () => {
          await send({command: 'withdraw', reason: reason.value.trim()}, 'The request was withdrawn.');
          closePanel();
        }}));
    },
    'confirm-ready': () => send({command: 'confirm-ready', displayed_digest: loaded().version.digest}, 'Readiness is confirmed.'),
    'submit': () => send({command: 'submit'}, 'Submitted. The customer is asked now.'),
    'answer-objection': () => {
      const {request, permitted} = loaded();
      const target = permitted.options.find(({command, allowed}) => command === 'answer-objection' && allowed)?.target;
      const objection = request.objections.find(({id}) => id === target);
      if (!objection) return undefined;
      const work = h('textarea', {rows: 3});
      const due = h('input', {type: 'date'});
      const kind = h('select', h('option', {value: 'in-scope'}, 'It is in scope'), h('option', {value: 'change-order'}, 'It is a change order'));
      const order = h('input', {type: 'text', spellcheck: 'false'});
      return openPanel('answer-objection', commandForm({title: 'Answer an objection', button: 'Answer it', cancel: closePanel,
        content: h('div.fields', h('blockquote', objection.text),
          field('The work that it means', work, {pointer: '/work'}), field('Ready by', due, {pointer: '/due'}),
          field('Scope', kind, {pointer: '/class'}),
          field('Request of the change order', order, {hint: 'Its id, when it is a change order.', pointer: '/change_order'})),
        send: async () => {
          await send({
            command: 'answer-objection', objection: objection.id, class: kind.value, work: work.value.trim(),
            ...(due.value && {due: new Date(`${due.value}T17:00`).toISOString()}), ...(order.value.trim() && {change_order: order.value.trim()}),
          }, 'The objection is answered.');
          closePanel();
        }}));
    },
    'revise': () => send({command: 'revise'}, 'You can edit it and add a version now.'),
  };
  const talk = conversation({send});

  function draw(anyway = false) {
    const {snapshot} = session;
    if (snapshot.problem) {
      const problem = failure(snapshot.problem, () => void session.load());
      return redraw(body, () => show(body, h('h1.sr', 'Request'), problem), () => problem.querySelector('button'));
    }
    if (!snapshot.loaded) return undefined;
    const {request} = snapshot.loaded;
    document.title = `${request.title} · Northlight Studio`;
    const stamp = `${request.head} ${snapshot.reachable} ${Boolean(snapshot.sending)}`;
    if (!anyway && stamp === shownHead) return undefined;
    shownHead = stamp;
    return redraw(body, () => show(body,
      !snapshot.reachable && h('p.notice.wait', {role: 'status'}, 'There is no connection to the server. What you see may be out of date.'),
      heading(request, {backend, id}),
      h('div.two',
        h('div.main', nextSteps(snapshot.loaded, actions, panel?.name), panel?.element, decisionsCard(request), talk(snapshot.loaded)),
        h('div.main', stagesCard(request), askCard(request), versionsCard(request, backend)))), next);
  }

  show(main, h('p', h('a', {href: '#/'}, '← All approvals')), said, body);
  session.subscribe(() => draw());
  void session.load().then(() => draw());
  session.watch(true);
  return () => session.close();
}

function heading(request, {backend, id}) {
  const {label, tone} = stateOf(request.state);
  const record = h('button.plain', {type: 'button', click: () => void saveRecord(backend, request)}, 'Save the record');
  const inspector = h('button.plain', {type: 'button', hidden: true, click: () => void inspect(backend, request)}, 'Open in the inspector');
  void offer(inspector);
  return h('div.head.request',
    h('div',
      h('h1', request.title),
      h('p.facts', h('span.pill', {class: `pill ${tone ?? ''}`}, label), h('span', kindOf(request.kind)),
        request.project && h('span', request.project),
        h('span', request.version ? `Version ${request.version}` : 'No version yet'),
        request.due && h('span', `${isPast(request.due) ? 'Was due' : 'Due'} ${deadline(request.due)} (${relative(request.due)})`))),
    h('p.links', h('a', {href: `/#/requests/${id}`}, 'The customer’s page'), record, inspector));
}

const askCard = ({ask, scope, amount}) =>
  h('section.card', h('h2', 'What is asked'),
    ask ? h('p.ask', ask) : h('p.muted', 'Not written yet.'),
    scope.length > 0 && h('ul.scope', scope.map((item) => h('li', item))),
    amount && h('p.amount', 'Amount ', h('b', money(amount))));

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
  const url = URL.createObjectURL(new Blob([await recordOf(backend, request)], {type: 'application/json'}));
  h('a', {href: url, download: `${request.id}.json`}).click();
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
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
