import type {DecisionWord, Event, Request, StateWord} from './wire';

const dateTime = new Intl.DateTimeFormat('en', {dateStyle: 'medium', timeStyle: 'short', timeZone: undefined});
const dateTimeZone = new Intl.DateTimeFormat('en', {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short'});

export const when = (instant: string) => dateTime.format(new Date(instant));
export const deadline = (instant: string) => dateTimeZone.format(new Date(instant));
export const money = ({minor, currency}: NonNullable<Request['amount']>) => new Intl.NumberFormat('en', {style: 'currency', currency}).format(minor / 100);
export const shortDigest = (digest: string) => `${digest.slice(0, 8)} … ${digest.slice(-8)}`;
export const fileSize = (bytes: number) => (bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

export const stateWords: Record<StateWord, string> = {
  draft: 'Draft', ready: 'Ready', 'in-review': 'Waiting for a decision', 'changes-requested': 'Changes requested', approved: 'Approved',
  'approved-with-conditions': 'Approved with conditions', rejected: 'Rejected', withdrawn: 'Withdrawn',
};

export const choices: Record<DecisionWord, {label: string; text: (version: number) => string; done: string; verb: string}> = {
  approve: {label: 'Approve', text: version => `Version ${version} is final.`, done: 'You approved', verb: 'approve'},
  'approve-with-conditions': {label: 'Approve with conditions', text: () => 'Final, once what you list is done.', done: 'You approved, with conditions,', verb: 'approve with conditions'},
  'request-changes': {label: 'Request changes', text: () => 'Say what to change. You will get a new version.', done: 'You requested changes to', verb: 'request changes to'},
  reject: {label: 'Reject', text: () => 'Say why. Work stops here.', done: 'You rejected', verb: 'reject'},
};

/** What a rehearsed decision would cause, in sentences. */
export function consequences(events: Event[], request: Request): string[] {
  const stage = (id: string) => request.stages.find(candidate => candidate.id === id)?.name ?? id;
  return events.flatMap(event => {
    if (event.event === 'resolved') return [`The request is ${stateWords[event.state].toLowerCase()}.`, `Version ${event.version} is locked.`];
    if (event.event === 'stage-completed') return [`The stage ${stage(event.stage)} is complete.`];
    if (event.event === 'stage-opened') return [`${stage(event.stage)} is asked next.`];
    return [];
  });
}
