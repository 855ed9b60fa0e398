// Answering an objection: in the agreed scope, or by a change order, which may be created on the way.
import {h, show} from '/shared/dom.js';
import {changeClasses} from '/shared/words.js';
import {field, select, within} from './form.js';
import {fillCreator, loadTemplates, templateFields} from './process.js';
import {requestField} from './requests.js';

const CHANGE_ORDER = 'change-order';
const NEW = '';

/** The end of a working day, where the reader is. */
const evening = (day) => new Date(`${day}T17:00`).toISOString();

/** @returns the content of a form, and how to read it: the fields of an `answer-objection` command. */
export function objectionFields(world, request, objection) {
  const work = h('textarea', {rows: 3});
  const due = h('input', {type: 'date'});
  const kind = select(changeClasses);
  const order = changeOrderFields(world, request);
  kind.addEventListener('change', () => order.show(kind.value === CHANGE_ORDER));
  const content = [
    h('blockquote', objection.text),
    field('The work that it means', work, {pointer: '/work', missing: 'Say what will be done.'}),
    field('Ready by', due, {hint: 'At 17:00 on that day, in your own time zone.', pointer: '/due', missing: 'Choose a day.'}),
    field('Is it in the agreed scope?', kind, {hint: 'What is not is agreed in a request of its own.', pointer: '/class'}),
    order.element,
  ];
  const read = async (tell, judge) => {
    const answer = {objection: objection.id, class: kind.value, work: work.value.trim(), ...(due.value && {due: evening(due.value)})};
    if (kind.value !== CHANGE_ORDER) return answer;
    // Nothing is created for an answer that would be refused for another reason.
    judge({...answer, change_order: request.id});
    return {...answer, change_order: await order.id(tell)};
  };
  return {content, read};
}

/** Which request the change order is: one that is there, or one that is made of the template now. */
function changeOrderFields(world, request) {
  const existing = requestField('Change order', world, {
    pointer: '/change_order', first: {[NEW]: 'A new one'}, wanted: ({id, kind}) => kind === CHANGE_ORDER && id !== request.id,
  });
  const create = fillCreator(world);
  const place = h('div');
  const element = h('fieldset.stage', {hidden: true}, h('legend', 'The change order'), existing.element, place);
  let filled;

  const fill = async () => {
    const template = (await loadTemplates()).find(({kind}) => kind === CHANGE_ORDER);
    filled ??= templateFields(world, template, {
      title: `Change order: ${request.title}`, project: request.project, facts: {reason: 'objection'}, links: [{relation: 'original', request: request.id}],
    });
    show(place, filled.element);
  };
  const draw = () => {
    place.hidden = existing.choice.value !== NEW;
    if (place.hidden || element.hidden || filled) return;
    fill().catch((error) => show(place, h('p.notice.bad', error.message)));
  };
  existing.choice.addEventListener('change', draw);
  return {
    element,
    show: (on) => {
      element.hidden = !on;
      draw();
    },
    id: async (tell) => {
      if (existing.choice.value !== NEW) return existing.choice.value;
      if (!filled) throw within('/change_order', new Error('The template of change orders could not be loaded.'));
      tell('Creating the change order…');
      // Whatever becomes of the answer, the change order is made once.
      const made = await create(filled.command());
      tell('');
      existing.choice.append(h('option', {value: made.id}, made.title));
      existing.choice.value = made.id;
      draw();
      return made.id;
    },
  };
}
