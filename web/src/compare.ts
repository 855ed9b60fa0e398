/** What is different between two states of a request, for showing it to people. Pure. */
import type {Decision, DecisionWord, Part, Permitted, Question, Request, RequestState, Version} from './generated/wire.js';
import type {Loaded} from './snapshot.js';

/** How a part of a version relates to the version before. Told by content: an unchanged part has the same digest. */
export type PartChange = 'added' | 'changed' | 'unchanged';

export interface VersionChanges {
  readonly from: number;
  readonly to: number;
  readonly ask: boolean;
  readonly scope: boolean;
  readonly amount: boolean;
  /** By part id of the newer version. */
  readonly parts: ReadonlyMap<string, PartChange>;
  readonly removed: readonly Part[];
}

/** What moved on between the state that a person looked at and the one there is now. */
export interface Changes {
  /** What they looked at. */
  readonly before: Request;
  readonly version: VersionChanges | undefined;
  readonly state: {readonly from: RequestState; readonly to: RequestState} | undefined;
  readonly decisions: readonly Decision[];
  readonly questions: readonly Question[];
  /** Whether it changes what this person can decide or what they would decide on. */
  readonly material: boolean;
}

export const versionOf = (request: Request, number = request.version): Version | undefined =>
  request.versions.find((version) => version.number === number);

/** For values that list their members in the same order, as what the core answers does. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The part of `parts` that `part` continues: the same bytes, else the same name, else the same id. */
const counterpart = (part: Part, parts: readonly Part[]): Part | undefined =>
  (['sha256', 'name', 'id'] as const).map((key) => parts.find((other) => other[key] === part[key])).find(Boolean);

export function compareVersions(older: Version, newer: Version): VersionChanges {
  const parts = new Map<string, PartChange>();
  const kept = new Set<Part>();
  for (const part of newer.parts) {
    const before = counterpart(part, older.parts);
    if (before) kept.add(before);
    parts.set(part.id, !before ? 'added' : before.sha256 === part.sha256 ? 'unchanged' : 'changed');
  }
  return {
    from: older.number,
    to: newer.number,
    ask: older.ask !== newer.ask,
    scope: !same(older.scope, newer.scope),
    amount: older.amount?.minor !== newer.amount?.minor || older.amount?.currency !== newer.amount?.currency,
    parts,
    removed: older.parts.filter((part) => !kept.has(part)),
  };
}

/** The latest version before the current one that this actor left a trace on: opened, asked about, or decided. */
export function lastSeenVersion(request: Request, actor: string): Version | undefined {
  const traces = [
    ...request.views.filter((view) => view.actor === actor),
    ...request.decisions.filter((decision) => decision.actor.id === actor),
    ...[...request.questions, ...request.comments].filter((remark) => remark.by.id === actor),
  ];
  const seen = traces.map((trace) => trace.version).filter((number) => number < request.version);
  return seen.length ? versionOf(request, Math.max(...seen)) : undefined;
}

const offered = (permitted: Permitted): readonly (readonly [string | undefined, DecisionWord | undefined, boolean])[] =>
  permitted.options.filter((option) => option.command === 'decide').map((option) => [option.stage, option.decision, option.allowed]);

/** What moved on between two states, as one and the same reader meets them. */
export function compareStates({request: before, permitted: could}: Loaded, {request: after, permitted: can}: Loaded): Changes {
  const older = versionOf(before);
  const newer = versionOf(after);
  const version = older && newer && older.digest !== newer.digest ? compareVersions(older, newer) : undefined;
  const known = new Set(before.decisions.map((decision) => decision.id));
  const questions = after.questions.filter((question) => {
    const old = before.questions.find((other) => other.id === question.id);
    return old?.state !== question.state;
  });
  const state = before.state === after.state ? undefined : {from: before.state, to: after.state};
  return {
    before,
    version,
    state,
    decisions: after.decisions.filter((decision) => !known.has(decision.id)),
    questions,
    material: !!version || !!state || before.version !== after.version || !same(offered(could), offered(can)),
  };
}
