import {h, type Child} from '../dom.js';
import {ballotOf, decidingIn, toneOfState, waits} from '../looks.js';
import {shortDigest, visible} from '../text.js';
import {bdi} from '../texts.js';
import {requesterName} from './effects.js';
import type {LoadedUi} from './ui.js';

/** Who asks, for what, until when, and where it stands. */
export function header(ui: LoadedUi): Child {
  const {loaded, texts, snapshot} = ui;
  const {request, version} = loaded;
  const {due} = request;
  const who = requesterName(ui.loaded);
  const yours = ballotOf(loaded.permitted);
  const sending = decidingIn(snapshot);
  const overdue = due && Date.parse(due) < Date.now();
  const facts = [
    texts.say(yours ? 'header.asks' : 'header.from', {who}),
    texts.t(`kind.${request.kind}`),
    request.project && bdi(request.project),
    version && texts.t('header.version', {version: version.number}),
    due && waits[request.state] && texts.t(overdue ? 'header.overdue' : 'header.due', {when: [texts.deadline(due)], relative: [texts.relative(due)]}),
  ];
  return h(
    'header!header',
    h('slot', {name: 'brand'}, h('span.logo', {'aria-hidden': 'true'}, visible([...who][0] ?? ''))),
    h(
      'div',
      h('h2#title!title', {dir: 'auto', tabindex: -1}, visible(request.title)),
      h('ul.facts', facts.filter(Boolean).map((fact) => h('li', fact))),
      ui.later?.silence(ui),
    ),
    h(
      `span.${yours || sending ? 'wait' : (toneOfState[request.state] ?? 'quiet')}!status`,
      texts.t(sending ? (snapshot.lost ? 'lost.title' : 'status.sending') : yours ? 'status.yours' : `state.${request.state}`),
    ),
  );
}

/** What holds whatever happens, and what exactly is on screen. */
export const footer = ({loaded: {version}, texts}: LoadedUi): Child =>
  h(
    'footer!footer',
    h('span', texts.t('footer.promise')),
    version && h('code', 'sha256 ', shortDigest(version.digest)),
    h('slot', {name: 'footer'}),
  );
