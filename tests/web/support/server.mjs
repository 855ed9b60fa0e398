// A small backend for the tests of the widget: the HTTP contract over node:http, the rules from the wasm core, nothing
// kept. Faults can be injected between the rules and the wire.
import {randomBytes} from 'node:crypto';
import {createServer} from 'node:http';
import {CoreRefusal, loadCore} from '../../../web/dist/core.js';

const CHALLENGE_MS = 600_000;

class Refused extends Error {
  constructor(code, status, more = {}) {
    super(code);
    Object.assign(this, {code, status, more});
  }
}

const problem = ({code, status, title = code, detail = title, pointer = '', problems}, more = {}) => ({
  type: `urn:countersign:problem:${code}`,
  code,
  status,
  title,
  detail,
  pointer,
  ...(problems?.length ? {problems} : {}),
  ...more,
});

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export class FixtureServer {
  /** What to do to the next command, once: see `#command`. */
  fault = undefined;
  /** And to those after it, one each. */
  faults = [];
  /** Replaces what a GET of a request answers. */
  rewrite = undefined;
  /** Every request that came in: method, path, headers, body. */
  seen = [];
  /** How far this server's clock is ahead. */
  clockAheadMs = 0;
  /** How many further requests to drop without an answer. */
  dropNext = 0;
  /** Serves other paths, such as pages for a browser. @type {((path: string) => [string, Buffer] | undefined) | undefined} */
  files = undefined;

  /** Whether it has live events, and those who listen: {id, path, response}. */
  live = false;
  listeners = [];

  #requests = new Map();
  #blobs = new Map();
  #tokens = new Map();
  #answers = new Map();
  #challenges = new Map();
  #server;
  #port = 0;
  #sockets = new Set();

  static async start() {
    const server = new FixtureServer();
    server.core = await loadCore();
    await server.listen();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, again on the same port after `stop`. */
  async listen() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = this.#server.address().port;
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  now() {
    return new Date(Date.now() + this.clockAheadMs).toISOString();
  }

  /** A session token for a person. */
  session(actor) {
    const token = `cs_ses_${randomBytes(12).toString('hex')}`;
    this.#tokens.set(token, actor);
    return token;
  }

  expire(token) {
    this.#tokens.delete(token);
  }

  async blob(bytes) {
    const sha256 = await this.core.sha256(bytes);
    this.#blobs.set(sha256, Buffer.from(bytes));
    return {sha256, size: bytes.length};
  }

  /** Swaps the bytes behind a digest, as a broken or lying server would. */
  corrupt(sha256, bytes) {
    this.#blobs.set(sha256, Buffer.from(bytes));
  }

  state(id) {
    return this.#requests.get(id)?.state;
  }

  events(id) {
    return this.#requests.get(id)?.events ?? [];
  }

  /** Applies a command as an actor, past HTTP. */
  apply(id, actor, command, {key = randomBytes(8).toString('hex'), challenge} = {}) {
    const stored = this.#requests.get(id) ?? {events: [], state: undefined};
    const context = {now: this.now(), actor, command_id: key, request: id, ...(challenge && {challenge})};
    const {events, state} = this.core.decide({...(stored.state && {state: stored.state}), command, context});
    this.#requests.set(id, {events: [...stored.events, ...events], state});
    for (const {response} of this.listeners.filter((each) => each.id === id)) for (const event of events) response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
    return {events, request: state, head: state.head};
  }

  #listen(request, response, id) {
    const listener = {id, path: request.url, response};
    this.listeners.push(listener);
    response.on('close', () => (this.listeners = this.listeners.filter((each) => each !== listener)));
    response.writeHead(200, {'Content-Type': 'text/event-stream'});
    response.write('retry: 2000\n\n');
  }

  /** Decides for somebody, past HTTP. */
  decideAs(id, actor, fields) {
    const {version, versions, stages} = this.state(id);
    const challenge = this.#challengeFor(id, actor);
    const command = {command: 'decide', stage: stages[0].id, version, displayed_digest: versions.at(-1).digest, challenge: challenge.value, ...fields};
    return this.apply(id, actor, command, {challenge});
  }

  #challengeFor(id, actor) {
    const challenge = {value: randomBytes(16).toString('hex'), expires: new Date(Date.now() + this.clockAheadMs + CHALLENGE_MS).toISOString()};
    this.#challenges.set(challenge.value, {...challenge, id, actor: actor.id});
    return challenge;
  }

  async #handle(request, response) {
    const body = await bodyOf(request).catch(() => Buffer.alloc(0));
    const url = new URL(request.url, this.origin);
    if (url.pathname.startsWith('/v1/')) this.seen.push({method: request.method, path: request.url, headers: request.headers, body: body.toString()});
    if (this.dropNext > 0 && url.pathname.startsWith('/v1/')) {
      this.dropNext--;
      request.socket.destroy();
      return;
    }
    try {
      this.#route(request, response, url, body);
    } catch (error) {
      if (error instanceof Refused || error instanceof CoreRefusal) this.#send(response, error.status, problem(error, error.more), {}, 'application/problem+json');
      else this.#send(response, 500, problem({code: 'internal', status: 500, title: String(error)}));
    }
  }

  #send(response, status, value, headers = {}, type = 'application/json') {
    response.writeHead(status, {'Content-Type': type, ...headers});
    response.end(value === undefined ? undefined : JSON.stringify(value));
  }

  #actor({headers}) {
    const actor = this.#tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!actor) throw new Refused('session-expired', 401);
    return actor;
  }

  #route(request, response, url, body) {
    const [, version, kind, id, verb] = url.pathname.split('/');
    if (version !== 'v1') return this.#file(response, url.pathname);
    const actor = this.#actor(request);
    if (kind === 'blobs') return this.#sendBlob(response, id);
    const stored = this.#requests.get(id);
    if (!stored) throw new Refused('request-unknown', 404);
    if (verb === 'commands') return this.#command(request, response, id, actor, body);
    if (verb === 'events' && this.live) return this.#listen(request, response, id);
    if (verb === 'events') {
      const after = Number(url.searchParams.get('after') ?? 0);
      return this.#send(response, 200, {events: stored.events.slice(after, after + 5), head: stored.state.head});
    }
    const challenge = actor.kind === 'human' ? {challenge: this.#challengeFor(id, actor)} : {};
    const truth = {request: stored.state, head: stored.state.head, ...challenge, actor, now: this.now()};
    const answer = this.rewrite ? this.rewrite(structuredClone(truth)) : truth;
    const etag = `"${answer.head}"`;
    if (request.headers['if-none-match'] === etag) return this.#send(response, 304, undefined, {ETag: etag});
    return this.#send(response, 200, answer, {ETag: etag});
  }

  #command({headers}, response, id, actor, body) {
    const key = headers['idempotency-key'];
    if (!key) throw new Refused('idempotency-key-missing', 400);
    const fault = this.fault ?? this.faults.shift();
    this.fault = undefined;
    if (fault?.status) throw new Refused(fault.code, fault.status, fault.more);
    const known = this.#answers.get(`${actor.id}/${key}`);
    const answer = known ?? this.#judge(id, actor, key, headers['if-match'], body);
    this.#answers.set(`${actor.id}/${key}`, answer);
    if (fault?.loseAnswer) return response.socket.destroy();
    return this.#send(response, 200, fault?.lie ? fault.lie(structuredClone(answer)) : answer);
  }

  #judge(id, actor, key, ifMatch, body) {
    const {head} = this.state(id);
    if (ifMatch === undefined) throw new Refused('precondition-required', 428);
    if (ifMatch !== `"${head}"`) throw new Refused('head-stale', 412, {head});
    const command = JSON.parse(body.toString());
    const challenge = this.#challenges.get(command.challenge);
    const ours = challenge?.id === id && challenge.actor === actor.id;
    return this.apply(id, actor, command, {key, ...(ours && {challenge: {value: challenge.value, expires: challenge.expires}})});
  }

  #sendBlob(response, sha256) {
    const bytes = this.#blobs.get(sha256);
    if (!bytes) throw new Refused('blob-unknown', 404);
    response.writeHead(200, {'Content-Type': 'application/octet-stream'});
    response.end(bytes);
  }

  #file(response, path) {
    const [type, bytes] = this.files?.(path) ?? ['text/plain', undefined];
    response.writeHead(bytes ? 200 : 404, {'Content-Type': type, ...(this.headers ?? {})});
    response.end(bytes);
  }
}
