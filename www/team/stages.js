// Who is asked, in which order, and how many have to approve.
import {h, show} from '/shared/dom.js';
import {obligations, rules} from '/shared/words.js';
import {field, fields, input, select} from './form.js';

const NOT_ASKED = '';

/** @returns the editor and how to read it: the stages as a command has them. */
export function stagesEditor(people, stages) {
  const list = h('div.stages');
  const blocks = [];
  let made = 0;

  const draw = () => {
    blocks.forEach((block, index) => block.number(index, blocks.length));
    show(list, blocks.map(({element}) => element));
  };
  const add = (stage) => {
    const block = stageBlock(people, stage ?? freshStage(), () => {
      blocks.splice(blocks.indexOf(block), 1);
      draw();
    });
    blocks.push(block);
    draw();
  };
  const freshStage = () => {
    const taken = new Set(blocks.map(({id}) => id));
    do made++; while (taken.has(`stage-${made}`));
    return {id: `stage-${made}`, name: blocks.length ? `Stage ${blocks.length + 1}` : people[0]?.organization ?? 'Customer', rule: {type: 'all'}, members: []};
  };

  const ordered = [...(stages ?? [])].sort((a, b) => a.order - b.order);
  ordered.forEach((stage, index) => add({...stage, together: index > 0 && stage.order === ordered[index - 1].order}));
  if (!stages) add();
  const element = fields('Who is asked', {hint: 'Stages run one after the other.', pointer: '/stages'}, list,
    h('button.plain', {type: 'button', click: () => add()}, 'Add a stage'));
  const read = () => {
    let order = 0;
    return blocks.map((block, index) => block.read(index && block.together() ? order : ++order));
  };
  return {element, read};
}

function stageBlock(people, stage, remove) {
  const legend = h('legend');
  const name = input('text', {value: stage.name});
  const rule = select(rules, stage.rule.type);
  const count = input('number', {min: 1, value: stage.rule.count ?? 2});
  const countField = field('How many approvals', count);
  const showCount = () => (countField.hidden = rule.value !== 'quorum');
  rule.addEventListener('change', showCount);
  showCount();
  const together = input('checkbox', {checked: Boolean(stage.together)});
  const togetherLabel = h('label.check', together, 'At the same time as the stage before');
  const others = stage.members.filter(({id}) => !people.some((person) => person.id === id));
  const members = [...people, ...others].map((person) => {
    const member = stage.members.find(({id}) => id === person.id);
    const obligation = select({[NOT_ASKED]: 'Not asked', ...obligations}, member?.obligation ?? NOT_ASKED);
    return {person, obligation, element: field(`${person.name}, ${person.role ?? person.organization ?? ''}`, obligation)};
  });
  const before = stage.members.map(({id}) => id);
  const place = ({person}) => (before.includes(person.id) ? before.indexOf(person.id) : before.length);
  const asBefore = (a, b) => place(a) - place(b); // those who are new come last
  const guarded = stage.guard && h('p.small.muted', 'Asked only if the facts of the request call for it.');
  const removeButton = h('button.plain.danger', {type: 'button', click: remove}, 'Remove this stage');
  const element = h('fieldset.stage', legend,
    h('div.pair', field('Name', name), field('Rule', rule)), countField, togetherLabel, guarded,
    h('div.pair', members.map((member) => member.element)), removeButton);

  return {
    id: stage.id,
    element,
    together: () => together.checked,
    number: (index, length) => {
      show(legend, `Stage ${index + 1}`);
      togetherLabel.hidden = index === 0;
      removeButton.hidden = length === 1;
    },
    read: (order) => ({
      id: stage.id,
      name: name.value.trim(),
      order,
      rule: countField.hidden ? {type: rule.value} : {type: rule.value, count: Number(count.value)},
      members: members.filter(({obligation}) => obligation.value !== NOT_ASKED).sort(asBefore).map(({person, obligation}) => ({
        id: person.id,
        name: person.name,
        ...(person.organization && {organization: person.organization}),
        obligation: obligation.value,
      })),
      // What a template gave it, and this editor does not show.
      ...(stage.decisions && {decisions: stage.decisions}),
      ...(stage.parts && {parts: stage.parts}),
      ...(stage.guard && {guard: stage.guard}),
    }),
  };
}
