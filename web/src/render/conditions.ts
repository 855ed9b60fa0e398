import {h, type Child} from '../dom.js';
import type {Condition} from '../generated/wire.js';
import type {Tone} from '../looks.js';
import {byline, offers, written} from './record.js';
import {offer, section, type LoadedUi} from './ui.js';

/** The others are quiet. */
const tones: Readonly<Partial<Record<Condition['state'], Tone>>> = {open: 'wait', met: 'wait', closed: 'good'};
/** A reason is that of the last waiver or reopening; a later proof overtakes it. */
const reasons: Readonly<Partial<Record<Condition['state'], 'condition.reopened' | 'condition.reason'>>> = {open: 'condition.reopened', waived: 'condition.reason'};

function condition(ui: LoadedUi, {id, decision, text, due, state, met, reason, settled}: Condition): Child {
  const {texts, loaded} = ui;
  const author = loaded.request.decisions.find((each) => each.id === decision)?.actor.name;
  const named = `condition-${id}`;
  const why = reasons[state];
  const late = due && tones[state] === 'wait' && Date.parse(due) < Date.now();
  const tell = {'aria-describedby': named};
  return h(
    'li',
    {key: id},
    h(`span.tag.${tones[state] ?? 'quiet'}`, texts.t(`condition.${state}`)),
    written(text, named),
    h(
      'p.hint',
      author && texts.say('condition.by', {name: author}),
      due && [' · ', texts.t(late ? 'condition.overdue' : 'condition.due', {when: [texts.deadline(due)]})],
    ),
    met && h('div.answer', byline(ui, met), written(met.evidence)),
    settled && h('p.hint', texts.say(`condition.settled.${state}` as 'condition.settled.closed', {name: settled.by.name, when: [texts.short(settled.at)]})),
    why && reason && h('p.hint', texts.say(why, {reason})),
    offers(
      offer(ui, 'ghost', 'close-condition', id, tell),
      offer(ui, 'link', 'waive-condition', id, tell),
      offer(ui, 'link', 'reopen-condition', id, tell),
    ),
  );
}

/** What approvals depend on, how far it is, and what whoever set it can do about it. */
export function conditions(ui: LoadedUi): Child {
  const list = ui.loaded.request.conditions;
  return list.length > 0 && section('conditions', ui.texts.t('conditions.list'), h('ul.bare.thread', list.map((each) => condition(ui, each))));
}
