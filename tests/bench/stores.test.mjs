// Decisions that the server records over HTTP on each kind of store, beside what the store can do at all.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {figuresOf, table} from './measure.mjs';

test('decisions on SQLite and on PostgreSQL are durable, and are timed beside bare appends in the same run', {timeout: 240_000}, async () => {
  const figures = await figuresOf('bench_stores_bench', ['96']);
  const rows = [];
  for (const kind of ['sqlite', 'postgres']) {
    for (const concurrency of [1, 16, 64]) {
      const [bare, appends, decisions, p50, p99] = ['bare', 'appends', 'decisions', 'p50', 'p99'].map(name => figures[`stores_${kind}_${concurrency}_${name}`][0]);
      rows.push([`${kind}, concurrency ${concurrency}`, ...[bare, appends, decisions].map(rate => Math.round(rate).toLocaleString('en')), `${(decisions / bare).toFixed(2)} x`, (p50 / 1000).toFixed(1), (p99 / 1000).toFixed(1)]);
      // The bench itself fails when one of its decisions is not recorded.
      assert.ok(bare > 0 && appends > 0 && decisions > 0 && p99 >= p50);
    }
  }
  console.log(table([['store', 'bare rows/s', 'the store by itself/s', 'decisions/s', 'to bare', 'p50 ms', 'p99 ms'], ...rows]));
});
