/** What the checks and the events of a record are called here. For presentation only: what holds is the core's to say. */
import {decisions, spoken, stateOf} from '../shared/words.js';

/** By the core's word: what the check asks. The same word can mean a little more in a bundle. */
export const checks = {
  format: {title: 'The document can be read'},
  origin: {title: 'It is from the log whose key you gave'},
  checkpoint: {title: 'The log’s key signed the log'},
  witnesses: {title: 'A witness that you trust signed the log, too'},
  freshness: {title: 'The log is as long as you know it to be'},
  consistency: {title: 'It does not contradict the checkpoint that you kept'},
  inclusion: {title: 'The decision is in the log that was signed', bundle: 'Everything is in the log that was signed'},
  statement: {title: 'The statement is the one that was recorded', bundle: 'Each decision names what it was about'},
  chain: {title: 'Nothing was left out or moved'},
  rules: {title: 'Every event follows the rules'},
  passkey: {title: 'A passkey of the person signed the decision', bundle: 'Passkeys signed what was to be signed with one'},
};
export const titleOf = ({check}, type) => checks[check]?.[type] ?? checks[check]?.title ?? check;

/** `tone` colours the sign, which says the same. */
export const outcomes = {
  'passed': {label: 'Holds', sign: '✓', tone: 'good'},
  'failed': {label: 'Does not hold', sign: '✕', tone: 'bad'},
  'untold': {label: 'Cannot be told', sign: '?', tone: 'none'},
  'not-run': {label: 'Not checked, because of what failed', sign: '–', tone: 'none'},
};

/** What a paper is called that says so. */
export const papers = {
  'approve': 'Certificate of approval',
  'approve-with-conditions': 'Certificate of approval with conditions',
  'request-changes': 'Certificate of requested changes',
  'reject': 'Certificate of rejection',
};

const decided = {
  'approve': (version) => `approved version ${version}`,
  'approve-with-conditions': (version) => `approved version ${version} with conditions`,
  'request-changes': (version) => `requested changes to version ${version}`,
  'reject': (version) => `rejected version ${version}`,
};
const settled = {closed: 'closed a condition', waived: 'did without a condition', open: 'opened a condition again'};

/**
 * By the word of the event: what its actor did. `names` tells a stage, a part and a moment as people know them; every text
 * by a stranger goes through it or is shown on its own.
 */
export const deeds = {
  'created': () => 'started the request',
  'edited': () => 'changed the draft',
  'version-added': ({version}) => `added version ${version}`,
  'readiness-confirmed': ({version}) => `confirmed that version ${version} is ready`,
  'submitted': ({version}) => `submitted version ${version}`,
  'part-opened': ({part, version}, names) => `opened ${names.part(part, version)} of version ${version}`,
  'question-asked': () => 'asked a question',
  'question-answered': () => 'answered a question',
  'question-withdrawn': () => 'took a question back',
  'commented': () => 'left a remark',
  'decided': ({decision, version}) => decided[decision](version),
  'decision-retracted': () => 'took a decision back',
  'revision-started': () => 'began the next version',
  'withdrawn': () => 'withdrew the request',
  'delegated': ({from, to}, names) => `gave the place of ${names.text(from.name)} to ${names.text(to.name)}`,
  'delegation-ended': () => 'took a place back',
  'condition-met': () => 'said how a condition is met',
  'condition-settled': ({state}) => settled[state] ?? 'settled a condition',
  'objection-answered': () => 'answered a point that was raised',
  'linked': () => 'linked another request',
  'deadline-extended': ({due}, names) => `gave more time, until ${names.moment(due)}`,
  'proceeded': () => 'went on without an answer, which is no approval',
  'checked': ({version, findings}) => `checked version ${version}: ${findings.length === 1 ? 'one finding' : `${findings.length || 'no'} findings`}`,
  'flagged': () => 'pointed something out',
  'reminded': ({stage}, names) => `reminded those who are asked in ${names.stage(stage)}`,
  'escalated': ({to}, names) => `turned to ${names.text(to.name)}`,
  'paused': ({stage}, names) => `put ${names.stage(stage)} on hold: there was no answer`,
  'expired': () => 'ended the request: there was no answer',
  'chased': ({question}) => `asked again for ${question ? 'an answer' : 'a condition'}`,
};

/** What followed from it, by the rules. */
export const consequences = {
  'stage-opened': ({stage}, names) => `${names.stage(stage)} is asked`,
  'stage-completed': ({stage, outcome}, names) => `${names.stage(stage)} came to its outcome: ${decisions[outcome].label}`,
  'stage-skipped': ({stage}, names) => `${names.stage(stage)} does not apply`,
  'resolved': ({state, version}) => `The outcome for version ${version}: ${stateOf(state).label.toLowerCase()}`,
  'clock-started': ({stage, respond_by}, names) => `${names.stage(stage)} has until ${names.moment(respond_by)} to answer`,
  'effect-released': ({effect}, names) => `It lets this happen: ${names.effect(effect)}`,
  'decisions-carried': ({version}) => `Earlier decisions count for version ${version} as well`,
};

/** A sentence without its subject; an event that this page does not know is named by its word. */
export const saidOf = (event, names) => (deeds[event.event] ?? consequences[event.event] ?? (() => spoken(event.event)))(event, names);
