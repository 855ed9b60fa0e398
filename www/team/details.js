// The fields of a request, for creating it and for editing it.
import {freshId, h} from '/shared/dom.js';
import {minorDigits} from '/shared/format.js';
import {kinds} from '/shared/words.js';
import {field, input, select, Unreadable} from './form.js';
import {stagesEditor} from './stages.js';

const CURRENCIES = {EUR: 'EUR', CHF: 'CHF', GBP: 'GBP', USD: 'USD'};

/** An instant as a `datetime-local` field has it. */
function localTime(instant) {
  const time = new Date(instant);
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** `4800`, `4800.5` and `4800,50` as a whole number of the smallest unit; nothing is rounded. */
function minorOf(text, currency) {
  const digits = minorDigits(currency);
  const [, whole, fraction = ''] = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text) ?? [];
  if (!whole || fraction.length > digits) throw new Unreadable('/amount', 'Write the amount in figures, such as 4800.00.');
  return Number(whole + fraction.padEnd(digits, '0'));
}

function amountText({minor, currency}) {
  const digits = minorDigits(currency);
  const text = String(minor).padStart(digits + 1, '0');
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}

/**
 * @param request what is there already; undefined for a new request.
 * @returns the fields and how to read them, as the fields of a `create` or an `edit` command.
 */
export function detailsFields(people, request) {
  const kind = select(kinds, request?.kind ?? 'deliverable');
  const title = input('text', {value: request?.title ?? '', autocomplete: 'off'});
  const ask = h('textarea', {rows: 3, value: request?.ask ?? ''});
  const scope = h('textarea', {rows: 3, value: request?.scope.join('\n') ?? ''});
  const projects = freshId('projects');
  const project = input('text', {value: request?.project ?? '', list: projects});
  const amount = input('text', {value: request?.amount ? amountText(request.amount) : '', inputmode: 'decimal', size: 9});
  const currency = select(CURRENCIES, request?.amount?.currency ?? 'EUR');
  currency.setAttribute('aria-label', 'Currency');
  const due = input('datetime-local', {value: request?.due ? localTime(request.due) : ''});
  const stages = stagesEditor(people, request?.stages);
  const amountField = field('Amount (optional)', amount, {hint: 'Leave it empty if there is nothing to pay.', pointer: '/amount'});
  amountField.querySelector('input').after(currency);

  const element = h('div.fields',
    !request && field('Kind', kind, {pointer: '/kind'}),
    field('Title', title, {pointer: '/title'}),
    field('The ask', ask, {hint: 'One or two sentences that say exactly what requires sign-off.', pointer: '/ask'}),
    field('Scope (optional)', scope, {hint: 'What is included, one item a line.', pointer: '/scope'}),
    h('div.pair', field('Project (optional)', project, {pointer: '/project'}), amountField),
    h('datalist', {id: projects}, ['Keller Optik website', 'Oldenburg opening', 'Website care'].map((value) => h('option', {value}))),
    field('Due', due, {hint: 'In your own time zone.', pointer: '/due'}),
    stages.element);

  const read = () => {
    const text = amount.value.replaceAll(/\s/g, '');
    return {
      ...(!request && {kind: kind.value}),
      title: title.value.trim(),
      ask: ask.value.trim(),
      scope: scope.value.split('\n').map((line) => line.trim()).filter(Boolean),
      ...(project.value.trim() && {project: project.value.trim()}),
      ...(text && {amount: {minor: minorOf(text, currency.value), currency: currency.value}}),
      ...(due.value && {due: new Date(due.value).toISOString()}),
      stages: stages.read(),
    };
  };
  return {element, read};
}

/** Those of `fields` that differ from what the request has. */
export function changed(fields, request) {
  const before = {...request, stages: request.stages.map(({status, ...definition}) => definition)};
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(value, before[name])));
}

const sorted = (value) =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
const same = (a, b) => JSON.stringify(a, (_, value) => sorted(value)) === JSON.stringify(b, (_, value) => sorted(value));
