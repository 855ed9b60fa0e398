// Backups of a store that is written to, and stores that are made of them.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {copyFile, mkdir, readFile, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Api, maria, text} from '../e2e/support/api.mjs';
import {Served, countersign, until} from './server.mjs';

let server;
let key;
before(async () => {
  server = await Served.make();
  assert.ok(await server.up(['--quiet', '--origin', 'log.example/tests']), server.errors);
  key = (await countersign('keys', 'log', '--store', server.store)).stdout.trim();
});
after(() => server.remove());

let made = 0;
const newFile = () => server.file(`copy-${++made}.sqlite`);
const backup = file => countersign('backup', '--store', server.store, file);
const restore = (file, path, ...more) => countersign('restore', file, '--store', `sqlite:${path}`, ...more);

/** A request that Maria has approved, which the server has said. */
async function decided() {
  const id = await server.api.submitted();
  await server.api.decide(maria, id, 'approve');
  return id;
}

/** Asks a store about requests, by a server of its own. */
async function statesIn(path, ids) {
  const other = new Served();
  other.store = `sqlite:${path}`;
  other.key = server.key;
  assert.ok(await other.up(['--quiet']), other.errors);
  const states = [];
  for (const id of ids) states.push((await (await other.get(`/v1/requests/${id}`)).json()).request?.state);
  await other.down();
  return states;
}

test('under load: every decision that was acknowledged before a backup began is in it, and its log is clean', async () => {
  const acknowledged = [];
  let going = true;
  const writers = Array.from({length: 4}, async () => {
    while (going) acknowledged.push(await decided());
  });
  const backups = [];
  for (let round = 0; round < 3; ++round) {
    await until('some decisions', () => acknowledged.length >= 6 * (round + 1), 120);
    const before = [...acknowledged];
    const file = newFile();
    const said = await backup(file);
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /\d+ entries, \d+ of them signed, \d+ bytes; \d+ files of blobs beside it, \d+ bytes\n.*key.*not in it/);
    backups.push({file, before});
  }
  going = false;
  await Promise.all(writers);
  for (const {file, before} of backups) {
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const fsck = await countersign('log', 'fsck', '--store', `sqlite:${file}`, '--key', key);
    assert.equal(fsck.code, 0, fsck.stderr);
    const place = newFile();
    await copyFile(server.file('store.sqlite.log-key'), server.file('key-copy'));
    const restored = await restore(file, place, '--log-key', server.file('key-copy'));
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal((await stat(place)).mode & 0o777, 0o600);
    assert.equal((await stat(`${place}.log-key`)).mode & 0o777, 0o600);
    assert.deepEqual(await statesIn(place, before), before.map(() => 'approved'));
  }
  const left = (await readdir(server.folder)).filter(name => /new-|copy-.*-(wal|shm|journal)$/.test(name) && !name.includes('store'));
  assert.deepEqual(left.filter(name => name.includes('.new-')), [], 'nothing unfinished is left');
});

test('a restored store goes on: the log of the backup is the beginning of its own', async () => {
  await decided();
  const checkpoint = server.file('checkpoint');
  await writeFile(checkpoint, await (await server.get('/v1/log/checkpoint')).text());
  const file = newFile();
  assert.equal((await backup(file)).code, 0);
  const place = newFile();
  const withoutKey = await restore(file, place);
  assert.equal(withoutKey.code, 0, withoutKey.stderr);
  assert.match(withoutKey.stdout, /not in a backup: put it at .*\.log-key before you serve/);
  const other = new Served();
  other.store = `sqlite:${place}`;
  other.key = server.key;
  assert.equal(await other.up(['--quiet']), false, 'without its key the log cannot go on');
  assert.match(other.errors, /its key is not at/);
  await copyFile(server.file('store.sqlite.log-key'), `${place}.log-key`);
  assert.ok(await other.up(['--quiet']), other.errors);
  other.api = new Api(other);
  const id = await other.api.submitted();
  await other.api.decide(maria, id, 'approve');
  await other.down();
  const verified = await countersign('log', 'verify', '--store', other.store, '--key', key, checkpoint);
  assert.equal(verified.code, 0, verified.stderr);
  assert.equal((await countersign('log', 'fsck', '--store', other.store, '--key', key)).code, 0);
});

test('refused: what would overwrite, what is no store, what is damaged, and a key of another log', async () => {
  const file = newFile();
  assert.equal((await backup(file)).code, 0);
  const before = await readFile(file);
  const garbage = server.file('garbage');
  await writeFile(garbage, 'not a database at all, but long enough to look like something'.repeat(100));
  const damaged = server.file('damaged.sqlite');
  const bytes = Buffer.from(before);
  bytes.fill(0x55, 3 * 4096, 5 * 4096);
  await writeFile(damaged, bytes, {mode: 0o600});
  const shortened = server.file('shortened.sqlite');
  await writeFile(shortened, before.subarray(0, Math.floor(before.length / 2)), {mode: 0o600});
  const stranger = await Served.make();
  assert.ok(await stranger.up(['--quiet']), stranger.errors);
  await stranger.down();
  const cases = [
    [await backup(file), 1, /something at .* already/],
    [await countersign('backup', '--store', `sqlite:${server.file('nowhere')}`, newFile()), 1, /no store at/],
    [await countersign('backup', '--store', server.store, server.file('no-folder/copy')), 1, /Cannot write/],
    [await countersign('backup', '--store', 'postgres://user:secret@host/db', newFile()), 2, /sqlite:PATH/],
    [await restore(file, server.file('store.sqlite')), 1, /something at .* already/],
    [await restore(server.file('nowhere'), newFile()), 1, /no store/],
    [await restore(garbage, newFile()), 1, /./],
    [await restore(damaged, newFile()), 1, /./],
    [await restore(shortened, newFile()), 1, /./],
    [await restore(file, newFile(), '--log-key', stranger.file('store.sqlite.log-key')), 1, /was not signed with the key/],
    [await restore(file, newFile(), '--log-key', server.file('nowhere')), 1, /./],
  ];
  for (const [{code, stderr}, wanted, said] of cases) {
    assert.equal(code, wanted, stderr);
    assert.match(stderr, said);
    assert.doesNotMatch(stderr, /secret/);
  }
  assert.deepEqual(await readFile(file), before, 'the copy is as it was');
  const names = await readdir(server.folder);
  for (let number = 1; number <= made; ++number) assert.ok(!names.some(name => name.startsWith(`copy-${number}.sqlite.new-`)));
  assert.ok(!names.includes(`copy-${made}.sqlite`), 'what was refused is not there');
  await stranger.remove();
});

test('a backup can be read where nothing can be written, and is one file with a folder beside it', async () => {
  const file = newFile();
  assert.equal((await backup(file)).code, 0);
  const beside = (await readdir(server.folder)).filter(name => name.startsWith(`copy-${made}.sqlite`));
  assert.deepEqual(beside, [`copy-${made}.sqlite`, `copy-${made}.sqlite.blobs`]);
});

/** Paths of the files in the folder of blobs beside a store or a backup. */
async function blobFiles(path) {
  const entries = await readdir(`${path}.blobs`, {recursive: true, withFileTypes: true});
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
}

test('files go along: what a restored store serves, and what fsck reads, are the bytes that were uploaded', async () => {
  const id = await server.api.draft({parts: [text('plan', 'Plan.md', '# The plan of the backup')]});
  const [{parts: [{sha256}]}] = (await server.api.state(id)).versions;
  const file = newFile();
  const said = await backup(file);
  assert.equal(said.code, 0, said.stderr);
  assert.match(said.stdout, /; \d+ files of blobs beside it, \d+ bytes\n/);
  for (const each of await blobFiles(file)) assert.equal((await stat(each)).mode & 0o777, 0o600);
  const place = newFile();
  await copyFile(server.file('store.sqlite.log-key'), `${place}.log-key`);
  const restored = await restore(file, place);
  assert.equal(restored.code, 0, restored.stderr);
  const fsck = await countersign('log', 'fsck', '--store', `sqlite:${place}`, '--key', key, '--blobs');
  assert.equal(fsck.code, 0, fsck.stderr);
  const other = new Served();
  other.store = `sqlite:${place}`;
  other.key = server.key;
  assert.ok(await other.up(['--quiet']), other.errors);
  assert.equal(await (await other.get(`/v1/blobs/${sha256}`)).text(), '# The plan of the backup');
  await other.down();
});

test('refused: a backup whose files are missing or damaged, and a folder that is in the way', async () => {
  const file = newFile();
  assert.equal((await backup(file)).code, 0);
  const [first] = await blobFiles(file);
  const bytes = await readFile(first);
  const place = newFile();
  await rm(first);
  const missing = await restore(file, place);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /The file of the blob [0-9a-f]{64} is missing/);
  await writeFile(first, bytes.subarray(1));
  assert.match((await restore(file, place)).stderr, /The file of the blob [0-9a-f]{64} is too short/);
  await writeFile(first, Buffer.from(bytes).fill(0x55));
  assert.match((await restore(file, place)).stderr, /The file of the blob [0-9a-f]{64} is damaged/);
  const left = (await readdir(server.folder)).filter(name => name.startsWith(`copy-${made}.sqlite`));
  assert.deepEqual(left, [], 'what was refused is not there');
  await writeFile(first, bytes);
  await mkdir(`${place}.blobs`);
  assert.match((await restore(file, place)).stderr, /something at .*\.blobs already/);
  await rm(`${place}.blobs`, {recursive: true});
  assert.equal((await restore(file, place)).code, 0);
});
