// The log of the real server under kill -9, a second server, and a key that is replaced while it runs.
import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {countersign, LogServer, until} from './server.mjs';
import {readNote} from './witness.mjs';

async function withServer(work) {
  const server = await LogServer.make();
  try {
    assert.ok(await server.up(), server.errors);
    await work(server);
  } finally {
    await server.remove();
  }
}

async function checked(server, receipt) {
  const file = join(server.folder, `receipt-${Math.random()}.json`);
  await writeFile(file, receipt);
  return (await countersign('verify', file, '--key', await server.logKey())).code === 0;
}

const sound = async (server, ...keys) => {
  const {code, stdout, stderr} = await countersign(
    'log',
    'fsck',
    '--store',
    server.store,
    ...[await server.logKey(), ...keys].flatMap(key => ['--key', key]),
  );
  assert.equal(code, 0, stderr);
  return stdout;
};

/** How many entries the newest signed checkpoint covers, by the command line. */
const signed = async server => {
  const {stdout, stderr} = await countersign('log', 'prove', '--store', server.store, '0');
  const [, size] = /\n\n[^\n]+\n(\d+)\n/.exec(stdout) ?? /the signed log has (0) entries/.exec(stderr);
  return Number(size);
};

describe('the log of the server', {concurrency: 3, timeout: 120_000}, () => {
  test('gives a receipt for every decision that was acknowledged, however it was killed', () =>
    withServer(async server => {
      const decided = [];
      let unsigned = 0;
      for (let round = 0; round < 12; ++round) {
        const ids = await Promise.all([1, 2, 3].map(() => server.api.submitted()));
        // Killed at another moment of the keeper's round each time: as a rule before the decisions are signed.
        const answers = ids.map(id =>
          server.api.decide(maria, id, 'approve').then(
            () => decided.push(id),
            () => {},
          ),
        );
        await Promise.race(answers);
        await new Promise(resolve => setTimeout(resolve, round * 20));
        await server.down('SIGKILL');
        await Promise.all(answers);
        if (Number(/^(\d+) entries/.exec(await sound(server))[1]) > (await signed(server))) ++unsigned;
        assert.ok(await server.up(), server.errors);
      }
      assert.ok(
        decided.length >= 12 && unsigned > 0,
        `${decided.length} decisions, ${unsigned} kills before they were signed`,
      );
      for (const id of decided) assert.ok(await checked(server, await server.receipt(id)), id);
      await sound(server);
      assert.equal(server.errors, '');
    }));

  test('begins with a signed checkpoint over nothing', () =>
    withServer(async server => {
      const checkpoint = await server.checkpoint();
      assert.deepEqual(checkpoint.split('\n').slice(1, 3), ['0', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']);
      assert.equal((await server.get('log/tile/0/000')).status, 404);
      const first = await server.receipt(await server.approved());
      assert.ok(await checked(server, first));
      await writeFile(join(server.folder, 'empty'), checkpoint);
      assert.equal(
        (
          await countersign(
            'log',
            'verify',
            '--store',
            server.store,
            '--key',
            await server.logKey(),
            join(server.folder, 'empty'),
          )
        ).code,
        0,
      );
    }));

  test('stops when its key is replaced while it runs, and goes on with the new one', () =>
    withServer(async server => {
      const oldKey = await server.logKey();
      const before = await server.approved();
      await server.receipt(before);
      await until(
        'a rotation between two checkpoints',
        async () => (await countersign('keys', 'rotate-log', '--store', server.store)).code === 0,
      );
      const id = await server.approved();
      await until('a complaint', () =>
        server.errors.includes("The log's key was replaced while this server runs: restart it."),
      );
      const start = Date.now();
      const refused = await server.get(`requests/${id}/receipt`);
      assert.equal(refused.status, 503);
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.ok(Date.now() - start < 900);
      assert.equal(server.errors.split('was replaced').length, 2, server.errors);
      await server.down();
      assert.ok(await server.up(), server.errors);
      assert.ok(await checked(server, await server.receipt(id)));
      assert.ok(await checked(server, await server.receipt(before)));
      assert.equal(readNote(await server.checkpoint()).signatures.length, 1);
      await sound(server, oldKey);
    }));

  test('is kept by two servers of one store as one', () =>
    withServer(async server => {
      const second = await LogServer.make();
      second.store = server.store;
      second.key = server.key;
      assert.ok(await second.up(), second.errors);
      const ids = (
        await Promise.all(
          [server, second, server, second].map(async each => [await each.approved(), await each.approved()]),
        )
      ).flat();
      for (const id of ids) {
        assert.ok(await checked(server, await server.receipt(id)), id);
        assert.ok(await checked(second, await second.receipt(id)), id);
      }
      await sound(server);
      assert.equal(server.errors + second.errors, '');
      await second.remove();
    }));
});
