// The core without JSON, and the longest log. Nothing here passes or fails by the time that it takes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {benchFold, foldTable} from './fold.mjs';
import {benchTyped, typedTable} from './typed.mjs';

test('decide and evolve are timed beside XState and a reducer that carry out the same commands', async () => {
  const figures = await benchTyped({seconds: 5});
  console.log(typedTable(figures));
  for (const [, rate] of [['core', figures.native], ...figures.peers]) assert.ok(rate > 0);
  assert.equal(figures.allocations.flatMap(([, counts]) => counts).length, 11, 'one count for each command');
});

test('a log of 10,000 events is folded natively and in wasm, to the same end', async () => {
  const figures = await benchFold({seconds: 5});
  console.log(foldTable(figures));
  assert.deepEqual([figures.events, figures.head], [10_000, 10_000]);
});
