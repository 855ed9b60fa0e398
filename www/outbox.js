// What the demo would have mailed: a list, and the mail that was chosen.
import {demoOutbox, thisPerson} from '/shared/demo.js';
import {failure, h, set, show, skeleton} from '/shared/dom.js';

const kLookAgainMs = 5000;
const main = document.querySelector('#main');
const list = h('ul.mails.bare', {'aria-label': 'Mails, the newest first'});
const reading = h('article.mail', {'aria-live': 'polite'});
const count = h('p');
let mails = [];
let chosen;

const when = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'short'});
const time = (at) => h('time', {datetime: at}, when.format(new Date(at)));

function line(mail) {
  return h('li', h('button', {type: 'button', 'aria-pressed': String(mail.id === chosen), 'data-mail': mail.id, click: () => choose(mail.id)},
    h('b', mail.subject), h('small', h('span', `To ${mail.to.name}`), time(mail.at))));
}

function read(mail) {
  if (!mail) return show(reading, h('p.muted', 'Nothing has been sent yet. Submit a request, and its mail is here.'));
  const asReader = () => thisPerson.set(mail.to.id);  // who opens the mail is who got it
  show(reading,
    h('h2', mail.subject),
    h('dl', h('dt', 'To'), h('dd', `${mail.to.name} <${mail.to.email}>`), h('dt', 'Date'), h('dd', time(mail.at))),
    h('div.text', mail.text),
    h('a.open', {href: mail.path, click: asReader}, `Open as ${mail.to.name}`));
}

function choose(id) {
  chosen = id;
  for (const button of list.querySelectorAll('button')) set(button, {'aria-pressed': String(button.dataset.mail === id)});
  read(mails.find((mail) => mail.id === id));
  if (matchMedia('(max-width: 859px)').matches) reading.scrollIntoView({block: 'start'});
}

function draw(found) {
  const isNew = found[0]?.id !== mails[0]?.id || found.length !== mails.length;
  mails = found;
  count.textContent = mails.length === 1 ? '1 mail' : `${mails.length} mails`;
  if (!main.contains(list)) {
    show(main, h('div.head', h('h1', 'Outbox'), count), h('div.mailbox', list, reading));
    chosen ??= mails[0]?.id;
    read(mails[0]);
  }
  if (!isNew && list.childElementCount > 0) return;
  const focused = document.activeElement?.dataset?.mail;
  show(list, mails.map(line));
  if (focused) list.querySelector(`[data-mail="${focused}"]`)?.focus({preventScroll: true});
}

async function look() {
  try {
    draw((await demoOutbox()).mails);
    setTimeout(look, kLookAgainMs);
  } catch (error) {
    show(main, failure(error, start));
  }
}

function start() {
  show(main, skeleton('Loading the mails'));
  void look();
}
start();
