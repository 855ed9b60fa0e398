// Commands per second where nobody reads or writes JSON: the native core's decide and evolve, beside `actor.send` of an XState
// actor and a hand-written immutable reducer in JavaScript, in one run. `node tests/bench/typed.mjs [seconds]`
//
// All carry out the same eleven commands, from creation to the recorded decision. XState and the reducer share their checks and
// their fold (tests/bench/peer): the rules without delegation, guards, conditions that are settled, policies and the like.
// "bare" is what one writes without an approval product: states and who has approved; no record, no version, no refusal.
import assert from 'node:assert/strict';
import {fileURLToPath} from 'node:url';
import {assign, createActor, setup} from 'xstate';
import {measure} from './commands.mjs';
import {figuresOf, importPeerRules, table} from './measure.mjs';

const person = id => ({id, name: id});
const actor = (kind, party, id) => ({kind, party, ...person(id)});
const [bot, dana] = [actor('agent', 'delivery', 'key:prep'), actor('human', 'delivery', 'dana')];
const [ana, ben, olga] = ['ana', 'ben', 'olga'].map(id => actor('human', 'customer', id));
const member = ({id}) => ({...person(id), obligation: 'approver'});
const stage = (id, order, type, members) => ({id, name: id, order, rule: {type}, members: members.map(member)});
const part = (id, digit) => ({id, name: `${id}.txt`, media_type: 'text/plain', size: 3, sha256: digit.repeat(64)});
const decide = (of, decision, challenge, more = {}) => digest => ({command: 'decide', stage: of, version: 1, displayed_digest: digest, decision, challenge, ...more});

/** What bench_core_bench tells the core (tests/bench/core_bench.cpp). */
const lifecycle = [
  [bot, {command: 'create', kind: 'deliverable', title: 'Homepage', ask: 'Approve the homepage.', due: '2026-11-27T16:00:00.000Z', stages: [stage('brand', 1, 'all', [ana, ben]), stage('legal', 2, 'any', [olga])]}],
  [bot, {command: 'add-version', note: 'First proposal', parts: [part('page', '1'), part('logo', '2')]}],
  [dana, digest => ({command: 'confirm-ready', displayed_digest: digest})],
  [dana, {command: 'submit'}],
  [ana, {command: 'open-part', version: 1, part: 'page'}],
  [ana, {command: 'ask', text: 'When does it arrive?'}],
  [dana, {command: 'answer', question: 'q1', text: 'By seven.'}],
  [ben, {command: 'comment', text: 'Looks good!'}],
  [ana, decide('brand', 'approve', 'x1')],
  [ben, decide('brand', 'approve-with-conditions', 'x2', {conditions: [{text: 'Legal notice'}]})],
  [olga, decide('legal', 'approve', 'x3')],
];

/** The commands with their contexts, made once: making them is not what is measured. */
function commandsFor(reduce) {
  const commands = [];
  let request;
  for (const [number, [who, line]] of lifecycle.entries()) {
    const now = new Date(Date.UTC(2026, 10, 23, 9, number)).toISOString();
    const command = typeof line === 'function' ? line(request.versions[0].digest) : line;
    const context = {now, actor: who, command_id: `c${number}`, request: 'req_bench', ...(command.challenge ? {challenge: {value: command.challenge, expires: '2026-11-24T09:00:00.000Z'}} : {})};
    commands.push([command, context]);
    const verdict = reduce(request, command, context);
    assert.equal(verdict.refused, undefined, command.command);
    request = verdict.request;
  }
  assert.equal(request.state, 'approved-with-conditions');
  return commands;
}

// ------------------------------------------------------------------------------------------------------------ bare
const bareMachine = setup({
  guards: {isNew: ({context, event}) => !context.approvals.includes(event.who), isLast: ({context, event}) => !context.approvals.includes(event.who) && context.approvals.length === 2},
  actions: {approve: assign({approvals: ({context, event}) => [...context.approvals, event.who]})},
}).createMachine({
  context: {approvals: [], comments: 0},
  initial: 'draft',
  states: {
    draft: {on: {submit: 'review'}},
    review: {on: {comment: {actions: assign({comments: ({context}) => context.comments + 1})}, approve: [{guard: 'isLast', target: 'approved', actions: 'approve'}, {guard: 'isNew', actions: 'approve'}]}},
    approved: {},
  },
});

function bareReduce(state, event) {
  switch (event.type) {
    case 'submit': return state.value === 'draft' ? {...state, value: 'review'} : state;
    case 'comment': return state.value === 'review' ? {...state, comments: state.comments + 1} : state;
    case 'approve': {
      if (state.value !== 'review' || state.approvals.includes(event.who)) return state;
      const approvals = [...state.approvals, event.who];
      return {...state, value: approvals.length === 3 ? 'approved' : 'review', approvals};
    }
    default: return state;
  }
}

const bareEvents = [{type: 'submit'}, ...Array.from({length: 7}, () => ({type: 'comment'})), ...['ana', 'ben', 'olga'].map(who => ({type: 'approve', who}))];

// ------------------------------------------------------------------------------------------------------------ runs
export async function benchTyped({seconds = 10} = {}) {
  const {reduce, startActor} = await importPeerRules();
  const commands = commandsFor(reduce);
  const runs = {
    'XState actor.send, the same commands': () => {
      const request = startActor();
      for (const [command, context] of commands) request.send(command, context);
      assert.equal(request.request().state, 'approved-with-conditions');
    },
    'immutable reducer, the same commands': () => {
      let request;
      for (const [command, context] of commands) ({request} = reduce(request, command, context));
      assert.equal(request.state, 'approved-with-conditions');
    },
    'XState actor.send, bare': () => {
      const request = createActor(bareMachine).start();
      for (const event of bareEvents) request.send(event);
      assert.equal(request.getSnapshot().value, 'approved');
    },
    'immutable reducer, bare': () => {
      let state = {value: 'draft', approvals: [], comments: 0};
      for (const event of bareEvents) state = bareReduce(state, event);
      assert.equal(state.value, 'approved');
    },
  };
  const rates = measure(Object.values(runs), {seconds: (seconds * 2) / 3}).map(walks => walks * commands.length);
  const figures = await figuresOf('bench_core_bench', [String(seconds / 9), 'typed']);
  const allocations = Object.entries(figures).filter(([name]) => name.startsWith('core_allocations_of_')).map(([name, counts]) => [name.slice('core_allocations_of_'.length), counts]);
  return {native: figures.core_decide_evolve_native[0], peers: Object.keys(runs).map((name, index) => [name, rates[index]]), allocations, mean: figures.core_allocations_per_command[0]};
}

export function typedTable({native, peers, allocations, mean}) {
  const rate = value => Math.round(value).toLocaleString('en');
  return [
    'Commands per second, nothing read and nothing written, one thread:',
    table([['', '', 'the core is'], ['the core natively, decide and evolve', rate(native), ''], ...peers.map(([name, value]) => [name, rate(value), `${(native / value).toFixed(2)} x`])]),
    `Allocations of the core for a command, decide and evolve: ${mean} on average; ${allocations.map(([verb, counts]) => `${verb} ${counts.join(', ')}`).join('; ')}`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(typedTable(await benchTyped({seconds: Number(process.argv[2] ?? 10)})));
