import {h, type Child} from '../dom.js';
import type {Objection} from '../generated/wire.js';
import type {Tone} from '../looks.js';
import {versionOf} from '../compare.js';
import {byline, written} from './record.js';
import {section, type LoadedUi} from './ui.js';

/** The others are quiet. */
const tones: Readonly<Record<string, Tone>> = {open: 'wait', 'in-scope': 'good', 'change-order': 'wait'};

function objection(ui: LoadedUi, {id, decision, text, part, state, answer}: Objection): Child {
  const {texts, loaded} = ui;
  const {request} = loaded;
  const made = request.decisions.find((each) => each.id === decision);
  const name = made && versionOf(request, made.version)?.parts.find((each) => each.id === part)?.name;
  const word = answer?.class ?? state;
  return h(
    'li',
    {key: id},
    h(`span.tag.${tones[word] ?? 'quiet'}`, texts.t(`objection.${word}` as 'objection.open')),
    written(text),
    made && h('p.hint', texts.say('objection.by', {name: made.actor.name, version: made.version}), name && [' · ', texts.say('ask-form.about-part', {name})]),
    answer &&
      h(
        'div.answer',
        byline(ui, answer),
        written(answer.work),
        h('p.hint', texts.t('objection.due', {when: [texts.deadline(answer.due)]})),
        answer.change_order && h('p.hint', texts.t('objection.order'), ' ', h('code', answer.change_order)),
      ),
  );
}

/** What customers wanted changed, and what the delivery team makes of it: rework is never silent. */
export function objections(ui: LoadedUi): Child {
  const list = ui.loaded.request.objections;
  return list.length > 0 && section('objections', ui.texts.t('objections.list'), h('ul.bare.thread', list.map((each) => objection(ui, each))));
}
