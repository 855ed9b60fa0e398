// The delivery team's backend: makes requests over the real HTTP API, with an API key and with people's sessions.
import {createHash, randomUUID} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {root} from './server.mjs';

export const dana = {
  kind: 'human',
  party: 'delivery',
  id: 'dana',
  name: 'Dana Ruiz',
  organization: 'Northlight Studio',
};
export const maria = {
  kind: 'human',
  party: 'customer',
  id: 'maria',
  name: 'Maria Keller',
  organization: 'Keller Optik GmbH',
};
export const jonas = {
  kind: 'human',
  party: 'customer',
  id: 'jonas',
  name: 'Jonas Weber',
  organization: 'Keller Optik GmbH',
};

const member = ({id, name, organization}, obligation = 'approver') => ({id, name, organization, obligation});
export const stage = (id, name, order, people, more = {}) => ({
  id,
  name,
  order,
  rule: {type: 'all'},
  members: people.map((person) => member(person, person.obligation)),
  ...more,
});
export const asReviewer = (person) => ({...person, obligation: 'reviewer'});

const DAY_MS = 86_400_000;
export const inDays = (days) => new Date(Date.now() + days * DAY_MS).toISOString();

export const defaults = () => ({
  kind: 'deliverable',
  title: 'Homepage design, final delivery',
  ask: 'The homepage design as shown in these files is final. Development starts from it.',
  scope: ['Desktop and phone layouts, with all texts', 'Colours and type as in the style sheet'],
  project: 'Keller Optik website',
  amount: {minor: 480000, currency: 'EUR'},
  due: inDays(6),
  stages: [stage('customer', 'Keller Optik', 1, [maria])],
});

export const text = (id, name, content, more = {}) => ({
  id,
  name,
  media_type: 'text/markdown',
  content: Buffer.from(content),
  ...more,
});
export const sample = async (id, name, media_type, more = {}) => ({
  id,
  name,
  media_type,
  content: await readFile(join(root, 'www/demo/files', name)),
  ...more,
});
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

export class ApiRefusal extends Error {
  constructor(problem, call) {
    super(`${call}: ${problem.code} ${problem.pointer ?? ''} ${problem.detail ?? ''}`);
    this.problem = problem;
  }
}

export class Api {
  #server;
  #sessions = new Map();
  #team;

  constructor(server) {
    this.#server = server;
  }

  /** One call; the token is the API key unless another is given. @returns the body. @throws {ApiRefusal} */
  async call(method, path, {body, token = this.#server.key, headers = {}, raw} = {}) {
    const response = await fetch(`${this.#server.url}/v1/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Countersign-Protocol': '1',
        ...(body && {'Content-Type': 'application/json'}),
        ...headers,
      },
      body: raw ?? (body && JSON.stringify(body)),
    });
    const answer = await response.json();
    if (!response.ok) throw new ApiRefusal(answer, `${method} ${path}`);
    return answer;
  }

  /** A fresh token of a person for one request. */
  async token(person, request, more = {}) {
    const {obligation, ...actor} = person;
    return (await this.call('POST', `requests/${request}/sessions`, {body: {actor, ...more}})).token;
  }

  async #as(person, request) {
    const name = `${person.id} ${request}`;
    if (!this.#sessions.has(name)) this.#sessions.set(name, await this.token(person, request));
    return this.#sessions.get(name);
  }

  async upload({id, name, media_type, content, must_open}) {
    const digest = sha256(content);
    await this.call('PUT', `blobs/${digest}`, {raw: content, headers: {'Content-Type': media_type}});
    return {id, name, media_type, size: content.length, sha256: digest, ...(must_open && {must_open})};
  }

  state(request) {
    return this.call('GET', `requests/${request}`).then((answer) => answer.request);
  }

  events(request) {
    return this.call('GET', `requests/${request}/events?after=0`).then((answer) => answer.events);
  }

  /** How many decisions the log holds. */
  async decided(request) {
    return (await this.events(request)).filter(({event}) => event === 'decided');
  }

  /** One command of a person, for the newest head. */
  async send(person, request, command) {
    const token = await this.#as(person, request);
    const {head} = await this.call('GET', `requests/${request}`, {token});
    return this.call('POST', `requests/${request}/commands`, {
      body: command,
      token,
      headers: {'If-Match': `"${head}"`, 'Idempotency-Key': randomUUID()},
    });
  }

  /** A decision of a person, made without the widget: with what the server shows now. */
  async decide(person, request, decision, more = {}) {
    const token = await this.#as(person, request);
    const {request: state, challenge} = await this.call('GET', `requests/${request}`, {token});
    const version = state.versions.at(-1);
    const open = state.stages.find((each) => each.status === 'open');
    return this.send(person, request, {
      command: 'decide',
      stage: open.id,
      version: version.number,
      displayed_digest: version.digest,
      decision,
      challenge: challenge.value,
      ...more,
    });
  }

  async addVersion(request, parts, note) {
    const uploaded = [];
    for (const part of parts) uploaded.push(await this.upload(part));
    return this.send(dana, request, {command: 'add-version', parts: uploaded, ...(note && {note})});
  }

  /** @returns the id of a draft with one version, or with none when there are no parts. `byKey`: made with the API key alone. */
  async draft({parts = [text('texts', 'Texts.md', '# Texts\n\nSee **clearly**.\n')], note, byKey = false, ...fields} = {}) {
    this.#team ??= this.call('POST', 'sessions', {body: {actor: dana}});
    const {request} = await this.call('POST', 'requests', {
      body: {command: 'create', ...defaults(), ...fields},
      ...(!byKey && {token: (await this.#team).token}),
      headers: {'Idempotency-Key': randomUUID()},
    });
    if (parts.length) await this.addVersion(request.id, parts, note);
    return request.id;
  }

  async submit(request) {
    const {versions} = await this.state(request);
    await this.send(dana, request, {command: 'confirm-ready', displayed_digest: versions.at(-1).digest});
    await this.send(dana, request, {command: 'submit'});
    return request;
  }

  /** @returns the id of a request that is in review. */
  async submitted(fields) {
    return this.submit(await this.draft(fields));
  }
}
