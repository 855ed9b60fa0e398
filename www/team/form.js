// Fields with labels, and problems shown where they belong: a refusal's pointer names the field.
import {freshId, h, set, show} from '/shared/dom.js';

/**
 * A field: what it is called, the control, what helps to fill it in, which pointer of a command it stands for, and what is
 * said when it is left empty but must not be.
 */
export function field(label, control, {hint, pointer, missing} = {}) {
  control.id ||= freshId('field');
  const help = hint && h('small.hint', {id: `${control.id}-hint`}, hint);
  const error = h('p.error', {id: `${control.id}-error`, hidden: true});
  set(control, {'aria-describedby': `${hint ? `${control.id}-hint ` : ''}${control.id}-error`});
  return h('div.field', {'data-pointer': pointer, 'data-missing': missing}, h('label', {for: control.id}, label), help, control, error);
}

/** A group of controls under one pointer. */
export function fields(legend, {hint, pointer} = {}, ...content) {
  const id = freshId('group');
  return h('fieldset.field', {'data-pointer': pointer, 'aria-describedby': `${hint ? `${id}-hint ` : ''}${id}-error`},
    h('legend', legend), hint && h('small.hint', {id: `${id}-hint`}, hint), content, h('p.error', {id: `${id}-error`, hidden: true}));
}

export const input = (type, attributes) => h('input', {type, ...attributes});
export const select = (options, value) => {
  const element = h('select', Object.entries(options).map(([word, label]) => h('option', {value: word}, label)));
  if (value !== undefined) element.value = value;
  return element;
};

/** What somebody wrote that is not even a command yet. */
export class Unreadable extends Error {
  constructor(pointer, detail) {
    super(detail);
    this.pointer = pointer;
  }
}

/**
 * A form that sends one command. `content` are its fields, `send` reads them and sends; what it throws is shown.
 */
export function commandForm({title, content, button, send, cancel}) {
  const problems = h('div', {role: 'alert'});
  const go = h('button.go', {type: 'submit'}, button);
  const form = h('form', {novalidate: true, submit: (event) => void submit(event)},
    title && h('h2', title), problems, content,
    h('p.actions', go, cancel && h('button.plain', {type: 'button', click: cancel}, 'Cancel')));
  const submit = async (event) => {
    event.preventDefault();
    if (go.getAttribute('aria-busy')) return; // a double click sends once
    set(go, {'aria-busy': 'true'});
    clear(form, problems);
    try {
      await send((text) => show(problems, text && h('p.notice', text)));
    } catch (error) {
      showProblems(form, problems, error);
    } finally {
      set(go, {'aria-busy': null});
    }
  };
  return form;
}

function clear(form, problems) {
  show(problems);
  for (const error of form.querySelectorAll('.error')) show(error);
  for (const error of form.querySelectorAll('.error')) error.hidden = true;
  for (const control of form.querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid');
}

/** What the core says of a field, for whoever fills it in. All else is said in its own words. */
const sentences = {
  'text-blank': 'Write something here.',
  'missing-field': 'This is needed.',
  'text-too-long': 'This is too long.',
  'too-many-items': 'These are too many.',
  'due-past': 'Choose a time that lies ahead.',
};
const EMPTY = new Set(['text-blank', 'missing-field']);
const atField = (problem, {dataset}) => (EMPTY.has(problem.code) && dataset.missing) || sentences[problem.code] || detailOf(problem);

const detailOf = ({detail, message, title}) => detail || message || title || 'The server cannot be reached. Try again.';

function showProblems(form, problems, error) {
  const list = error.problems?.length ? error.problems : [error];
  const elsewhere = list.filter((problem) => !showAtField(form, problem));
  show(problems, h('div.notice.bad',
    h('p', list.length === 1 && !elsewhere.length ? 'One thing needs your attention.' : 'This was not sent.'),
    elsewhere.length > 0 && h('ul', elsewhere.map((problem) => h('li', detailOf(problem))))));
  form.querySelector('[aria-invalid]')?.focus();
}

/** Finds the field whose pointer is the longest beginning of the problem's. */
function showAtField(form, problem) {
  const matches = [...form.querySelectorAll('[data-pointer]')]
    .filter(({dataset}) => problem.pointer && `${problem.pointer}/`.startsWith(`${dataset.pointer}/`))
    .sort((a, b) => b.dataset.pointer.length - a.dataset.pointer.length);
  const [place] = matches;
  const error = place?.querySelector(':scope > .error');
  if (!error) return false;
  error.hidden = false;
  show(error, atField(problem, place));
  const control = place.querySelector('input, textarea, select');
  if (control) set(control, {'aria-invalid': 'true'});
  return true;
}

/** The same refusal, of what stands at `prefix` in a larger form. */
export function within(prefix, error) {
  const inside = ({pointer = '', ...rest}) => ({...rest, pointer: prefix + pointer});
  const {code, detail, pointer, problems, message} = error;
  return Object.assign(new Error(message), inside({code, detail, pointer}), problems && {problems: problems.map(inside)});
}
