/** What a choice causes, in sentences. The causes are the core's, from its dry run. */
import type {Cause, Option} from '../generated/wire.js';
import type {Loaded} from '../snapshot.js';
import type {Arguments} from '../text.js';
import type {LoadedUi} from './ui.js';

/** Whom people deal with: the organisation that asks, or the person where there is none. */
export function requesterName({request: {requester}, version}: Loaded): string {
  // not a rule: a program's name says nothing to a customer; the name of whoever submitted the version does
  const {organization, name} = (requester.kind !== 'human' && version?.submitted?.by) || requester;
  return organization ?? name;
}

export const stageName = ({loaded}: LoadedUi, id: string): string => loaded.request.stages.find((stage) => stage.id === id)?.name ?? id;

/** One cause in one sentence; nothing for a cause that this version of the widget does not know. */
export function sentence(ui: LoadedUi, cause: Cause): string | undefined {
  const {texts, loaded} = ui;
  const who = requesterName(loaded);
  if (cause.cause === 'state-changes') {
    const key = `next.${cause.state}`;
    return texts.has(key) ? texts.t(key, {who}) : texts.t('cause.state', {state: texts.t(`state.${cause.state}`)});
  }
  if (cause.cause === 'stage-completed' && loaded.request.stages.length < 2) return undefined;
  const key = `cause.${cause.cause}`;
  const stage = 'stage' in cause ? stageName(ui, cause.stage) : '';
  const when = 'at' in cause ? texts.deadline(cause.at) : '';
  return texts.has(key) ? texts.t(key, {...cause, stage, when} as Arguments) : undefined;
}

/** Everything that follows from a choice, in the core's order. */
export function effects(ui: LoadedUi, option: Option): string[] {
  const said = option.allowed ? option.causes.flatMap((cause) => sentence(ui, cause) ?? []) : [];
  return said.length ? said : [ui.texts.t('cause.recorded')];
}

/** One sentence for the choice itself: what it asks for, and the outcome that it leads to. */
export function summary(ui: LoadedUi, option: Option): string {
  const {texts, loaded} = ui;
  if (!option.allowed) return texts.why(option);
  const asked = option.needs.map((need) => `need.${need}`).filter(texts.has).map((key) => texts.t(key));
  const causes = option.causes.filter(({cause}) => cause !== 'response-due'); // what is asked next says more
  const state = option.causes.find((cause) => cause.cause === 'state-changes');
  const key = `cause.state.${state?.state}`;
  return [...asked, texts.has(key) ? texts.t(key, {version: loaded.request.version}) : effects(ui, {...option, causes}).at(-1)].join(' ');
}
