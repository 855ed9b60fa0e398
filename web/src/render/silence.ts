/** What happens while nobody answers. Nothing of it approves. */
import {h, type Child} from '../dom.js';
import type {Request} from '../generated/wire.js';
import {ballotOf, decidingIn, waits} from '../looks.js';
import {requesterName} from './effects.js';
import {page} from './notices.js';
import type {LoadedUi} from './ui.js';

const isOver: Readonly<Partial<Record<Request['state'], boolean>>> = {expired: true};

/** The policy on silence in one sentence, with the instants of the stage that waits. */
export function silence({texts, loaded}: LoadedUi): Child {
  const {request, permitted} = loaded;
  const {policy, stages, state} = request;
  const ballot = ballotOf(permitted);
  const stage = stages.find(({id, clock}) => clock && (!ballot || id === ballot.stage));
  if (!policy || !stage?.clock || !waits[state]) return null;
  const {respond_by, reminders, escalate_at, end_at} = stage.clock;
  const at = (instant: string): {readonly when: readonly [string]} => ({when: [texts.deadline(instant)]});
  const steps = [
    reminders?.length && texts.t('silence.remind'),
    escalate_at && policy.escalation && texts.t('silence.escalate', {name: policy.escalation.to.name, ...at(escalate_at)}),
    end_at && policy.end && texts.t(`silence.${policy.end.action}`, at(end_at)),
  ].filter((step) => typeof step === 'string');
  const key = !ballot ? 'silence.others' : steps.length ? 'silence.yours' : 'silence.plain';
  return h('p.hint!silence', texts.t(key, {...at(respond_by), steps: [texts.list(steps)]}));
}

const banner = (key: string, title: string, text: string): Child => h('div!banner', {key}, h('p', h('b', title)), h('p', text));

/** A click that is no decision, when nothing shows what is known of it: its dialog was left, or the page was loaded anew. */
function unconfirmed({texts, snapshot, dialog}: LoadedUi): Child {
  const {sending, lost} = snapshot;
  const shown = dialog || decidingIn(snapshot);
  return sending && lost && !shown && banner('sending', texts.t('lost.title'), texts.lost('lost', lost));
}

/** What has come of silence: that the review is on hold. That work goes on at risk is the delivery team's own matter. */
export function lead(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  const {paused_at} = loaded.request;
  const paused = ballotOf(loaded.permitted) ? 'paused.yours' : 'paused.text';
  return [unconfirmed(ui), paused_at && banner('paused', texts.t('paused.title', {when: [texts.short(paused_at)]}), texts.t(paused))];
}

/** A request that ended without an answer. */
export const expired = ({texts, loaded}: LoadedUi): Child =>
  isOver[loaded.request.state] && page('h3', texts.t('expired.title'), texts.say('expired.text', {who: requesterName(loaded)}));
