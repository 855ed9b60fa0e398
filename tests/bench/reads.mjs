// What the API answers per second, beside a static file of the same size from the same server in the same run, over loopback and
// connections that stay open; and the server's memory at rest, and under decisions with a thousand live streams.
// `node tests/bench/reads.mjs [seconds of each]`
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Wire, minting, sha256, spec, submission, upload} from '../crash/support.mjs';
import {Worker} from '../crash/worker.mjs';
import {table} from './measure.mjs';
import {Server, mostStreams, reader} from './streams.mjs';

const CLIENTS = 8;
const FILE = 'x'.repeat(65_536);
const REQUESTS = 120;
const STREAMS = 1000;
const DECIDERS = 6;

/** One connection: asks again as soon as an answer is whole, until `end`. Resolves with the number of answers. */
function asker(port, call, end) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answers = 0;
    let size = 0;
    let text = Buffer.alloc(0);
    const refuse = what => {
      socket.destroy();
      reject(new Error(what));
    };
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('connect', () => socket.write(call));
    socket.on('data', piece => {
      text = text.length ? Buffer.concat([text, piece]) : piece;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const lines = text.toString('latin1', 0, head);
      if (!lines.startsWith('HTTP/1.1 200')) return refuse(lines);
      const bytes = Number(/^content-length: (\d+)$/im.exec(lines)?.[1]);
      if (!(bytes > 0)) return refuse(`no length: ${lines}`);
      if (text.length < head + 4 + bytes) return;
      if (text.length > head + 4 + bytes) return refuse('more than was asked for');
      ++answers;
      size = bytes;
      text = Buffer.alloc(0);
      if (performance.now() < end) return void socket.write(call);
      socket.destroy();
      resolve({answers, size});
    });
  });
}

/** {name, perSecond, processor, size}: answers; the server's processor time for each, in µs; bytes of each body. */
async function rateOf(server, name, path, token, seconds) {
  const call = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${token ? `Authorization: Bearer ${token}\r\n` : ''}\r\n`;
  const all = until => Promise.all(Array.from({length: CLIENTS}, () => asker(server.port, call, until)));
  await all(performance.now() + 200);
  const before = await server.usage();
  const began = performance.now();
  const asked = await all(began + seconds * 1000);
  const took = (performance.now() - began) / 1000;
  const after = await server.usage();
  const answers = asked.reduce((sum, each) => sum + each.answers, 0);
  return {name, perSecond: answers / took, processor: ((after.seconds - before.seconds) / answers) * 1e6, size: asked[0].size};
}

/** A request in review, as its calls are answered one after the other. */
async function told(wire, server, story) {
  for (let step = story.next(); ; ) {
    if (step.done) return step.value;
    const {status, body} = await wire.call(server.url, step.value);
    if (status >= 300) throw new Error(body);
    step = story.next(JSON.parse(body));
  }
}

async function memoryUnderLoad(wire, server, seconds) {
  const {request} = await server.call('requests', {command: 'create', kind: 'document', title: 'Followed by many'}, {'Idempotency-Key': 'followed'});
  const streams = Math.min(STREAMS, await mostStreams());
  const readers = [];
  try {
    while (readers.length < streams) {
      const more = Array.from({length: Math.min(100, streams - readers.length)}, () => reader(server.port, request.id, server.key));
      readers.push(...more);
      await Promise.all(more.map(({begun}) => begun));
    }
    const workers = Array.from({length: DECIDERS}, (_, i) => new Worker(`load-${i}`, wire));
    const stop = {now: false};
    const work = Promise.all(workers.map(worker => worker.run(server, stop)));
    let bytes = 0;
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) bytes = Math.max(bytes, (await server.usage()).bytes);
    stop.now = true;
    await work;
    return {streams, bytes, decided: workers.reduce((sum, {decided}) => sum + decided.length, 0)};
  } finally {
    for (const {close} of readers) close();
  }
}

export async function measureReads({seconds = 1.2} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-reads-'));
  const www = await mkdtemp(join(tmpdir(), 'countersign-reads-www-'));
  let server;
  const wire = new Wire(16);
  try {
    server = await Server.start(folder, '--www', www);
    const atRest = (await server.usage()).bytes;
    await wire.call(server.url, upload(server.key));
    await wire.call(server.url, spec('PUT', `/v1/blobs/${sha256(FILE)}`, server.key, FILE));
    const dana = JSON.parse((await wire.call(server.url, minting(server.key, 'dana'))).body).token;
    let view;
    for (let i = 0; i < REQUESTS; ++i) view = await told(wire, server, submission(dana, `r${i}`, ['maria']));
    const {id} = view.request;
    const maria = JSON.parse((await wire.call(server.url, minting(server.key, 'maria', id))).body).token;
    const rates = [];
    const rows = [
      ['GET /v1/requests/{id}, as the widget', `/v1/requests/${id}`, maria],
      ['GET /v1/requests, a page of 50', '/v1/requests', server.key],
      ['GET /v1/blobs/{sha256}', `/v1/blobs/${sha256(FILE)}`, server.key],
    ];
    for (const [name, path, token] of rows) {
      const rate = await rateOf(server, name, path, token, seconds);
      const file = `${rates.length}.bin`;
      await writeFile(join(www, file), Buffer.alloc(rate.size, 'x'));
      rates.push({...rate, file: await rateOf(server, 'file', `/${file}`, undefined, seconds)});
    }
    return {rates, memory: {atRest, ...(await memoryUnderLoad(wire, server, 2 * seconds))}};
  } finally {
    wire.close();
    await server?.stop();
    await Promise.all([folder, www].map(each => rm(each, {recursive: true, force: true})));
  }
}

const mebibytes = bytes => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const round = number => Math.round(number).toLocaleString('en');

export const readsTable = ({rates, memory}) =>
  `${table([
    [`${CLIENTS} connections`, 'bytes', 'per second', 'static file', 'ratio', 'processor', 'of the file'],
    ...rates.map(({name, perSecond, processor, size, file}) => [name, round(size), round(perSecond), round(file.perSecond), `${(perSecond / file.perSecond).toFixed(2)} x`, `${round(processor)} µs`, `${round(file.processor)} µs`]),
  ])}\n${table([
    ['memory of the server', ''],
    ['at rest, after its start', mebibytes(memory.atRest)],
    [`most with ${round(memory.streams)} live streams and ${DECIDERS} clients who decided ${round(memory.decided)} requests`, mebibytes(memory.bytes)],
  ])}`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds] = process.argv.slice(2).map(Number);
  console.log(readsTable(await measureReads({seconds})));
}
