// The same decisions many times over, out of order and at the same time, 64 at once: each is made once.
// SUBMISSIONS=100000 says how many; SEED=n repeats their order.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LogServer} from '../log/server.mjs';
import {Wire, chance, decidersOf, decision, fsckSays, minting, number, spec, submission, upload} from './support.mjs';

const SEED = number('SEED') ?? 20261122;
const SUBMISSIONS = number('SUBMISSIONS') ?? 10_000;
const AT_ONCE = 64;
const PER_REQUEST = 50;
// What else a submission may be told: somebody was quicker, in one way or another.
const REFUSALS = {
  'head-stale': 412,
  'idempotency-in-flight': 409,
  'idempotency-key-reused': 422,
  'already-decided': 409,
  'wrong-state': 409,
};

async function inParallel(items, most, work) {
  const queue = items.values();
  await Promise.all(Array.from({length: most}, async () => {
    for (const item of queue) await work(item);
  }));
}

/** Answers a story's calls one after the other. */
async function follow(wire, server, story) {
  for (let step = story.next(); ; ) {
    if (step.done) return step.value;
    const answer = await wire.ask(server.url, step.value);
    assert.ok(answer.status < 300, `${step.value.path}: ${answer.body}`);
    step = story.next(JSON.parse(answer.body));
  }
}

async function session(wire, server, person, id) {
  const {token} = JSON.parse((await wire.ask(server.url, minting(server.key, person, id))).body);
  const see = async () => JSON.parse((await wire.ask(server.url, spec('GET', `/v1/requests/${id}`, token))).body);
  return {token, see};
}

const times = (count, make) => Array.from({length: count}, (_, i) => make(i));

/** All that is sent of one request: {call, key, person}. */
async function submissionsOf(wire, server, id) {
  const [first, second, jonas] = [await session(wire, server, 'maria', id), await session(wire, server, 'maria', id), await session(wire, server, 'jonas', id)];
  const views = [await first.see(), await second.see(), await jonas.see()];
  const {head} = views[0];
  const make = (who, view, key, more, at) => ({key: `${id}-${key}`, call: decision(who.token, view, `${id}-${key}`, more, at)});
  return [
    ...times(16, () => make(first, views[0], 'a', {})),
    // The same key with another body, and from the other session of the same person.
    ...times(4, i => make(first, views[0], 'a', {rationale: `The ${i + 1}. thought`})),
    ...times(4, () => make(second, views[1], 'a', {})),
    ...times(8, () => make(second, views[1], 'b', {})),
    ...times(4, i => make(first, views[0], `c${i}`, {})),
    ...times(4, i => make(first, views[0], `stale${i}`, {}, head - 1 - (i % head))),
    ...times(PER_REQUEST - 40, () => make(jonas, views[2], 'j', {})),
  ];
}

/** Notes an answer; two good ones to one key must be the same. */
function take(answers, {key}, {status, body}) {
  if (status < 300) {
    const earlier = answers.get(key);
    assert.ok(earlier === undefined || earlier === body, `${key}: two answers`);
    answers.set(key, body);
    return 'accepted';
  }
  const {code} = JSON.parse(body);
  assert.equal(REFUSALS[code], status, `${key}: ${status} ${body}`);
  return code;
}

test(`of ${SUBMISSIONS} submissions, ${AT_ONCE} at once, each decision is made once`, {timeout: 3_600_000}, async () => {
  const random = chance(SEED);
  const wire = new Wire(AT_ONCE);
  const server = await LogServer.make();
  const counts = {};
  const count = word => (counts[word] = (counts[word] ?? 0) + 1);
  try {
    assert.ok(await server.up(), server.errors);
    await wire.ask(server.url, upload(server.key));
    const {token: dana} = JSON.parse((await wire.ask(server.url, minting(server.key, 'dana'))).body);
    const ids = [];
    await inParallel(times(SUBMISSIONS / PER_REQUEST, i => i), AT_ONCE, async i => ids.push((await follow(wire, server, submission(dana, `s${i}`, ['maria', 'jonas']))).request.id));
    const all = [];
    await inParallel(ids, AT_ONCE, async id => all.push(...(await submissionsOf(wire, server, id))));
    // Those of one request come close together, and not in order.
    const order = all.map((submission, i) => ({submission, at: i + random.below(4 * PER_REQUEST)})).sort((a, b) => a.at - b.at).map(({submission}) => submission);
    const answers = new Map();
    const started = Date.now();
    await inParallel(order, AT_ONCE, async submission => count(take(answers, submission, await wire.ask(server.url, submission.call))));
    const seconds = (Date.now() - started) / 1000;
    // Whoever was too late with what they saw looks again, and decides with a key of their own; twice, as impatient people do.
    await inParallel(ids, AT_ONCE, async id => {
      const deciders = await decidersOf(wire, server, id);
      assert.ok(deciders.length === new Set(deciders).size && deciders.length > 0, `${id}: ${deciders}`);
      for (const person of ['maria', 'jonas'].filter(each => !deciders.includes(each))) {
        const who = await session(wire, server, person, id);
        const call = decision(who.token, await who.see(), `${id}-late-${person}`);
        for (const {status, body} of await Promise.all([wire.ask(server.url, call), wire.ask(server.url, call)])) {
          assert.ok(status === 200 || JSON.parse(body).code === 'idempotency-in-flight', body);
        }
      }
      assert.deepEqual((await decidersOf(wire, server, id)).sort(), ['jonas', 'maria'], id);
    });
    // Every answer that was given is given again.
    await inParallel(order.filter(({key}) => answers.has(key) && random.below(20) === 0), AT_ONCE, async submission => take(answers, submission, await wire.ask(server.url, submission.call)));
    assert.equal(await fsckSays(server), '');
    assert.equal(server.errors, '');
    console.log(`${order.length} submissions of ${2 * ids.length} decisions at concurrency ${AT_ONCE} in ${seconds.toFixed(1)} s (${Math.round(order.length / seconds)} per second), each made once: ${Object.entries(counts).map(([word, times]) => `${times} ${word}`).join(', ')}${wire.told}`);
    for (const word of ['accepted', 'head-stale', 'idempotency-key-reused']) assert.ok(counts[word] > 0, word);
  } catch (error) {
    throw new Error(`SEED=${SEED}: ${error.message}`, {cause: error});
  } finally {
    wire.close();
    await server.remove();
  }
});
