// Live events for many at once. Nothing here passes or fails by the time that it takes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {measureStreams, mostStreams, streamsTable} from './streams.mjs';

test('10,000 streams are open at once, or as many as the system has files for, and all hear of an event', {timeout: 300_000}, async () => {
  const figures = await measureStreams();
  console.log(streamsTable(figures));
  assert.equal(figures.streams, await mostStreams());
  assert.ok(figures.perStream > 0 && figures.perStream < 64 * 1024, `${figures.perStream} bytes for each`);
});
