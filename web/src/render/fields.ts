/** Form fields with their labels and complaints. */
import {h, type Child, type Props} from '../dom.js';
import type {Row, RowList} from '../draft.js';
import {visible} from '../text.js';
import {button, valueOf, type LoadedUi} from './ui.js';

interface Field {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** What is wrong with the field of this id. */
export const complaint = ({errors}: LoadedUi, id: string): Child => errors.has(id) && h('p!error', {id: `${id}-error`}, errors.get(id));

/** Names the complaint to assistive technology. */
export const complains = ({errors}: LoadedUi, id: string): Props => (errors.has(id) ? {'aria-invalid': 'true', 'aria-describedby': `${id}-error`} : {});

export function field(ui: LoadedUi, tag: string, {id, label, value, change}: Field, more: Props = {}, content: Child = null): Child {
  const props = {id, value, input: (event: Event) => change(valueOf(event)), ...complains(ui, id), ...more};
  return [h('label', {for: id}, label), h(`${tag}!field`, props, content), complaint(ui, id)];
}

export const textArea = (ui: LoadedUi, spec: Field): Child => field(ui, 'textarea', spec, {rows: 3, dir: 'auto'});

/** Chooses one of the files of this version, or none. */
export function partPicker(ui: LoadedUi, spec: Field, none: string): Child {
  const options = [{id: '', name: none}, ...(ui.loaded.version?.parts ?? [])];
  return field(ui, 'select', spec, {}, options.map(({id, name}) => h('option', {value: id, key: id}, visible(name))));
}

function row(ui: LoadedUi, list: RowList, {key, text, due, part}: Row, number: number): Child {
  const {texts, draft, act} = ui;
  const rows = draft[list];
  const label = texts.t(`${list}.text`, {number});
  const change = (change: Partial<Row>): void => act.edit({[list]: rows.map((each) => (each.key === key ? {...each, ...change} : each))});
  const more =
    list === 'conditions'
      ? field(ui, 'input', {id: `${key}-due`, label: texts.t('conditions.due'), value: due, change: (due) => change({due})}, {type: 'date'})
      : partPicker(ui, {id: `${key}-part`, label: texts.t('objections.part'), value: part, change: (part) => change({part})}, texts.t('objections.part.none'));
  const remove = {'aria-label': texts.t('row.remove.label', {number: label})};
  return h(
    'div.entry',
    {key},
    textArea(ui, {id: `${key}-text`, label, value: text, change: (text) => change({text})}),
    h('div', h('div', more), rows.length > 1 && button('link', texts.t('row.remove'), () => act.removeRow(list, key), remove)),
  );
}

/** A list that grows: one thing to a row, so that each can be dealt with on its own. */
export const rowList = (ui: LoadedUi, list: RowList): Child =>
  h(
    'div.rows',
    {role: 'group', 'aria-labelledby': `${list}-title`, key: list},
    h('h4', {id: `${list}-title`}, ui.texts.t(`${list}.title`)),
    ui.draft[list].map((each, i) => row(ui, list, each, i + 1)),
    button('link', ui.texts.t(`${list}.add`), () => ui.act.addRow(list), {id: `${list}-add`}),
  );
