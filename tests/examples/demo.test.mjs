// The demo's own script: what it fills is whole, whatever happens while it fills it, and it is kept.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {root} from './server.mjs';

let folder;
const running = new Set();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
});
after(async () => {
  for (const demo of running) await demo.stop('SIGKILL');
  await rm(folder, {recursive: true, force: true});
});

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs the script in a process group of its own, as a terminal does. */
function startDemo(port, ...args) {
  const env = {...process.env, COUNTERSIGN_DEMO: folder, COUNTERSIGN_PORT: String(port)};
  const child = spawn('sh', [join(root, 'native/demo.sh'), ...args], {detached: true, env, stdio: ['ignore', 'pipe', 'pipe']});
  const demo = {said: '', complained: '', ended: new Promise((resolve) => child.once('exit', resolve))};
  child.stdout.on('data', (data) => (demo.said += data));
  child.stderr.on('data', (data) => (demo.complained += data));
  running.add(demo);
  demo.stop = async (signal) => {
    running.delete(demo);
    process.kill(-child.pid, signal);
    await demo.ended;
  };
  return demo;
}

async function until(probe, what) {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    if (await probe()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`This did not happen: ${what}`);
}

/** The titles that the running demo shows to the studio. */
async function titles(port) {
  const address = `http://127.0.0.1:${port}`;
  const headers = {'Content-Type': 'application/json', 'Countersign-Protocol': '1'};
  const session = await fetch(`${address}/demo/session`, {method: 'POST', headers, body: '{"person":"dana"}'});
  const list = await fetch(`${address}/v1/requests`, {headers: {Authorization: `Bearer ${(await session.json()).token}`}});
  return (await list.json()).requests.map(({title}) => title);
}

async function filled(...args) {
  const port = await freePort();
  const demo = startDemo(port, ...args);
  await until(() => demo.said.includes(`http://127.0.0.1:${port}/`), 'the demo starts');
  const shown = await titles(port);
  await demo.stop('SIGINT');
  return shown;
}

test('a demo that was killed while it was being filled is filled anew, and then kept', {timeout: 240_000}, async () => {
  const killed = startDemo(await freePort());
  await until(async () => (await readdir(folder)).some((name) => name.startsWith('countersign.sqlite')), 'the store is there');
  await killed.stop('SIGKILL');
  assert.ok(!existsSync(join(folder, 'countersign.sqlite')), 'what is not whole does not have the name of the store');
  const shown = await filled();
  assert.equal(shown.length, 6);
  assert.deepEqual((await readdir(folder)).filter((name) => /new/.test(name)), []);
  assert.deepEqual(await filled(), shown);
  assert.deepEqual(await filled('--reset'), shown);
});

test('a demo that is running is not reset under its hands', {timeout: 240_000}, async () => {
  const port = await freePort();
  const demo = startDemo(port);
  await until(() => demo.said.includes(`http://127.0.0.1:${port}/`), 'the demo starts');
  const shown = await titles(port);
  const reset = startDemo(await freePort(), '--reset');
  assert.equal(await reset.ended, 1);
  running.delete(reset);
  assert.match(reset.complained, /the demo is running \(process \d+\): stop it before you reset it/);
  assert.deepEqual(await titles(port), shown);
  await demo.stop('SIGINT');
});
