// What the system may send, and when to ask again, is the same by both; and what is due is allowed: a host that sends what
// it is told to send is never refused. SEED=n repeats a run.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Pair} from './compare.mjs';
import {walk} from './generate.mjs';

const commands = Number(process.env.DUE_COMMANDS ?? 8000);
const firstSeed = Number(process.env.SEED ?? 20_261_123);
const HOUR = 3_600_000;
const timer = {kind: 'system', party: 'delivery', id: 'timer', name: 'Timer'};

test('what is due is the same by both, and is allowed', {timeout: 600_000}, context => {
  const seen = {};
  for (let seed = firstSeed, done = 0; done < commands; ++seed) {
    const pair = new Pair();
    walk(seed, step => {
      ++done;
      pair.take(step);
      if (!pair.request) return undefined;
      for (const later of [0, HOUR, 20 * HOUR]) {
        const now = new Date(Date.parse(step.context.now) + later).toISOString();
        const {naive, core} = pair.due(now);
        if (naive !== core) assert.fail(`seed ${seed}, at ${now}, ${pair.request.state}\nnaive ${naive}\ncore  ${core}`);
        for (const command of JSON.parse(core).commands) {
          const {error} = pair.would({command, context: {now, actor: timer, command_id: 'due', request: pair.request.id}});
          assert.equal(error, undefined, `seed ${seed}, at ${now}: ${JSON.stringify(command)} is due and refused`);
          seen[command.command] = (seen[command.command] ?? 0) + 1;
        }
      }
      return pair.request;
    });
  }
  context.diagnostic(`due: ${JSON.stringify(seen)}`);
  assert.deepEqual(Object.keys(seen).sort(), ['chase', 'escalate', 'expire', 'pause', 'remind']);
});
