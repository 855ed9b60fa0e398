// A request as it comes to be decided in real life, told as commands. The bench sends them to the core and to the peer.
import {createHash} from 'node:crypto';

const sha = text => createHash('sha256').update(text).digest('hex');
const person = (id, name, obligation) => ({id, name, organization: 'Keller Optik GmbH', obligation});
export const maria = {kind: 'human', party: 'customer', id: 'maria', name: 'Maria Keller', organization: 'Keller Optik GmbH'};
export const jonas = {kind: 'human', party: 'customer', id: 'jonas', name: 'Jonas Weber', organization: 'Keller Optik GmbH'};
export const dana = {kind: 'human', party: 'delivery', id: 'dana', name: 'Dana Ruiz', organization: 'Northlight Studio'};
export const bot = {kind: 'agent', party: 'delivery', id: 'intake', name: 'Intake bot', organization: 'Northlight Studio'};

const contents = new Map();
/** The bytes behind a digest of the story: a line of text, whatever the file says that it is. */
export const contentOf = digest => contents.get(digest);
function part(id, name, media_type, size, more = {}) {
  const content = `${name} ${size}`;
  contents.set(sha(content), content);
  return {id, name, media_type, size, sha256: sha(content), ...more};
}
const parts = version => [part('homepage', `Homepage-v${version}.pdf`, 'application/pdf', 242_000 + version, {must_open: true}), part('phone', `Phone-layouts-v${version}.png`, 'image/png', 200_000 + version), part('texts', `Texts-v${version}.md`, 'text/markdown', 2056)];

const CREATE = {
  command: 'create',
  kind: 'deliverable',
  title: 'Homepage design, final delivery',
  ask: 'The homepage design as shown in these three files is final. Development starts from it, and later changes to it are quoted separately.',
  scope: ['Desktop and phone layouts, with all texts', 'Colours and type as in the style sheet'],
  project: 'Keller Optik website',
  amount: {minor: 480000, currency: 'EUR'},
  due: '2026-11-27T16:00:00.000Z',
  stages: [
    {id: 'design', name: 'Design', order: 1, rule: {type: 'all'}, members: [person('maria', 'Maria Keller', 'approver'), person('ida', 'Ida Brandt', 'reviewer')]},
    {id: 'legal', name: 'Legal', order: 2, rule: {type: 'any'}, members: [person('jonas', 'Jonas Weber', 'approver')], decisions: ['approve', 'request-changes', 'reject']},
  ],
};

/** A command that needs the digest of the current version is a function of the state. */
const shown = state => ({version: state.version, displayed_digest: state.versions.at(-1).digest});
export const decide = (stage, decision, more = {}) => (state, challenge) => ({command: 'decide', stage, ...shown(state), decision, challenge, ...more});
const confirmReady = state => ({command: 'confirm-ready', displayed_digest: state.versions.at(-1).digest});

/** A decision on a young request: one version, two views, one question. */
export const earlyClick = [maria, decide('design', 'request-changes', {objections: [{text: 'The headline says nothing about us.', part: 'texts'}, {text: 'The blue is too loud.'}], rationale: 'We talked about it in the call.'})];

/** Until Maria has looked at everything and is about to decide on version 2. */
export const prologue = [
  [bot, CREATE],
  [bot, {command: 'add-version', parts: parts(1), note: 'First design, for discussion.'}],
  [dana, {command: 'edit', title: 'Homepage design, final delivery', scope: [...CREATE.scope, 'The shop finder']}],
  [dana, confirmReady],
  [dana, {command: 'submit'}],
  [maria, {command: 'open-part', version: 1, part: 'homepage'}],
  [maria, {command: 'ask', text: 'Is the shop finder part of this delivery?', part: 'homepage'}],
  [dana, {command: 'answer', question: 'q1', text: 'Yes. It is on page 4, with the map and the search.'}],
  earlyClick,
  ...['o1', 'o2'].map(objection => [dana, {command: 'answer-objection', objection, class: 'in-scope', work: 'As asked.', due: '2030-01-01T00:00:00.000Z'}]),
  [dana, {command: 'revise'}],
  [dana, {command: 'add-version', parts: parts(2), note: 'Headline, colours and shop finder as agreed.'}],
  [dana, confirmReady],
  [dana, {command: 'submit'}],
  [maria, {command: 'open-part', version: 2, part: 'homepage'}],
  [maria, {command: 'open-part', version: 2, part: 'phone'}],
  [maria, {command: 'comment', text: 'Much better.', part: 'phone'}],
];

/** A decision on a request with a history: it completes the first stage and opens the second. */
export const lateClick = [maria, decide('design', 'approve')];

/** What happens afterwards, and what is refused. */
export const epilogue = [
  [maria, decide('design', 'approve')],
  [maria, {command: 'retract', decision: 'd2'}],
  [jonas, {command: 'open-part', version: 2, part: 'homepage'}],
  [jonas, decide('legal', 'approve-with-conditions', {conditions: [{text: 'Not offered in this stage.'}]})],
  [bot, {command: 'withdraw', reason: 'Agents do not withdraw.'}],
  [jonas, decide('legal', 'reject')],
  [jonas, decide('legal', 'approve', {rationale: 'Checked against the contract.'})],
  [maria, {command: 'ask', text: 'When does it start?'}],
  [dana, {command: 'withdraw', reason: 'Too late.'}],
  [dana, {command: 'answer', question: 'q2', text: 'On Monday.'}],
];

/** One line of a story as the input of `decide`, for the state before it. */
export function inputFor([actor, command], state, number) {
  const now = new Date(Date.UTC(2026, 10, 21, 9, number)).toISOString();
  const expires = new Date(Date.UTC(2026, 10, 21, 9, number + 10)).toISOString();
  const challenge = {value: `challenge-${number}`, expires};
  const given = typeof command === 'function' ? command(state, challenge.value) : command;
  return {...(state ? {state} : {}), command: given, context: {now, actor, command_id: `command-${number}`, request: 'req_k4t2mwq7c5xh3n6zaypd2rjv4s', challenge}};
}
