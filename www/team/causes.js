// What the core says that a command would cause, in sentences. A cause that is not known here is passed over.
import {deadline, list} from '/shared/format.js';
import {decisionOf, stateOf} from '/shared/words.js';

const stageName = (id, {stages}) => stages.find((stage) => stage.id === id)?.name ?? id;
const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;

const sentences = {
  'state-changes': ({state}) => `The request becomes: ${stateOf(state).label}.`,
  'version-locked': ({version}) => `Version ${version} is locked.`,
  'stage-completed': ({stage, outcome}, request) => `${stageName(stage, request)} is complete: ${decisionOf(outcome).label}.`,
  'stage-skipped': ({stage}, request) => `${stageName(stage, request)} does not apply and is left out.`,
  'stage-opened': ({stage, people}, request) => `${stageName(stage, request)} is asked${people.length ? `: ${list(people.map(({name}) => name))}` : ''}.`,
  'response-due': ({stage, at}, request) => `${stageName(stage, request)} is to answer by ${deadline(at)}.`,
  'decisions-superseded': ({count}) => `${many(count, 'decision', 'decisions')} will no longer count.`,
  'decisions-carried': ({count}) => `${many(count, 'decision counts', 'decisions count')} for this version as well.`,
  'waits-for': ({stage, count}, request) => `${stageName(stage, request)} still needs ${many(count, 'approval', 'approvals')}.`,
  'conditions-left': ({count}) => `${many(count, 'condition is', 'conditions are')} still to be settled.`,
  'asked-now': ({stage, people}, request) => `${stageName(stage, request)} asks ${list(people.map(({name}) => name))} now.`,
  'effect-released': ({text}) => `It lets this happen: ${text}.`,
};

export const consequences = (causes, request) => causes.map((cause) => sentences[cause.cause]?.(cause, request)).filter(Boolean).join(' ');
