// Webhooks from the real server to a real receiver, which verifies them with the package `standardwebhooks`.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createServer as createSecureServer} from 'node:https';
import {createServer} from 'node:net';
import {after, before, test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {LogServer, until} from '../log/server.mjs';
import {Receiver, isSignedBy, makeSecrets} from './world.mjs';

let server;
let receiver;
let other;

before(async () => {
  server = await LogServer.make();
  assert.ok(await server.up('--webhook-allow-private', '--delivery-seconds', '2'));
});
after(() => server.remove());

const call = (method, path, body) => server.api.call(method, path, {body});
const hooks = [];
async function hook(to, more = {}) {
  const made = await call('POST', 'webhooks', {url: to.url, ...more});
  to.secrets.push(made.secret);
  hooks.push(made.id);
  return made;
}
const deliveries = async (id, query = '') => (await call('GET', `webhooks/${id}/deliveries${query}`)).deliveries;

async function remove(id) {
  const response = await fetch(`${server.url}/v1/webhooks/${id}`, {method: 'DELETE', headers: {Authorization: `Bearer ${server.key}`, 'Countersign-Protocol': '1'}});
  assert.equal(response.status, 204);
}
const told = (name, work) => test(name, async () => {
  [receiver, other] = [await Receiver.start(), await Receiver.start()];
  try {
    await work();
  } finally {
    for (const id of hooks.splice(0)) await remove(id);
    await Promise.all([receiver.stop(), other.stop()]);
  }
});

told('every event arrives, in order, signed, as a CloudEvent', async () => {
  const {id, public_key: publicKey} = await hook(receiver);
  const request = await server.api.submitted();
  await server.api.decide(maria, request, 'approve');
  const events = await server.api.events(request);
  await until('all events', () => receiver.taken.length >= events.length);
  assert.deepEqual(receiver.taken.map(({event}) => event.data.event), events);
  assert.deepEqual(receiver.forged, []);
  for (const {event, headers, method, body} of receiver.taken) {
    assert.equal(method, 'POST');
    assert.ok(isSignedBy(publicKey, body, headers));
    assert.ok(!isSignedBy(publicKey, `${body} `, headers));
    assert.match(headers['content-type'], /^application\/cloudevents\+json/);
    assert.equal(headers['webhook-id'], event.id);
    assert.equal(event.specversion, '1.0');
    assert.equal(event.subject, request);
    assert.equal(event.source, 'log.example/tests');
    assert.equal(event.type, `countersign.request.${event.data.event.event}`);
    assert.equal(event.data.summary.id, request);
  }
  assert.equal(receiver.taken.at(-1).event.data.summary.state, 'approved');
  const listed = await deliveries(id);
  assert.deepEqual(new Set(listed.map(({status}) => status)), new Set(['delivered']));
  assert.deepEqual(listed[0].attempts.map(({status}) => status), [204]);
});

told('only what was subscribed to is sent, and each page of the delivery log follows the one before', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created', 'countersign.request.submitted']});
  await server.api.submitted();
  await server.api.submitted();
  await until('four events', () => receiver.taken.length === 4);
  const seen = [];
  for (let cursor = ''; cursor !== undefined; ) {
    const page = await call('GET', `webhooks/${id}/deliveries?limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.deliveries);
    ({cursor} = page);
  }
  assert.equal(new Set(seen.map(delivery => delivery.id)).size, 4);
});

told('a secret that was replaced signs as well, and is shown nowhere again', async () => {
  const {id, secret} = await hook(receiver, {types: ['countersign.request.created']});
  const renewed = await call('POST', `webhooks/${id}/secret`, {});
  assert.notEqual(renewed.secret, secret);
  receiver.secrets.push(renewed.secret);
  await server.api.draft({parts: []});
  await until('the event', () => receiver.taken.length === 1);
  assert.deepEqual(receiver.taken[0].verifiedBy, [true, true]);
  for (const path of ['webhooks', `webhooks/${id}`, `webhooks/${id}/deliveries`]) {
    const text = JSON.stringify(await call('GET', path));
    assert.ok(!text.includes(secret) && !text.includes(renewed.secret) && !text.includes(secret.slice('whsec_'.length)));
  }
  assert.ok(!server.errors.includes('whsec_'));
});

told('410 disables a webhook until it is enabled again', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created']});
  receiver.answer = () => 410;
  await server.api.draft({parts: []});
  await until('it is disabled', async () => (await call('GET', `webhooks/${id}`)).state === 'disabled');
  receiver.answer = () => 200;
  await server.api.draft({parts: []});
  assert.equal((await deliveries(id)).length, 1, 'nothing more is written for it');
  assert.equal((await call('POST', `webhooks/${id}/enable`, {})).state, 'enabled');
  await server.api.draft({parts: []});
  await until('the next event', () => receiver.taken.length === 1);
});

told('429 and 503 are asked again after the time that they name, and what comes behind waits for it', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created', 'countersign.request.version-added']});
  receiver.answer = () => (receiver.calls.length === 1 ? {status: 429, headers: {'Retry-After': '7'}} : 200);
  const begun = Date.now();
  const request = await server.api.draft();
  await until('both events', () => receiver.taken.length === 2, 40);
  assert.ok(Date.now() - begun >= 6000, 'not before');
  assert.deepEqual(receiver.calls.map(({event}) => event.id), [`${request}:1`, `${request}:1`, `${request}:2`]);
  const [, first] = await deliveries(id);
  assert.deepEqual(first.attempts.map(({status}) => status), [429, 200]);
});

told('a receiver that does not answer holds up nobody else', async () => {
  const slow = await hook(receiver, {types: ['countersign.request.created']});
  await hook(other, {types: ['countersign.request.created']});
  receiver.answer = () => new Promise(() => {});
  for (let i = 0; i < 12; ++i) await server.api.draft({parts: []});
  await until('the others', () => other.taken.length === 12);
  const failed = await until('an attempt', async () => (await deliveries(slow.id)).find(({attempts}) => attempts.length > 0));
  assert.equal(failed.status, 'waiting');
  assert.equal(failed.attempts[0].status, 0);
  assert.match(failed.attempts[0].reason, /[Tt]ime/);
});

told('redirects are not followed', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created']});
  receiver.answer = () => ({status: 307, headers: {Location: other.url}});
  await server.api.draft({parts: []});
  const delivery = await until('an attempt', async () => (await deliveries(id)).find(({attempts}) => attempts.length > 0));
  assert.equal(delivery.attempts[0].status, 307);
  assert.equal(other.calls.length, 0);
});

told('a long answer is not read to its end, and what it says is in no log', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created']});
  receiver.answer = () => ({status: 200, body: 'secret of the receiver '.repeat(100_000)});
  await server.api.draft({parts: []});
  const delivery = await until('the attempt', async () => (await deliveries(id, '?status=delivered'))[0]);
  assert.equal(delivery.attempts[0].status, 200);
  assert.ok(!JSON.stringify(delivery).includes('secret of'));
});

told('by hand a delivery is sent once more, with the same id', async () => {
  const {id} = await hook(receiver, {types: ['countersign.request.created']});
  await server.api.draft({parts: []});
  await until('the event', () => receiver.taken.length === 1);
  const delivery = await until('its note', async () => (await deliveries(id, '?status=delivered'))[0]);
  assert.equal((await call('POST', `webhooks/${id}/deliveries/${delivery.id}/retry`, {})).status, 'waiting');
  await until('it again', () => receiver.taken.length === 2);
  assert.equal(receiver.taken[1].headers['webhook-id'], receiver.taken[0].headers['webhook-id']);
  await assert.rejects(call('POST', `webhooks/${id}/deliveries/999999/retry`, {}), /route-unknown/);
});

told('a receiver whose certificate nobody vouches for is told nothing', async () => {
  const secrets = makeSecrets();
  let requests = 0;
  const receiving = createSecureServer({key: readFileSync(secrets.key), cert: readFileSync(secrets.certificate)}, (request, response) => { ++requests; response.end(); });
  await new Promise(resolve => receiving.listen(0, '127.0.0.1', resolve));
  try {
    const {id} = await call('POST', 'webhooks', {url: `https://127.0.0.1:${receiving.address().port}/`, types: ['countersign.request.created']});
    hooks.push(id);
    await server.api.draft({parts: []});
    const delivery = await until('an attempt', async () => (await deliveries(id)).find(({attempts}) => attempts.length > 0));
    assert.match(delivery.attempts[0].reason, /certificate/i);
    assert.equal(requests, 0);
  } finally {
    receiving.close();
    secrets.remove();
  }
});

test('without leave nothing is sent to this machine, whatever its name is', async () => {
  const closed = await LogServer.make();
  let connections = 0;
  const listener = createServer(socket => { ++connections; socket.destroy(); });
  await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve));
  const {port} = listener.address();
  try {
    assert.ok(await closed.up('--delivery-seconds', '2'));
    await assert.rejects(closed.api.call('POST', 'webhooks', {body: {url: `http://127.0.0.1:${port}/`}}), /invalid-format/);
    const addresses = [`https://localhost:${port}/`, `https://127.0.0.1:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, `https://2130706433:${port}/`, `https://0.0.0.0:${port}/`];
    const ids = [];
    for (const url of addresses) ids.push((await closed.api.call('POST', 'webhooks', {body: {url, types: ['countersign.request.created']}})).id);
    await closed.api.draft({parts: []});
    for (const [index, id] of ids.entries()) {
      const attempt = await until('an attempt', async () => (await closed.api.call('GET', `webhooks/${id}/deliveries`)).deliveries[0]?.attempts[0]);
      assert.match(attempt.reason, /not on the open internet/, addresses[index]);
    }
    assert.equal(connections, 0);
  } finally {
    await closed.remove();
    listener.close();
  }
});
