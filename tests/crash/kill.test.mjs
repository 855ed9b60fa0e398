// kill -9 at any moment of a server under load, over and over. After each: what was answered is there, once, and the same calls get
// the same bytes; fsck finds nothing. CYCLES=1000 says how often; SEED=n repeats the moments, as far as a machine's scheduling allows.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LogServer} from '../log/server.mjs';
import {Wire, chance, decidersOf, fsckSays, number, upload} from './support.mjs';
import {Worker, replay} from './worker.mjs';

const SEED = number('SEED') ?? 20261122;
const CYCLES = number('CYCLES');
const SECONDS = 25; // without CYCLES
const FEWEST = 10;
const WORKERS = 6;
const RECENT = 24;

test('a server that is killed again and again loses nothing that it answered, and does nothing twice', {timeout: 7_000_000}, async () => {
  const random = chance(SEED);
  const wire = new Wire(64);
  const server = await LogServer.make();
  const workers = Array.from({length: WORKERS}, (_, i) => new Worker(`w${i}`, wire));
  const sum = of => workers.reduce((total, worker) => total + of(worker), 0);
  const started = Date.now();
  let cycle = 0;
  let replayed = 0;
  try {
    assert.ok(await server.up(), server.errors);
    assert.equal((await wire.ask(server.url, upload(server.key))).status, 201);
    const isTime = () => (CYCLES === undefined ? Date.now() - started > SECONDS * 1000 && cycle >= FEWEST : cycle >= CYCLES);
    while (!isTime()) {
      ++cycle;
      const before = workers.map(worker => ({answered: worker.answered.length, decided: worker.decided.length}));
      const stop = {now: false};
      const work = Promise.all(workers.map(worker => worker.run(server, stop)));
      await Promise.race([work, new Promise(resolve => setTimeout(resolve, 5 + random.below(120)))]);
      await server.down('SIGKILL');
      stop.now = true;
      await work;
      // One in five is killed while it starts, too.
      if (random.below(5) === 0) {
        const starting = server.up();
        await new Promise(resolve => setTimeout(resolve, random.below(40)));
        await server.down('SIGKILL');
        await starting;
      }
      assert.ok(await server.up(), `cycle ${cycle}: ${server.errors}`);
      const recent = workers.flatMap((worker, i) => worker.answered.slice(before[i].answered));
      const older = workers.map(worker => worker.answered[random.below(Math.max(1, worker.answered.length))]).filter(Boolean);
      for (const answered of [...random.shuffle(recent).slice(0, RECENT), ...older]) {
        await replay(wire, server, answered);
        ++replayed;
      }
      for (const id of workers.flatMap((worker, i) => worker.decided.slice(before[i].decided))) assert.deepEqual(await decidersOf(wire, server, id), ['maria'], id);
      const said = await fsckSays(server);
      assert.equal(said, '', `cycle ${cycle}`);
      assert.equal(server.errors, '');
    }
    for (const id of workers.flatMap(worker => worker.decided)) assert.deepEqual(await decidersOf(wire, server, id), ['maria'], id);
    for (const answered of workers.flatMap(worker => worker.answered).filter(() => random.below(10) === 0)) await replay(wire, server, answered);
  } catch (error) {
    throw new Error(`SEED=${SEED}, cycle ${cycle}: ${error.message}`, {cause: error});
  } finally {
    wire.close();
    await server.remove();
  }
  const decided = sum(worker => worker.decided.length);
  console.log(`killed ${cycle} times in ${Math.round((Date.now() - started) / 1000)} s under ${WORKERS} clients: ${sum(worker => worker.calls)} calls, ${sum(worker => worker.answered.length)} of them recorded something and were answered, ${decided} decisions, each once; ${sum(worker => worker.duplicates)} calls were copies, ${replayed} answers were asked for again; fsck found nothing ${cycle} times${wire.told}`);
  assert.ok(decided > 0);
  assert.equal(sum(worker => worker.unavailable), 0);
});
