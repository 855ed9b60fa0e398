// Histories that random commands hardly ever make. Each runs in a thread of its own, so that an answer that never comes
// is a failure and not a test that hangs.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Worker} from 'node:worker_threads';

const ENOUGH_MS = 20_000;

const person = (party, id) => ({kind: 'human', party, id, name: `Name of ${id}`});
const [dana, otto] = ['dana', 'otto'].map(id => person('delivery', id));
const [ana, ben, gil, hana] = ['ana', 'ben', 'gil', 'hana'].map(id => person('customer', id));
const to = ({id, name}) => ({id, name});
const HOUR = 3_600_000;

const stage = (id, members, more) => ({id, name: id, order: 1, rule: {type: 'all'}, members: members.map(({id, name}) => ({id, name, obligation: 'approver'})), ...more});
const part = (id, digit, more) => ({id, name: id, media_type: 'text/plain', size: 1, sha256: digit.repeat(64), ...more});

/** A request under review, with what follows: [who, command, hours later]. */
function history(stages, more, ...following) {
  const start = [
    [dana, {command: 'create', kind: 'document', title: 'T', ask: 'Approve it.', due: '2027-01-01T00:00:00.000Z', stages, ...more}],
    [dana, {command: 'add-version', parts: [part('p1', '1'), part('p2', '1')]}],
    [dana, {command: 'confirm-ready', displayed_digest: '@digest'}],
    [dana, {command: 'submit'}],
  ];
  let time = Date.parse('2026-11-23T09:00:00.000Z');
  return [...start, ...following].map(([actor, command, hours = 1], i) => {
    time += hours * HOUR;
    const challenge = command.challenge ? {challenge: {value: command.challenge, expires: new Date(time + HOUR).toISOString()}} : {};
    return {command, context: {now: new Date(time).toISOString(), actor, command_id: `c${i}`, request: 'req_hand', ...challenge}};
  });
}
const decide = (who, number, version = 1, more = {}) => [who, {command: 'decide', stage: 's1', version, displayed_digest: '@digest', decision: 'approve', challenge: `ch-${number}`, ...more}];
const delegate = (from, whom, more) => [from, {command: 'delegate', stage: 's1', to: to(whom), reason: 'Away', ...more}];
const end = (who, delegation) => [who, {command: 'end-delegation', delegation}];

const histories = {
  'A place goes round in a circle of delegations that were given one after the other': history([stage('s1', [ana, ben])], {},
    delegate(ana, gil), delegate(gil, hana), end(ana, 'g1'), delegate(ana, hana), delegate(hana, gil), decide(ben, 1), decide(gil, 2)),
  'A circle that closes because an absence has ended': history([stage('s1', [ana, ben])], {},
    delegate(ana, gil, {until: '2026-11-23T15:30:00.000Z'}), delegate(gil, hana), [dana, {command: 'comment', text: 'Later'}, 12],
    delegate(ana, hana), delegate(hana, gil), decide(ben, 1), decide(hana, 2), decide(gil, 3)),
  'Two places come into one hand when a delegation ends': history([stage('s1', [ana, ben])], {},
    delegate(ana, gil), delegate(gil, hana), delegate(ben, gil), end(gil, 'g2'), decide(gil, 1), decide(gil, 2), end(ben, 'g3'), decide(ben, 3)),
  'A place that was reassigned is handed on, and the approval of who holds it is carried': history(
    [stage('s1', [ana, ben], {parts: ['p1']}), stage('s2', [ben], {order: 2})], {},
    [otto, {command: 'reassign', stage: 's1', place: 'ana', to: to(gil), reason: 'Left'}], delegate(gil, hana), decide(hana, 1),
    [dana, {command: 'add-version', parts: [part('p1', '1'), part('p2', '2')]}], decide(hana, 2, 2), end(gil, 'g2'), decide(ben, 3, 2), decide(ben, 4, 2, {stage: 's2'})),
  'What is left after a revision was approved before, and is asked all the same': history(
    [stage('s1', [ana], {parts: ['p1']}), stage('s2', [ben])], {},
    decide(ana, 1), decide(ben, 2, 1, {stage: 's2', decision: 'request-changes', rationale: 'Larger'}), [dana, {command: 'revise'}],
    [dana, {command: 'edit', stages: [stage('s1', [ana], {parts: ['p1']})]}], [dana, {command: 'add-version', parts: [part('p1', '1'), part('p2', '2')]}],
    [dana, {command: 'confirm-ready', displayed_digest: '@digest'}], [dana, {command: 'submit'}], decide(ana, 3, 2)),
  'Changes in one stage, and the approvals of the other are carried to the version that answers them': history(
    [stage('s1', [ana], {parts: ['p1']}), stage('s2', [ben], {parts: ['p2']})], {effects: [{id: 'e1', text: 'Invoice', after: 'approval'}]},
    decide(ana, 1), decide(ben, 2, 1, {stage: 's2', decision: 'request-changes', objections: [{text: 'Larger'}]}), [dana, {command: 'revise'}],
    [dana, {command: 'answer-objection', objection: 'o1', class: 'in-scope', work: 'Larger', due: '2026-12-20T00:00:00.000Z'}], [dana, {command: 'revise'}],
    [dana, {command: 'add-version', parts: [part('p1', '1'), part('p2', '2')]}], [dana, {command: 'confirm-ready', displayed_digest: '@digest'}],
    [dana, {command: 'submit'}], decide(ana, 3, 2), decide(ben, 4, 2, {stage: 's2'})),
};

/** The first difference, or null; it fails when no answer comes. */
function compared(steps) {
  const code = `
    import('${new URL('./compare.mjs', import.meta.url)}').then(({difference}) =>
      require('node:worker_threads').parentPort.postMessage(difference(require('node:worker_threads').workerData) ?? null));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(code, {eval: true, workerData: steps});
    const timer = setTimeout(() => worker.terminate().then(() => reject(new Error('no answer comes'))), ENOUGH_MS);
    worker.once('message', answer => {
      clearTimeout(timer);
      worker.terminate().then(() => resolve(answer));
    });
    worker.once('error', reject);
  });
}

for (const [name, steps] of Object.entries(histories)) {
  test(name, async () => {
    const found = await compared(steps);
    if (found) assert.fail(`step ${found.at + 1}\nnaive ${found.naive}\ncore  ${found.core}`);
  });
}
