import {h, show} from '/shared/dom.js';
import {detailsFields} from './details.js';
import {commandForm, field, select} from './form.js';
import {creator, fillCreator, loadTemplates, templateFields} from './process.js';

const EMPTY = '';

/** The page on which a request is created: from nothing, or from a template. */
export function createPage(main, world) {
  document.title = 'New request · Northlight Studio';
  const start = select({[EMPTY]: 'An empty request'});
  const about = h('p.muted.about', {hidden: true});
  const place = h('div');
  let templates = [];
  const draw = () => {
    const template = templates.find((each) => each.template === start.value);
    about.hidden = !template;
    show(about, template?.description);
    show(place, template ? fromTemplate(world, template) : fromNothing(world));
  };
  start.addEventListener('change', draw);
  loadTemplates().then((list) => {
    templates = list;
    start.append(...list.map(({template, name}) => h('option', {value: template}, name)));
  }).catch(() => undefined); // an empty request can still be made
  draw();
  show(main,
    h('p', h('a', {href: '#/'}, '← All approvals')),
    h('div.head', h('div', h('h1', 'New request'), h('p.muted', 'It starts as a draft. Files come next; nothing goes to the customer before you submit it.'))),
    h('div.card.narrow', h('div.start', field('Start from', start), about), place));
  return () => undefined;
}

const done = ({id}) => (location.hash = `#/requests/${id}`);

function fromNothing(world) {
  const details = detailsFields(world.people);
  const create = creator(world);
  return commandForm({
    content: details.element,
    button: 'Create the draft',
    send: async () => done(await create({command: 'create', ...withoutBlank(details.read())})),
  });
}

function fromTemplate(world, template) {
  const filled = templateFields(world, template);
  const create = fillCreator(world);
  return commandForm({content: filled.element, button: 'Create the draft', send: async () => done(await create(filled.command()))});
}

/** An ask that was not written yet is absent, not blank. */
const withoutBlank = ({ask, ...rest}) => ({...rest, ...(ask && {ask})});
