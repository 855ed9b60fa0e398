// The log of a server is checked from its entries alone, in bounded memory.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fsckTable, measureFsck} from './log.mjs';

test('fsck rebuilds the root of 50,000 entries, and holds only some of them', {timeout: 300_000}, async () => {
  const figures = await measureFsck(50_000);
  console.log(fsckTable(figures));
  // The entries are 45 MB. (Sanitizers and debuggers take more; this is the release build.)
  assert.ok(figures.megabytes > 0 && figures.megabytes < 40, `${figures.megabytes} MB`);
});
