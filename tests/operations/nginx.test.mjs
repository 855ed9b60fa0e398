// www/docs/nginx.conf.example, as it is but for names and ports, before a real server.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {request} from 'node:https';
import {after, before, test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {Served, root, until} from './server.mjs';

const NAME = 'approve.example';
let server;
let nginx;
let ports;
let authority;

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const {port} = listener.address();
  await new Promise(resolve => listener.close(resolve));
  return port;
}

/** A call through the proxy: {status, headers, response}; the body is read by whoever wants it. */
function call(path, {method = 'GET', headers = {}, body, from = '127.0.0.2'} = {}) {
  return new Promise((resolve, reject) => {
    const options = {host: '127.0.0.1', port: ports.tls, localAddress: from, servername: NAME, ca: authority, path, method, headers: {Host: NAME, ...headers}};
    request(options, response => resolve({status: response.statusCode, headers: response.headers, response})).on('error', reject).end(body);
  });
}

async function textOf({response}) {
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return text;
}

before(async () => {
  server = await Served.make();
  assert.ok(await server.up(['--host', NAME, '--trusted-proxy', '127.0.0.1', '--rate-limit-address', '1/m:100', '--log-format', 'json', '--metrics', '127.0.0.1:0']), server.errors);
  ports = {plain: await freePort(), tls: await freePort()};
  const key = server.file('privkey.pem');
  const certificate = server.file('fullchain.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`, '-keyout', key, '-out', certificate], {stdio: 'ignore'});
  authority = readFileSync(certificate);
  const example = readFileSync(`${root}www/docs/nginx.conf.example`, 'utf8')
    .replaceAll('/etc/ssl/approve.example/fullchain.pem', certificate)
    .replaceAll('/etc/ssl/approve.example/privkey.pem', key)
    .replace('server 127.0.0.1:8080;', `server ${new URL(server.url).host};`)
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${ports.plain};`)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${ports.tls} ssl http2;`);
  await mkdir(server.file('nginx'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${server.file('nginx')}/${name};`).join('\n');
  const conf = server.file('nginx.conf');
  const user = process.getuid() === 0 ? 'user root;\n' : '';
  await writeFile(conf, `${user}pid ${server.file('nginx/pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${example}}\n`);
  execFileSync('nginx', ['-t', '-c', conf, '-p', server.folder], {stdio: 'pipe', env: {...process.env, PATH: `${process.env.PATH}:/usr/sbin`}});
  nginx = spawn('nginx', ['-c', conf, '-p', server.folder, '-g', 'daemon off;'], {stdio: 'ignore', env: {...process.env, PATH: `${process.env.PATH}:/usr/sbin`}});
  await until('nginx', () => call('/healthz').then(({status, response}) => (response.resume(), status === 200), () => false));
});
after(async () => {
  nginx?.kill('SIGTERM');
  await server.remove();
});

test('calls and uploads pass, under the name that the browser called, with HSTS and the id of the proxy', async () => {
  const headers = {Authorization: `Bearer ${server.key}`, Origin: `https://${NAME}`};
  const listed = await call('/v1/requests', {headers});
  assert.equal(listed.status, 200, await textOf(listed));
  assert.match(listed.headers['strict-transport-security'], /max-age=31536000/);
  assert.match(listed.headers['x-request-id'], /^[0-9a-f]{32}$/);
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'countersign');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const put = await call(`/v1/blobs/${digest}`, {method: 'PUT', headers: {...headers, 'Countersign-Protocol': '1', 'Content-Length': bytes.length}, body: bytes});
  assert.equal(put.status, 201, await textOf(put));
  const refused = await call('/v1/requests', {method: 'POST', headers: {...headers, 'Countersign-Protocol': '1', 'Content-Type': 'application/json'}, body: Buffer.alloc(300_000, ' ')});
  assert.equal(JSON.parse(await textOf(refused)).code, 'body-too-large');
});

test('a live event arrives at once', async () => {
  const id = await server.api.submitted();
  const stream = await call(`/v1/requests/${id}/events?after=0`, {headers: {Authorization: `Bearer ${server.key}`, Accept: 'text/event-stream'}});
  assert.equal(stream.status, 200);
  let text = '';
  stream.response.setEncoding('utf8').on('data', piece => (text += piece));
  await until('what was there', () => text.includes('submitted'));
  await server.api.decide(maria, id, 'approve');
  await until('the decision', () => text.includes('decided') || text.includes('"approve"'), 10);
  stream.response.destroy();
});

test('the limit of an address is that of the client, also when it makes up others', async () => {
  const statuses = [];
  for (let attempt = 0; attempt < 150; ++attempt) {
    const answer = await call('/v1/capabilities', {from: '127.0.0.3', headers: {'X-Forwarded-For': `198.51.100.${attempt}`}});
    answer.response.resume();
    statuses.push(answer.status);
  }
  assert.ok(statuses.filter(status => status === 200).length >= 100 && statuses.at(-1) === 429, statuses.join());
  const other = await call('/v1/capabilities', {from: '127.0.0.4'});
  other.response.resume();
  assert.equal(other.status, 200);
});

test('plain HTTP leads to TLS, and readiness is not for the world', async () => {
  const plain = await fetch(`http://127.0.0.1:${ports.plain}/team.html?x=1`, {redirect: 'manual', headers: {Host: NAME}});
  assert.equal(plain.status, 308);
  const ready = await call('/readyz');
  ready.response.resume();
  assert.equal(ready.status, 403);
});
