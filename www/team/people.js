// Choosing a person: one who is known here, or somebody else by name.
import {h} from '/shared/dom.js';
import {field, input, select} from './form.js';

const NOBODY = '';
const OTHER = '+'; // no id begins like this

/** @returns the field and how to read it: a person as a command has one, or undefined. */
export function personField(label, people, {pointer, hint, value = NOBODY, nobody = 'Choose…', missing = 'Choose somebody.'} = {}) {
  const known = Object.fromEntries(people.map(({id, name, role, organization}) => [id, `${name}, ${role ?? organization}`]));
  const choice = select({[NOBODY]: nobody, ...known, [OTHER]: 'Somebody else…'}, value);
  const name = input('text', {autocomplete: 'off', 'aria-label': `${label}: name`});
  const id = input('text', {autocomplete: 'off', spellcheck: 'false', 'aria-label': `${label}: sign-in name`});
  const other = h('div.pair', {hidden: true}, field('Name', name), field('Sign-in name', id, {hint: 'As your portal knows them, such as ana@example.com.'}));
  choice.addEventListener('change', () => (other.hidden = choice.value !== OTHER));
  const element = field(label, choice, {pointer, hint, missing});
  choice.after(other);
  const read = () => {
    if (choice.value === OTHER) return {id: id.value.trim(), name: name.value.trim()};
    const person = people.find((each) => each.id === choice.value);
    return person && {id: person.id, name: person.name, ...(person.organization && {organization: person.organization})};
  };
  return {element, read};
}
