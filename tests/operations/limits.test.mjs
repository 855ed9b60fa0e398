// Which servers limit how fast calls may come.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Served} from './server.mjs';

let server;
before(async () => (server = await Served.make()));
after(() => server.remove());

async function statusesOf(count, headers = {Authorization: `Bearer ${server.key}`}) {
  const statuses = {};
  for (let call = 0; call < count; ++call) {
    const {status} = await server.get('/v1/requests', headers);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

test('on a loopback address nobody is limited, unless there is a proxy before it, or it is told to', async () => {
  assert.ok(await server.up(['--quiet']), server.errors);
  assert.deepEqual(await statusesOf(600), {200: 600});
  await server.down();
  assert.ok(await server.up(['--quiet', '--rate-limit-key', '1/m:20', '--metrics', '127.0.0.1:0']), server.errors);
  assert.deepEqual(await statusesOf(30), {200: 20, 429: 10});
  assert.match(await (await fetch(server.metrics)).text(), /countersign_rate_limited_total\{limit="key"\} 10\n/);
  await server.down();
  assert.ok(await server.up(['--quiet', '--trusted-proxy', '127.0.0.1', '--rate-limit-key', 'off', '--rate-limit-address', '1/m:20']), server.errors);
  const from = address => ({Authorization: `Bearer ${server.key}`, 'X-Forwarded-For': address});
  assert.deepEqual(await statusesOf(25, from('198.51.100.1')), {200: 20, 429: 5});
  assert.deepEqual(await statusesOf(5, from('198.51.100.2')), {200: 5});
  await server.down();
});

test('rates and proxies that cannot be are refused at the start', async () => {
  for (const [option, value] of [['--rate-limit-key', '100'], ['--rate-limit-address', 'fast'], ['--trusted-proxy', '10.0.0.0/99']]) {
    assert.equal(await server.up([option, value]), false);
    assert.ok(server.errors.includes(`'${value}' is not a r`), server.errors);
    assert.equal(await server.down(null), 2);
  }
});
