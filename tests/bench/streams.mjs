// What live events cost the server: memory of each stream that has nothing to say, processor while all are idle, and how long
// it takes until everybody has heard of an event. `node tests/bench/streams.mjs [streams] [idle seconds]`
import {execFile, spawn} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {table} from './measure.mjs';

const binary = fileURLToPath(new URL('../../build/release/native/countersign', import.meta.url));
const AT_A_TIME = 200;
const TICKS_PER_SECOND = 100; // of Linux, in /proc

export class Server {
  /** With a store in this folder, and further options. */
  static async start(folder, ...options) {
    const server = new Server();
    const store = `sqlite:${join(folder, 'store.sqlite')}`;
    const {stdout} = await promisify(execFile)(binary, ['keys', 'create', '--new-store', '--store', store, '--name', 'bench']);
    [server.key] = /cs_key_\S+/.exec(stdout);
    server.child = spawn(binary, ['serve', '--store', store, '--listen', '127.0.0.1:0', '--quiet', ...options], {stdio: ['ignore', 'pipe', 'inherit']});
    server.port = await new Promise((resolve) => server.child.stdout.once('data', (text) => resolve(Number(/:(\d+)\n/.exec(text)[1]))));
    server.url = `http://127.0.0.1:${server.port}`;
    return server;
  }

  async call(path, body, headers = {}) {
    const answer = await fetch(`http://127.0.0.1:${this.port}/v1/${path}`, {
      method: 'POST',
      headers: {Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json', 'Countersign-Protocol': '1', ...headers},
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  /** {bytes, seconds}: resident memory, processor time so far. */
  async usage() {
    const [status, stat] = await Promise.all(['status', 'stat'].map((name) => readFile(`/proc/${this.child.pid}/${name}`, 'utf8')));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {bytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024, seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND};
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }
}

/** One reader: `heard(id)` resolves when the event with this number has come. */
export function reader(port, request, key) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let wanted;
  socket.setEncoding('latin1');
  socket.on('error', (error) => wanted?.reject(error));
  socket.on('data', (piece) => {
    text = (text + piece).slice(-400);
    if (wanted && text.includes(wanted.text)) wanted.resolve();
  });
  const waitFor = (what) =>
    new Promise((resolve, reject) => {
      wanted = {text: what, resolve, reject};
      if (text.includes(what)) resolve();
    });
  socket.write(`GET /v1/requests/${request}/events?after=1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  return {begun: waitFor('retry: '), heard: (id) => waitFor(`id: ${id}\n`), close: () => socket.destroy()};
}

/** 10,000, or a quarter of the files that this system lets a process open where those are fewer than both ends need. */
export async function mostStreams() {
  const {stdout} = await promisify(execFile)('sh', ['-c', 'ulimit -Hn']);
  const files = stdout.trim() === 'unlimited' ? Infinity : Number(stdout);
  return files >= 20_000 ? 10_000 : Math.floor(files / 4);
}

/** {streams, opened, perStream, idle, told}: seconds to open all; bytes of each; processors while idle; seconds until all had heard. */
export async function measureStreams({streams, idleSeconds = 16} = {}) {
  streams ??= await mostStreams();
  const folder = await mkdtemp(join(tmpdir(), 'countersign-streams-'));
  const server = await Server.start(folder);
  const readers = [];
  try {
    const {request} = await server.call('requests', {command: 'create', kind: 'document', title: 'Followed by many'}, {'Idempotency-Key': 'create'});
    const before = await server.usage();
    const began = performance.now();
    while (readers.length < streams) {
      const more = Array.from({length: Math.min(AT_A_TIME, streams - readers.length)}, () => reader(server.port, request.id, server.key));
      readers.push(...more);
      await Promise.all(more.map(({begun}) => begun));
    }
    const opened = (performance.now() - began) / 1000;
    const open = await server.usage();
    await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000)); // longer than a sign of life is away
    const idle = await server.usage();
    const all = Promise.all(readers.map(({heard}) => heard(2)));
    const told = performance.now();
    await server.call(`requests/${request.id}/commands`, {command: 'comment', text: 'News.'}, {'Idempotency-Key': 'news', 'If-Match': '"1"'});
    await all;
    return {
      streams,
      opened,
      perStream: (idle.bytes - before.bytes) / streams,
      idle: (idle.seconds - open.seconds) / idleSeconds,
      told: (performance.now() - told) / 1000,
    };
  } finally {
    for (const {close} of readers) close();
    await server.stop();
    await rm(folder, {recursive: true, force: true});
  }
}

export const streamsTable = ({streams, opened, perStream, idle, told}) =>
  table([
    ['live events', ''],
    ['streams', streams.toLocaleString('en')],
    ['opened in', `${opened.toFixed(1)} s`],
    ['memory of each, idle', `${(perStream / 1024).toFixed(1)} KiB`],
    ['processors, all idle', idle.toFixed(3)],
    ['until all have heard of an event', `${told.toFixed(2)} s`],
  ]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [streams, idleSeconds] = process.argv.slice(2).map(Number);
  console.log(streamsTable(await measureStreams({streams, idleSeconds})));
}
