// The client portal: what waits for the customer, what goes on, what is done; and the page of one approval.
import {TeamBackend} from '/countersign/index.js';
import {demoPeople, demoToken, thisPerson} from '/shared/demo.js';
import {failure, h, show, skeleton} from '/shared/dom.js';
import {date, deadline, initials, isPast, list, relative} from '/shared/format.js';
import {kindOf, stateOf} from '/shared/words.js';

const DEFAULT_PERSON = 'maria';
const DEFAULT_CONTACT = 'dana';
const NOT_FOUND = 404;
const NO_PROJECT = 'Without a project';
const kEmbed = `<script type="module" src="/countersign/define.js"></script>
<countersign-approval request="REQUEST"></countersign-approval>

const widget = document.querySelector('countersign-approval');
widget.token = () => fetch('/approval-session', {method: 'POST'}).then((answer) => answer.text());`;

const main = document.querySelector('#main');
const switcher = document.querySelector('#person');
let me;
let staff;

/**
 * What a portal's own server answers to "which approvals are this customer's?", asking Countersign with its API key. The
 * demo has no such server, so the page asks in the studio's name.
 */
const studio = new TeamBackend({token: () => demoToken(DEFAULT_CONTACT)});
async function approvalsOf(person) {
  const found = [];
  for (let cursor; ;) {
    const page = await studio.list({approver: person, ...(cursor && {cursor})}, {attempts: 2});
    found.push(...page.requests);
    if (!(cursor = page.cursor)) break;
  }
  return found.filter(({state}) => stateOf(state).place).map((summary) => ({...summary, place: placeOf(summary)}));
}

const placeOf = ({state, waiting_for}) => (waiting_for.some(({id}) => id === me.id) ? 'yours' : stateOf(state).place);
const byDue = (a, b) => (a.due ?? '9').localeCompare(b.due ?? '9');
const byChange = (a, b) => b.updated_at.localeCompare(a.updated_at);

// ------------------------------------------------------------------------------------------------------- overview

async function overview() {
  document.title = 'Client portal · Northlight Studio';
  const person = me;
  show(main, h('div.hello', h('h1', `Hello ${person.name}`)), skeleton('Loading your approvals'));
  try {
    const all = await approvalsOf(person.id);
    if (person === me && !requestInAddress()) show(main, overviewOf(all));
  } catch (error) {
    show(main, h('div.hello', h('h1', `Hello ${person.name}`)), failure(error, route));
  }
}

function overviewOf(all) {
  const at = (place) => all.filter((summary) => summary.place === place);
  const yours = at('yours').sort(byDue);
  return [
    h('div.hello', h('h1', `Hello ${me.name}`), h('p', greeting(yours))),
    h('div.columns',
      h('div',
        group('Waiting for you', yours, yourItem, 'Nothing waits for you. You will find new approvals here.'),
        group('In progress', at('going').sort(byDue), otherItem),
        group('Done', at('done').sort(byChange), otherItem, 'Nothing is done yet.')),
      h('aside.side', {'aria-label': 'Projects and contact'}, projectsCard(all), contactCard())),
  ];
}

function greeting(yours) {
  const [next] = yours;
  if (!next) return 'There is nothing for you to decide right now.';
  const what = yours.length === 1 ? 'One approval waits for you.' : `${yours.length} approvals wait for you.`;
  return next.due ? `${what} ${yours.length > 1 ? 'The first is' : 'It is'} due ${relative(next.due)}, ${deadline(next.due)}.` : what;
}

const group = (title, items, item, empty) =>
  (items.length || empty) &&
  h('section', h('h2', title, items.length > 0 && h('span.count', String(items.length))),
    items.length ? h('ul.bare', items.map((summary) => h('li', item(summary)))) : h('p.empty', empty));

const address = ({id}) => `#/requests/${id}`;

const yourItem = (summary) =>
  h('a.item.yours', {href: address(summary)},
    h('span', h('b', summary.title), h('small.facts', h('span', kindOf(summary.kind)), summary.project && h('span', summary.project), dueText(summary))),
    h('span.act', 'Open'));

const otherItem = (summary) =>
  h('a.item', {href: address(summary)},
    h('span', h('b', summary.title), h('small.facts', h('span', kindOf(summary.kind)), summary.project && h('span', summary.project), h('span', standText(summary)))),
    h('span.pill', {class: `pill ${stateOf(summary.state).tone ?? ''}`}, stateOf(summary.state).label));

const dueText = ({due}) =>
  due && (isPast(due) ? h('span.late', `Was due ${relative(due)}`) : h('span', `Due ${relative(due)}, ${deadline(due)}`));

function standText({place, waiting_for, updated_at}) {
  if (waiting_for.length) return `Waiting for ${list(waiting_for.map(({name}) => name))}`;
  return place === 'done' ? date(updated_at) : 'The studio prepares a new version';
}

function projectsCard(all) {
  const projects = new Map();
  for (const summary of all) {
    const name = summary.project ?? NO_PROJECT;
    projects.set(name, [...(projects.get(name) ?? []), summary]);
  }
  return projects.size > 0 && h('section.card',
    h('h2', 'Your projects'),
    h('ul.bare.projects', [...projects].sort(([a], [b]) => (a === NO_PROJECT) - (b === NO_PROJECT)).map(([name, items]) => {
      const done = items.filter(({place}) => place === 'done').length;
      const label = `${done} of ${items.length} ${items.length === 1 ? 'approval' : 'approvals'} done`;
      return h('li', h('b', name), h('progress', {value: done, max: items.length, 'aria-label': `${name}: ${label}`}), h('small', label));
    })));
}

const contactCard = () =>
  staff && h('section.card', h('h2', 'Your contact'),
    h('div.contact', h('span.face', {'aria-hidden': 'true'}, initials(staff.name)),
      h('div', h('b', staff.name), h('small', staff.role), h('small', staff.organization))));

// ----------------------------------------------------------------------------------------------------- one approval

function approval(request) {
  const person = me;
  const heading = h('h1', 'Approval');
  const widget = h('countersign-approval', {request});
  // The token comes from a function, so that it is renewed, and never stands in the page or in an address.
  widget.token = () => demoToken(person.id, request).catch((error) => {
    if (error.status === NOT_FOUND && widget.isConnected) notThere();
    throw error;
  });
  widget.addEventListener('countersign-ready', () => void nameThePage(person, request, heading));
  show(main,
    h('div.path', h('a', {href: '#/'}, '← All approvals'), heading),
    h('div.approval', widget,
      h('details.how', h('summary', 'For developers: how this page embeds the widget'), h('pre', kEmbed.replace('REQUEST', request)))));
}

const notThere = () =>
  show(main,
    h('div.path', h('a', {href: '#/'}, '← All approvals'), h('h1', 'Approval')),
    h('p.approval.empty', 'There is no such approval, or it is not for you.'));

/** The widget shows the request; the page around it knows its name and project as a portal would, from its own list. */
async function nameThePage(person, request, heading) {
  const summary = (await approvalsOf(person.id).catch(() => [])).find(({id}) => id === request);
  if (!summary || requestInAddress() !== request) return;
  heading.textContent = summary.project ?? 'Approval';
  document.title = `${summary.title} · Northlight Studio`;
}

// ---------------------------------------------------------------------------------------------------------- the page

const requestInAddress = () => /^#\/requests\/([\w.:@+-]+)$/.exec(location.hash)?.[1];

function route() {
  const request = requestInAddress();
  main.classList.toggle('approving', Boolean(request));
  if (request) approval(request);
  else void overview();
}

function become(person) {
  me = person;
  thisPerson.set(person.id);
  switcher.value = person.id;
  show(document.querySelector('#who'),
    h('span', person.name, h('small', person.organization)), h('span.face', {'aria-hidden': 'true'}, initials(person.name)));
}

async function start() {
  show(main, skeleton('Loading the portal'));
  try {
    const people = await demoPeople();
    staff = people.find(({id}) => id === DEFAULT_CONTACT);
    const customers = people.filter(({organization}) => organization !== staff?.organization);
    show(switcher, customers.map(({id, name, role}) => h('option', {value: id}, `${name}, ${role}`)));
    become(customers.find(({id}) => id === thisPerson.get()) ?? customers.find(({id}) => id === DEFAULT_PERSON) ?? customers[0]);
    switcher.addEventListener('change', () => {
      become(customers.find(({id}) => id === switcher.value));
      route();
    });
    route();
    // A portal is where a customer gets the log's key from; behind the `#` it stays in the browser.
    const {log} = await studio.capabilities().catch(() => ({}));
    if (log) document.querySelector('#verify').hash = `key=${encodeURIComponent(log.key)}`;
  } catch (error) {
    show(main, failure(error, () => void start()));
  }
}

addEventListener('hashchange', ({newURL}) => {
  if (new URL(newURL).hash === '#main') return;
  route();
  main.focus();
  scrollTo(0, 0);
});
void start();
