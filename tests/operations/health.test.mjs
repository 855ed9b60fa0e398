// A balancer before a server that is told to stop.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Served, countersign} from './server.mjs';

let server;
before(async () => (server = await Served.make()));
after(() => server.remove());

test('on SIGTERM the server first says that it is not ready, serves on for --drain-seconds, and then stops with 0', async () => {
  assert.ok(await server.up(['--drain-seconds', '3']), server.errors);
  assert.equal((await server.get('/readyz')).status, 200);
  const began = Date.now();
  server.signal('SIGTERM');
  let ready;
  do ready = await server.get('/readyz');
  while (ready.status === 200 && Date.now() - began < 2500);
  assert.equal(ready.status, 503);
  assert.equal((await ready.json()).detail, 'Not ready: draining.');
  assert.equal((await server.get('/healthz')).status, 200);
  assert.equal((await server.get('/v1/requests')).status, 200, 'calls are still served');
  assert.equal(await server.down(null), 0);
  assert.ok(Date.now() - began >= 2900, 'it waited');
  await assert.rejects(server.get('/healthz'));
});

test('a second signal does not wait', async () => {
  assert.ok(await server.up(['--drain-seconds', '600']), server.errors);
  server.signal('SIGTERM');
  while ((await server.get('/readyz')).status === 200);
  assert.equal(await server.down('SIGTERM'), 0);
});

test('without --drain-seconds it stops at once', async () => {
  assert.ok(await server.up(), server.errors);
  assert.equal(await server.down('SIGTERM'), 0);
});

test('when a key was used last is there after a stop, though no call writes it', async () => {
  const listed = async () => (await countersign('keys', 'list', '--store', server.store)).stdout.split('\n').find(line => line.startsWith('late'));
  const late = await server.newKey('late');
  assert.ok(await server.up(), server.errors);
  assert.equal((await server.get('/v1/requests', {Authorization: `Bearer ${late}`})).status, 200);
  const before = await listed();
  assert.equal(await server.down('SIGTERM'), 0);
  assert.match(before, /used -/, before);
  assert.match(await listed(), /used \d{4}-\d\d-\d\dT/);
});

test('health is asked every few seconds, and is not in the log', async () => {
  assert.ok(await server.up(), server.errors);
  for (const path of ['/healthz', '/readyz', '/v1/capabilities']) assert.equal((await server.get(path)).status, 200);
  await server.down();
  assert.match(server.errors, /capabilities/);
  assert.doesNotMatch(server.errors, /healthz|readyz/);
});
