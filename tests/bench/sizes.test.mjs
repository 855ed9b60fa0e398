import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {excesses, limits, measureSizes, sizeTable} from './sizes.mjs';

let sizes;
before(async () => {
  sizes = await measureSizes();
  console.log(sizeTable(sizes));
});

test(`the core that the widget loads is at most ${limits.wasm.raw / 1000} kB, and ${limits.wasm.gzip / 1000} kB compressed; what checks receipts at most ${limits.verifier.gzip / 1000} kB; the scripts at most ${limits.script.gzip / 1000} kB, both ${limits.widget.gzip / 1000} kB compressed`, () => {
  assert.deepEqual(excesses(sizes), []);
});

test('the whole widget is smaller than the peer, however it is measured', () => {
  for (const measure of ['raw', 'gzip', 'brotli']) assert.ok(sizes.widget[measure] < sizes.peer[measure], measure);
});
