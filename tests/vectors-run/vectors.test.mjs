// Runs every vector through every way to the core that is built. `given` steps have to succeed; a refusal changes nothing.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {describe, test} from 'node:test';
import {approverFile, ApproverDriver, FacadeDriver, WasmDriver, wasmFile} from './drivers.mjs';
import {runCase} from './run-case.mjs';
import {assertRefusal, assertSubset, bytesOf, filesOf} from './vectors.mjs';

for (const file of [wasmFile, approverFile]) assert.ok(existsSync(file), 'build the preset `wasm` first');
const drivers = [new WasmDriver(), new ApproverDriver(), await FacadeDriver.load()];

for (const driver of drivers) {
  for (const file of filesOf('rules')) {
    describe(`${driver.name}: ${file.file}`, () => {
      for (const testCase of file.cases) test(testCase.name, () => runCase(driver.start(), file, testCase));
    });
  }
  for (const file of filesOf('calls')) {
    describe(`${driver.name}: ${file.file}`, () => {
      for (const {name, call, input, text, then} of file.cases) {
        if (text !== undefined && driver.name === 'facade') continue; // the facade takes values, not texts
        if (!driver.takes(call, input)) continue; // core.test.mjs says which calls the approver's module is without
        test(name, () => {
          const answer = driver.call(call, text ?? input);
          if (then.error) {
            assert.ok(answer.error, `accepted: ${JSON.stringify(answer).slice(0, 2000)}`);
            return assertRefusal(answer.error, then.error);
          }
          assert.equal(answer.error, undefined, `refused: ${answer.error?.code} ${answer.error?.pointer} ${answer.error?.detail}`);
          assertSubset(answer, then.answer);
        });
      }
    });
  }
}

for (const file of filesOf('json')) {
  describe(`wasm: ${file.file}`, () => {
    for (const testCase of file.cases) {
      test(testCase.name, () => {
        const answer = drivers[0].canonicalize(bytesOf(testCase));
        if (testCase.then.error) {
          assert.equal(answer.canonical, undefined, 'accepted');
          return assertRefusal(answer.error, testCase.then.error);
        }
        assert.equal(answer.error, undefined, `refused: ${answer.error?.code} ${answer.error?.pointer} ${answer.error?.detail}`);
        assert.equal(answer.canonical, testCase.then.canonical);
      });
    }
  });
}
