// The native core and those in WebAssembly, the whole and the approver's, answer byte for byte the same (I7), whatever they are asked.
// AGREEMENT_STEPS=1000000 for a release; AGREEMENT_SEED=n repeats a run.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Abi, approverFile} from './abi.mjs';
import {NativeCore} from './native.mjs';
import {bytesOf, filesOf} from './vectors.mjs';
import {walk} from './walks.mjs';

const steps = Number(process.env.AGREEMENT_STEPS ?? 20_000);
const firstSeed = Number(process.env.AGREEMENT_SEED ?? 20_261_121);
const STEPS_OF_A_WALK = 40;

const blockOf = ([status, text]) => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(status, 0);
  head.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, text]);
};

const modules = {wasm: new Abi(), approver: new Abi(approverFile)};

async function assertAgreement(native, name, bytes, where) {
  const there = await native.call(name, bytes);
  for (const [module, abi] of Object.entries(modules)) {
    if (!abi.has(name)) continue;
    const here = blockOf(abi.callBytes(name, bytes));
    if (!here.equals(there)) assert.fail(`${where}: ${name} answers differently\ninput  ${bytes.toString('latin1').slice(0, 3000)}\n${module} ${here.subarray(8)}\nnative ${there.subarray(8)}`);
  }
  return there.readUInt32LE(0);
}

test(`native and wasm agree on ${steps} random commands and what goes with them, first seed ${firstSeed}`, {timeout: 3_600_000}, async context => {
  const native = new NativeCore();
  const counts = {decide: 0, evolve: 0, permitted: 0, canonicalize: 0, refused: 0};
  const states = {};
  for (let done = 0, seed = firstSeed; done < steps; done += STEPS_OF_A_WALK, ++seed) {
    let last;
    const decide = bytes => (last = JSON.parse(modules.wasm.callBytes('decide', bytes)[1].toString()));
    for (const [name, bytes] of walk(seed, Math.min(STEPS_OF_A_WALK, steps - done), decide)) {
      counts[name] += 1;
      counts.refused += await assertAgreement(native, name, bytes, `seed ${seed}`);
      if (last?.state) states[last.state.state] = (states[last.state.state] ?? 0) + 1;
    }
  }
  await native.close();
  context.diagnostic(`calls compared: ${JSON.stringify(counts)}`);
  context.diagnostic(`states walked through: ${JSON.stringify(states)}`);
  assert.ok(counts.refused > 0 && Object.keys(states).length >= 7, 'the walks reach most states');
});

test('native and wasm agree on every json vector and every raw call', async () => {
  const native = new NativeCore();
  for (const {file, cases} of filesOf('json')) {
    for (const testCase of cases) await assertAgreement(native, 'canonicalize', bytesOf(testCase), `${file}: ${testCase.name}`);
  }
  for (const {file, cases} of filesOf('calls')) {
    for (const {name, call, input, text} of cases) await assertAgreement(native, call, Buffer.from(text ?? JSON.stringify(input)), `${file}: ${name}`);
  }
  await native.close();
});
