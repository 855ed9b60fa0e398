// What a decision asked for, point by point: how each stands, what was answered, and what can be done about it.
import {freshId, h} from '/shared/dom.js';
import {date} from '/shared/format.js';
import {changeClasses, conditionStateOf, objectionStateOf} from '/shared/words.js';
import {commandButton, offered} from './button.js';
import {linkTo} from './requests.js';

/** The conditions and objections of one decision, as a list. */
export function pointsOf(made, {request, permitted}, desk) {
  const mine = (list, ids) => list.filter(({id}) => ids.includes(id));
  const problem = h('div', {role: 'alert'});
  const fileName = (id) => request.versions[made.version - 1]?.parts.find((part) => part.id === id)?.name ?? id;
  const point = (verb, label, {id, text, due, part}, {label: word, tone}, ...answers) => {
    const option = offered(permitted, verb, id);
    const name = freshId('point');
    return h('li',
      h('p', h('span', {id: name}, text), (due || part) && h('small.muted', due ? ` until ${date(due)}` : ` about ${fileName(part)}`), ' ',
        h('span.pill', {class: `pill ${tone ?? ''}`}, word)),
      answers,
      option && commandButton(option, label, desk.actions, {open: desk.open, problem, 'aria-describedby': name}));
  };
  const list = [
    ...mine(request.conditions, made.conditions).map((condition) =>
      point('meet-condition', 'Say that it is met…', condition, conditionStateOf(condition.state), conditionNotes(condition))),
    ...mine(request.objections, made.objections).map((objection) =>
      point('answer-objection', 'Answer it…', objection, objectionStateOf(objection.state), objectionNotes(objection, desk))),
  ];
  return list.length > 0 && [h('ul.points', list), problem];
}

const note = (by, at, ...content) => h('p.small.note', content, h('span.muted', ` – ${by.name}, ${date(at)}`));

const conditionNotes = ({met, reason, settled}) => [
  met && note(met.by, met.at, 'Done: ', met.evidence),
  settled ? note(settled.by, settled.at, reason ?? 'Closed.') : reason && h('p.small.note', 'Opened again: ', reason),
];

const objectionNotes = ({answer}, {backend}) =>
  answer && note(answer.by, answer.at,
    `${changeClasses[answer.class] ?? answer.class}, by ${date(answer.due)}: `, answer.work,
    answer.change_order && [' ', linkTo(backend, answer.change_order)]);
