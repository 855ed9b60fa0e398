import {h, type Child} from '../dom.js';
import type {Decision, Member, Stage} from '../generated/wire.js';
import {ballotOf, optionFor, stands, toneOfDecision, waits} from '../looks.js';
import type {Loaded} from '../snapshot.js';
import {bdi} from '../texts.js';
import {holderOf} from './places.js';
import {section, type LoadedUi} from './ui.js';

const isOver: Readonly<Partial<Record<Stage['status'], boolean>>> = {passed: true, stopped: true, skipped: true};
const isOpen: Readonly<Partial<Record<Stage['status'], boolean>>> = {open: true};
/** Members who inform and are not asked, as the catalogue calls them. */
const informing: Readonly<Partial<Record<Member['obligation'], 'reviewer' | 'observer'>>> = {reviewer: 'reviewer', observer: 'observer'};
/** Nobody of such a stage is asked. */
const isSkipped: Readonly<Record<string, boolean>> = {skipped: true};
const isAsked: Readonly<Partial<Record<Member['obligation'], boolean>>> = {approver: true};

const decisionOf = ({request}: Loaded, stage: Stage, member: Member): Decision | undefined =>
  request.decisions.findLast((each) => each.stage === stage.id && (each.on_behalf_of ?? each.actor.id) === member.id && stands[each.standing]);

/** Whose decision is waited for, in a stage. */
const awaited = (loaded: Loaded, stage: Stage): Member[] =>
  stage.members.filter((member) => isAsked[member.obligation] && !decisionOf(loaded, stage, member));

/** The people whom the open stages still wait for. */
export function waitingFor(loaded: Loaded): string[] {
  const {state, stages} = loaded.request;
  const open = waits[state] ? stages.filter(({status}) => isOpen[status]) : [];
  return [...new Set(open.flatMap((stage) => awaited(loaded, stage).map((member) => holderOf(loaded, stage, member).name)))];
}

function memberLine({texts, loaded}: LoadedUi, stage: Stage, member: Member): Child {
  const decision = decisionOf(loaded, stage, member);
  const {obligation} = member;
  const {name, id} = decision ? decision.actor : holderOf(loaded, stage, member);
  const key = informing[obligation] ?? (isSkipped[stage.status] ? 'skipped' : isOver[stage.status] || !waits[loaded.request.state] ? 'none' : 'pending');
  return h(
    'li',
    {key: member.id},
    h(
      'span',
      bdi(member.name),
      member.organization && h('small', bdi(member.organization)),
      id !== member.id && h('small', texts.say(decision ? 'member.by' : 'member.held', {name})),
    ),
    decision
      ? h(
          'span',
          h(`span.tag.${toneOfDecision[decision.decision]}`, texts.t(`made.${decision.decision}`)),
          h('small', h('time', {datetime: decision.at}, texts.short(decision.at))),
          decision.carried_to && h('small', texts.t('member.carried', {version: decision.version})),
        )
      : h('span.hint', texts.t(`member.${key}`)),
  );
}

/** Why this reader is not asked, where that can be said in a sentence for them. */
function reason({texts, loaded, snapshot}: LoadedUi): Child {
  const option = optionFor(loaded.permitted, 'decide');
  if (!option || option.allowed || snapshot.recorded || ballotOf(loaded.permitted) || !texts.has(`refusal.${option.code}`)) return null;
  return h('p.hint', texts.why(option));
}

/** Stage by stage: who decides, and what they have decided. */
export function others(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  return section(
    'stages',
    texts.t('others.title'),
    reason(ui),
    loaded.request.stages.map((stage) => {
      const {rule, status} = stage;
      const shown = isOver[status] || waits[loaded.request.state] ? status : 'closed';
      const count = 'count' in rule ? rule.count : 0;
      return h(
        'div.stage',
        {key: stage.id},
        h(
          'h4',
          bdi(stage.name),
          ' ',
          h(
            'small',
            texts.t(`stage.${shown}`),
            !isSkipped[shown] && [' · ', texts.t(`rule.${rule.type}`, {count})],
            stage.clock && [' · ', texts.t('stage.due', {when: [texts.deadline(stage.clock.respond_by)]})],
          ),
        ),
        h('ul.bare.people', stage.members.map((member) => memberLine(ui, stage, member))),
      );
    }),
  );
}
