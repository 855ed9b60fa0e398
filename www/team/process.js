// Requests from templates. What a template asks for becomes fields; the core makes the command of them, and says what is wrong.
import {newKey} from '/countersign/index.js';
import {h} from '/shared/dom.js';
import {spoken} from '/shared/words.js';
import {officeCalendar} from './calendar.js';
import {subjectFields} from './details.js';
import {field, fields, input, select, within} from './form.js';
import {personField} from './people.js';

/** Where the core's refusals of what is filled in begin. */
const FILL = '/fill';

let templates;
/** The templates that come with the core. */
export const loadTemplates = () => (templates ??= fetch('/countersign/templates.json').then((answer) => {
  if (!answer.ok) throw new Error('The templates cannot be loaded.');
  return answer.json();
}).catch((error) => {
  templates = undefined; // tried again the next time
  throw error;
}));

function factField({name, type, words, required}, value) {
  const numbers = type === 'number';
  const control = words
    ? select({'': 'Choose…', ...Object.fromEntries(words.map((word) => [word, spoken(word)]))}, value ?? '')
    : input(numbers ? 'number' : 'text', {autocomplete: 'off', ...(value !== undefined && {value})});
  const missing = words ? 'Choose one.' : numbers ? 'Write a whole number.' : 'Write something here.';
  const element = field(`${spoken(name)}${required ? '' : ' (optional)'}`, control, {pointer: `${FILL}/facts/${name}`, missing});
  const read = () => control.value.trim() && {name, ...(numbers ? {number: Number(control.value)} : {text: control.value.trim()})};
  return {element, read};
}

/**
 * @param given what is known already: {title, ask, project, facts: {name: value}, links}.
 * @returns the fields, and how to make a `create` command of them.
 */
export function templateFields({core, me, everyone}, template, given = {}) {
  const subject = subjectFields({ask: template.ask, scope: template.scope, ...given}, FILL);
  const roles = template.roles.map(({role, name, required, party}) => {
    const people = everyone.filter((person) => !party || person.party === party);
    const chooser = personField(required ? name : `${name} (optional)`, people, {
      pointer: `${FILL}/people/${role}`, value: people.some(({id}) => id === me.id) && required ? me.id : '', nobody: required ? 'Choose…' : 'Nobody',
    });
    return {element: chooser.element, read: () => ({role, ...chooser.read()})};
  });
  const facts = (template.facts ?? []).map((fact) => factField(fact, given.facts?.[fact.name]));
  const element = h('div.fields', subject.elements,
    fields('Who takes part', {pointer: `${FILL}/people`}, h('div.pair.people', roles.map((role) => role.element))),
    facts.length > 0 && fields('Facts', {hint: 'They decide which stages are asked.', pointer: `${FILL}/facts`}, h('div.pair', facts.map((fact) => fact.element))));

  const command = () => {
    const {ask, scope, ...rest} = subject.read();
    const fill = {
      ...rest,
      ...(ask && {ask}),
      ...(scope.length > 0 && {scope}),
      people: roles.map((role) => role.read()).filter(({id}) => id !== undefined),
      facts: facts.map((fact) => fact.read()).filter(Boolean),
      ...(given.links && {links: given.links}),
      ...(!template.calendar && {calendar: officeCalendar()}),
    };
    return core.template({template, fill});
  };
  return {element, command};
}

/**
 * Creates requests. The core judges each here first, so that what is wrong shows at its field. The same command sent again is
 * the same attempt; a changed one is another.
 */
export function creator({backend, core, me}, at = '') {
  let key = newKey();
  let before;
  return async (command) => {
    const text = JSON.stringify(command);
    if (before && before !== text) key = newKey();
    before = text;
    try {
      core.decide({command, context: {now: new Date().toISOString(), actor: me, command_id: key, request: 'new'}});
      return (await backend.create(command, {key, attempts: 3})).request;
    } catch (error) {
      throw at ? within(at, error) : error;
    }
  };
}
/** What a request from a template is refused for stands at the fields that were filled in. */
export const fillCreator = (world) => creator(world, FILL);
