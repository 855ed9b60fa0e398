// Witnesses: what they are shown, what is believed of their answers, and that nobody waits for them.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {cp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, test} from 'node:test';
import {countersign, LogServer, ORIGIN, until} from './server.mjs';
import {InventedLog, readNote, Witness} from './witness.mjs';

/** A server that is asked of these witnesses (by name), all of whom trust its keys. */
async function world(names, work) {
  const server = await LogServer.make();
  const keys = [];
  const witnesses = [];
  try {
    for (const name of names) witnesses.push(await Witness.start(name, () => keys));
    const options = witnesses.flatMap(({option}) => ['--witness', option]);
    assert.ok(await server.up(), server.errors); // makes the key
    await server.down();
    keys.push(await server.logKey());
    assert.ok(await server.up(...options), server.errors);
    await work({server, witnesses, keys, options});
  } finally {
    await server.remove();
    for (const witness of witnesses) await witness.stop().catch(() => {});
  }
}

const cosigners = note =>
  readNote(note)
    .signatures.map(({name}) => name)
    .filter(name => name !== ORIGIN);
const isCosigned = async server => cosigners(await server.checkpoint()).length > 0;

/** A receipt that all of these witnesses have signed. */
const cosignedReceipt = (server, id, witnesses) =>
  until('a cosigned receipt', async () => {
    const receipt = await server.receipt(id);
    return witnesses.every(({name}) => receipt.includes(`\u2014 ${name} `)) && receipt;
  });

async function verified(server, receipt, witnesses, key) {
  const file = join(server.folder, `receipt-${Math.random()}.json`);
  await writeFile(file, receipt);
  const trusted = witnesses.flatMap(({vkey}) => ['--witness', vkey]);
  const {stdout} = await countersign('verify', file, '--json', '--key', key ?? (await server.logKey()), ...trusted);
  return JSON.parse(stdout);
}

describe('witnesses', {concurrency: 4, timeout: 120_000}, () => {
  test('cosign the log from its beginning, and receipts carry what they signed', () =>
    world(['one.example/w', 'two.example/w'], async ({server, witnesses}) => {
      await until('the empty log is cosigned by both', async () => cosigners(await server.checkpoint()).length === 2);
      assert.equal(witnesses[0].sizeOf(ORIGIN), 0);
      const id = await server.approved();
      const quick = await server.receipt(id);
      assert.equal((await verified(server, quick, [])).holds, true);
      const receipt = await cosignedReceipt(server, id, witnesses);
      const verification = await verified(server, receipt, witnesses);
      assert.equal(verification.holds, true, JSON.stringify(verification.checks));
      assert.equal(verification.checks.find(({check}) => check === 'witnesses').outcome, 'passed');
      const stranger = await Witness.start('three.example/w', () => []);
      assert.equal((await verified(server, receipt, [...witnesses, stranger])).holds, false);
      await stranger.stop();
      const bundle = await (await server.get(`requests/${id}/bundle`)).text();
      assert.equal((await verified(server, bundle, witnesses)).holds, true);
      assert.equal(server.errors, '');
      assert.deepEqual(new Set(witnesses.flatMap(({answers}) => answers)), new Set([200]));
    }));

  test('receipts keep the newest checkpoint that all have cosigned, when it covers the request', () =>
    world(['one.example/w'], async ({server, witnesses}) => {
      const id = await server.approved();
      await cosignedReceipt(server, id, witnesses);
      witnesses[0].mode = 'failing';
      const later = await server.approved();
      assert.equal((await verified(server, await server.receipt(later), [])).holds, true);
      assert.equal((await verified(server, await server.receipt(later), witnesses)).holds, false);
      assert.equal((await verified(server, await server.receipt(id), witnesses)).holds, true);
      await server.down('SIGKILL');
      assert.ok(await server.up('--witness', witnesses[0].option));
      assert.equal((await verified(server, await server.receipt(id), witnesses)).holds, true);
    }));

  test('are asked again from where they stand, after a restart of the server and of theirs', () =>
    world(['one.example/w'], async ({server, witnesses: [witness], options}) => {
      await cosignedReceipt(server, await server.approved(), [witness]);
      const before = witness.sizeOf(ORIGIN);
      await server.down('SIGKILL');
      witness.answers.length = 0;
      assert.ok(await server.up(...options));
      const id = await server.approved();
      await cosignedReceipt(server, id, [witness]);
      assert.ok(witness.sizeOf(ORIGIN) > before);
      assert.deepEqual(witness.answers.slice(0, 2), [409, 200]);
      // A witness that has lost its memory begins anew: it answers that it knows of nothing.
      witness.seen.clear();
      witness.answers.length = 0;
      await cosignedReceipt(server, await server.approved(), [witness]);
      assert.deepEqual(witness.answers.slice(0, 2), [409, 200]);
      assert.equal(server.errors, '');
    }));

  test('go on under a new key of the log, once they know it', () =>
    world(['one.example/w'], async ({server, witnesses: [witness], keys, options}) => {
      const early = await server.approved();
      await cosignedReceipt(server, early, [witness]);
      const oldKey = keys[0];
      await server.down();
      assert.equal((await countersign('keys', 'rotate-log', '--store', server.store)).code, 0);
      assert.ok(await server.up(...options));
      const id = await server.approved();
      await until('a refusal', () => server.errors.includes('does not know the key that signs this log'));
      keys.push(await server.logKey());
      const receipt = await cosignedReceipt(server, id, [witness]);
      assert.equal((await verified(server, receipt, [witness])).holds, true);
      assert.equal((await verified(server, receipt, [witness], oldKey)).holds, false);
      const old = await cosignedReceipt(server, early, [witness]);
      assert.equal((await verified(server, old, [witness])).holds, true);
      await until('that it is well again', () => server.errors.includes('witness one.example/w is well again'));
    }));

  test('refuse a second history of the log, and the server says so', () =>
    world(['one.example/w'], async ({server, witnesses: [witness], options}) => {
      await server.approved();
      await until('cosigned', () => isCosigned(server));
      await server.down();
      const copy = join(server.folder, 'copy.sqlite');
      await cp(join(server.folder, 'store.sqlite'), copy);
      assert.ok(await server.up(...options));
      await server.receipt(await server.approved());
      const size = await server.size();
      await until('cosigned', async () => witness.sizeOf(ORIGIN) === size);
      await server.down();
      // The earlier copy, and what the key remembers is thrown away.
      await cp(copy, join(server.folder, 'store.sqlite'));
      assert.equal(await server.up(...options), false);
      assert.match(server.errors, /The key has signed a log of \d+ entries, and this store has fewer/);
      assert.match(server.errors, /remove .*\.log-key\.head/);
      await rm(join(server.folder, 'store.sqlite.log-key.head'));
      assert.ok(await server.up(...options), server.errors);
      await server.api.submitted();
      await until('a complaint', () => server.errors.includes(`has cosigned ${size} entries of this log`));
      const id = await server.approved();
      await server.approved();
      await server.approved();
      await until('a complaint about the fork', () =>
        server.errors.includes('does not accept the proof that this log has only grown'),
      );
      assert.equal(witness.sizeOf(ORIGIN), size);
      const receipt = await server.receipt(id); // receipts go on; they are not cosigned
      assert.equal((await verified(server, receipt, [])).holds, true);
      assert.equal((await verified(server, receipt, [witness])).holds, false);
    }));

  test('that are down, slow or lie change nothing for anybody else, and are complained about once', () =>
    world(['good.example/w', 'bad.example/w'], async ({server, witnesses: [good, bad], options}) => {
      await until('both have signed', () => good.answers.length && bad.answers.length);
      const complaints = {
        failing: 'answered with status 500',
        garbage: 'answered with no lines of signatures',
        huge: 'The answer is too long.',
        'other-key': 'answered with a signature that is wrong',
        'other-root': 'answered with a signature that is wrong',
        ahead: 'has cosigned 1000000 entries of this log',
        circling: /witness bad\.example\/w: (has moved on|has cosigned)/,
        elsewhere: 'answered with status 307',
      };
      for (const [mode, complaint] of Object.entries(complaints)) {
        await server.down();
        bad.mode = mode;
        assert.ok(await server.up(...options));
        const id = await server.approved();
        const size = await server.size();
        await until(`a complaint about ${mode}`, () =>
          typeof complaint === 'string' ? server.errors.includes(complaint) : complaint.test(server.errors),
        );
        await cosignedReceipt(server, id, [good]);
        const receipt = await server.receipt(id);
        assert.equal((await verified(server, receipt, [good])).holds, true, mode);
        assert.equal((await verified(server, receipt, [bad])).holds, false, mode);
        assert.ok(good.sizeOf(ORIGIN) >= size);
        if (typeof complaint === 'string') assert.equal(server.errors.split(complaint).length, 2, server.errors);
      }
      bad.mode = 'honest';
      await cosignedReceipt(server, await server.approved(), [good, bad]);
      await bad.stop();
      const id = await server.approved();
      await until('a complaint', () => server.errors.includes("bad.example/w: Couldn't connect to server"));
      const receipt = await server.receipt(id);
      assert.equal((await verified(server, receipt, [])).holds, true);
      await bad.listen(bad.port);
      await cosignedReceipt(server, id, [good, bad]);
    }));

  test('that never answer hold nobody up, and not the end of the server', () =>
    world(['slow.example/w'], async ({server, witnesses: [slow]}) => {
      await until('the first', () => slow.answers.length);
      slow.mode = 'silent';
      const id = await server.approved();
      await until('it waits', () => slow.answers.includes('silent'));
      const start = Date.now();
      await server.receipt(id);
      await server.receipt(await server.approved());
      await server.down();
      assert.ok(Date.now() - start < 6000, `${Date.now() - start} ms`);
    }));

  test('are given as an address and a key; other addresses are not called', async () => {
    const server = await LogServer.make();
    const {vkey} = await Witness.start('one.example/w', () => []).then(witness => witness.stop().then(() => witness));
    for (const wrong of [
      '',
      'x',
      `http://witness.example ${vkey}`,
      `ftp://127.0.0.1 ${vkey}`,
      `http://me@127.0.0.1/ ${vkey}`,
      `https://w.example/?a=b ${vkey}`,
      'https://w.example',
      'https://w.example one.example/w+00000000+AAAA',
    ]) {
      assert.equal(await server.up('--witness', wrong), false, wrong);
      assert.match(server.errors, /--witness/, wrong);
    }
    await server.remove();
  });
});

test('the witness of these tests refuses what the protocol says it has to refuse', async () => {
  const log = new InventedLog('o', 5);
  const witness = await Witness.start('w', () => [log.vkey]);
  const sha = bytes => createHash('sha256').update(bytes).digest();
  const node = (left, right) => sha(Buffer.concat([Buffer.from([1]), left, right]));
  const [a, b, c] = ['a', 'b', 'c'].map(text => sha(`\0${text}`));
  const ask = async (old, proof, checkpoint) => {
    const body = `old ${old}\n${proof.map(each => `${each.toString('base64')}\n`).join('')}\n${checkpoint}`;
    const response = await fetch(`http://127.0.0.1:${witness.port}/of/w/add-checkpoint`, {method: 'POST', body});
    return [response.status, response.headers.get('content-type'), (await response.text()).slice(0, 2)];
  };
  const status = async (...asked) => (await ask(...asked))[0];
  const three = node(node(a, b), c);
  assert.equal(await status(0, [], log.checkpoint(2, node(a, b))), 200);
  assert.deepEqual(await ask(0, [], log.checkpoint(3, three)), [409, 'text/x.tlog.size', '2\n']);
  for (const [proof, root] of [
    [[], three],
    [[b], three],
    [[c, c], three],
    [[c], node(node(b, a), c)],
    [[c], node(a, b)],
  ]) {
    assert.equal(await status(2, proof, log.checkpoint(3, root)), 422);
  }
  assert.equal(await status(2, [c], new InventedLog('o', 6).checkpoint(3, three)), 403);
  assert.equal(await status(2, [c], new InventedLog('p', 5).checkpoint(3, three)), 404);
  assert.equal(await status(4, [c], log.checkpoint(3, three)), 400);
  assert.equal(await status('02', [c], log.checkpoint(3, three)), 400);
  assert.equal(await status(2, [c], log.checkpoint(3, three)), 200);
  assert.equal(await status(3, [], log.checkpoint(3, node(a, b))), 409);
  assert.equal(await status(3, [], log.checkpoint(3, three)), 200);
  await witness.stop();
});
