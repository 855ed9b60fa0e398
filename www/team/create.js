import {newKey} from '/countersign/index.js';
import {h, show} from '/shared/dom.js';
import {detailsFields} from './details.js';
import {commandForm} from './form.js';

/** The page on which a request is created. The core judges it here first, so that what is wrong shows at its field. */
export function createPage(main, {backend, core, me, people}) {
  document.title = 'New request · Northlight Studio';
  const details = detailsFields(people);
  let key = newKey();
  let before;
  const form = commandForm({
    content: details.element,
    button: 'Create the draft',
    send: async () => {
      const command = {command: 'create', ...withoutBlank(details.read())};
      core.decide({command, context: {now: new Date().toISOString(), actor: me, command_id: key, request: 'new'}});
      // The same form sent again is the same attempt; a changed one is another.
      if (before && before !== JSON.stringify(command)) key = newKey();
      before = JSON.stringify(command);
      const {request} = await backend.create(command, {key, attempts: 3});
      location.hash = `#/requests/${request.id}`;
    },
  });
  show(main,
    h('p', h('a', {href: '#/'}, '← All approvals')),
    h('div.head', h('div', h('h1', 'New request'), h('p.muted', 'It starts as a draft. Files come next; nothing goes to the customer before you submit it.'))),
    h('div.card.narrow', form));
  return () => undefined;
}

/** An ask that was not written yet is absent, not blank. */
const withoutBlank = ({ask, ...rest}) => ({...rest, ...(ask && {ask})});
