import {h, type Child} from '../dom.js';
import type {Option} from '../generated/wire.js';
import {optionFor, type Ballot} from '../looks.js';
import {effects, stageName, summary} from './effects.js';
import {complains, complaint, rowList, textArea} from './fields.js';
import {button, instead, offer, type LoadedUi} from './ui.js';

function choice(ui: LoadedUi, option: Option, first: Option | undefined): Child {
  const {texts, draft, act} = ui;
  const {decision, allowed} = option;
  if (!decision) return null;
  const id = `choice-${decision}`;
  const input = {
    id: option === first && 'choices', // where a complaint about having chosen nothing leads
    type: 'radio',
    name: 'decision',
    checked: draft.decision === decision,
    disabled: !allowed,
    'aria-labelledby': `${id}-name`,
    'aria-describedby': allowed ? `${id}-causes` : 'withheld',
    change: () => act.choose(decision),
  };
  return h(
    'label!choice',
    {key: decision},
    h('input', input),
    h('b', {id: `${id}-name`}, texts.t(`decision.${decision}`)),
    allowed && h('span', {id: `${id}-causes`}, summary(ui, option)),
  );
}

/** What the chosen decision asks for, by the core's word; a note is always welcome. And what it causes. */
function chosen(ui: LoadedUi, option: Option): Child {
  const {texts, draft, act} = ui;
  const lists = (['conditions', 'objections'] as const).filter((list) => option.needs?.includes(list));
  const label = texts.t(lists.includes('objections') ? 'rationale.why' : 'rationale.note');
  const note = {id: 'rationale', label, value: draft.rationale, change: (rationale: string) => act.edit({rationale})};
  return [
    h('div.fields', lists.map((list) => rowList(ui, list)), textArea(ui, note)),
    h(
      'div!effects',
      h('h4', option.decision && texts.t(`then.${option.decision}`)),
      h('ol', effects(ui, option).map((text) => h('li', text))),
    ),
  ];
}

/** The four choices, what the chosen one needs and causes, and the way to confirm it. */
export function decide(ui: LoadedUi, {stage, options}: Ballot): Child {
  const {texts, draft, act, loaded, busy} = ui;
  const {version, stages} = loaded.request;
  const title = stages.length > 1 ? texts.t('decide.stage', {stage: stageName(ui, stage)}) : texts.t('decide.title');
  const option = options.find((each) => each.allowed && each.decision === draft.decision);
  const word = option?.decision;
  const first = options.find(({allowed}) => allowed);
  const withheld = new Set(options.filter(({allowed}) => !allowed).map((each) => summary(ui, each)));
  const label = busy === 'checking' ? texts.t('go.checking') : texts.t(word ? `go.${word}` : 'go.none', {version});
  return h(
    'form!decision',
    {novalidate: true, submit: instead(act.review)},
    h(
      'fieldset',
      complains(ui, 'choices'),
      h('legend', h('h3#decide-title', {tabindex: -1}, title)),
      // What holds for several choices is said once.
      withheld.size > 0 && h('p#withheld.hint', [...withheld].join(' ')),
      options.map((each) => choice(ui, each, first)),
      complaint(ui, 'choices'),
    ),
    option && chosen(ui, option),
    complaint(ui, 'review'),
    first && h('button#review.go!submit', {'aria-disabled': busy && 'true', ...complains(ui, 'review'), 'aria-invalid': undefined}, label),
    h('p.center', optionFor(loaded.permitted, 'ask')?.allowed && button('link', texts.t('go.ask-first'), act.askFirst), offer(ui, 'link', 'delegate', stage)),
  );
}
