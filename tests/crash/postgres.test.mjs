// The same with PostgreSQL: the server is killed at any moment under load, and now and then the database is, all of it at once, as when
// its machine is reset. What was answered is there, once; every message of it reaches the webhook; fsck finds nothing.
// POSTGRES_CYCLES=200 says how often; SEED=n repeats the moments, as far as a machine's scheduling allows.
import assert from 'node:assert/strict';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {Api} from '../e2e/support/api.mjs';
import {LogServer, countersign, until} from '../log/server.mjs';
import {Receiver} from '../notify/world.mjs';
import {Postgres} from '../support/postgres.mjs';
import {Wire, chance, decidersOf, fsckSays, number, spec, upload} from './support.mjs';
import {Worker, replay} from './worker.mjs';

const SEED = number('SEED') ?? 20261122;
const CYCLES = number('POSTGRES_CYCLES') ?? 8;
const DATABASE_EVERY = 4; // cycles
const WORKERS = 6;
const RECENT = 24;
const OLDER = 6;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

class PostgresServer extends LogServer {
  #database;

  static async make() {
    const server = new PostgresServer();
    server.folder = await mkdtemp(join(tmpdir(), 'countersign-crash-'));
    server.#database = await Postgres.start();
    server.store = server.#database.address;
    server.api = new Api(server);
    try {
      await server.makeApiKey();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get #keyFile() {
    return join(this.folder, 'log-key');
  }
  up() {
    return super.up('--log-key', this.#keyFile, '--webhook-allow-private', '--delivery-seconds', '1');
  }
  crashDatabase() {
    return this.#database.crash();
  }
  async logKey() {
    return (await countersign('keys', 'log', '--store', this.store, '--log-key', this.#keyFile)).stdout.trim();
  }
  async remove() {
    await super.remove();
    await this.#database.stop();
  }
}

/** Every event of these requests has arrived, in the order of the record; arrivals over all requests. */
async function countArrivals(wire, server, receiver, requests) {
  const arrived = new Map();
  for (const {event} of receiver.taken) {
    if (!arrived.has(event.subject)) arrived.set(event.subject, new Map());
    const firsts = arrived.get(event.subject);
    if (!firsts.has(event.id)) firsts.set(event.id, event.data.event);
  }
  let events = 0;
  for (const id of requests) {
    const answer = await wire.ask(server.url, spec('GET', `/v1/requests/${id}/events?limit=200`, server.key));
    const stored = JSON.parse(answer.body).events;
    assert.deepEqual([...(arrived.get(id)?.values() ?? [])], stored, id);
    events += stored.length;
  }
  return events;
}

test('server and database are killed again and again: nothing that was answered is lost or done twice, and every message arrives', {timeout: 7_000_000}, async () => {
  const random = chance(SEED);
  const wire = new Wire(64);
  const receiver = await Receiver.start();
  const server = await PostgresServer.make();
  const workers = Array.from({length: WORKERS}, (_, i) => new Worker(`w${i}`, wire));
  const sum = of => workers.reduce((total, worker) => total + of(worker), 0);
  const started = Date.now();
  let cycle = 0;
  let crashes = 0;
  let replayed = 0;
  try {
    assert.ok(await server.up(), server.errors);
    const {secret, id: webhook} = await server.api.call('POST', 'webhooks', {body: {url: receiver.url}});
    receiver.secrets.push(secret);
    assert.equal((await wire.ask(server.url, upload(server.key))).status, 201);
    while (cycle < CYCLES) {
      ++cycle;
      const before = workers.map(worker => ({answered: worker.answered.length, decided: worker.decided.length}));
      const stop = {now: false};
      const work = Promise.all(workers.map(worker => worker.run(server, stop)));
      await Promise.race([work, pause(20 + random.below(150))]);
      const isDatabaseToo = cycle % DATABASE_EVERY === 0;
      if (isDatabaseToo) {
        ++crashes;
        await Promise.race([work, server.crashDatabase()]);
        // The server that is still there goes on with the database that has recovered. Every second time.
        if (cycle % (2 * DATABASE_EVERY) === 0) {
          const decided = sum(worker => worker.decided.length);
          await Promise.race([work, until('decisions after the database came back', () => sum(worker => worker.decided.length) > decided, 60)]);
        }
      }
      await server.down('SIGKILL');
      stop.now = true;
      await work;
      if (!isDatabaseToo) assert.equal(server.errors, '');
      assert.ok(await server.up(), `cycle ${cycle}: ${server.errors}`);
      const recent = workers.flatMap((worker, i) => worker.answered.slice(before[i].answered));
      const older = Array.from({length: OLDER}, () => random.one(random.one(workers).answered)).filter(Boolean);
      for (const answered of [...random.shuffle(recent).slice(0, RECENT), ...older]) {
        await replay(wire, server, answered);
        ++replayed;
      }
      for (const id of workers.flatMap((worker, i) => worker.decided.slice(before[i].decided))) assert.deepEqual(await decidersOf(wire, server, id), ['maria'], id);
      assert.equal(await fsckSays(server), '', `cycle ${cycle}`);
    }
    const decided = workers.flatMap(worker => worker.decided);
    for (const id of decided) assert.deepEqual(await decidersOf(wire, server, id), ['maria'], id);
    const waiting = spec('GET', `/v1/webhooks/${webhook}/deliveries?status=waiting&limit=1`, server.key);
    await until('every message to be sent', async () => JSON.parse((await wire.ask(server.url, waiting)).body).deliveries.length === 0, 300);
    assert.deepEqual(receiver.forged, []);
    const events = await countArrivals(wire, server, receiver, decided);
    console.log(`killed ${cycle} times, and the database ${crashes} times, in ${Math.round((Date.now() - started) / 1000)} s under ${WORKERS} clients: ${sum(worker => worker.calls)} calls, ${sum(worker => worker.answered.length)} of them recorded something and were answered, ${decided.length} decisions, each once; ${sum(worker => worker.unavailable)} answers said that the store could not be reached; ${replayed} answers were asked for again; ${events} events of decided requests in ${receiver.taken.length} webhooks, none missing, all in order; fsck found nothing ${cycle} times${wire.told}`);
    assert.ok(decided.length > 0);
  } catch (error) {
    throw new Error(`SEED=${SEED}, cycle ${cycle}: ${error.message}\n${server.errors}`, {cause: error});
  } finally {
    wire.close();
    await server.remove();
    await receiver.stop();
  }
});
