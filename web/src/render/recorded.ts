import {h, type Child} from '../dom.js';
import type {Decision} from '../generated/wire.js';
import {toneOfDecision, type Tone} from '../looks.js';
import {requesterName} from './effects.js';
import type {LoadedUi} from './ui.js';

const marks: Readonly<Record<Tone, string>> = {good: '✓', wait: '!', bad: '✕'};

/** What the server has recorded of this reader. The outcome needs nothing that may be missing; the facts load meanwhile. */
export function recorded(ui: LoadedUi, decision: Decision): Child {
  const {texts, later} = ui;
  const tone = toneOfDecision[decision.decision];
  return h(
    'section!recorded',
    {'aria-labelledby': 'recorded-title'},
    h(`div.mark.${tone}`, {'aria-hidden': 'true'}, marks[tone]),
    h('h3#recorded-title', {tabindex: -1}, texts.t(`done.${decision.decision}`, {version: decision.version})),
    h('p.hint', texts.say('done.confirmed', {who: requesterName(ui.loaded)})),
    later?.facts(ui, decision),
  );
}
