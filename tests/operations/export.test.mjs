// All of a tenant in a folder: taken from a store that is served, checked without a server, and worth nothing once a byte has changed.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {appendFile, mkdir, readFile, readdir, rm, stat, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {Api, maria, text} from '../e2e/support/api.mjs';
import {Postgres} from '../support/postgres.mjs';
import {Served, binary, countersign, until} from './server.mjs';

const ORIGIN = 'log.example/tests';
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

let server;
let key;
let approved;
let draft;
let empty;
before(async () => {
  server = await Served.make();
  assert.ok(await server.up(['--quiet', '--origin', ORIGIN]), server.errors);
  key = (await countersign('keys', 'log', '--store', server.store)).stdout.trim();
  approved = await server.api.submitted({parts: [text('texts', 'Texts.md', '# What was approved\n'), text('more', 'More.md', 'x'.repeat(3_000_000))]});
  await server.api.decide(maria, approved, 'approve');
  draft = await server.api.draft();
  empty = await server.api.draft({parts: []});
  await server.api.call('PUT', 'contacts/maria', {body: {email: 'maria@example.com', language: 'de', party: 'customer'}});
  await server.api.call('POST', 'webhooks', {body: {url: 'https://erp.example/hooks', description: 'The ERP'}});
});
after(() => server.remove());

let made = 0;
const newFolder = () => server.file(`export-${++made}`);
const exported = (folder, ...more) => countersign('export', '--store', server.store, '--out', folder, ...more);
const verified = (folder, ...more) => countersign('verify-export', folder, '--key', key, ...more);
const manifestOf = async folder => JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));

async function assertHolds(folder) {
  const {code, stdout, stderr} = await verified(folder);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Everything that was checked holds\.\n$/);
}

async function assertFails(folder, said) {
  const {code, stderr} = await verified(folder);
  assert.equal(code, 1, `${said} was not noticed`);
  assert.match(stderr, said);
}

async function makeExport(...more) {
  const folder = newFolder();
  const {code, stderr} = await exported(folder, ...more);
  assert.equal(code, 0, stderr);
  return folder;
}

test('it holds every request with its files, contacts and webhooks, without secrets, for its owner only', async () => {
  const before = Date.now();
  const folder = await makeExport();
  const manifest = await manifestOf(folder);
  assert.deepEqual(
    {...manifest, files: undefined, exported_at: undefined, checkpoint: undefined},
    {format: 'countersign/export/v1', tenant: 'default', origin: ORIGIN, keys: [key], blobs: true, requests: 3, files: undefined, exported_at: undefined, checkpoint: undefined},
  );
  assert.equal(manifest.checkpoint, await (await server.get('/v1/log/checkpoint')).text());
  assert.ok(Date.parse(manifest.exported_at) >= before);
  for (const id of [approved, draft, empty]) {
    const bundle = await (await server.get(`/v1/requests/${id}/bundle`)).text();
    assert.equal(await readFile(join(folder, 'requests', `${id}.json`), 'utf8'), bundle);
  }
  const {versions} = (await server.api.state(approved));
  for (const part of versions[0].parts) assert.equal(sha256(await readFile(join(folder, 'blobs', part.sha256))), part.sha256);
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'contacts.json'))), {contacts: [{email: 'maria@example.com', language: 'de', mail: true, party: 'customer', person: 'maria'}]});
  const hooks = await readFile(join(folder, 'webhooks.json'), 'utf8');
  assert.equal(JSON.parse(hooks).webhooks[0].url, 'https://erp.example/hooks');
  assert.doesNotMatch(hooks, /whsec|secret/);
  const there = [];
  for (const name of await readdir(folder, {recursive: true})) {
    const about = await stat(join(folder, name));
    assert.equal(about.mode & 0o777, about.isDirectory() ? 0o700 : 0o600, name);
    if (about.isFile() && !['manifest.json', 'manifest.note'].includes(name)) there.push(name);
  }
  assert.deepEqual(there.sort(), manifest.files.map(({path}) => path).sort());
  for (const {path, bytes, sha256: digest} of manifest.files) {
    const content = await readFile(join(folder, path));
    assert.deepEqual([content.length, sha256(content)], [bytes, digest], path);
  }
  await assertHolds(folder);
  const {code} = await countersign('verify', join(folder, 'requests', `${approved}.json`), '--key', key);
  assert.equal(code, 0, 'each bundle holds alone');
});

test('each file damaged, taken away or added is found, and so is a manifest that says otherwise', async () => {
  const folder = await makeExport();
  const paths = ['manifest.json', 'manifest.note', ...(await manifestOf(folder)).files.map(({path}) => path)];
  assert.ok(paths.length >= 8);
  for (const path of paths) {
    const place = join(folder, path);
    const content = await readFile(place);
    for (const at of [0, Math.floor(content.length / 2), content.length - 1]) {
      const changed = Buffer.from(content);
      changed[at] ^= 1;
      await writeFile(place, changed);
      await assertFails(folder, new RegExp(path.split('/').at(-1).replaceAll('.', '\\.')));
    }
    for (const other of [content.subarray(0, -1), Buffer.concat([content, Buffer.from('\n')]), Buffer.alloc(0)]) {
      await writeFile(place, other);
      await assertFails(folder, /manifest\.(json|note)|bytes/);
    }
    await unlink(place);
    if (path === 'manifest.note') assert.equal((await verified(folder, '--signed')).code, 1);
    else await assertFails(folder, /not there|missing/);
    await writeFile(place, content);
  }
  for (const path of ['more.json', 'requests/req_more.json', 'blobs/' + '0'.repeat(64), 'unfinished.json', 'requests/folder/']) {
    const place = join(folder, path);
    await (path.endsWith('/') ? mkdir(place) : writeFile(place, '{}'));
    await assertFails(folder, /does not list it/);
    await rm(place, {recursive: true});
  }
  await assertHolds(folder);

  // Whoever can write the folder can write its manifest. The bundles and the names of files say so all the same.
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  const forge = async (path, change) => {
    const place = join(folder, path);
    const content = await readFile(place);
    const forged = change(content);
    await writeFile(place, forged);
    const lines = manifest.split('\n').map(line => (line.includes(`"${path}"`) ? line.replace(/"bytes":\d+/, `"bytes":${forged.length}`).replace(/"sha256":"\w+"/, `"sha256":"${sha256(forged)}"`) : line));
    await writeFile(join(folder, 'manifest.json'), lines.join('\n'));
    await assertFails(folder, new RegExp(path));
    await writeFile(place, content);
    await writeFile(join(folder, 'manifest.json'), manifest);
  };
  const bundle = `requests/${approved}.json`;
  await forge(bundle, content => Buffer.from(String(content).replace('Homepage design, final', 'Homepage design, other')));
  await forge(bundle, () => Buffer.from('{}'));
  const other = await readFile(join(folder, `requests/${draft}.json`));
  await forge(bundle, () => other);
  const [part] = (await server.api.state(approved)).versions[0].parts;
  await forge(`blobs/${part.sha256}`, () => Buffer.from('another file'));
  await assertHolds(folder);

  const stranger = await Served.make();
  assert.ok(await stranger.up(['--quiet', '--origin', ORIGIN]), stranger.errors);
  await stranger.down();
  const strangersKey = (await countersign('keys', 'log', '--store', stranger.store)).stdout.trim();
  await stranger.remove();
  assert.equal((await countersign('verify-export', folder, '--key', strangersKey)).code, 1);
  assert.equal((await verified(folder, '--at-least', '1000000')).code, 1);
  assert.equal((await verified(folder, '--at-least', '1')).code, 0);
});

test('the log signs what is in it: a request that is taken out with its line is missed, and an export that nobody signed says so', async () => {
  const folder = await makeExport();
  const note = join(folder, 'manifest.note');
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
  const [statement, signatures] = (await readFile(note, 'utf8')).split('\n\n');
  assert.equal(statement, `countersign/export/v1\nmanifest.json sha256 ${sha256(manifest)}`);
  assert.match(signatures, new RegExp(`^— ${ORIGIN} \\S+\n$`));
  assert.match((await verified(folder, '--signed')).stdout, /signed by the log/);

  const lines = manifest.split('\n').filter(line => !line.includes(draft));
  await writeFile(join(folder, 'manifest.json'), lines.join('\n').replace('"requests":3', '"requests":2'));
  const bundle = await readFile(join(folder, 'requests', `${draft}.json`));
  const {parts} = (await server.api.state(draft)).versions[0];
  await unlink(join(folder, 'requests', `${draft}.json`));
  assert.ok(parts.length > 0);
  await assertFails(folder, /manifest\.note: it is not of this manifest/);
  await unlink(note);
  const unsigned = await verified(folder);
  assert.equal(unsigned.code, 0, unsigned.stderr);
  assert.match(unsigned.stderr, /^.*manifest\.note: it is not there/);
  assert.match(unsigned.stdout, /not signed/);
  const insisting = await verified(folder, '--signed');
  assert.deepEqual([insisting.code, insisting.stdout], [1, '']);

  // A note that somebody else has signed, and the checkpoint, which the log has.
  const {checkpoint} = JSON.parse(manifest);
  await writeFile(note, checkpoint);
  await assertFails(folder, /manifest\.note: it is not of this manifest/);
  await writeFile(join(folder, 'manifest.json'), manifest);
  await writeFile(join(folder, 'requests', `${draft}.json`), bundle);
  await writeFile(note, `${statement}\n\n${checkpoint.split('\n\n')[1]}`);
  await assertFails(folder, /manifest\.note: it was not signed with a key that you gave/);

  // Brought up to date with the public key alone it is as whole, and not signed; with the key's file it is again.
  assert.match((await exported(folder, '--key', key)).stdout, /not signed/);
  assert.equal((await stat(note).catch(({code}) => code)), 'ENOENT');
  assert.equal((await verified(folder)).code, 0);
  assert.match((await exported(folder)).stdout, /has signed the manifest/);
  assert.equal((await verified(folder, '--signed')).code, 0);
});

test('a run that is killed leaves no manifest, and the next one goes on with what is there', async () => {
  for (let i = 0; i < 25; ++i) await server.api.draft({parts: [text('a', 'a.txt', `${i} ${'y'.repeat(200_000)}`)]});
  const folder = newFolder();
  const files = async () => (await readdir(folder, {recursive: true}).catch(() => [])).length;
  let cut = 0;
  for (let wanted = 3; wanted < 45; wanted += 8) {
    const child = spawn(binary, ['export', '--store', server.store, '--out', folder], {stdio: 'ignore'});
    const ended = new Promise(resolve => child.once('exit', resolve));
    await Promise.race([ended, until('files', async () => (await files()) >= wanted, 60).catch(() => undefined)]);
    child.kill('SIGKILL');
    await ended;
    const names = await readdir(folder);
    if (child.signalCode !== 'SIGKILL') continue;
    ++cut;
    if (names.includes('manifest.json')) await assertHolds(folder);
    else await assertFails(folder, /not finished/);
  }
  assert.ok(cut > 0, 'none was cut off');
  const [damaged] = (await readdir(join(folder, 'requests'))).filter(name => name.endsWith('.json'));
  await appendFile(join(folder, 'requests', damaged), ' ');
  const {code, stdout, stderr} = await exported(folder);
  assert.equal(code, 0, stderr);
  const [, kept] = /; (\d+) were there already/.exec(stdout);
  assert.ok(Number(kept) >= 2, stdout);
  await assertHolds(folder);
  assert.equal((await manifestOf(folder)).requests, 28);

  // A whole one is brought up to date.
  const late = await server.api.submitted();
  await server.api.decide(maria, late, 'approve');
  await server.api.send(maria, approved, {command: 'ask', text: 'And the footer?'}).catch(() => undefined);
  await server.api.call('DELETE', 'contacts/maria', {}).catch(() => undefined);
  assert.equal((await exported(folder)).code, 0);
  await assertHolds(folder);
  assert.equal((await manifestOf(folder)).requests, 29);
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'contacts.json'))), {contacts: []});
  const names = await readdir(folder, {recursive: true});
  assert.deepEqual(names.filter(name => /new-|unfinished/.test(name)), []);
});

test('while others write: what was acknowledged before it began is in it', async () => {
  const acknowledged = [];
  let going = true;
  const writers = Array.from({length: 3}, async () => {
    while (going) {
      const id = await server.api.submitted();
      await server.api.decide(maria, id, 'approve');
      acknowledged.push(id);
    }
  });
  await until('some decisions', () => acknowledged.length >= 3, 120);
  const before = [...acknowledged];
  const folder = await makeExport('--no-blobs');
  going = false;
  await Promise.all(writers);
  await assertHolds(folder);
  for (const id of before) {
    const {entries} = JSON.parse(await readFile(join(folder, 'requests', `${id}.json`)));
    assert.equal(entries.at(-1).event ?? '', 'resolved', JSON.stringify(entries.at(-1)).slice(0, 200));
  }
  assert.deepEqual(await readdir(join(folder, 'blobs')), []);
  assert.equal((await manifestOf(folder)).blobs, false);
});

test('tenants are apart, and what is no export is left as it is', async () => {
  assert.equal((await countersign('tenants', 'create', '--store', server.store, 'kestrel')).code, 0);
  const {stdout} = await countersign('keys', 'create', '--store', server.store, '--tenant', 'kestrel', '--name', 'theirs');
  const api = new Api({url: server.url, key: /cs_key_\S+/.exec(stdout)[0]});
  const theirs = await api.draft({byKey: true, parts: []});
  const folder = await makeExport('--tenant', 'kestrel');
  assert.deepEqual((await manifestOf(folder)).files.map(({path}) => path), [`requests/${theirs}.json`, 'contacts.json', 'webhooks.json']);
  await assertHolds(folder);

  const strange = newFolder();
  await mkdir(strange);
  await writeFile(join(strange, 'notes.txt'), 'mine');
  const half = newFolder();
  await mkdir(join(half, 'requests'), {recursive: true});
  const extra = await makeExport('--no-blobs');
  await writeFile(join(extra, 'requests', 'req_of_nobody.json'), '{}');
  const garbled = newFolder();
  await mkdir(garbled);
  await writeFile(join(garbled, 'manifest.json'), '{"format":"something else"}\n');
  const cases = [
    [await exported(strange), 1, /notes\.txt/],
    [await exported(half), 1, /nothing that says of which export it is/],
    [await exported(extra, '--no-blobs'), 1, /req_of_nobody/],
    [await exported(extra), 1, /begun without --no-blobs|begun with --no-blobs/],
    [await exported(garbled), 1, /not what an export begins with/],
    [await exported(folder), 1, /another tenant/],
    [await exported(newFolder(), '--tenant', 'nobody'), 1, /no tenant 'nobody'/],
    [await exported(server.file('no/such/folder')), 1, /Cannot make the folder/],
    [await exported(newFolder(), '--key', 'nonsense'), 2, /nonsense/],
    [await exported(newFolder(), '--key', key.replace(/^[^+]+/, 'other.example')), 2, /./],
    [await countersign('export', '--store', server.store), 2, /REQUEST or --out/],
    [await countersign('export', '--store', server.store, '--out', newFolder(), approved), 2, /./],
    [await countersign('export', '--store', server.store, '--tenant', 'kestrel', approved), 2, /./],
    [await countersign('export', '--store', `sqlite:${server.file('nowhere')}`, '--out', newFolder(), '--key', key), 1, /no store at/],
    [await countersign('verify-export', newFolder(), '--key', key), 1, /not there/],
    [await countersign('verify-export', folder), 2, /--key/],
  ];
  for (const [{code, stderr}, wanted, said] of cases) {
    assert.equal(code, wanted, stderr);
    assert.match(stderr, said);
  }
  assert.deepEqual(await readdir(strange), ['notes.txt']);
  assert.deepEqual(await readdir(half), ['requests']);
  assert.equal((await countersign('export', '--store', server.store, approved)).code, 0, 'of one request, as before');
});

test('from PostgreSQL, with the file of the key; and from a store that nobody serves', async () => {
  const postgres = await Postgres.start();
  const other = new Served();
  other.folder = newFolder();
  await mkdir(other.folder);
  try {
    other.store = postgres.address;
    other.api = new Api(other);
    other.key = await other.newKey('portal');
    const file = join(other.folder, 'log-key');
    assert.ok(await other.up(['--quiet', '--origin', ORIGIN, '--log-key', file]), other.errors);
    const id = await other.api.submitted();
    await other.api.decide(maria, id, 'approve');
    await other.api.draft({parts: []});
    await other.api.call('PUT', 'contacts/maria', {body: {email: 'maria@example.com'}});
    await until('all of it to be signed', async () => (await other.get(`/v1/requests/${id}/receipt`)).ok);
    await other.down();
    const folder = newFolder();
    const without = await countersign('export', '--store', other.store, '--out', folder);
    assert.deepEqual([without.code, /--log-key/.test(without.stderr)], [2, true], without.stderr);
    const {code, stderr} = await countersign('export', '--store', other.store, '--out', folder, '--log-key', file);
    assert.equal(code, 0, stderr);
    const theirKey = (await countersign('keys', 'log', '--store', other.store, '--log-key', file)).stdout.trim();
    const said = await countersign('verify-export', folder, '--key', theirKey);
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /2 requests, 1 file of theirs/);
    assert.equal(JSON.parse(await readFile(join(folder, 'contacts.json'))).contacts.length, 1);
  } finally {
    await other.down('SIGKILL');
    await postgres.stop();
  }
});
