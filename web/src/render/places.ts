/** Who holds whose place. */
import {h, type Child} from '../dom.js';
import type {Delegation, Member, Person, Stage} from '../generated/wire.js';
import type {Ballot} from '../looks.js';
import type {Loaded} from '../snapshot.js';
import {bdi} from '../texts.js';
import {stageName} from './effects.js';
import {offers, written} from './record.js';
import {offer, section, type LoadedUi} from './ui.js';

type Standing = 'standing' | 'over' | 'ended';

const isEnded: Readonly<Partial<Record<Delegation['state'], boolean>>> = {ended: true};

/** A cover ends by itself, without an event. */
const standingOf = ({state, until}: Delegation): Standing => (isEnded[state] ? 'ended' : until && Date.parse(until) <= Date.now() ? 'over' : 'standing');

/** With whom the place of a member is now: a picture only, the core judges by its own. */
export function holderOf({request}: Loaded, stage: Stage, member: Member): Person {
  let holder: Person = member;
  for (const each of request.delegations ?? []) {
    const of = each.stage === stage.id && each.place === member.id && each.from.id === holder.id;
    if (of && standingOf(each) === 'standing') holder = each.to;
  }
  return holder;
}

function delegation(ui: LoadedUi, each: Delegation): Child {
  const {texts, loaded} = ui;
  const {id, type, stage, from, to, reason, until, by} = each;
  const standing = standingOf(each);
  const named = `delegation-${id}`;
  const names = {from: from.name, to: to.name, by: by.name, stage: stageName(ui, stage)};
  return h(
    'li',
    {key: id},
    standing !== 'standing' && h('span.tag.quiet', texts.t(`delegation.${standing}`)),
    h('p', {id: named}, texts.say(`delegation.${type}`, names)),
    h(
      'p.hint',
      h('time', {datetime: each.at}, texts.short(each.at)),
      until && [' · ', texts.t('delegation.until', {when: [texts.deadline(until)]})],
      loaded.request.stages.length > 1 && [' · ', texts.say('delegation.stage', names)],
    ),
    written(reason),
    offers(offer(ui, 'ghost', 'end-delegation', id, {'aria-describedby': named})),
  );
}

/** Who decides in whose place, with both names, and the way to hand on a place about which nothing is asked above. */
export function places(ui: LoadedUi, ballot: Ballot | undefined): Child {
  const {texts, loaded} = ui;
  const {delegations = [], stages} = loaded.request;
  const more = stages.flatMap(({id, name}) => {
    const way = id !== ballot?.stage && offer(ui, 'link', 'delegate', id);
    return way ? h('p', {key: id}, stages.length > 1 && [h('small', bdi(name)), ' '], way) : [];
  });
  if (!delegations.length && !more.length) return null;
  return section('delegations', texts.t('delegations.title'), delegations.length > 0 && h('ul.bare.thread', delegations.map((each) => delegation(ui, each))), more);
}
