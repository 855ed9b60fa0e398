// Decisions that the server records over HTTP, beside what the disk of this machine can do at all.
import assert from 'node:assert/strict';
import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {test} from 'node:test';
import {figuresOf, peerFolder, table} from './measure.mjs';

test('decisions over HTTP are durable, and are timed beside bare commits in the same run', {timeout: 180_000}, async () => {
  // Beside the builds, since the folder for temporary files may be no disk at all.
  const folder = dirname(peerFolder);
  await mkdir(folder, {recursive: true});
  const figures = await figuresOf('bench_server_bench', ['40'], {env: {...process.env, TMPDIR: folder}});
  const [commits] = figures.server_bare_commits;
  const [one] = figures.server_decisions_of_1_client;
  const [eight] = figures.server_decisions_of_8_clients;
  const row = (name, rate) => [name, rate.toLocaleString('en'), `${(rate / commits).toFixed(2)} x`];
  console.log(table([['durable, per second', '', 'to bare'], row('bare SQLite commits (synchronous=FULL)', commits), row('decisions over HTTP, 1 client', one), row('decisions over HTTP, 8 clients', eight)]));
  // The bench itself fails when one of its decisions is not recorded.
  assert.ok(commits > 0 && one > 0 && eight > 0);
});
