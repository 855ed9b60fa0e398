/** What a person has chosen and written but not sent. Nothing is ever preselected. Pure. */
import type {Command, ConditionInput, DecisionWord, Missing, ObjectionInput, Verb} from './generated/wire.js';
import type {Ballot} from './looks.js';
import type {Refusal} from './refusal.js';
import type {Choice, Loaded} from './snapshot.js';

export interface Row {
  readonly key: string;
  readonly text: string;
  /** Conditions: a day, as `<input type=date>` has it. */
  readonly due: string;
  /** Objections: the id of a part, or nothing. */
  readonly part: string;
}

export type RowList = 'conditions' | 'objections';

/** Something besides deciding and asking that a person is about to do, and what they have written for it. */
export interface Deed {
  readonly verb: Verb;
  /** The id of what it is about; empty where there is only one thing. */
  readonly target: string;
  readonly text?: string;
  /** Delegation: who is to decide, as an id of somebody in the request or as somebody new, and until which day. */
  readonly person?: string;
  readonly name?: string;
  readonly id?: string;
  readonly until?: string;
}

export interface Draft {
  readonly decision: DecisionWord | undefined;
  readonly conditions: readonly Row[];
  readonly objections: readonly Row[];
  readonly rationale: string;
  /** Whether the form for a question is open. */
  readonly asking: boolean;
  readonly question: string;
  readonly questionPart: string;
  readonly deed?: Deed | undefined;
}

let rows = 0;
export const emptyRow = (): Row => ({key: `row-${++rows}`, text: '', due: '', part: ''});

export const emptyDraft = (): Draft => ({
  decision: undefined,
  conditions: [emptyRow()],
  objections: [emptyRow()],
  rationale: '',
  asking: false,
  question: '',
  questionPart: '',
});

/** A day ends where the reader is. */
export function endOfDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date, 23, 59, 59).toISOString();
}

const written = (list: readonly Row[]): readonly Row[] => list.filter((row) => row.text.trim() || row.due || row.part);

/** The decision as it would be sent, naming the version that is on screen, with the lists that the core says it takes. */
export function choiceOf(draft: Draft, {version}: Loaded, {stage, options}: Ballot): Choice | undefined {
  const {decision} = draft;
  const needs = options.find((option) => option.allowed && option.decision === decision)?.needs;
  if (!decision || !version || !needs) return undefined;
  const conditions = written(draft.conditions).map(({text, due}): ConditionInput => ({text: text.trim(), ...(due && {due: endOfDay(due)})}));
  const objections = written(draft.objections).map(({text, part}): ObjectionInput => ({text: text.trim(), ...(part && {part})}));
  const rationale = draft.rationale.trim();
  return {
    stage,
    version: version.number,
    displayed_digest: version.digest,
    decision,
    ...(needs.includes('conditions') && conditions.length && {conditions}),
    ...(needs.includes('objections') && objections.length && {objections}),
    ...(rationale && {rationale}),
  };
}

/** The fields of a decision and of a question that are no rows. */
const fields: Readonly<Record<string, string>> = {rationale: 'rationale', text: 'question', part: 'question-part'};

/** The id of the field that a pointer of the core leads to. */
export function fieldOf(pointer: string, draft: Draft): string {
  const [, list = '', index, field = 'text'] = pointer.split('/');
  if (list === 'conditions' || list === 'objections') {
    const row = index === undefined ? draft[list][0] : written(draft[list])[+index];
    return row ? `${row.key}-${field}` : 'review';
  }
  return fields[list] ?? 'review';
}

/** Every single thing that a refusal complains about. */
export const problemsOf = (refusal: Refusal): readonly Missing[] => refusal.problems ?? [refusal];

/** Brings back what was written in a command that came to nothing; the choice itself is the person's to make again. */
export function restored(draft: Draft, command: Command): Draft {
  const row = (from: {text: string; part?: string}): Row => ({...emptyRow(), text: from.text, part: from.part ?? ''});
  if (command.command === 'ask') return {...draft, asking: true, question: command.text, questionPart: command.part ?? ''};
  if (command.command !== 'decide') return draft;
  return {
    ...draft,
    conditions: command.conditions?.map(row) ?? draft.conditions,
    objections: command.objections?.map(row) ?? draft.objections,
    rationale: command.rationale ?? draft.rationale,
  };
}
