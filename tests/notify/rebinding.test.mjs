// DNS rebinding: a name that means an address of the open internet, and this machine as well. Each address is looked at when it is about to be
// connected to, so it does not matter what the name meant before.
import assert from 'node:assert/strict';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';
import {LogServer, root, until} from '../log/server.mjs';

const program = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');
const shim = join(root, 'build/release/tests/librebinding.so');

test('a name that leads to the open internet first and to this machine next is not followed here', {timeout: 120_000}, async () => {
  const server = await LogServer.make();
  let connections = 0;
  const listener = createServer(socket => {
    ++connections;
    socket.destroy();
  });
  await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve));
  const {port} = listener.address();
  /** Why the first attempt of a webhook at this name did not get through. */
  const reasonAt = async name => {
    const {id} = await server.api.call('POST', 'webhooks', {body: {url: `https://${name}.rebinding.example:${port}/`, types: ['countersign.request.created']}});
    await server.api.draft({parts: []});
    return (await until(`an attempt at ${name}`, async () => (await server.api.call('GET', `webhooks/${id}/deliveries`)).deliveries[0]?.attempts[0], 60)).reason;
  };
  try {
    assert.ok(await server.upWith(program, {LD_PRELOAD: shim}), server.errors);
    assert.doesNotMatch(await reasonAt('public'), /not on the open internet/, 'what is public is connected to');
    assert.match(await reasonAt('both'), /not on the open internet/);
    assert.equal(connections, 0);
    await server.down();
    // That the name does lead here: a server which may call this machine gets through to it.
    assert.ok(await server.upWith(program, {LD_PRELOAD: shim}, '--webhook-allow-private'), server.errors);
    await reasonAt('both');
    assert.ok(connections > 0, 'the shim shows nothing');
  } finally {
    await server.remove();
    await new Promise(resolve => listener.close(resolve));
  }
});
