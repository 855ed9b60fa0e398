import {h, type Child} from '../dom.js';
import type {Answer, Comment, Question} from '../generated/wire.js';
import {optionFor} from '../looks.js';
import {visible} from '../text.js';
import {bdi} from '../texts.js';
import {requesterName} from './effects.js';
import {partPicker, textArea} from './fields.js';
import {button, instead, section, type LoadedUi} from './ui.js';

/** One thing that somebody said. */
const utterance = ({texts}: LoadedUi, {by, at, text}: Answer, about: Child = null): Child => [
  h('p.by', h('b', bdi(by.name)), ' ', h('time', {datetime: at}, texts.short(at)), about),
  h('p.prose', {dir: 'auto'}, visible(text)),
];

function thread(ui: LoadedUi, item: Question | Comment): Child {
  const {texts, loaded} = ui;
  const {versions, version} = loaded.request;
  // As the file was called in the version that was talked about.
  const name = versions.find(({number}) => number === item.version)?.parts.find(({id}) => id === item.part)?.name;
  const about = [
    name && [' · ', texts.say('ask-form.about-part', {name})],
    item.version > 0 && item.version < version && [' · ', texts.t('header.version', {version: item.version})],
  ];
  const reply = 'state' in item && (item.answer ? h('div.answer', utterance(ui, item.answer)) : h('span.tag.wait', texts.t('ask-form.open')));
  return h('li', {key: item.id}, utterance(ui, item, about), reply);
}

function askForm(ui: LoadedUi): Child {
  const {texts, draft, act, busy} = ui;
  if (!draft.asking) return button('ghost', texts.t('ask-form.open-form'), act.askFirst, {id: 'ask-open'});
  const change = (question: string): void => act.edit({question});
  const question = {id: 'question', label: texts.t('ask-form.label', {who: requesterName(ui.loaded)}), value: draft.question, change};
  const about = {id: 'question-part', label: texts.t('ask-form.about'), value: draft.questionPart, change: (questionPart: string) => act.edit({questionPart})};
  return h(
    'form.fields',
    {novalidate: true, submit: instead(act.ask)},
    textArea(ui, question),
    partPicker(ui, about, texts.t('ask-form.about.all')),
    h('button.ghost', {'aria-disabled': busy && 'true'}, texts.t(busy === 'asking' ? 'ask-form.sending' : 'ask-form.send')),
  );
}

/** Questions and remarks in the order in which they were made, and a way to ask. */
export function questions(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  const said = [...loaded.request.questions, ...loaded.request.comments].sort((a, b) => (a.at < b.at ? -1 : 1));
  return section(
    'questions',
    texts.t('ask-form.title'),
    said.length > 0 && h('ul.bare.thread', said.map((item) => thread(ui, item))),
    optionFor(loaded.permitted, 'ask')?.allowed ? askForm(ui) : !said.length && h('p.hint', texts.t('ask-form.none')),
  );
}
