/**
 * The dialog of everything besides deciding and asking: what it is about, what the core says that it needs, what the
 * core says that it causes, and one button. The fields, the causes and the command all follow from the core's option.
 */
import {h, type Child} from '../dom.js';
import {emptyDraft, endOfDay, type Deed, type Draft} from '../draft.js';
import type {Command, Option, Person, Verb, Version} from '../generated/wire.js';
import type {MessageKey} from '../messages/en.js';
import type {Loaded} from '../snapshot.js';
import {visible} from '../text.js';
import {box} from './dialog.js';
import {sentence, stageName} from './effects.js';
import {complaint, field, textArea} from './fields.js';
import type {LoadedUi} from './ui.js';

interface Look {
  /** Where it goes on once it is recorded. */
  readonly focus: string;
  readonly danger?: boolean;
  /** What is no longer written once it is recorded. */
  readonly draft?: () => Draft;
}

const looks: Readonly<Partial<Record<Verb, Look>>> = {
  'close-condition': {focus: 'conditions-title'},
  'waive-condition': {focus: 'conditions-title'},
  'reopen-condition': {focus: 'conditions-title'},
  delegate: {focus: 'delegations-title'},
  'end-delegation': {focus: 'decide-title'},
  retract: {focus: 'decide-title', danger: true, draft: emptyDraft},
  'withdraw-question': {focus: 'questions-title'},
  answer: {focus: 'questions-title'},
  comment: {focus: 'questions-title'},
};

/** The field that a pointer of the core leads to; what is about no field is said above the buttons. */
const fields: Readonly<Record<string, string>> = {
  '/text': 'deed-text',
  '/reason': 'deed-text',
  '/to': 'deed-id',
  '/to/id': 'deed-id',
  '/to/name': 'deed-name',
  '/until': 'deed-until',
};
const fieldOf = (pointer: string): string => fields[pointer] ?? 'deed';

/** Everybody in the request but the reader: whom they may know by name. Whether one of them can take over, the core says. */
function acquaintances({request, actor}: Loaded): Person[] {
  const {stages, delegations = []} = request;
  const all: Person[] = [...stages.flatMap(({members}) => members), ...delegations.map(({to}) => to)];
  return [...new Map(all.filter(({id}) => id !== actor.id).map((person) => [person.id, person])).values()];
}

function heir(deed: Deed, loaded: Loaded): Person {
  const known = acquaintances(loaded).find(({id}) => id === deed.person);
  if (!known) return {id: deed.id?.trim() ?? '', name: deed.name?.trim() ?? ''};
  const {id, name, organization} = known;
  return {id, name, ...(organization && {organization})};
}

/** The command, made of what the core says that it needs: something written, or the id of what it is about. */
function commandOf(deed: Deed, {needs}: Option, loaded: Loaded): Command {
  const {verb, target, text = '', until} = deed;
  const given: Readonly<Record<string, unknown>> = {text: text.trim(), reason: text.trim(), to: heir(deed, loaded)};
  const filled = Object.fromEntries(needs.map((need) => [need, given[need] ?? target]));
  return {command: verb, ...filled, ...(until && {until: endOfDay(until)})} as unknown as Command;
}

/** What it is about, in the words of whoever wrote them. */
function subject(ui: LoadedUi, {verb, target}: Deed): Child {
  const {conditions, questions, stages} = ui.loaded.request;
  const said = {condition: conditions, question: questions};
  const list = verb === 'answer' ? 'question' : (verb.split('-').at(-1) as 'condition');
  const text = said[list]?.find(({id}) => id === target)?.text;
  if (text) return h('p!ask', {dir: 'auto'}, visible(text));
  return verb === 'delegate' && stages.length > 1 && h('p!ask', {dir: 'auto'}, ui.texts.t('decide.stage', {stage: stageName(ui, target)}));
}

/** Names and ids of others: nothing that a browser knows of the reader, or better than they do. */
const untouched = {autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false'};

function personFields(ui: LoadedUi, deed: Deed, edit: (change: Partial<Deed>) => void): Child {
  const {texts, loaded} = ui;
  const people = acquaintances(loaded);
  const {person = '', name = '', id = '', until = ''} = deed;
  const choices = [{id: '', name: texts.t('delegate.other')}, ...people];
  return [
    people.length > 0 &&
      field(
        ui,
        'select',
        {id: 'deed-person', label: texts.t('delegate.who'), value: person, change: (person) => edit({person})},
        {},
        choices.map((each) => h('option', {value: each.id, key: each.id}, visible(each.name))),
      ),
    !person && [
      field(ui, 'input', {id: 'deed-name', label: texts.t('delegate.name'), value: name, change: (name) => edit({name})}, {...untouched, autocapitalize: 'words', dir: 'auto'}),
      field(ui, 'input', {id: 'deed-id', label: texts.t('delegate.id'), value: id, change: (id) => edit({id})}, untouched),
    ],
    person && complaint(ui, 'deed-id'),
    field(ui, 'input', {id: 'deed-until', label: texts.t('delegate.until'), value: until, change: (until) => edit({until})}, {type: 'date'}),
  ];
}

const isLocked: Readonly<Partial<Record<Version['status'], boolean>>> = {locked: true};

/** What follows, in the core's order; a change of state in words of its own, and nothing that is so already. */
const causesOf = (ui: LoadedUi, {causes}: Option): string[] =>
  causes.flatMap((cause) => {
    const {version} = ui.loaded;
    if (cause.cause === 'version-locked' && version && isLocked[version.status]) return [];
    const key = `becomes.${'state' in cause && cause.state}`;
    return ui.texts.has(key) ? ui.texts.t(key) : (sentence(ui, cause) ?? []);
  });

function body(ui: LoadedUi, deed: Deed, option: Option): Child {
  const {texts, act} = ui;
  const {verb, text = ''} = deed;
  const edit = (change: Partial<Deed>): void => act.edit({deed: {...deed, ...change}});
  const {needs} = option;
  const causes = causesOf(ui, option);
  const key = `${verb}.about`;
  const label = (['text', 'reason'] as const).find((need) => needs.includes(need));
  return [
    subject(ui, deed),
    texts.has(key) && h('p', texts.t(key)),
    (label || needs.includes('to')) &&
      h(
        'div.fields',
        needs.includes('to') && personFields(ui, deed, edit),
        label && textArea(ui, {id: 'deed-text', label: texts.t(`${verb}.${label}` as MessageKey), value: text, change: (text) => edit({text})}),
      ),
    causes.length > 0 && h('div!effects', h('h4', texts.t('deed.then')), h('ul', causes.map((cause) => h('li', cause)))),
    ui.busy && h('p.hint', ui.snapshot.lost ? texts.lost('lost', ui.snapshot.lost) : texts.t('ask-form.sending')),
    complaint(ui, 'deed'),
  ];
}

/** Asks before it is done, and stays until it is known what became of it. */
export function deed(ui: LoadedUi): Child {
  const {texts, loaded, draft, act} = ui;
  const {deed} = draft;
  const look = deed && looks[deed.verb];
  if (!look) return null;
  const {verb, target} = deed;
  const title = texts.t(`${verb}.title` as MessageKey);
  const option = loaded.permitted.options.find((each) => each.command === verb && (each.target ?? '') === target);
  if (!option?.allowed) return box(ui, title, h('p', option ? texts.why(option) : texts.t('deed.gone')), '', false, act.back);
  const said = [texts.t(`${verb}.done` as MessageKey), ...causesOf(ui, option)].join(' ');
  const confirm = (): void => {
    // A decision that is being taken back is told on the page.
    if (look.draft) act.back();
    act.send(commandOf(deed, option, loaded), {said, focus: look.focus, draft: look.draft?.() ?? {deed: undefined}, fieldOf});
  };
  return box(ui, title, body(ui, deed, option), texts.t(`${verb}.go` as MessageKey), !!look.danger, confirm);
}
