// Large files, where they are kept, and what becomes of those that nobody needs: by a server as people run it.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {createHash} from 'node:crypto';
import {request} from 'node:http';
import {readFile, readdir, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from '../e2e/support/api.mjs';
import {Served, countersign, until} from './server.mjs';

const MIB = 1024 * 1024;
// Two gibibytes are the default limit; in the ordinary run there is less time.
const BYTES = Number(process.env.COUNTERSIGN_TEST_LARGE_BLOB_MIB ?? 300) * MIB;
const MOST_GROWTH = 64 * MIB;

let server;
before(async () => {
  server = await Served.make();
  assert.ok(await server.up(['--quiet']), server.errors);
});
after(() => server.remove());

async function memory() {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
}

/** Pieces that differ, without a file on this side. */
function* pieces(bytes) {
  for (let at = 0; at < bytes; at += MIB) {
    const piece = Buffer.alloc(Math.min(MIB, bytes - at), at / MIB);
    piece.writeUInt32LE(at / MIB, 0);
    yield piece;
  }
}

function digestOf(bytes) {
  const hash = createHash('sha256');
  for (const piece of pieces(bytes)) hash.update(piece);
  return hash.digest('hex');
}

/** Sends as fast as it is taken, and answers {status, json}. `cut`: after so many bytes the connection is broken off. */
function put(sha256, bytes, {cut = Infinity, during = async () => {}} = {}) {
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}/v1/blobs/${sha256}`, {
      method: 'PUT',
      headers: {Authorization: `Bearer ${server.key}`, 'Countersign-Protocol': '1', 'Content-Length': bytes},
    });
    call.on('error', error => (cut < bytes ? resolve({cut: true}) : reject(error)));
    call.on('response', async answer => {
      let body = '';
      for await (const piece of answer) body += piece;
      resolve({status: answer.statusCode, json: JSON.parse(body)});
    });
    (async () => {
      let sent = 0;
      for (const piece of pieces(bytes)) {
        if (sent >= cut) return call.destroy();
        if (!call.write(piece)) await new Promise(drained => call.once('drain', drained));
        sent += piece.length;
        await during();
      }
      call.end();
    })().catch(reject);
  });
}

/** Paths of the files of blobs. */
async function files(of = server) {
  const names = await readdir(of.file('store.sqlite.blobs'), {recursive: true, withFileTypes: true}).catch(() => []);
  return names.filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
}
async function uploadText(content) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const answer = await fetch(`${server.url}/v1/blobs/${sha256}`, {method: 'PUT', headers: {Authorization: `Bearer ${server.key}`, 'Countersign-Protocol': '1'}, body: content});
  assert.ok(answer.ok, await answer.text());
  return sha256;
}
const collect = (...more) => countersign('blobs', 'collect', '--store', server.store, ...more);

test('a large file goes in and out, whole and in ranges, and the memory of the server does not grow with it', async t => {
  const sha256 = digestOf(BYTES);
  await uploadText('something small, so that everything is warm');
  const before = await memory();
  let most = 0;
  let count = 0;
  const during = async () => {
    if (++count % 16 === 0) most = Math.max(most, await memory());
  };
  const {status, json} = await put(sha256, BYTES, {during});
  assert.deepEqual([status, json], [201, {sha256, size: BYTES}]);
  const headers = {Authorization: `Bearer ${server.key}`};
  const hash = createHash('sha256');
  let read = 0;
  for await (const piece of (await server.get(`/v1/blobs/${sha256}`)).body) {
    hash.update(piece);
    read += piece.length;
    await during();
  }
  assert.equal(read, BYTES);
  assert.equal(hash.digest('hex'), sha256);
  t.diagnostic(`${BYTES / MIB} MiB in and out: the server grew by ${Math.round((most - before) / MIB)} MiB`);
  assert.ok(most - before < MOST_GROWTH, `grew by ${Math.round((most - before) / MIB)} MiB`);

  const head = await fetch(`${server.url}/v1/blobs/${sha256}`, {method: 'HEAD', headers});
  assert.deepEqual([head.status, head.headers.get('content-length'), head.headers.get('content-disposition')], [200, String(BYTES), 'attachment']);
  assert.match(head.headers.get('content-security-policy'), /^sandbox/);
  const start = BYTES - MIB - 2;
  const part = await fetch(`${server.url}/v1/blobs/${sha256}`, {headers: {...headers, Range: `bytes=${start}-${start + 3}`}});
  assert.equal(part.status, 206);
  const number = BYTES / MIB - 1;
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.from([(number - 1) & 255, (number - 1) & 255, number & 255, (number >> 8) & 255]));
  const known = await fetch(`${server.url}/v1/blobs/${sha256}`, {headers: {...headers, 'If-None-Match': `"${sha256}"`}});
  assert.equal(known.status, 304);
});

test('an upload that is broken off leaves no file', async () => {
  const before = (await files()).length;
  assert.ok((await put('0'.repeat(64), 64 * MIB, {cut: 8 * MIB})).cut);
  await until('its file to go', async () => (await files()).length === before, 120);
});

test('where there is no room for a file, the upload is refused, and nothing of it is left', async () => {
  const other = await Served.make();
  try {
    // No file may be larger than 4 MiB, which is said as a full disk would say it.
    const within = ['sh', '-c', 'trap "" XFSZ; ulimit -f 8192; exec "$@"', 'sh'];
    assert.ok(await other.up(['--quiet'], {within}), other.errors);
    const send = bytes => fetch(`${other.url}/v1/blobs/${createHash('sha256').update(bytes).digest('hex')}`,
      {method: 'PUT', headers: {Authorization: `Bearer ${other.key}`, 'Countersign-Protocol': '1'}, body: bytes});
    const refused = await send(Buffer.alloc(6 * MIB, 1));
    assert.deepEqual([refused.status, (await refused.json()).code], [503, 'store-unavailable']);
    await until('the file to go', async () => (await files(other)).length === 0, 60);
    assert.equal((await send(Buffer.alloc(3 * MIB, 2))).status, 201);
    assert.equal((await files(other)).length, 1);
  } finally {
    await other.remove();
  }
});

test('what no request names stays for its time; the command says what would go', async () => {
  const named = text('texts', 'Texts.md', '# Named');
  await server.api.draft({parts: [named]});
  await uploadText('named by nobody');
  const before = (await files()).length;
  const dry = await collect('--dry-run');
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /^would remove 0 blobs of 0 bytes, 0 unused uploads of tenants, 0 uploads that were cut off\n$/);
  assert.match((await collect()).stdout, /^removed 0 blobs/);
  assert.equal((await files()).length, before);
  assert.equal((await collect('--orphan-hours', '0')).code, 2);
});

test('fsck reads the files that requests name, and says which is missing or damaged', async () => {
  const other = await Served.make();
  try {
    assert.ok(await other.up(['--quiet', '--origin', 'log.example/blobs']), other.errors);
    await other.api.draft({parts: [text('one', 'One.md', '# One'), text('two', 'Two.md', '# Two')]});
    await other.down();
    const key = (await countersign('keys', 'log', '--store', other.store)).stdout.trim();
    const fsck = () => countersign('log', 'fsck', '--store', other.store, '--key', key, '--blobs');
    const clean = await fsck();
    assert.equal(clean.code, 0, clean.stderr);
    assert.match(clean.stdout, /2 blobs have the bytes that were uploaded/);
    const [one, two] = (await readdir(`${other.file('store.sqlite.blobs')}`, {recursive: true, withFileTypes: true}))
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath ?? entry.path, entry.name));
    assert.equal((await stat(one)).mode & 0o777, 0o600);
    await truncate(one, 2);
    await writeFile(two, (await readFile(two, 'utf8')).toUpperCase().replace('#', '!'));
    const broken = await fsck();
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /The blob [0-9a-f]{64} ends after 2 of 5 bytes/);
    assert.match(broken.stderr, /The blob [0-9a-f]{64} has other bytes than were uploaded/);
    await rm(one);
    assert.match((await fsck()).stderr, /cannot be read: The file of a blob is missing/);
    assert.equal((await countersign('log', 'fsck', '--store', other.store, '--key', key)).code, 0, 'without --blobs only the log is looked at');
  } finally {
    await other.remove();
  }
});

test('what the server is told of blobs: rows, and the largest that it takes', async () => {
  const other = await Served.make();
  try {
    assert.ok(await other.up(['--quiet', '--blobs', 'rows', '--max-blob-bytes', '1000']), other.errors);
    const {limits} = await (await other.get('/v1/capabilities')).json();
    assert.equal(limits.blob_bytes, 1000);
    const refused = await fetch(`${other.url}/v1/blobs/${'0'.repeat(64)}`, {method: 'PUT', headers: {Authorization: `Bearer ${other.key}`, 'Countersign-Protocol': '1'}, body: 'x'.repeat(1001)});
    assert.equal(refused.status, 413);
    await other.api.draft({parts: [text('one', 'One.md', '# One')]});
    assert.ok(!(await readdir(other.folder)).includes('store.sqlite.blobs'));
    await other.down();
    assert.equal(await other.up(['--quiet', '--blobs', 'tape']), false);
    assert.equal(await other.down(null), 2);
  } finally {
    await other.remove();
  }
});
