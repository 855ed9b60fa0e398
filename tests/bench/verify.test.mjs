// Verification in WebAssembly beside the same work in plain JavaScript. Nothing here passes or fails by the time that it takes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {measureVerification, verificationTable} from './verify.mjs';

test(
  'a bundle of 10,000 events is verified in wasm, with @noble and with node:crypto, in one run',
  {timeout: 300_000},
  async () => {
    const figures = await measureVerification({seconds: 9});
    console.log(verificationTable(figures));
    assert.equal(figures.events, 10_000);
    for (const {ours, noble, node} of figures.rows) assert.ok(ours > 0 && noble > 0 && node > 0);
  },
);
