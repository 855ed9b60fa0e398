/**
 * The page of a personal link, `review.html#cs_lnk_…`. It takes the token out of the address, exchanges it for a session
 * whenever the widget needs one, and shows the request that the link is for. Opening the page without scripts, as mail
 * scanners and previews do, does nothing at all.
 */
import {h, show, skeleton} from '/shared/dom.js';

const KEPT = 'countersign-link';
const LEAST_LEFT_MS = 60_000;
const TOO_MANY = 429;
const main = document.querySelector('#main');
let opened = 0; // what belongs to an address that was left meanwhile is not shown

/** What this tab keeps: the link's token, and its last session for as long as that lasts. */
const kept = {
  get: () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  },
  set: (what) => {
    try {
      if (what) sessionStorage.setItem(KEPT, JSON.stringify(what));
      else sessionStorage.removeItem(KEPT);
    } catch {
      // Then a reload needs the mail again.
    }
  },
};

/** From the address, which forgets it whatever it is; without one, after a reload, from the tab. */
function takeToken() {
  if (!location.hash) return kept.get().token;
  const token = /^#(cs_lnk_[\w-]+)$/.exec(location.hash)?.[1];
  history.replaceState(null, '', location.pathname + location.search);
  kept.set(token && {token});
  return token;
}

async function exchange(token) {
  const headers = {'Content-Type': 'application/json', 'Countersign-Protocol': '1'};
  const response = await fetch('/v1/links/exchange', {method: 'POST', headers, body: JSON.stringify({token})});
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.title ?? 'The server did not answer as it should.'), {status: response.status, code: answer.code});
  kept.set({token, session: answer});
  return answer;
}

/** The session that the tab has, if it lasts a while; else another one. */
async function sessionOf(token) {
  const {token: of, session} = kept.get();
  const lasts = of === token && Date.parse(session?.expires) - Date.now() > LEAST_LEFT_MS;
  return lasts ? session : exchange(token);
}

function ended(title, ...content) {
  document.body.classList.remove('reviewing');
  show(main, h('div.ended', {role: 'alert'}, h('h1', title), ...content));
}
const again = (token) => h('button.go', {type: 'button', click: () => void open(token)}, 'Try again');

function failed(error, token) {
  if (error.code === 'session-expired' || error.code === 'unauthorized') kept.set();
  if (error.code === 'session-expired') return ended('This link has ended', h('p', 'Ask whoever sent it for a new one. What you decided is recorded all the same.'));
  if (error.code === 'unauthorized') return ended('This link no longer works', h('p', 'It was taken back, or is not complete. Open it from the mail again, or ask whoever sent it for a new one.'));
  if (error.status === TOO_MANY) return ended('This link was opened many times', h('p', 'Wait some minutes, then try again.'), again(token));
  return ended('This cannot be shown right now', h('p', error.status ? error.message : 'The server cannot be reached. Nothing is lost: try again when you are online.'), again(token));
}

async function open(token) {
  const mine = ++opened;
  if (!token) return ended('Open the link from your mail', h('p', 'This page shows what you are asked to approve when you come by your personal link.'));
  show(main, skeleton('Loading what you are asked to approve'));
  let session;
  try {
    session = await sessionOf(token);
  } catch (error) {
    return mine === opened && failed(error, token);
  }
  if (mine !== opened) return;
  const widget = h('countersign-approval', {request: session.request});
  // The first session is there already; each later one is another exchange. What is shown stays, also when the link has ended meanwhile.
  let isShown = false;
  widget.addEventListener('countersign-ready', () => (isShown = true), {once: true});
  widget.token = async () => {
    const first = session;
    session = undefined;
    if (first) return first.token;
    try {
      return (await exchange(token)).token;
    } catch (error) {
      if (mine === opened && !isShown) failed(error, token);
      throw error;
    }
  };
  document.body.classList.add('reviewing');
  show(main, h('h1', 'Your approval'), widget);
}

const start = () => {
  document.body.classList.remove('reviewing');
  void open(takeToken());
};
addEventListener('hashchange', () => location.hash && start());
start();
