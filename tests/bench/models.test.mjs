// Pages of lists and of metrics when there are many requests. COUNTERSIGN_TEST_MODELS=1000000 makes a million of them.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {figuresOf, table} from './measure.mjs';

const requests = process.env.COUNTERSIGN_TEST_MODELS ?? '20000';
const limit = 50;  // ms

test(`each page of a list and of the metrics takes at most ${limit} ms, of ${Number(requests).toLocaleString('en')} requests`, {timeout: 7_200_000}, async () => {
  const figures = await figuresOf('bench_models_bench', [requests], {maxBuffer: 1 << 24});
  const rows = [];
  const slow = [];
  for (const name of Object.keys(figures).filter(each => each.endsWith('_p50'))) {
    const page = name.slice('models_'.length, -'_p50'.length);
    const [p50, p99] = [figures[name][0] / 1000, figures[`models_${page}_p99`][0] / 1000];
    rows.push([page.replaceAll('_', ' '), p50.toFixed(2), p99.toFixed(2), p50 <= limit ? 'yes' : 'NO']);
    if (p50 > limit) slow.push(page);
  }
  console.log(table([['page', 'p50 ms', 'p99 ms', `within ${limit} ms`], ...rows]));
  for (const kind of ['sqlite', 'postgres']) {
    const of = name => figures[`models_${kind}_${name}`][0];
    console.log(`${kind}: metrics take ${Math.round(of('start_memory') / Number(requests))} bytes of memory for each request; ready ${of('start_seconds')} s after a start, ${of('fold_seconds')} s where nothing is stored yet`);
  }
  assert.ok(rows.length > 100);
  assert.deepEqual(slow, []);
});
