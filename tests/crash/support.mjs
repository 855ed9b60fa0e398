// What the proofs share: chance that can be repeated, calls over connections that stay open, and approvals told as stories.
import {Agent, request as httpRequest} from 'node:http';
import {createHash} from 'node:crypto';
import {countersign} from '../log/server.mjs';

/** A generator of numbers below n (mulberry32): the same ones for the same seed. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = n => Math.floor(next() * n);
  return {
    below,
    one: list => list[below(list.length)],
    shuffle(list) {
      for (let i = list.length - 1; i > 0; --i) {
        const other = below(i + 1);
        [list[i], list[other]] = [list[other], list[i]];
      }
      return list;
    },
  };
}

export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
export const number = name => (process.env[name] === undefined ? undefined : Number(process.env[name]));

const GONE = ['ECONNRESET', 'EPIPE'];
const QUIET_MS = 9000; // a server gives up no connection sooner: the shortest of its limits is 10 s (native/README.md)

/** Calls over connections that stay open. What breaks off rejects: such a call was not acknowledged. */
export class Wire {
  #agent;
  #quiet;
  #heard = new WeakMap(); // when the last answer on a connection had come
  #again = 0; // calls that were made once more

  constructor(connections, quietMs = QUIET_MS) {
    this.#agent = new Agent({keepAlive: true, maxSockets: connections});
    this.#quiet = quietMs;
  }

  /** {status, headers, body: text} */
  call(url, call) {
    return this.#send(url, call, this.#agent);
  }

  /**
   * Likewise of a server that has to answer. When this machine stood still, or a connection was kept for long without a call, the server has
   * closed it, and whoever writes to it before they hear of that gets no answer. After such a silence, and only then, the call is made once
   * more, on a connection of its own. So it has to be one that may be made twice.
   */
  async ask(url, call) {
    try {
      return await this.call(url, call);
    } catch (error) {
      if (!GONE.includes(error.code) || !(error.quietMs >= this.#quiet)) throw error;
      this.#again += 1;
      return this.#send(url, call, false);
    }
  }

  #send(url, {method = 'POST', path, headers = {}, body = ''}, agent) {
    return new Promise((resolve, reject) => {
      const started = Date.now();
      const options = {agent, method, headers: {...headers, 'Content-Length': Buffer.byteLength(body)}};
      const request = httpRequest(`${url}${path}`, options, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', piece => (text += piece));
        response.on('end', () => {
          this.#heard.set(request.socket, Date.now());
          if (response.complete) resolve({status: response.statusCode, headers: response.headers, body: text});
          else reject(new Error('broken off'));
        });
        response.on('error', reject);
      });
      request.on('error', error => {
        const since = (request.reusedSocket && this.#heard.get(request.socket)) || started;
        reject(Object.assign(error, {quietMs: Date.now() - since}));
      });
      request.end(body);
    });
  }

  /** For the last line of a proof; '' when every call was made once. */
  get told() {
    return this.#again > 0 ? `; calls that were made once more after a silence: ${this.#again}` : '';
  }

  close() {
    this.#agent.destroy();
  }
}

/** A call with a token, and with a key and a head where it has them. */
export const spec = (method, path, token, body, {key, head} = {}) => ({
  method,
  path,
  headers: {
    Authorization: `Bearer ${token}`,
    'Countersign-Protocol': '1',
    ...(method === 'POST' && {'Content-Type': 'application/json'}),
    ...(key && {'Idempotency-Key': key}),
    ...(head !== undefined && {'If-Match': `"${head}"`}),
  },
  body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
});

const FILE = 'the homepage';
const DAY_S = 86_400;
export const people = {
  dana: {kind: 'human', party: 'delivery', id: 'dana', name: 'Dana Ruiz'},
  maria: {kind: 'human', party: 'customer', id: 'maria', name: 'Maria Keller'},
  jonas: {kind: 'human', party: 'customer', id: 'jonas', name: 'Jonas Weber'},
};
const member = id => ({id, name: people[id].name, obligation: 'approver'});

export const minting = (key, person, request) =>
  spec('POST', request ? `/v1/requests/${request}/sessions` : '/v1/sessions', key, {actor: people[person], ttl_seconds: DAY_S});
export const upload = key => spec('PUT', `/v1/blobs/${sha256(FILE)}`, key, FILE);

/** The calls that bring a request into review, one after the other: `const answer = yield call`. Returns its state. The file has to be there. */
export function* submission(dana, name, approvers) {
  const stages = [{id: 'customer', name: 'Customer', order: 1, rule: {type: 'all'}, members: approvers.map(member)}];
  const draft = {command: 'create', kind: 'deliverable', title: 'Homepage', ask: 'Is it final?', due: new Date(Date.now() + 9 * DAY_S * 1000).toISOString(), stages};
  let answer = yield spec('POST', '/v1/requests', dana, draft, {key: `${name}-create`});
  const path = `/v1/requests/${answer.request.id}/commands`;
  const part = {id: 'page', name: 'page.txt', media_type: 'text/plain', size: FILE.length, sha256: sha256(FILE)};
  answer = yield spec('POST', path, dana, {command: 'add-version', parts: [part]}, {key: `${name}-add`, head: answer.head});
  const ready = {command: 'confirm-ready', displayed_digest: answer.request.versions[0].digest};
  answer = yield spec('POST', path, dana, ready, {key: `${name}-ready`, head: answer.head});
  return yield spec('POST', path, dana, {command: 'submit'}, {key: `${name}-submit`, head: answer.head});
}

/** A decision on what a view shows. */
export const decision = (token, view, key, more = {}, head = view.head) =>
  spec(
    'POST',
    `/v1/requests/${view.request.id}/commands`,
    token,
    {
      command: 'decide',
      stage: 'customer',
      version: 1,
      displayed_digest: view.request.versions[0].digest,
      decision: 'approve',
      challenge: view.challenge.value,
      ...more,
    },
    {key, head},
  );

/** Who has decided, in the order of the record: asked of the server. */
export async function decidersOf(wire, server, request) {
  const answer = await wire.ask(server.url, spec('GET', `/v1/requests/${request}/events?limit=200`, server.key));
  if (answer.status !== 200) throw new Error(`${request}: ${answer.body}`);
  return JSON.parse(answer.body).events.filter(({event}) => event === 'decided').map(({actor}) => actor.id);
}

/** What fsck says against the store; '' when it has nothing to say. */
export async function fsckSays(server) {
  const {code, stdout, stderr} = await countersign('log', 'fsck', '--store', server.store, '--key', await server.logKey());
  return code === 0 ? '' : `fsck ${code}: ${stdout}${stderr}`;
}
