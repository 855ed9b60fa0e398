// The log of a real server: what every line says, and what none of them says.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {connect} from 'node:net';
import {after, before, test} from 'node:test';
import {promisify} from 'node:util';
import {dana, maria} from '../e2e/support/api.mjs';
import {parse, total} from './exposition.mjs';
import {Served, until} from './server.mjs';

let server;
before(async () => (server = await Served.make()));
after(() => server.remove());

const linesOf = text => text.trimEnd().split('\n').map(line => JSON.parse(line));

/** Bytes that no client would send. */
function raw(text) {
  const {hostname, port} = new URL(server.url);
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.on('data', () => {});
    socket.on('error', resolve);
    socket.on('close', resolve);
  });
}

test('json: one object a line, with the route instead of the address, the caller and the id of the call', async () => {
  assert.ok(await server.up(['--log-format', 'json']), server.errors);
  const id = await server.api.submitted();
  const session = await server.api.token(maria, id);
  await server.get(`/v1/requests/${id}?x=1`, {Authorization: `Bearer ${session}`, 'X-Request-Id': 'from-the-test'});
  await server.get('/v1/nothing');
  await server.get('/index.html', {});
  await server.down();
  const lines = linesOf(server.errors);
  for (const line of lines) {
    assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(line.level, 'info');
    assert.match(line.request_id, /^[A-Za-z0-9.-]{1,40}$/);
    assert.ok(Number.isInteger(line.status) && Number.isInteger(line.bytes) && line.duration_ms >= 0);
  }
  assert.ok(lines.some(({method, route, caller, status}) => method === 'POST' && route === '/v1/sessions' && caller === 'key:portal' && status === 201));
  const own = lines.find(({request_id}) => request_id === 'from-the-test');
  assert.deepEqual([own.method, own.route, own.status, own.code], ['GET', '/v1/requests/{}', 400, 'unknown-field']);
  assert.match(own.caller, /^session:[0-9a-f]{12}$/);
  const unknown = lines.find(({code}) => code === 'route-unknown');
  assert.equal(unknown.route, undefined);
  for (const private_ of [id, dana.id + '"', maria.id, 'Maria', session]) assert.ok(!server.errors.includes(private_), private_);
});

for (const format of ['json', 'text']) {
  test(`${format}: a token, a challenge or a password is nowhere in the log, wherever it was sent`, async () => {
    const secret = 'hunter2-hunter2';
    const store = ['--store', server.store];
    assert.ok(await server.up(['--log-format', format], {store}), server.errors);
    const id = await server.api.submitted();
    const session = await server.api.token(maria, id);
    const view = await (await server.get(`/v1/requests/${id}`, {Authorization: `Bearer ${session}`})).json();
    const {kind, party, id: person, name} = maria;
    const link = await server.api.call('POST', `requests/${id}/links`, {body: {actor: {kind, party, id: person, name}}});
    const secrets = [server.key, session, view.challenge.value, link.token];
    for (const token of secrets) {
      const bearer = {Authorization: `Bearer ${token}`};
      const places = [
        [`/v1/requests/${token}`, bearer],
        [`/v1/requests/${id}/${token}`, bearer],
        [`/${token}`, {}],
        [`/v1/${token}/x?token=${token}`, {}],
        [`/v1/requests?cursor=${token}`, bearer],
        [`/v1/requests?${token}=1`, bearer],
        [`/v1/blobs/${token}`, bearer],
        [`/v1/log/tile/${token}`, {}],
        ['/v1/requests', {Authorization: token}],
        ['/v1/requests', {Authorization: `Basic ${btoa(`${secret}:${token}`)}`}],
        ['/v1/requests', {...bearer, 'X-Request-Id': token}],
        ['/v1/requests', {...bearer, 'Last-Event-ID': token, 'If-Match': token, 'Idempotency-Key': token, Range: token, Accept: token, 'User-Agent': token, 'X-Forwarded-For': token}],
      ];
      for (const [path, headers] of places) await server.get(path, headers);
      for (const body of [{command: token}, {[token]: 1}, {command: 'create', kind: 'document', title: token, [token]: token}, token])
        await server.api.call('POST', 'requests', {body, headers: {'Idempotency-Key': token.slice(0, 30)}}).catch(() => {});
      await server.api.call('POST', `requests/${id}/commands`, {body: {command: 'comment', text: token}, headers: {'Idempotency-Key': 'a', 'If-Match': '"1"'}}).catch(() => {});
      await server.api.call('POST', 'links/exchange', {body: {token}}).catch(() => {});
      await server.api.call('PUT', `blobs/${token}`, {raw: token}).catch(() => {});
      await raw(`GET /v1/requests HTTP/1.1\r\nHost: ${token}\r\n\r\n`);
      await raw(`${token} /v1/requests HTTP/1.1\r\n\r\n`);
      await raw(`GET http://user:${secret}@host/${token} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      await raw(`POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ${token}\r\n\r\n${token}`);
    }
    await until('the last line', () => server.errors.includes('bad-request'));
    await server.down();
    assert.ok(server.errors.split('\n').length > 50);
    // What is left of a challenge without its code lets nobody in, but is not wanted either.
    for (const token of secrets) for (const part of [token, token.slice(7, 30), token.slice(-20)]) assert.ok(!server.errors.includes(part), part);
    assert.ok(!server.errors.includes(secret));
  });
}

test('--quiet logs neither answers nor notes, and the id of a call is answered all the same', async () => {
  assert.ok(await server.up(['--quiet', '--log-format', 'json']), server.errors);
  const answer = await server.get('/v1/requests');
  assert.match(answer.headers.get('x-request-id'), /^[A-Za-z0-9.-]{20}$/);
  await server.down();
  assert.equal(server.errors, '');
});

test('a page of another site may read the id of its call, and send one', async () => {
  assert.ok(await server.up(['--allow-origin', 'https://portal.example']), server.errors);
  const answer = await server.get('/v1/requests', {Authorization: `Bearer ${server.key}`, Origin: 'https://portal.example'});
  assert.match(answer.headers.get('access-control-expose-headers'), /x-request-id/);
  const preflight = await fetch(`${server.url}/v1/requests`, {method: 'OPTIONS', headers: {Origin: 'https://portal.example', 'Access-Control-Request-Method': 'GET'}});
  assert.match(preflight.headers.get('access-control-allow-headers'), /x-request-id/);
  await server.down();
});

/** A pipe for standard error that is read when the test likes: {within, read, close}. */
async function pipe() {
  const path = server.file(`stderr-${Math.random()}`);
  await promisify(execFile)('mkfifo', [path]);
  const end = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const read = async () => {
    const piece = Buffer.alloc(65536);
    const {bytesRead} = await end.read(piece, 0, piece.length).catch(error => (error.code === 'EAGAIN' ? {bytesRead: 0} : Promise.reject(error)));
    return piece.toString('utf8', 0, bytesRead);
  };
  return {within: ['sh', '-c', `exec "$0" "$@" 2> '${path}'`], read, close: () => end.close()};
}

/** So many calls, one behind the other, each with a line in the log. Answers when all are answered. */
function manyCalls(count) {
  const {hostname, port} = new URL(server.url);
  const call = `GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${'a'.repeat(40)}\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(call.repeat(count)));
    let seen = 0;
    let rest = '';
    socket.on('data', data => {
      const parts = (rest + data).split('HTTP/1.1 404');
      rest = parts.pop().slice(-'HTTP/1.1 404'.length);
      if ((seen += parts.length) >= count) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => (seen >= count ? resolve() : reject(new Error(`${seen} answers`))));
  });
}

const MORE_THAN_WAIT = 12000;

async function droppedLines() {
  return total(parse(await (await fetch(server.metrics)).text()), 'countersign_stderr_lines_dropped_total');
}

test('nobody reads the log: every call is answered, what is dropped is counted, and the server ends when it is told to', async () => {
  const errors = await pipe();
  assert.ok(await server.up(['--log-format', 'json', '--metrics', '127.0.0.1:0'], {within: errors.within}));
  await manyCalls(MORE_THAN_WAIT);
  const dropped = await droppedLines();
  assert.ok(dropped > 0 && dropped < MORE_THAN_WAIT, `${dropped} lines`);
  assert.equal(await server.down(), 0);
  await errors.close();
});

test('the log is read late: it goes on, and says in its place how much is missing', async () => {
  const errors = await pipe();
  assert.ok(await server.up(['--log-format', 'json', '--metrics', '127.0.0.1:0'], {within: errors.within}));
  await manyCalls(MORE_THAN_WAIT);
  let text = '';
  await until('the log to be read', async () => {
    text += await errors.read();
    return /lines of this log were dropped.*\n$/.test(text.slice(-300));
  });
  const dropped = await droppedLines();
  await server.get('/v1/capabilities');
  const ending = server.down();
  await until('the last line', async () => (text += await errors.read()).includes('/v1/capabilities'));
  assert.equal(await ending, 0);
  const lines = linesOf(text);
  const told = lines.filter(({level}) => level === 'warning').map(({message}) => Number(/^(\d+) lines of this log were dropped/.exec(message)[1]));
  assert.equal(told.reduce((sum, count) => sum + count, 0), dropped);
  assert.equal(lines.length - told.length + dropped, MORE_THAN_WAIT + 1);
  await errors.close();
});

test('what was said is there when the process is ended by a fault', async () => {
  assert.ok(await server.up(['--log-format', 'json']), server.errors);
  await manyCalls(3000);
  assert.notEqual(await server.down('SIGABRT'), 0);
  assert.ok(linesOf(server.errors).length >= 2999, 'the line of the last call may not have been there');
});
