// A server that speaks TLS itself, with certificates that are made here.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {copyFile, writeFile} from 'node:fs/promises';
import {Agent, request} from 'node:https';
import {connect as connectPlain} from 'node:net';
import {connect} from 'node:tls';
import {after, before, test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {Served, until} from './server.mjs';

let server;
let authorities;

/** A certificate and its key: the paths of their files. */
function certificate(name, ...more) {
  const files = {cert: server.file(`${name}.pem`), key: server.file(`${name}.key`)};
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', files.key, '-out', files.cert, ...more], {stdio: 'ignore'});
  return files;
}

const tlsOptions = ({cert, key}) => ['--tls-cert', cert, '--tls-key', key];

/** A call: {status, headers, body, name}, with the name of the certificate that was shown. */
function call(path, {method = 'GET', headers = {}, body, agent} = {}) {
  return new Promise((resolve, reject) => {
    const options = {...endpoint(), path, method, agent, headers: {Authorization: `Bearer ${server.key}`, 'Countersign-Protocol': '1', ...headers}};
    request(options, async response => {
      const name = response.socket.getPeerCertificate().subject?.CN;
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      resolve({status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces), name});
    }).on('error', reject).end(body);
  });
}

const endpoint = () => ({host: '127.0.0.1', port: new URL(server.url).port, ca: authorities});
const shown = async () => (await call('/healthz', {agent: new Agent()})).name;

/** A live stream: its text so far, and the response. */
function follow(id) {
  return new Promise((resolve, reject) =>
    request({...endpoint(), path: `/v1/requests/${id}/events?after=0`, headers: {Authorization: `Bearer ${server.key}`, Accept: 'text/event-stream'}}, response => {
      const stream = {response, text: '', ended: false};
      response.setEncoding('utf8').on('data', piece => (stream.text += piece)).on('end', () => (stream.ended = true)).on('error', () => {});
      resolve(stream);
    }).on('error', reject).end());
}

/** How a handshake ends: the protocol, or the error's code. */
function handshake(options) {
  return new Promise(resolve => {
    const socket = connect({...endpoint(), ...options}, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', error => resolve(error.code));
  });
}

let first;
let second;
const current = () => ({cert: server.file('current.pem'), key: server.file('current.key')});
async function install({cert, key}) {
  await copyFile(cert, current().cert);
  await copyFile(key, current().key);
}

before(async () => {
  server = await Served.make();
  first = certificate('first');
  second = certificate('second');
  authorities = [readFileSync(first.cert), readFileSync(second.cert)];
  // The API's helper uses fetch, which trusts what the process trusts.
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
});
after(() => server.remove());

test('calls, uploads, downloads and refusals within TLS, on one connection', async () => {
  assert.ok(await server.up([...tlsOptions(first), '--quiet']), server.errors);
  assert.match(server.url, /^https:/);
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'countersign');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const put = await call(`/v1/blobs/${digest}`, {method: 'PUT', body: bytes, headers: {'Content-Length': bytes.length}, agent});
  assert.equal(put.status, 201, put.body.toString());
  const got = await call(`/v1/blobs/${digest}`, {agent});
  assert.ok(got.body.equals(bytes));
  const listed = await call('/v1/requests', {agent});
  assert.equal(listed.headers['strict-transport-security'], 'max-age=31536000');
  assert.equal((await call('/v1/nothing', {agent})).status, 404);
  const refused = await call('/v1/requests', {method: 'POST', body: Buffer.alloc(300_000, ' '), headers: {'Content-Type': 'application/json'}});
  assert.equal(refused.status, 413);
  agent.destroy();
});

test('live events within TLS: they arrive, and whoever leaves makes room', async () => {
  const id = await server.api.submitted();
  const stream = await follow(id);
  await until('what was there', () => stream.text.includes('submitted'));
  await server.api.decide(maria, id, 'approve');
  await until('the decision', () => stream.text.includes('"approve"'));
  stream.response.destroy();
  // A session has 32 places; 40 come and go.
  const session = await server.api.token(maria, id);
  for (let turn = 0; turn < 40; ++turn) {
    const status = await until('a place', () => new Promise((resolve, reject) =>
      request({...endpoint(), agent: new Agent(), path: `/v1/requests/${id}/events`, headers: {Authorization: `Bearer ${session}`, Accept: 'text/event-stream'}}, response => {
        resolve(response.statusCode === 200);
        response.on('error', () => {}).destroy();
      }).on('error', reject).end()));
    assert.ok(status);
  }
});

test('TLS 1.2 and 1.3 are spoken, older ones and plain HTTP are not', async () => {
  assert.equal(await handshake({maxVersion: 'TLSv1.2'}), 'TLSv1.2');
  assert.equal(await handshake({}), 'TLSv1.3');
  const old = await handshake({minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0'});
  assert.match(old, /^E/);
  assert.match(await handshake({maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA'}), /^E/);
  const {port} = endpoint();
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  let said = '';
  socket.on('data', text => (said += text));
  await once(socket, 'close');
  assert.doesNotMatch(said, /HTTP/);
});

test('a handshake takes no longer than a header may, and holds nobody up', async () => {
  const {port} = endpoint();
  const began = Date.now();
  const slow = Array.from({length: 20}, () => connectPlain(port, '127.0.0.1').on('error', () => {}));
  slow.forEach(socket => socket.resume().write('\x16\x03\x01'));
  assert.equal((await call('/healthz')).status, 200);
  await Promise.all(slow.map(socket => socket.destroyed || once(socket, 'close')));
  assert.ok(Date.now() - began > 5_000 && Date.now() - began < 60_000);
});

test('SIGHUP: a new certificate is shown, open connections and streams go on, and one that cannot be used changes nothing', async () => {
  await server.down();
  await install(first);
  assert.ok(await server.up(tlsOptions(current())), server.errors);
  assert.equal(await shown(), 'first');
  const id = await server.api.submitted();
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  assert.equal((await call('/v1/requests', {agent})).name, 'first');
  const stream = await follow(id);
  await until('what was there', () => stream.text.includes('submitted'));

  await install(second);
  server.signal('SIGHUP');
  await until('the new one', async () => (await shown()) === 'second');
  assert.match(server.errors, /read again/);
  assert.equal((await call('/v1/requests', {agent})).name, 'first', 'the connection is the old one');
  await server.api.decide(maria, id, 'approve');
  await until('the decision', () => stream.text.includes('"approve"'));
  assert.equal(stream.ended, false);

  await copyFile(first.key, current().key);
  server.signal('SIGHUP');
  await until('the complaint', () => /(mismatch|not the key).*; the old ones stay/.test(server.errors));
  assert.equal(await shown(), 'second');
  await writeFile(current().cert, 'nonsense');
  server.signal('SIGHUP');
  await until('another', () => server.errors.match(/the old ones stay/g)?.length === 2);
  assert.equal(await shown(), 'second');
  stream.response.destroy();
  agent.destroy();
  assert.equal(await server.down(), 0);
});

test('refused at the start: half a pair, files that are none, a key that is another\'s or wants a password', async () => {
  const locked = server.file('locked.key');
  execFileSync('openssl', ['ec', '-in', first.key, '-aes256', '-passout', 'pass:secret', '-out', locked], {stdio: 'ignore'});
  const nonsense = server.file('nonsense');
  await writeFile(nonsense, 'nonsense');
  for (const [options, said] of [
    [['--tls-cert', first.cert], /--tls-key/],
    [['--tls-key', first.key], /--tls-cert/],
    [tlsOptions({...first, key: second.key}), /mismatch|not the key/],
    [tlsOptions({...first, cert: nonsense}), /nonsense: /],
    [tlsOptions({...first, key: nonsense}), /nonsense: /],
    [tlsOptions({...first, key: server.file('nowhere')}), /nowhere: /],
    [tlsOptions({...first, key: locked}), /locked\.key: /],
  ]) {
    assert.equal(await server.up(options), false, options.join(' '));
    assert.match(server.errors, said);
    assert.equal(await server.down(null), 2);
  }
});

test('without TLS nothing is said of it', async () => {
  assert.ok(await server.up(['--quiet']), server.errors);
  assert.equal((await server.get('/healthz')).headers.get('strict-transport-security'), null);
  await server.down();
});
