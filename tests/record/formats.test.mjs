// What our server and program write, read by somebody else: the formats from their texts, the signatures by OpenSSL.
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {sign, verify} from 'node:crypto';
import {createInterface} from 'node:readline';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {binary} from '../e2e/support/server.mjs';
import {canonical} from '../naive/canonical.mjs';
import {
  bytesOf,
  entriesOf,
  hashesOf,
  isProved,
  isSigned,
  leafHash,
  nodeHash,
  privateKeyOf,
  publicBytes,
  publicKeyOf,
  readCheckpoint,
  readKey,
  readNote,
  readProof,
  rootOf,
  rootThrough,
  tilePaths,
  writtenKey,
} from './formats.mjs';
import {recordedWorld} from './world.mjs';

const signer =
  process.env.COUNTERSIGN_TEST_SIGNER ?? fileURLToPath(new URL('../../build/release/tests/signer', import.meta.url));
const run = promisify(execFile);
let world;
before(async () => (world = await recordedWorld()));
after(() => world?.server.stop());

test('the reading knows wrong from right', () => {
  const {
    key,
    receipts: [receipt],
  } = world;
  const entry = canonical(receipt.entry);
  assert.ok(isProved(receipt.proof, entry, key));
  assert.ok(!isProved(receipt.proof, entry.replace('"at":"2', '"at":"3'), key));
  assert.ok(
    !isProved(
      receipt.proof.replace(/(\n[^\n]+\n)(\d+)\n/, (_, origin, size) => `${origin}${Number(size) + 1}\n`),
      entry,
      key,
    ),
  );
  assert.throws(() => rootThrough(leafHash('a'), 0, 2, []), /too short/);
  assert.throws(() => bytesOf('Zh=='), /not Base64/);
});

test('the key that the server names is that of its private key', () => {
  const {key, signing} = world;
  assert.equal(key, writtenKey(readKey(key).name, signing));
});

test('every checkpoint is a note that the key has signed', () => {
  for (const note of [world.earlier, world.checkpoint, world.bundle.checkpoint]) {
    assert.ok(isSigned(readNote(note), world.key));
    assert.equal(readCheckpoint(readNote(note).text).origin, readKey(world.key).name);
  }
});

test('the entries lead to the root that was signed, and so do the tiles', async () => {
  const {size, root} = readCheckpoint(readNote(world.checkpoint).text);
  const leaves = world.entries.map(leafHash);
  assert.equal(leaves.length, size);
  assert.deepEqual(rootOf(leaves), root);
  const tiles = [];
  for (const path of tilePaths(0, size)) tiles.push(...hashesOf(await world.fetched(`log/${path}`)));
  assert.deepEqual(tiles, leaves);
});

test('receipts and bundles prove what is in the log', () => {
  for (const {entry, proof} of [...world.receipts, world.foreign])
    assert.ok(isProved(proof, canonical(entry), world.key));
  const {size, root} = readCheckpoint(readNote(world.bundle.checkpoint).text);
  let previous;
  for (const [i, entry] of world.bundle.entries.entries()) {
    const {index, hashes} = world.bundle.proofs[i];
    const leaf = leafHash(canonical(entry));
    assert.deepEqual(rootThrough(leaf, index, size, hashes.map(bytesOf)), root);
    assert.equal(entry.previous, previous);
    assert.deepEqual(leaf, leafHash(world.entries[index]));
    previous = leaf.toString('hex');
  }
});

test('`log prove` proves every entry', async () => {
  for (const [index, entry] of world.entries.entries()) {
    const {stdout} = await run(binary, ['log', 'prove', '--store', world.server.store, String(index)]);
    assert.equal(readProof(stdout).index, index);
    assert.ok(isProved(stdout, entry, world.key), `${index}`);
  }
});

test('a large log has the tiles of tlog-tiles, and they lead to its root', async () => {
  // The paths are those that the specification gives.
  assert.deepEqual(tilePaths(0, 70_000).slice(-1), ['tile/0/273.p/112']);
  assert.deepEqual(tilePaths(1, 70_000), ['tile/1/000', 'tile/1/001.p/17']);
  assert.equal(tilePaths(0, 256 * 1_234_068)[1_234_067], 'tile/0/x001/x234/067');
  assert.deepEqual(entriesOf(Buffer.from('0000000361626300', 'hex').subarray(0, 7)).map(String), ['', 'abc']);
  const leaves = Array.from({length: 512}, (_, i) => leafHash(`${i}`));
  assert.deepEqual(nodeHash(rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256))), rootOf(leaves));
});

test('OpenSSL verifies 100,000 of our signatures, and makes the same', {timeout: 300_000}, async () => {
  const COUNT = 100_000;
  const child = spawn(signer, [String(COUNT)], {stdio: ['ignore', 'pipe', 'inherit']});
  let line = 0;
  let key;
  for await (const text of createInterface({input: child.stdout})) {
    const [seed, written, signature] = text.split(' ').map((hex) => Buffer.from(hex, 'hex'));
    const message = Buffer.from(`message ${line}`.repeat(line % 50));
    if (line % 100 === 0) {
      const secret = privateKeyOf(seed);
      assert.deepEqual(publicBytes(secret), written);
      assert.deepEqual(sign(null, message, secret), signature);
      key = publicKeyOf(written);
    }
    assert.ok(verify(null, message, key, signature), `line ${line}`);
    ++line;
  }
  assert.equal(line, COUNT);
});
