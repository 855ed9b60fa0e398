import {h, type Child} from '../dom.js';
import type {Answer, Comment, Question} from '../generated/wire.js';
import type {Tone} from '../looks.js';
import {byline, offers, written} from './record.js';
import {offer, type LoadedUi} from './ui.js';

const tones: Readonly<Partial<Record<Question['state'], Tone>>> = {open: 'wait'};

/** One thing that somebody said. */
const utterance = (ui: LoadedUi, said: Answer, about: Child = null): Child => [byline(ui, said, about), written(said.text)];

function item(ui: LoadedUi, said: Question | Comment): Child {
  const {texts, loaded} = ui;
  const {versions, version} = loaded.request;
  const {id} = said;
  // As the file was called in the version that was talked about.
  const name = versions.find(({number}) => number === said.version)?.parts.find((part) => part.id === said.part)?.name;
  const about = [
    name && [' · ', texts.say('ask-form.about-part', {name})],
    said.version > 0 && said.version < version && [' · ', texts.t('header.version', {version: said.version})],
  ];
  const tell = {'aria-describedby': `said-${id}`};
  const reply =
    'state' in said &&
    (said.answer ? h('div.answer', utterance(ui, said.answer)) : h(`span.tag.${tones[said.state] ?? 'quiet'}`, texts.t(`ask-form.${said.state}`)));
  return h(
    'li',
    {key: id},
    h('div', {id: `said-${id}`}, utterance(ui, said, about)),
    reply,
    offers(offer(ui, 'ghost', 'answer', id, tell), offer(ui, 'link', 'withdraw-question', id, tell)),
  );
}

/** Questions and remarks in the order in which they were made. */
export const talk = (ui: LoadedUi, said: readonly (Question | Comment)[]): Child =>
  said.length > 0 && h('ul.bare.thread', [...said].sort((a, b) => (a.at < b.at ? -1 : 1)).map((each) => item(ui, each)));
