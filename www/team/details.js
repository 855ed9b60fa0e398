// The fields of a request, for creating it and for editing it.
import {freshId, h} from '/shared/dom.js';
import {minorDigits} from '/shared/format.js';
import {kinds} from '/shared/words.js';
import {amountText, minorOf} from './amount.js';
import {field, input, select, Unreadable} from './form.js';
import {stagesEditor} from './stages.js';

const CURRENCIES = {EUR: 'EUR', CHF: 'CHF', GBP: 'GBP', USD: 'USD'};

/** An instant as a `datetime-local` field has it. */
export function localTime(instant) {
  const time = new Date(instant);
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
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
  const currency = select(CURRENCIES, before.amount?.currency ?? 'EUR');
  currency.setAttribute('aria-label', 'Currency');
  const due = input('datetime-local', {value: before.due ? localTime(before.due) : ''});
  const amountField = field('Amount (optional)', amount, {hint: 'Empty if there is nothing to pay.', pointer: `${at}/amount`});
  amount.after(currency);

  const elements = [
    field('Title', title, {pointer: `${at}/title`, missing: 'Give it a title.'}),
    field('The ask', ask, {hint: 'One or two sentences that say exactly what requires sign-off.', pointer: `${at}/ask`}),
    field('Scope (optional)', scope, {hint: 'What is included, one item a line.', pointer: `${at}/scope`}),
    h('div.pair', field('Project (optional)', project, {pointer: `${at}/project`}), amountField),
    h('datalist', {id: projects}, ['Keller Optik website', 'Oldenburg opening', 'Website care'].map((value) => h('option', {value}))),
    field('Due', due, {hint: 'In your own time zone.', pointer: `${at}/due`}),
  ];
  const readAmount = (text) => {
    const minor = minorOf(text, minorDigits(currency.value));
    if (minor === undefined) throw new Unreadable(`${at}/amount`, 'Write the amount in figures, such as 4800.00 or 4,800.00.');
    return {minor, currency: currency.value};
  };
  const read = () => ({
    title: title.value.trim(),
    ask: ask.value.trim(),
    scope: scope.value.split('\n').map((line) => line.trim()).filter(Boolean),
    ...(project.value.trim() && {project: project.value.trim()}),
    ...(amount.value.trim() && {amount: readAmount(amount.value)}),
    ...(due.value && {due: new Date(due.value).toISOString()}),
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

/** Those of `fields` that differ from what the request has. */
export function changed(fields, request) {
  const before = {...request, stages: request.stages.map(({status, clock, ...definition}) => definition)};
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, before[name])));
}

const sorted = (value) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
const same = (a, b) => JSON.stringify(a, (_, value) => sorted(value)) === JSON.stringify(b, (_, value) => sorted(value));
