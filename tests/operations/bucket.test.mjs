// Blobs in a bucket: a server as people run it, and an object store that verifies signatures and breaks down on demand.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {request} from 'node:http';
import {after, before, test} from 'node:test';
import {readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {maria, text} from '../e2e/support/api.mjs';
import {Postgres} from '../support/postgres.mjs';
import {ACCESS_KEY, BUCKET, ObjectStore, SECRET} from '../support/s3.mjs';
import {Served, countersign, until} from './server.mjs';

const MIB = 1024 * 1024;
const BYTES = Number(process.env.COUNTERSIGN_TEST_LARGE_BLOB_MIB ?? 300) * MIB;
const MOST_GROWTH = 96 * MIB;
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

let objects;
let server;
before(async () => {
  objects = await ObjectStore.start();
  server = await Served.make();
  await writeFile(server.file('credentials'), `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = ${SECRET}\n`, {mode: 0o600});
  assert.ok(await server.up(['--quiet', '--origin', 'log.example/bucket', ...putting()]), server.errors);
});
after(async () => {
  await server?.remove();
  await objects?.stop();
});

const reaching = (of = objects) => ['--s3-endpoint', of.url, '--s3-region', 'eu-central-1', '--s3-credentials-file', server.file('credentials')];
const putting = (of = objects) => ['--blobs', `s3://${BUCKET}/tests`, ...reaching(of)];
const knowing = () => ['--bucket', `s3://${BUCKET}/tests`, ...reaching()];

async function memory() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024;
}

/** Pieces that differ, without a file on this side. */
function* pieces(bytes, seed = 0) {
  for (let at = 0; at < bytes; at += MIB) {
    const piece = Buffer.alloc(Math.min(MIB, bytes - at), at / MIB);
    piece.writeUInt32LE(seed * 4096 + at / MIB, 0);
    yield piece;
  }
}
function digestOf(bytes, seed) {
  const hash = createHash('sha256');
  for (const piece of pieces(bytes, seed)) hash.update(piece);
  return hash.digest('hex');
}

/** Sends as fast as it is taken, and answers {status, json}. */
function put(bytes, {seed = 0, to = server, during = async () => {}} = {}) {
  return new Promise((resolve, reject) => {
    const call = request(`${to.url}/v1/blobs/${digestOf(bytes, seed)}`, {
      method: 'PUT',
      headers: {Authorization: `Bearer ${to.key}`, 'Countersign-Protocol': '1', 'Content-Length': bytes},
    });
    let answered = false;
    const closed = new Promise(go => call.once('close', go));
    call.on('error', error => answered || reject(error));
    call.on('response', async answer => {
      answered = true;
      let body = '';
      for await (const piece of answer) body += piece;
      resolve({status: answer.statusCode, json: JSON.parse(body)});
    });
    (async () => {
      let sent = 0;
      for (const piece of pieces(bytes, seed)) {
        if (answered) return;
        if (!call.write(piece)) await Promise.race([new Promise(go => call.once('drain', go)), closed]);
        await during((sent += piece.length));
      }
      call.end();
    })().catch(reject);
  });
}

async function digestRead(digest, from = server, during = async () => {}) {
  const hash = createHash('sha256');
  for await (const piece of (await from.get(`/v1/blobs/${digest}`)).body) {
    hash.update(piece);
    await during();
  }
  return hash.digest('hex');
}
async function range(digest, first, last) {
  const answer = await server.get(`/v1/blobs/${digest}`, {Authorization: `Bearer ${server.key}`, Range: `bytes=${first}-${last}`});
  assert.equal(answer.status, 206);
  return Buffer.from(await answer.arrayBuffer());
}

test('a large file goes into the bucket in parts and comes out, whole and in ranges, and the memory of the server does not grow with it', async t => {
  await put(100, {seed: 99});
  const start = await memory();
  let most = 0;
  let count = 0;
  const during = async () => {
    if (++count % 16 === 0) most = Math.max(most, await memory());
  };
  const digest = digestOf(BYTES);
  const calls = objects.calls.length;
  assert.deepEqual(await put(BYTES, {during}), {status: 201, json: {sha256: digest, size: BYTES}});
  assert.equal(objects.calls.slice(calls).filter(call => /partNumber=/.test(call)).length, Math.ceil(BYTES / (8 * MIB)));
  assert.equal(await digestRead(digest, server, during), digest);
  t.diagnostic(`${BYTES / MIB} MiB in and out: the server grew by ${Math.round((most - start) / MIB)} MiB`);
  assert.ok(most - start < MOST_GROWTH, `grew by ${Math.round((most - start) / MIB)} MiB`);
  const number = BYTES / MIB - 1;
  const edge = BYTES - MIB;
  assert.deepEqual(await range(digest, edge - 2, edge + 1), Buffer.from([(number - 1) & 255, (number - 1) & 255, number & 255, (number >> 8) & 255]));
  assert.equal((await range(digest, BYTES - 1, BYTES + 10)).length, 1);
  assert.deepEqual(await objects.uploads(), []);
});

test('whatever call to the bucket fails once, before it is carried out or behind it, the upload and the download go through', async () => {
  const size = 9 * MIB;
  let seed = 100;
  try {
    // Begin, two parts, complete; and what reads the first piece of it.
    for (let failing = 0; failing < 5; ++failing) {
      for (const kind of ['lost', 'unanswered', 503]) {
        const first = objects.calls.length;
        objects.fault = number => (number === first + failing ? kind : undefined);
        ++seed;
        assert.equal((await put(size, {seed})).status, 201, `${kind} at call ${failing}`);
        const digest = digestOf(size, seed);
        const bytes = await range(digest, 0, 7);
        assert.equal(bytes.readUInt32LE(0), seed * 4096);
        assert.ok(objects.calls.length > first + 5, 'one was tried again');
      }
    }
    assert.equal(await digestRead(digestOf(size, seed)), digestOf(size, seed));
  } finally {
    objects.fault = () => undefined;
  }
});

test('a bucket that refuses from some call on makes for a refusal, whichever call it is, and nothing of the upload is left', async () => {
  const before = (await objects.objects()).length;
  let seed = 200;
  for (let failing = 0; failing < 4; ++failing) {
    const first = objects.calls.length;
    objects.fault = (number, call) => (number >= first + failing && call.method !== 'DELETE' && !/uploads=$/.test(call.url) ? 403 : undefined);
    if (failing === 0) objects.fault = (number, call) => (call.method === 'POST' || call.method === 'PUT' ? 403 : undefined);
    const answer = await put(9 * MIB, {seed: ++seed});
    objects.fault = () => undefined;
    assert.deepEqual([answer.status, answer.json.code], [503, 'store-unavailable'], `at call ${failing}`);
    assert.ok(!JSON.stringify(answer.json).includes(new URL(objects.url).port), 'no address is told');
    await until('what there was of it to go', async () => (await objects.objects()).length === before, 60);
    assert.equal((await server.get(`/v1/blobs/${digestOf(9 * MIB, seed)}`)).status, 404);
  }
});

test('a bucket that goes away in the middle: the upload is refused, approvals go on, and what was left goes when the bucket is back', async () => {
  const before = (await objects.objects()).length;
  const stayed = (await objects.uploads()).length;
  const named = text('one', 'One.md', '# Before the bucket went away');
  const id = await server.api.submitted({parts: [named]});
  let away = false;
  const answer = await put(40 * MIB, {
    seed: 300,
    during: async sent => {
      if (sent < 24 * MIB || away) return;
      away = true;
      await objects.away();
    },
  });
  assert.deepEqual([answer.status, answer.json.code], [503, 'store-unavailable']);
  await server.api.decide(maria, id, 'approve');
  const unread = await server.get(`/v1/blobs/${sha256(named.content)}`).then(async found => found.ok && (await found.arrayBuffer()), () => false).catch(() => false);
  assert.equal(unread, false, 'it is broken off');
  await objects.back();
  assert.ok((await objects.uploads()).length > stayed);
  const swept = await countersign('blobs', 'collect', '--store', server.store, ...knowing());
  assert.equal(swept.code, 0, swept.stderr);
  assert.equal((await objects.uploads()).length, stayed);
  assert.equal((await objects.objects()).length, before + 1);
  assert.equal(await digestRead(sha256(named.content)), sha256(named.content));
  assert.equal((await put(40 * MIB, {seed: 300})).status, 201);
});

test('a bucket that takes calls and never answers holds up uploads, and nothing else', async () => {
  const id = await server.api.submitted({parts: [text('one', 'One.md', '# Before the bucket fell silent')]});
  const first = objects.calls.length;
  objects.fault = () => 'silent';
  let answered = 0;
  const uploads = Array.from({length: 100}, (_, number) => put(100, {seed: 500 + number}).finally(() => ++answered));
  try {
    await until('the bucket to be asked', async () => objects.calls.length >= first + 8, 60);
    await server.api.decide(maria, id, 'approve');
    assert.equal((await server.get('/readyz', {})).status, 200);
    assert.equal(answered, 0, 'all of them still wait');
  } finally {
    objects.fault = () => undefined;
    await objects.away();
    await objects.back();
  }
  for (const {status} of await Promise.all(uploads)) assert.equal(status, 201);
});

test('a server that may not use the bucket, or not as it is told, does not start, and says why without a secret', async () => {
  const other = await Served.make();
  try {
    const starts = async (said, options, {code = 2, env = {}} = {}) => {
      assert.equal(await other.up(['--quiet', ...options], {env}), false, said);
      assert.match(other.errors, said);
      assert.doesNotMatch(other.errors, /hunter2/);
      assert.equal(await other.down(null), code);
    };
    const endpoint = ['--s3-endpoint', objects.url];
    const bucket = ['--blobs', `s3://${BUCKET}/other`, ...endpoint];
    const none = {AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: ''};
    const wrong = {AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: 'hunter2'};
    const right = {AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET};
    await starts(/AWS_ACCESS_KEY_ID/, bucket, {env: none});
    await starts(/--blobs: An object cannot be put: The bucket of blobs answered 403 SignatureDoesNotMatch\./, bucket, {env: wrong, code: 1});
    await starts(/403 InvalidAccessKeyId/, bucket, {env: {...right, AWS_ACCESS_KEY_ID: 'NOBODY'}, code: 1});
    await starts(/404 NoSuchBucket/, ['--blobs', 's3://elsewhere', ...endpoint], {env: right, code: 1});
    await starts(/A bucket is s3:\/\//, ['--blobs', 's3://Not_A_Bucket', ...endpoint], {env: right});
    await starts(/--s3-endpoint/, ['--blobs', `s3://${BUCKET}`, '--s3-endpoint', 'http://192.0.2.1:9000'], {env: right});
    await starts(/--max-blob-bytes/, [...bucket, '--max-blob-bytes', '90000000000'], {env: right});
    await starts(/about a bucket/, ['--s3-region', 'eu-central-1'], {env: right});
    const printed = await other.up(['--print-config', ...bucket], {env: wrong});
    assert.equal(printed, false);
    assert.match(other.out, new RegExp(`blobs="s3://${BUCKET}/other"`));
    assert.doesNotMatch(other.out, /hunter2/);
    assert.ok(await other.up(['--quiet', ...bucket], {env: right}), other.errors);
  } finally {
    await other.remove();
  }
});

test('over TLS the certificate of the object store has to be one that is trusted', async () => {
  const files = {cert: server.file('s3.pem'), key: server.file('s3.key')};
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=s3', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', files.key, '-out', files.cert], {stdio: 'ignore'});
  const behind = await ObjectStore.start({tls: {cert: await readFile(files.cert), key: await readFile(files.key)}});
  const other = await Served.make();
  try {
    assert.equal(await other.up(['--quiet', ...putting(behind)]), false);
    assert.match(other.errors, /cannot be reached: SSL peer certificate/);
    assert.equal(behind.calls.length, 0);
    assert.ok(await other.up(['--quiet', ...putting(behind), '--s3-ca', files.cert]), other.errors);
    assert.equal((await put(100, {to: other, seed: 1})).status, 201);
    assert.equal((await behind.objects()).length, 1);
  } finally {
    await other.remove();
    await behind.stop();
  }
});

test('fsck reads objects and says which is damaged or missing; a backup leaves them in the bucket; an export has them', async () => {
  const other = await Served.make();
  try {
    assert.ok(await other.up(['--quiet', '--origin', 'log.example/objects', '--blobs', `s3://${BUCKET}/fsck`, ...reaching()]), other.errors);
    await other.api.draft({parts: [text('one', 'One.md', '# One'), text('two', 'Two.md', '# Two')]});
    const known = ['--bucket', `s3://${BUCKET}/fsck`, ...reaching()];
    const exported = await countersign('export', '--store', other.store, '--out', other.file('export'), ...known);
    assert.equal(exported.code, 0, exported.stderr);
    await other.down();
    const key = (await countersign('keys', 'log', '--store', other.store)).stdout.trim();
    const fsck = (store, ...more) => countersign('log', 'fsck', '--store', store, '--key', key, '--blobs', ...more);
    const clean = await fsck(other.store, ...known);
    assert.equal(clean.code, 0, clean.stderr);
    assert.match(clean.stdout, /2 blobs have the bytes that were uploaded/);
    assert.match((await fsck(other.store)).stderr, /The blob is in a bucket, and this program was not told which/);

    const copy = await countersign('backup', '--store', other.store, other.file('copy.sqlite'));
    assert.equal(copy.code, 0, copy.stderr);
    assert.match(copy.stdout, /2 blobs stay in their bucket, and are not in the copy/);
    assert.equal((await fsck(`sqlite:${other.file('copy.sqlite')}`, ...known)).code, 0);
    assert.equal((await countersign('verify-export', other.file('export'), '--key', key)).code, 0);

    const [one, two] = (await objects.objects()).filter(path => path.includes('/fsck/'));
    await truncate(one, 2);
    await writeFile(two, (await readFile(two, 'utf8')).toUpperCase().replace('#', '!'));
    const broken = await fsck(other.store, ...known);
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /The blob [0-9a-f]{64} ends after 2 of 5 bytes/);
    assert.match(broken.stderr, /The blob [0-9a-f]{64} has other bytes than were uploaded/);
    await rm(one);
    assert.match((await fsck(other.store, ...known)).stderr, /cannot be read: The object of a blob is missing in its bucket/);
  } finally {
    await other.remove();
  }
});

test('servers on one PostgreSQL share the bucket, and the database has none of the bytes', async () => {
  const postgres = await Postgres.start();
  const servers = [await Served.make(), await Served.make()];
  try {
    const options = ['--quiet', '--log-key', servers[0].file('log-key'), '--blobs', `s3://${BUCKET}/shared`, ...reaching()];
    for (const each of servers) each.store = postgres.address;
    servers[0].key = servers[1].key = await servers[0].newKey('shared');
    for (const each of servers) assert.ok(await each.up(options), each.errors);
    const digest = digestOf(20 * MIB, 400);
    assert.equal((await put(20 * MIB, {seed: 400, to: servers[0]})).status, 201);
    assert.equal(await digestRead(digest, servers[1]), digest);
    assert.equal((await put(20 * MIB, {seed: 400, to: servers[1]})).status, 200, 'it is there already');
    assert.equal((await objects.objects()).filter(path => path.includes('/shared/')).length, 1);
    const collected = await countersign('blobs', 'collect', '--store', postgres.address, '--dry-run');
    assert.match(collected.stdout, /^would remove 0 blobs/);
  } finally {
    for (const each of servers) await each.remove();
    await postgres.stop();
  }
});
