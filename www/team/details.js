// The fields of a request, for creating it and for editing it.
import {freshId, h} from '/shared/dom.js';
import {minorDigits} from '/shared/format.js';
import {kinds} from '/shared/words.js';
import {amountText, minorOf} from './amount.js';
import {field, input, select, Unreadable} from './form.js';
import {stagesEditor} from './stages.js';

const CURRENCIES = ['EUR', 'CHF', 'GBP', 'USD'];
/** What an edit takes back when it is emptied. */
const CLEARABLE = ['amount', 'due'];

/** An instant as a `datetime-local` field has it. */
function localTime(instant) {
  const time = new Date(instant);
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/**
 * A field for an instant. It shows minutes, so what was not changed in it is read as it was, to the millisecond.
 * @param before the instant there is, if any.
 */
export function instantInput(before) {
  const shown = before ? localTime(before) : '';
  const control = input('datetime-local', {value: shown});
  const read = () => (control.value === shown ? before : control.value ? new Date(control.value).toISOString() : undefined);
  return {control, read};
}

/**
 * What every request says of its subject.
 * @param before what is there already.
 * @param at the pointer of what the fields are read into.
 */
export function subjectFields(before = {}, at = '') {
  const title = input('text', {value: before.title ?? '', autocomplete: 'off'});
  const ask = h('textarea', {rows: 3, value: before.ask ?? ''});
  const scope = h('textarea', {rows: 3, value: before.scope?.join('\n') ?? ''});
  const projects = freshId('projects');
  const project = input('text', {value: before.project ?? '', list: projects});
  const amount = input('text', {value: before.amount ? amountText(before.amount.minor, minorDigits(before.amount.currency)) : '', inputmode: 'decimal', size: 9});
  const currencies = [...new Set([...CURRENCIES, before.amount?.currency ?? 'EUR'])];
  const currency = select(Object.fromEntries(currencies.map((code) => [code, code])), before.amount?.currency ?? 'EUR');
  currency.setAttribute('aria-label', 'Currency');
  const due = instantInput(before.due);
  const amountField = field('Amount (optional)', amount, {hint: 'Empty if there is nothing to pay.', pointer: `${at}/amount`});
  amount.after(currency);

  const elements = [
    field('Title', title, {pointer: `${at}/title`, missing: 'Give it a title.'}),
    field('The ask', ask, {hint: 'One or two sentences that say exactly what requires sign-off.', pointer: `${at}/ask`}),
    field('Scope (optional)', scope, {hint: 'What is included, one item a line.', pointer: `${at}/scope`}),
    h('div.pair', field('Project (optional)', project, {pointer: `${at}/project`}), amountField),
    h('datalist', {id: projects}, ['Keller Optik website', 'Oldenburg opening', 'Website care'].map((value) => h('option', {value}))),
    field('Due', due.control, {hint: 'In your own time zone.', pointer: `${at}/due`}),
  ];
  const readAmount = (text) => {
    const digits = minorDigits(currency.value);
    const minor = minorOf(text, digits);
    const examples = [4800, '4,800'].map((whole) => (digits ? `${whole}.${'0'.repeat(digits)}` : whole)).join(' or ');
    if (minor === undefined) throw new Unreadable(`${at}/amount`, `Write the amount in figures, such as ${examples}.`);
    return {minor, currency: currency.value};
  };
  const read = () => ({
    title: title.value.trim(),
    ask: ask.value.trim(),
    scope: scope.value.split('\n').map((line) => line.trim()).filter(Boolean),
    // Emptied, it is sent as such, which takes it away.
    ...((project.value.trim() || before.project) && {project: project.value.trim()}),
    ...(amount.value.trim() && {amount: readAmount(amount.value)}),
    ...(due.read() && {due: due.read()}),
  });
  return {elements, read};
}

/**
 * @param request what is there already; undefined for a new request.
 * @returns the fields and how to read them, as the fields of a `create` or an `edit` command.
 */
export function detailsFields(people, request) {
  const kind = select(kinds, request?.kind ?? 'deliverable');
  const subject = subjectFields(request);
  const stages = stagesEditor(people, request?.stages);
  const element = h('div.fields', !request && field('Kind', kind, {pointer: '/kind'}), subject.elements, stages.element);
  const read = () => ({...(!request && {kind: kind.value}), ...subject.read(), stages: stages.read()});
  return {element, read};
}

/** The `edit` that makes the request what the fields say: those that differ, and what is taken back. */
export function changed(fields, request) {
  const before = {...request, stages: request.stages.map(({status, clock, ...definition}) => definition)};
  const clear = CLEARABLE.filter((name) => request[name] && !(name in fields));
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, before[name]))),
    ...(clear.length > 0 && {clear}),
  };
}

const sorted = (value) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
const same = (a, b) => JSON.stringify(a, (_, value) => sorted(value)) === JSON.stringify(b, (_, value) => sorted(value));
