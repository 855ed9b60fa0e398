// Every vector through the native core behind its pipe. For coverage: tests/vectors-run is the judge in tests/run.sh.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {Walk} from '../vectors-run/drivers.mjs';
import {NativeCore} from '../vectors-run/native.mjs';
import {runCase} from '../vectors-run/run-case.mjs';
import {assertRefusal, assertSubset, bytesOf, filesOf} from '../vectors-run/vectors.mjs';

const native = new NativeCore();
after(() => native.close());
const called = async (name, bytes) => JSON.parse((await native.call(name, Buffer.from(bytes))).subarray(8).toString());
const call = (name, input) => called(name, JSON.stringify(input));

for (const file of filesOf('rules')) {
  for (const testCase of file.cases) test(`${file.file}: ${testCase.name}`, () => runCase(new Walk(call), file, testCase));
}
for (const {file, cases} of filesOf('calls')) {
  for (const {name, call: to, input, text, then} of cases) {
    test(`${file}: ${name}`, async () => {
      const answer = await called(to, text ?? JSON.stringify(input));
      if (then.error) assertRefusal(answer.error, then.error);
      else assertSubset(answer, then.answer);
    });
  }
}
for (const {file, cases} of filesOf('json')) {
  for (const testCase of cases) {
    test(`${file}: ${testCase.name}`, async () => {
      const text = (await native.call('canonicalize', bytesOf(testCase))).subarray(8).toString();
      if (testCase.then.error) assertRefusal(JSON.parse(text).error, testCase.then.error);
      else assert.equal(text, testCase.then.canonical);
    });
  }
}
