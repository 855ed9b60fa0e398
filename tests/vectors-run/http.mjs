// Vectors over HTTP: the real server with a clock that stands in a file, a session for whoever acts, and the names of the
// vectors (request, command ids, challenges) translated to what the server makes of them.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {blobs, contextOf, REQUEST, withDigest} from './vectors.mjs';

/** Where the server for tests is: TEST_SERVER, or what the preset `debug` makes. */
export const serverFile = process.env.TEST_SERVER ?? fileURLToPath(new URL('../../build/debug/tests/countersign_test_server', import.meta.url));
export const serverIsBuilt = () => existsSync(serverFile);

const TEN_MINUTES = 600_000;
const START = '2026-11-23T08:00:00.000Z';

export const sha256 = text => createHash('sha256').update(text).digest('hex');

export class TestServer {
  #process;
  #folder = mkdtempSync(join(tmpdir(), 'countersign-vectors-'));
  #agent = new http.Agent({keepAlive: true, maxSockets: 1});
  #serial = 0;
  address;
  key;

  static async start() {
    const server = new TestServer();
    await server.#start();
    return server;
  }

  async #start() {
    this.setClock(START);
    this.#process = spawn(serverFile, [`sqlite:${join(this.#folder, 'store')}`, join(this.#folder, 'clock')], {stdio: ['ignore', 'pipe', 'inherit']});
    const failed = once(this.#process, 'exit').then(([code]) => assert.fail(`the test server ended with ${code}`));
    failed.catch(() => {});
    const lines = createInterface({input: this.#process.stdout})[Symbol.asyncIterator]();
    while (!this.key) {
      const {value = ''} = await Promise.race([lines.next(), failed]);
      if (value.startsWith('listening on ')) this.address = value.slice('listening on '.length);
      if (value.startsWith('key ')) this.key = value.slice('key '.length);
    }
    for (const text of Object.values(blobs())) {
      const {status} = await this.send('PUT', `/v1/blobs/${sha256(text)}`, {authorization: `Bearer ${this.key}`, 'countersign-protocol': '1'}, text);
      assert.ok(status === 201 || status === 200, `blob: ${status}`);
    }
  }

  async stop() {
    this.#agent.destroy();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, {recursive: true, force: true});
  }

  setClock(instant) {
    writeFileSync(join(this.#folder, 'clock'), instant);
  }

  /** A number that no other walk of this server has. */
  nextSerial() {
    return (this.#serial += 1);
  }

  /** {status, headers, text} of one exchange. */
  send(method, path, headers = {}, body) {
    return new Promise((resolve, reject) => {
      const request = http.request(this.address + path, {method, headers: {...headers, ...(body === undefined ? {} : {'content-length': Buffer.byteLength(body)})}, agent: this.#agent}, response => {
        const pieces = [];
        response.on('data', piece => pieces.push(piece));
        response.on('end', () => resolve({status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString()}));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async #post(path, token, body, headers = {}) {
    return this.send('POST', path, {authorization: `Bearer ${token}`, 'content-type': 'application/json', 'countersign-protocol': '1', ...headers}, JSON.stringify(body));
  }

  /** The token of a session of this actor: for one request, or for the team. An agent that is a key comes with that key. */
  async session(actor, request, rest = {}) {
    if (actor.id.startsWith('key:')) return this.#keyOf(actor.id.slice('key:'.length));
    const {status, text} = await this.#post(request ? `/v1/requests/${request}/sessions` : '/v1/sessions', this.key, {actor, ...rest});
    assert.equal(status, 201, `session: ${text}`);
    return JSON.parse(text).token;
  }

  #keys = new Map();
  async #keyOf(name) {
    if (!this.#keys.has(name)) this.#keys.set(name, this.#post('/v1/keys', this.key, {name}).then(({status, text}) => {
      assert.equal(status, 201, `key: ${text}`);
      return JSON.parse(text).key;
    }));
    return this.#keys.get(name);
  }

  async command(path, token, key, head, command) {
    return this.#post(path, token, command, {'idempotency-key': key, ...(head === undefined ? {} : {'if-match': `"${head}"`})});
  }
}

/** One request, step by step, over HTTP. Has the face of the Walk of the other drivers. */
export class HttpWalk {
  state;
  request;
  #server;
  #core;
  #prefix;
  #challenges = new Map();

  /** `core` answers what is permitted; the server is never asked for that. */
  constructor(server, core) {
    this.#server = server;
    this.#core = core;
    this.#prefix = `w${server.nextSerial()}.`;
  }

  async step(step) {
    this.#server.setClock(step.at);
    const command = withDigest(step.command, this.state);
    if (command.challenge !== undefined) command.challenge = await this.#challengeFor(step);
    const path = this.request ? `/v1/requests/${this.request}/commands` : '/v1/requests';
    const token = await this.#server.session(step.actor, this.request);
    const {status, headers, text} = await this.#server.command(path, token, this.#prefix + step.command_id, this.state?.head, command);
    if (status >= 400) {
      assert.equal(headers['content-type'], 'application/problem+json');
      const error = JSON.parse(text);
      assert.equal(error.status, status);
      assert.equal(error.type, `urn:countersign:problem:${error.code}`);
      return {error};
    }
    assert.equal(status, this.request ? 200 : 201, text);
    this.request ??= JSON.parse(text).request.id;
    const answer = JSON.parse(this.#translated(text));
    this.state = answer.request;
    assert.equal(headers.etag, `"${answer.head}"`);
    return {events: answer.events, state: answer.request};
  }

  /** What this actor may do with the request as the server tells it. */
  async permitted(step) {
    await this.refresh(step);
    return this.#core('permitted', {state: this.state, context: {now: step.at, actor: step.actor, command_id: step.command_id, request: REQUEST}});
  }

  /** What a command would cause, and what is due, with the request as the server tells it. */
  async preview(step) {
    await this.refresh(step);
    const command = withDigest(step.command, this.state);
    return this.#core('preview', {state: this.state, command, context: contextOf({...step, command})});
  }
  async due(now) {
    return this.#core('due', {state: this.state, now});
  }

  /** The state anew from the server. */
  async refresh({actor, at}) {
    if (!this.request) return;
    this.#server.setClock(at);
    const {text} = await this.#view(actor);
    this.state = JSON.parse(this.#translated(text)).request;
  }

  async #view(actor) {
    const token = await this.#server.session(actor, this.request);
    return this.#server.send('GET', `/v1/requests/${this.request}`, {authorization: `Bearer ${token}`});
  }

  /** The name of a challenge in a vector stands for one that the server hands out to this actor, so that it expires when the vector says. */
  async #challengeFor({actor, at, challenge, command}) {
    const name = command.challenge;
    const expected = challenge === undefined ? name : challenge?.value;
    if (typeof name !== 'string' || expected !== name || !this.request) return name;
    if (this.#challenges.has(name)) return this.#challenges.get(name);
    if (challenge) this.#server.setClock(new Date(Date.parse(challenge.expires) - TEN_MINUTES).toISOString());
    const handedOut = JSON.parse((await this.#view(actor)).text).challenge;
    this.#server.setClock(at);
    const value = handedOut?.value ?? name;
    this.#challenges.set(name, value);
    return value;
  }

  #translated(text) {
    return text.replaceAll(this.request, REQUEST).replaceAll(this.#prefix, '');
  }
}
