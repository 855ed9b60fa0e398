// Reads beside static files, and memory. Nothing here passes or fails by the time that it takes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {measureReads, readsTable} from './reads.mjs';

test('reads of the API are timed beside static files of the same size, and memory stays bounded under load', {timeout: 300_000}, async () => {
  const figures = await measureReads();
  console.log(readsTable(figures));
  assert.equal(figures.rates.length, 3);
  for (const {perSecond, file} of figures.rates) assert.ok(perSecond > 0 && file.perSecond > 0);
  const {atRest, bytes, streams, decided} = figures.memory;
  assert.ok(streams > 0 && decided > 0);
  assert.ok(bytes < atRest + 128 * 2 ** 20 + streams * 64 * 1024, `${bytes} bytes`);
});
