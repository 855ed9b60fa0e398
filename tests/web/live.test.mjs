// Live events in the session: heard at once, without asking at intervals, and asked for again when they end.
import assert from 'node:assert/strict';
import {afterEach, describe, test} from 'node:test';
import {dana, maria, submitted} from './support/people.mjs';
import {choiceOf, id, opened, server, until} from './support/session.mjs';

const streamsAskedFor = () => server.seen.filter(({headers}) => headers.accept === 'text/event-stream');
const listeners = () => server.listeners.filter((each) => each.id === id);
const listening = () => until('a stream', () => listeners().length === 1);
const remark = (text) => server.apply(id, dana, {command: 'comment', text});

afterEach(() => {
  for (const session of open.splice(0)) session.close();
});
const open = [];

async function following(options = {}) {
  await submitted(server, id);
  server.live = true;
  const all = await opened(maria, {pollMs: 5_000, ...options});
  open.push(all.session);
  server.seen.length = 0;
  all.session.watch(true);
  await listening();
  return all;
}
const head = ({snapshot}) => snapshot.loaded.request.head;

describe('live events', () => {
  test('are heard at once, and nobody asks meanwhile', async () => {
    const {session, token} = await following();
    assert.match(listeners()[0].path, new RegExp(`^/v1/requests/${id}/events\\?after=${head(session)}$`));
    assert.equal(streamsAskedFor()[0].headers.authorization, `Bearer ${token}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(server.seen.length, 1, 'the stream, and no look');
    server.apply(id, dana, {command: 'withdraw', reason: 'A mistake.'});
    await until('heard', () => session.snapshot.conflict);
    assert.deepEqual(session.snapshot.conflict.changes.state, {from: 'in-review', to: 'withdrawn'});
    assert.equal(server.seen.length, 2, 'and one look');
  });

  test('may come in pieces, with signs of life between them', async () => {
    const {session} = await following();
    const {events} = remark('one');
    await until('the first', () => head(session) === events.at(-1).seq);
    const [{response}] = listeners();
    response.write(': \n\n: \n\ni');
    server.listeners = [];
    const {head: next} = remark('two');
    server.listeners = [{id, response}];
    response.write(`d: ${next}\nda`);
    response.write(`ta: {}\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.notEqual(head(session), next, 'it has not come whole');
    response.write('\n');
    await until('the second', () => head(session) === next);
  });

  test('of what was sent from here cause no look', async () => {
    const {session} = await following();
    await session.decide(choiceOf(session));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(server.seen.filter(({method, path}) => method === 'GET' && !path.includes('/events')).length, 0);
  });

  test('are not trusted to be all: one look in four goes on', async () => {
    const {session} = await following({pollMs: 50});
    server.seen.length = 0;
    await until('a look', () => server.seen.length === 1);
    assert.ok(server.seen[0].headers['if-none-match']);
    assert.equal(session.snapshot.phase, 'ready');
  });

  test('of a server that has forgotten something make the page look', async () => {
    const {session} = await following();
    server.rewrite = (truth) => ({...truth, request: server.earlier, head: server.earlier.head});
    server.earlier = structuredClone(server.state(id));
    remark('one');
    await until('seen', () => server.seen.length > 1);
    listeners()[0].response.write('id: 3\nevent: resync\ndata: {"head":3}\n\n');
    await until('another look', () => server.seen.length > 2);
    server.rewrite = undefined;
    session.close();
  });

  test('show that the server is there again, although nothing happened', async () => {
    const {session} = await following();
    server.dropNext = 1;
    await session.refresh();
    assert.equal(session.snapshot.phase, 'offline');
    listeners()[0].response.write(': \n\n');
    await until('it is there', () => session.snapshot.phase === 'ready');
  });

  test('keep few of the connections that a browser opens to one server', async () => {
    const {session, token} = await following();
    const others = await Promise.all([1, 2].map(() => opened(maria, {pollMs: 60_000, token})));
    for (const other of others) other.session.watch(true);
    await until('the second', () => listeners().length === 2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(listeners().length, 2);
    for (const each of [session, ...others.map((other) => other.session)]) each.close();
    await until('nobody listens', () => listeners().length === 0);
  });

  test('that end are asked for again, from where the page stands', async () => {
    const {session} = await following();
    const {head: next} = remark('one');
    await until('heard', () => head(session) === next);
    listeners()[0].response.end();
    server.listeners = [];
    const {head: missed} = remark('two');
    await until('a look soon', () => head(session) === missed);
    await listening();
    assert.ok(Number(new URLSearchParams(listeners()[0].path.split('?')[1]).get('after')) >= next);
    assert.equal(streamsAskedFor().length, 2);
  });

  test('end with the watching', async () => {
    const {session} = await following();
    session.watch(false);
    await until('nobody listens', () => listeners().length === 0);
    session.watch(true);
    await listening();
    session.close();
    await until('nobody listens', () => listeners().length === 0);
  });

  test('of a server that fails are asked for later, and looks go on meanwhile', async () => {
    const {session} = await following({pollMs: 60});
    server.live = false;
    server.dropNext = 1;
    listeners()[0].response.destroy();
    const {head: next} = remark('one');
    await until('seen by looking', () => head(session) === next);
    server.live = true;
    await listening();
  });
});
