// Two and three servers on one database: what was acknowledged is there once, whichever of them was killed meanwhile.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {countersign, until} from '../log/server.mjs';
import {Replicas} from './replicas.mjs';

const kConcurrency = 16;
const kPatienceSeconds = 90;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Does the work on each item, so many at a time. */
async function inParallel(items, work, width = kConcurrency) {
  const left = [...items.entries()];
  await Promise.all(Array.from({length: width}, async () => {
    while (left.length) {
      const [index, item] = left.shift();
      await work(item, index);
    }
  }));
}

/** What a client sends to approve a request, with a key that stays the same however often it is sent. */
async function decisionFor(cluster, id) {
  const token = await cluster.api.token(maria, id);
  const {head, request, challenge} = await cluster.api.call('GET', `requests/${id}`, {token});
  const version = request.versions.at(-1);
  return {
    id,
    token,
    headers: {'If-Match': `"${head}"`, 'Idempotency-Key': randomUUID()},
    body: {command: 'decide', stage: 'customer', version: version.number, displayed_digest: version.digest, decision: 'approve', challenge: challenge.value},
  };
}

/** Sends it until it is acknowledged, as the widget does: what may pass is sent again. @returns the body of the answer */
async function acknowledged(cluster, {id, token, headers, body}, url = cluster.url) {
  const end = Date.now() + kPatienceSeconds * 1000;
  for (let last; ;) {
    try {
      const response = await fetch(`${url}/v1/requests/${id}/commands`, {
        method: 'POST',
        headers: {Authorization: `Bearer ${token}`, 'Countersign-Protocol': '1', 'Content-Type': 'application/json', ...headers},
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (response.status === 200) return text;
      last = `${response.status} ${text}`;
      // The same call at two servers at once is judged by both; the one that is late is sent again.
      const may = response.status >= 500 || response.status === 429 || JSON.parse(text).code === 'idempotency-in-flight' || JSON.parse(text).code === 'head-stale';
      if (!may) throw new Error(`refused: ${last}`);
    } catch (error) {
      if (/^refused/.test(error.message)) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`never acknowledged: ${last}`, {cause: last});
    await pause(50);
  }
}

/** Follows a request until the event of this number, across as many streams as it takes. @returns {seen, streams} */
async function followed(cluster, {id, token}, last) {
  const seen = [];
  let streams = 0;
  for (const end = Date.now() + kPatienceSeconds * 1000; seen.at(-1) !== last && Date.now() < end; await pause(50)) {
    const headers = {Authorization: `Bearer ${token}`, Accept: 'text/event-stream', ...(seen.length && {'Last-Event-ID': String(seen.at(-1))})};
    const abort = new AbortController();
    try {
      const response = await fetch(`${cluster.url}/v1/requests/${id}/events`, {headers, signal: abort.signal});
      if (!response.ok) continue;
      streams++;
      let text = '';
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const lines = text.split('\n');
        text = lines.pop();
        for (const line of lines) if (line.startsWith('id: ')) seen.push(Number(line.slice(4)));
        if (seen.at(-1) >= last) break;
      }
    } catch {
      // It broke off; it goes on with the next one.
    } finally {
      abort.abort();
    }
  }
  return {seen, streams};
}

/** That the log is one log: signed to its end, the same at every replica, and grown from what was seen before. */
async function checkLog(cluster, before, alive) {
  const key = await cluster.logKey();
  const since = join(cluster.folder, 'since');
  await writeFile(since, before);
  const entries = await until('a log that is signed to its end', async () => {
    const {code, stdout} = await countersign('log', 'fsck', '--store', cluster.store, '--key', key, '--since', since);
    return code === 0 && !/No checkpoint covers/.test(stdout) && Number(/^([\d,]+) entries/.exec(stdout)[1].replaceAll(',', ''));
  }, kPatienceSeconds);
  for (const number of alive) {
    await until(`replica ${number} hands out the whole log`, async () => Number((await cluster.checkpoint(cluster.replicas[number])).split('\n')[1]) === entries);
  }
  return entries;
}

for (const count of [2, 3]) {
  test(`${count} servers on one database: one is killed under load, and each acknowledged decision is there once`, {timeout: 300_000}, async () => {
    const cluster = await Replicas.make(count);
    try {
      const decisions = [];
      await inParallel(Array.from({length: 60}), async () => {
        decisions.push(await decisionFor(cluster, await cluster.api.submitted()));
      }, 8);
      const before = await cluster.checkpoint();
      // All are alike: this one tells with which event they end.
      const {head: last} = JSON.parse(await acknowledged(cluster, await decisionFor(cluster, await cluster.api.submitted())));
      // Those that are decided after the kill.
      const streams = decisions.slice(-8).map(decision => followed(cluster, decision, last));

      const victim = count - 1;
      const answers = [];
      let killed;
      await inParallel(decisions, async (decision, index) => {
        // A third of them twice at the same time, as an impatient client does.
        const both = [acknowledged(cluster, decision)];
        if (index % 3 === 0) both.push(acknowledged(cluster, decision));
        const [first, second] = await Promise.all(both);
        if (second !== undefined) assert.equal(second, first, 'the same call has one answer');
        answers[index] = first;
        if (index === 20) killed = cluster.kill(victim);
      });
      await killed;

      const alive = [...cluster.replicas.keys()].filter(number => number !== victim);
      for (const [index, decision] of decisions.entries()) {
        const events = await cluster.api.events(decision.id);
        assert.equal(events.filter(({event}) => event === 'decided').length, 1, decision.id);
        // The answer is the same everywhere, byte for byte, as long as it is remembered.
        if (index % 10) continue;
        for (const number of alive) assert.equal(await acknowledged(cluster, decision, cluster.replicas[number]), answers[index]);
      }
      const followers = await Promise.all(streams);
      for (const {seen} of followers) assert.deepEqual(seen, Array.from({length: last}, (_, i) => i + 1), 'each event once, in order');
      assert.ok(followers.some(({streams}) => streams > 1), 'some went on at another server');
      await checkLog(cluster, before, alive);

      // It comes back, with its own copy of the key, and serves with the others.
      await cluster.start(victim);
      const more = await decisionFor(cluster, await cluster.api.submitted());
      await acknowledged(cluster, more, cluster.replicas[victim]);
      assert.equal((await cluster.api.decided(more.id)).length, 1);
      await checkLog(cluster, before, cluster.replicas.keys());
    } finally {
      await cluster.remove();
    }
  });
}
