// Bad input in bulk: each request is answered by a problem document of the one schema, or what it asked for if it was good after all; never
// by 5xx; nothing of the server is told; its memory stays bounded; and good calls work afterwards.
// HOSTILE=n says how many, SEED=n repeats them. A fifth of them go to the build with the sanitizers as well.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';
import {LogServer, root} from '../log/server.mjs';
import {refusalsOf} from '../web-contract/schema.mjs';
import {Wire, chance, decidersOf, decision, fsckSays, minting, number, sha256, spec, submission, upload} from '../crash/support.mjs';
import {hostile, routes} from './corpus.mjs';

const SEED = number('SEED') ?? 20261122;
const HOSTILE = number('HOSTILE') ?? 10_000;
const AT_ONCE = 32;
const SLOW = 400; // connections that never come to an end
const BUILDS = [
  {name: 'the server', program: process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign'), count: HOSTILE, most_growth_bytes: 64 << 20},
  // What has been freed is kept for a while, so that its use is noticed.
  {name: 'the server with sanitizers', program: join(root, 'build/debug/native/countersign'), count: HOSTILE / 5, most_growth_bytes: 512 << 20},
];
const PATIENCE_MS = 60_000;
// What must not be told: paths, SQL, stacks, and what the client must not have sent.
const LEAKS = /\/(tmp|home|usr|proc|etc|work)\/|\.sqlite|SELECT |INSERT |UPDATE |DELETE FROM|std::|\.cpp|0x[0-9a-f]{6,}|cs_(key|ses)_|leakleak/;

/** All that comes until the server closes. `half`: this end says that nothing more comes, and reads on. */
function exchange(port, bytes, half) {
  return new Promise((resolve, reject) => {
    const socket = connect({port, host: '127.0.0.1', allowHalfOpen: true});
    const pieces = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`not answered: ${bytes.subarray(0, 300).toString('latin1')}`));
    }, PATIENCE_MS);
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(pieces).toString('utf8'));
    };
    socket.on('data', piece => pieces.push(piece));
    socket.on('end', done);
    socket.on('error', done); // closed while this end was still sending
    socket.write(bytes);
    if (half) socket.end();
  });
}

/** [{status, type, body}] of the answers in a text. */
function answersIn(text) {
  const answers = [];
  let rest = text;
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.slice(0, end);
    const size = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    answers.push({status: Number(head.slice(9, 12)), type: /\r\ncontent-type: ([^\r]*)/i.exec(head)?.[1], body: Buffer.from(rest.slice(end + 4)).subarray(0, size).toString()});
    rest = Buffer.from(rest.slice(end + 4)).subarray(size).toString();
  }
  return answers;
}

function check({status, type, body}, counts) {
  counts[status] = (counts[status] ?? 0) + 1;
  assert.ok(status < 500, `${status} ${body}`);
  if (status < 400) return;
  assert.equal(type, 'application/problem+json');
  const problem = JSON.parse(body);
  assert.deepEqual(refusalsOf('Problem', problem), [], body);
  assert.equal(problem.status, status);
  assert.ok(!LEAKS.test(body), body);
}

async function usage(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/** Brings a request to review: its id. */
async function inReview(wire, server, name) {
  await wire.call(server.url, upload(server.key));
  const {token: dana} = JSON.parse((await wire.call(server.url, minting(server.key, 'dana'))).body);
  const story = submission(dana, name, ['maria']);
  let step = story.next();
  while (!step.done) {
    const {status, body} = await wire.call(server.url, step.value);
    assert.ok(status < 300, body);
    step = story.next(JSON.parse(body));
  }
  return {request: step.value.request.id, session: dana};
}

async function approve(wire, server, id) {
  const {token} = JSON.parse((await wire.call(server.url, minting(server.key, 'maria', id))).body);
  const view = JSON.parse((await wire.call(server.url, spec('GET', `/v1/requests/${id}`, token))).body);
  assert.equal((await wire.call(server.url, decision(token, view, 'after-all'))).status, 200);
  assert.deepEqual(await decidersOf(wire, server, id), ['maria']);
}

/** Connections that send their requests byte by byte and never finish: opened, and kept until `close`. */
function slowLoris(port, count) {
  const sockets = Array.from({length: count}, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /v1/capabilities HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
    return socket;
  });
  const drip = setInterval(() => sockets.forEach(socket => socket.writable && socket.write('x')), 250);
  return () => {
    clearInterval(drip);
    sockets.forEach(socket => socket.destroy());
  };
}

async function assault({program, count, most_growth_bytes}) {
  const wire = new Wire(AT_ONCE);
  const server = await LogServer.make();
  const counts = {};
  let answered = 0;
  let silent = 0;
  try {
    assert.ok(await server.upWith(program, {}), server.errors);
    const port = Number(new URL(server.url).port);
    const {request, session} = await inReview(wire, server, 'before');
    const at = {key: server.key, session, request, blob: sha256('the homepage')};
    const before = await usage(server.pid);
    const endSlow = slowLoris(port, SLOW);
    let next = 0;
    await Promise.all(Array.from({length: AT_ONCE}, async () => {
      while (next < count) {
        const i = next++;
        const {name, bytes} = hostile(chance(SEED + i), i, at);
        try {
          const answers = answersIn(await exchange(port, bytes, true));
          if (answers.length === 0) ++silent;
          else ++answered;
          for (const answer of answers) check(answer, counts);
        } catch (error) {
          throw new Error(`SEED=${SEED}, request ${i} (${name}): ${error.message}`, {cause: error});
        }
      }
    }));
    endSlow();
    const after = await usage(server.pid);
    await approve(wire, server, request);
    assert.equal(await fsckSays(server), '');
    assert.equal(server.errors, '');
    console.log(`${count} requests over ${routes.length} routes, ${SLOW} slow ones beside them: ${answered} answered (${Object.entries(counts).map(([status, count]) => `${count} x ${status}`).join(', ')}), ${silent} closed without a word; memory ${(before / 2 ** 20).toFixed(1)} MiB before, ${(after / 2 ** 20).toFixed(1)} MiB after`);
    assert.ok(after - before < most_growth_bytes, 'memory grows');
    assert.ok((counts[400] ?? 0) > count / 4);
    assert.ok(silent < count / 50, `${silent} were not answered`);
  } finally {
    wire.close();
    await server.remove();
  }
}

for (const build of BUILDS) {
  test(`requests that nobody should send are refused properly, and ${build.name} is as well as before`, {timeout: 1_200_000}, () => assault(build));
}
