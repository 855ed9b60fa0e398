// The delivery side: what is out for approval, and the page on which a request is prepared, submitted and followed.
import {loadCore, TeamBackend} from '/countersign/index.js';
import {demoPeople, demoToken} from '/shared/demo.js';
import {failure, h, show, skeleton} from '/shared/dom.js';
import {initials} from '/shared/format.js';
import {createPage} from '/team/create.js';
import {listPage} from '/team/list.js';
import {requestPage} from '/team/request.js';

const ME = 'dana';
const main = document.querySelector('#main');
/** What the pages need: {backend, core, me, people: who is asked, everyone, limits}. */
let world;
let close;

const pages = [
  [/^#\/new$/, () => createPage(main, world)],
  [/^#\/requests\/([\w.:@+-]+)$/, (id) => requestPage(main, world, id)],
  [/(?:)/, () => listPage(main, world)],
];

function route() {
  close?.();
  for (const [pattern, page] of pages) {
    const found = pattern.exec(location.hash);
    if (!found) continue;
    close = page(...found.slice(1));
    return;
  }
}

async function start() {
  show(main, skeleton('Loading the approvals'));
  try {
    const backend = new TeamBackend({token: () => demoToken(ME)});
    const [everyone, core, {limits}] = await Promise.all([demoPeople(), loadCore(), backend.capabilities({attempts: 2}).catch(() => ({}))]);
    const {id, name, organization, role, party} = everyone.find((person) => person.id === ME);
    show(document.querySelector('#who'), h('span', name, h('small', role)), h('span.face', {'aria-hidden': 'true'}, initials(name)));
    world = {
      core,
      backend,
      limits,
      me: {kind: 'human', party, id, name, organization},
      everyone,
      people: everyone.filter((person) => person.organization !== organization),
    };
    route();
  } catch (error) {
    show(main, failure(error, () => void start()));
  }
}

addEventListener('hashchange', ({newURL}) => {
  if (!world || new URL(newURL).hash === '#main') return;
  route();
  main.focus();
  scrollTo(0, 0);
});
void start();
