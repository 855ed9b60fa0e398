// Live events for many at once. Nothing here passes or fails by the time that it takes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {measureStreams, streamsTable} from './streams.mjs';

test('10,000 streams are open at once, and all hear of an event', {timeout: 300_000}, async () => {
  const figures = await measureStreams();
  console.log(streamsTable(figures));
  assert.equal(figures.streams, 10_000);
  assert.ok(figures.perStream > 0 && figures.perStream < 64 * 1024, `${figures.perStream} bytes for each`);
});
