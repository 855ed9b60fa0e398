// The calls of these tests, on connections that a server has closed while nobody could hear of it: this process stands still meanwhile.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {test} from 'node:test';
import {LogServer, ORIGIN, binary} from '../log/server.mjs';
import {Wire, spec} from './support.mjs';

const HOUR_MS = 3_600_000;
const UNTIL_IT_ANSWERS = `
  const end = Date.now() + 60_000;
  const ask = () => fetch(process.argv[1]).then(({ok}) => ok, () => false);
  while (!(await ask())) if (Date.now() > end) process.exit(1);`;

/** Kills the server, and another one takes its store and its address, before this process hears of anything. */
function replaceAtOnce(server) {
  process.kill(server.pid, 'SIGKILL');
  const args = ['serve', '--store', server.store, '--listen', new URL(server.url).host, '--origin', ORIGIN, '--quiet'];
  const other = spawn(binary, args, {stdio: 'ignore'});
  execFileSync(process.execPath, ['--input-type=module', '-e', UNTIL_IT_ANSWERS, `${server.url}/readyz`]);
  return other;
}

test('a call on a connection that broke after a silence is made again; soon after an answer it fails, and so it was not acknowledged', {timeout: 120_000}, async () => {
  const server = await LogServer.make();
  const patient = new Wire(4, 0);
  const strict = new Wire(4, HOUR_MS);
  let other;
  try {
    assert.ok(await server.up(), server.errors);
    const call = spec('GET', '/v1/capabilities', server.key);
    const kept = [[patient, 'call'], [patient, 'ask'], [strict, 'ask']];
    for (const {status} of await Promise.all(kept.map(([wire]) => wire.call(server.url, call)))) assert.equal(status, 200);
    await new Promise(resolve => setImmediate(resolve)); // the connections are kept from now on
    other = replaceAtOnce(server);
    const [called, asked, soon] = await Promise.allSettled(kept.map(([wire, way]) => wire[way](server.url, call)));
    for (const {status, reason} of [called, soon]) {
      assert.equal(status, 'rejected');
      assert.ok(['EPIPE', 'ECONNRESET'].includes(reason.code), reason.code);
    }
    assert.equal(asked.value?.status, 200, asked.reason);
    assert.deepEqual([patient.told, strict.told], ['; calls that were made once more after a silence: 1', '']);

    other.kill('SIGKILL');
    await new Promise(resolve => other.once('exit', resolve));
    await assert.rejects(patient.ask(server.url, call), ({code}) => ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code), 'nobody is there');
  } finally {
    other?.kill('SIGKILL');
    patient.close();
    strict.close();
    await server.remove();
  }
});
