// What the tests of the session share: a server of its own, people's tabs, and ways to look at what was sent.
import assert from 'node:assert/strict';
import {after, before, beforeEach} from 'node:test';
import {Backend, loadApproverCore, Session} from '../../../web/dist/index.js';
import {approver, ben, maria} from './people.mjs';
import {FixtureServer} from './server.mjs';

export let server;
/** The request of the test that runs. */
export let id;
let count = 0;
const sessions = [];

before(async () => {
  server = await FixtureServer.start();
});
beforeEach(() => {
  id = `req_${++count}`;
  Object.assign(server, {fault: undefined, rewrite: undefined, dropNext: 0, clockAheadMs: 0, live: false});
});
after(async () => {
  for (const session of sessions) session.close();
  await server.stop();
});

/** What a tab remembers. */
export function tabStore() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    text: () => JSON.stringify([...kept]),
  };
}

export function open(actor = maria, {store = tabStore(), token = server.session(actor), pollMs, core = loadApproverCore} = {}) {
  const backend = new Backend({endpoint: server.origin, token});
  const session = new Session({core: () => core(), backend, request: id, store: () => store, ...(pollMs && {pollMs})});
  const phases = [];
  session.subscribe(({phase}) => phases.at(-1) !== phase && phases.push(phase));
  sessions.push(session);
  return {session, phases, store, token};
}

export async function opened(actor, options) {
  const all = open(actor, options);
  await all.session.load();
  return all;
}

/** A decision on what this session shows. */
export const choiceOf = ({snapshot: {loaded}}, decision = 'approve', more = {}) => ({
  stage: loaded.request.stages[0].id,
  version: loaded.version.number,
  displayed_digest: loaded.version.digest,
  decision,
  ...more,
});

export const until = async (what, truth) => {
  for (let i = 0; i < 400; i++) {
    if (truth()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never: ${what}`);
};

/** The commands that reached the server. */
export const posts = () => server.seen.filter(({method, path}) => method === 'POST' && path.includes(`/${id}/`));
export const keysOf = (calls) => [...new Set(calls.map(({headers}) => headers['idempotency-key']))];

/** One stage in which both have to approve. */
export const two = [{id: 'review', name: 'Review', order: 1, rule: {type: 'all'}, members: [approver(maria), approver(ben)]}];
