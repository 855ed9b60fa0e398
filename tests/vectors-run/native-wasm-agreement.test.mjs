// The native core and those in WebAssembly, the whole and the approver's, answer byte for byte the same (I7), whatever they are
// asked. What only the delivery team and the system do, the approver's does not know: it refuses the word, and says nothing of it.
// AGREEMENT_STEPS=1000000 for a release; AGREEMENT_SEED=n repeats a run.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {Abi, approverFile} from './abi.mjs';
import {teamVerbs} from './drivers.mjs';
import {NativeCore} from './native.mjs';
import {bytesOf, filesOf} from './vectors.mjs';
import {walk} from './walks.mjs';

const steps = Number(process.env.AGREEMENT_STEPS ?? 100_000);
const firstSeed = Number(process.env.AGREEMENT_SEED ?? 20_261_121);
const STEPS_OF_A_WALK = 40;
const verbs = JSON.parse(readFileSync(new URL('../../core/schema/countersign.schema.json', import.meta.url), 'utf8')).$defs.Verb.enum;

const blockOf = ([status, text]) => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(status, 0);
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text]);
};

const wasm = new Abi();
const approver = new Abi(approverFile);
const ofTheTeam = teamVerbs();
const parsed = block => JSON.parse(block.subarray(8).toString());

/** What the approver's module passes over in a state: it concerns neither a decision nor what is shown. */
function withoutTheTeams(state) {
  for (const member of ['template', 'facts', 'links', 'risks', 'checks', 'flags']) delete state[member];
  for (const stage of state.stages ?? []) delete stage.guard;
}

/** What the approver's module has to answer, when the whole core answers this. */
function ofApprovers(name, bytes, there) {
  if (there.readUInt32LE(0) !== 0) return there.subarray(8).toString();
  const answer = parsed(there);
  if (name === 'permitted') {
    return JSON.stringify({missing: [], options: answer.options.filter(({command}) => !ofTheTeam.has(command))});
  }
  if (name === 'decide') {
    if (answer.state) withoutTheTeams(answer.state);
    return JSON.stringify(answer);
  }
  return there.subarray(8).toString();
}

/** Whether the whole core refuses something that the approver's module passes over, and may therefore accept. */
function isRefusedUnread(there) {
  return there.readUInt32LE(0) === 1 && /^\/state\/(template|facts|links|risks|checks|flags|stages\/\d+\/guard)(\/|$)/.test(parsed(there).error.pointer);
}

/** Whether the text is a command that the approver's module does not read, or one of somebody who has a role. */
function isOfTheTeam(name, bytes) {
  if (name !== 'decide') return false;
  try {
    const {command, context} = JSON.parse(bytes.toString());
    return ofTheTeam.has(command?.command) || context?.role !== undefined;
  } catch {
    return false;
  }
}

/** The native core, which ends with the test, however that ends. */
function opened(context) {
  const native = new NativeCore();
  context.after(() => native.close());
  return native;
}

async function assertAgreement(native, name, bytes, where) {
  const there = await native.call(name, bytes);
  const differs = (module, here, wanted) => assert.fail(`${where}: ${name} answers differently\ninput  ${bytes.toString('latin1').slice(0, 3000)}\n${module} ${here}\nnative ${wanted}`);
  const here = blockOf(wasm.callBytes(name, bytes));
  if (!here.equals(there)) differs('wasm', here.subarray(8), there.subarray(8));
  if (approver.has(name)) {
    const [status, text] = approver.callBytes(name, bytes);
    if (isOfTheTeam(name, bytes)) assert.equal(status, 1, `${where}: the approver's module accepts ${bytes.toString('latin1').slice(0, 3000)}`);
    else if (!isRefusedUnread(there) && text.toString() !== ofApprovers(name, bytes, there)) differs('approver', text, ofApprovers(name, bytes, there));
  }
  return there.readUInt32LE(0);
}

test(`native and wasm agree on ${steps} random commands and what goes with them, first seed ${firstSeed}`, {timeout: 3_600_000}, async context => {
  const native = opened(context);
  const counts = {decide: 0, evolve: 0, permitted: 0, preview: 0, due: 0, statement: 0, canonicalize: 0, canonicalize_any: 0, refused: 0};
  const states = {};
  const carriedOut = {};
  for (let done = 0, seed = firstSeed; done < steps; done += STEPS_OF_A_WALK, ++seed) {
    let last;
    const ask = (name, bytes) => {
      const answer = JSON.parse(wasm.callBytes(name, bytes)[1].toString());
      if (name === 'decide') last = answer;
      return answer;
    };
    for (const [name, bytes, verb] of walk(seed, Math.min(STEPS_OF_A_WALK, steps - done), ask)) {
      counts[name] += 1;
      counts.refused += await assertAgreement(native, name, bytes, `seed ${seed}`);
      if (verb && last?.events?.length) carriedOut[verb] = (carriedOut[verb] ?? 0) + 1;
      if (last?.state) states[last.state.state] = (states[last.state.state] ?? 0) + 1;
    }
  }
  context.diagnostic(`calls compared: ${JSON.stringify(counts)}`);
  context.diagnostic(`states walked through: ${JSON.stringify(states)}`);
  context.diagnostic(`commands carried out: ${JSON.stringify(carriedOut)}`);
  assert.ok(counts.refused > 0 && Object.keys(states).length >= 9, 'the walks reach most states');
  if (steps >= 20_000) assert.deepEqual(verbs.filter(verb => !carriedOut[verb]), [], 'every verb is carried out');
});

test('native and wasm agree on every json vector and every raw call', async context => {
  const native = opened(context);
  for (const {file, cases} of filesOf('json')) {
    for (const testCase of cases) await assertAgreement(native, 'canonicalize', bytesOf(testCase), `${file}: ${testCase.name}`);
  }
  for (const {file, cases} of filesOf('calls')) {
    for (const {name, call, input, text} of cases) await assertAgreement(native, call, Buffer.from(text ?? JSON.stringify(input)), `${file}: ${name}`);
  }
});
