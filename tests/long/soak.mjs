// A server under steady load for hours: its memory and its open files stay what they are after the first quarter.
// No suite of tests/run.sh; a release runs it, with the release build:
//
//     node tests/long/soak.mjs                two hours
//     MINUTES=10 node tests/long/soak.mjs
import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {connect} from 'node:net';
import {LogServer} from '../log/server.mjs';
import {Wire, decidersOf, decision, fsckSays, minting, number, spec, submission, upload} from '../crash/support.mjs';

const MINUTES = number('MINUTES') ?? 120;
const CLIENTS = 8;
const READERS = 40; // of live events
const SAMPLE_MS = 2000;
const MOST_GROWTH_BYTES = 24 << 20; // between the second quarter and the last one
const MOST_FILES = 8; // more than then

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const mebibytes = bytes => (bytes / 2 ** 20).toFixed(1);

async function usage(pid) {
  const [status, files] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)]);
  return {bytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024, files: files.length};
}

/** A reader who comes, hears for some seconds, and leaves, over and over. */
async function read(server, state, stop) {
  while (!stop.now) {
    const id = state.ids.at(-1);
    if (id) {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.on('data', piece => (state.heard += piece.length));
      socket.write(`GET /v1/requests/${id}/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${server.key}\r\n\r\n`);
      await pause(2000 + Math.random() * 3000);
      socket.destroy();
    } else {
      await pause(200);
    }
  }
}

/** Approvals from the draft to the decision and its receipt, with calls between them that are refused. */
async function approve(server, wire, name, state, stop) {
  const good = async call => {
    const answer = await wire.call(server.url, call);
    assert.ok(answer.status < 300, `${call.path}: ${answer.body}`);
    ++state.calls;
    return JSON.parse(answer.body);
  };
  for (let count = 0; !stop.now; ++count) {
    const {token: dana} = await good(minting(server.key, 'dana'));
    const story = submission(dana, `${name}-${count}`, ['maria']);
    let step = story.next();
    while (!step.done) step = story.next(await good(step.value));
    const {id} = step.value.request;
    const {token: maria} = await good(minting(server.key, 'maria', id));
    const view = await good(spec('GET', `/v1/requests/${id}`, maria));
    await good(decision(maria, view, `${name}-${count}-decide`));
    await good(spec('GET', `/v1/requests?limit=50`, server.key));
    for (const bad of [spec('POST', '/v1/requests', dana, '{"command":', {key: `${name}-${count}-bad`}), spec('GET', `/v1/requests/${id}/nothing`, dana), spec('GET', `/v1/requests/${id}`, 'nobody')]) {
      const {status} = await wire.call(server.url, bad);
      assert.ok(status >= 400 && status < 500);
    }
    state.ids.push(id);
    if (count % 10 === 0) await server.receipt(id);
    await pause(40);
  }
}

const server = await LogServer.make();
const wire = new Wire(CLIENTS);
const state = {ids: [], calls: 0, heard: 0};
const stop = {now: false};
const samples = [];
try {
  assert.ok(await server.up(), server.errors);
  await wire.call(server.url, upload(server.key));
  const load = Promise.all([
    ...Array.from({length: CLIENTS}, (_, i) => approve(server, wire, `soak${i}`, state, stop)),
    ...Array.from({length: READERS}, () => read(server, state, stop)),
  ]);
  let failure;
  load.catch(error => (failure = error));
  const end = Date.now() + MINUTES * 60_000;
  for (let next = Date.now(); Date.now() < end && !failure; next += SAMPLE_MS) {
    samples.push(await usage(server.pid));
    if (samples.length % 30 === 1) console.log(`${Math.round((MINUTES * 60_000 - (end - Date.now())) / 60_000)} min: ${mebibytes(samples.at(-1).bytes)} MiB, ${samples.at(-1).files} files, ${state.ids.length} decisions`);
    await pause(Math.max(0, next + SAMPLE_MS - Date.now()));
  }
  stop.now = true;
  await load;
  const quarter = Math.floor(samples.length / 4);
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(3 * quarter)].map(part => ({bytes: median(part.map(({bytes}) => bytes)), files: median(part.map(({files}) => files))}));
  console.log(`${MINUTES} minutes, ${state.calls} calls, ${state.ids.length} decisions, ${mebibytes(state.heard)} MiB heard live; second quarter: ${mebibytes(early.bytes)} MiB and ${early.files} files, last quarter: ${mebibytes(late.bytes)} MiB and ${late.files} files`);
  assert.ok(late.bytes - early.bytes < MOST_GROWTH_BYTES, 'memory grows');
  assert.ok(late.files - early.files < MOST_FILES, 'files stay open');
  for (const id of state.ids.filter((_, i) => i % 50 === 0)) assert.deepEqual(await decidersOf(wire, server, id), ['maria']);
  assert.equal(await fsckSays(server), '');
  assert.equal(server.errors, '');
} finally {
  stop.now = true;
  wire.close();
  await server.remove();
}
