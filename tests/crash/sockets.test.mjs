// The n-th socket call of the server fails, or moves a single byte, for every n of some calls: whoever called gets a whole answer or
// sees the connection end, and the same call is answered properly on the next connection, once.
import assert from 'node:assert/strict';
import {open} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';
import {LogServer, root} from '../log/server.mjs';
import {Wire, fsckSays, minting, sha256, spec} from './support.mjs';

const shim = join(root, 'build/release/tests/libsocket_faults.so');
const program = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');
const KINDS = {fails: 0, 'is short': 1};
const PATIENCE_MS = 20_000;
const LARGE = 'x'.repeat(600_000); // more than a socket takes at once
const MOST = 400; // socket calls of one request

/** The numbers that the server's process shares with the test. */
class Faults {
  static async make(folder) {
    const faults = new Faults();
    faults.path = join(folder, 'socket-faults');
    faults.file = await open(faults.path, 'w+');
    await faults.#write([0, 0, 0]);
    return faults;
  }
  async #write(numbers) {
    await this.file.write(Buffer.from(Uint32Array.from(numbers).buffer), 0, 12, 0);
  }
  arm(n, kind) {
    return this.#write([n, 0, KINDS[kind]]);
  }
  /** Whether it has happened. */
  async disarm() {
    const {buffer} = await this.file.read(Buffer.alloc(12), 0, 12, 0);
    await this.#write([0, 0, 0]);
    return buffer.readUInt32LE(4) > 0;
  }
}

/** {status, body} of a call on a connection of its own; status 0 when the connection ended before the answer did. */
function once(port, {method, path, headers, body = ''}) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(PATIENCE_MS, () => reject(new Error('neither an answer nor an end')));
    const end = () => {
      const [head, ...rest] = text.split('\r\n\r\n');
      const answer = rest.join('\r\n\r\n');
      const size = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? -1);
      socket.destroy();
      resolve(answer.length === size ? {status: Number(head.slice(9, 12)), body: answer} : {status: 0, body: ''});
    };
    socket.setEncoding('latin1');
    socket.on('data', piece => (text += piece));
    socket.on('end', end);
    socket.on('error', end);
    const lines = Object.entries({...headers, Host: '127.0.0.1', Connection: 'close', 'Content-Length': Buffer.byteLength(body)}).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  });
}

for (const kind of Object.keys(KINDS)) {
  test(`a socket call of the server that ${kind} costs an answer at most`, {timeout: 600_000}, async () => {
    const server = await LogServer.make();
    const wire = new Wire(4);
    let points = 0;
    let dropped = 0;
    let refused = 0;
    let keys = 0;
    let faults;
    try {
      faults = await Faults.make(server.folder);
      assert.ok(await server.upWith(program, {LD_PRELOAD: shim, SOCKET_FAULTS: faults.path}), server.errors);
      const port = Number(new URL(server.url).port);
      const {token: dana} = JSON.parse((await wire.call(server.url, minting(server.key, 'dana'))).body);
      const create = () => spec('POST', '/v1/requests', dana, {command: 'create', kind: 'document', title: 'A'}, {key: `socket-${++keys}`});
      const {id} = JSON.parse((await wire.call(server.url, create())).body).request;
      const put = () => spec('PUT', `/v1/blobs/${sha256(LARGE)}`, server.key, LARGE);
      const calls = {
        create,
        put,
        view: () => spec('GET', `/v1/requests/${id}`, dana),
        read: () => spec('GET', `/v1/blobs/${sha256(LARGE)}`, server.key),
        refused: () => spec('POST', '/v1/requests', dana, {command: 'create', kind: 'nothing'}, {key: `socket-refused-${keys}`}),
      };
      for (const [name, make] of Object.entries(calls)) {
        for (let n = 1; ; ++n) {
          assert.ok(n < MOST, `${name}: no end`);
          const call = make();
          await faults.arm(n, kind);
          const answer = await once(port, call).catch(error => assert.fail(`${name}, n = ${n}: ${error.message}`));
          const has_happened = await faults.disarm();
          const again = await once(port, call);
          const where = `${name}, n = ${n}: ${answer.status}, then ${again.status} ${again.body.slice(0, 200)}`;
          assert.ok(name === 'refused' ? again.status === 400 : [200, 201].includes(again.status), where);
          // A body that breaks off is a bad request, and says so where it still can.
          const is_refused = answer.status === 400 && JSON.parse(answer.body).code === 'bad-request';
          assert.ok(answer.status === 0 || [again.status, 201].includes(answer.status) || is_refused, where);
          if (is_refused) ++refused;
          if (answer.status === 201 && name === 'create') assert.equal(again.body, answer.body, where);
          if (!has_happened) {
            assert.ok(answer.status > 0, where);
            break;
          }
          ++points;
          if (answer.status === 0) ++dropped;
          if (kind === 'is short') assert.ok(answer.status > 0, where);
        }
      }
      let count = 0;
      for (let path = '/v1/requests?limit=200'; path; ) {
        const page = JSON.parse((await wire.ask(server.url, spec('GET', path, server.key))).body);
        count += page.requests.length;
        path = page.cursor && `/v1/requests?limit=200&cursor=${page.cursor}`;
      }
      assert.equal(count, keys, 'each call was carried out once');
      assert.equal(await fsckSays(server), '');
      console.log(`a socket call ${kind}: ${points} points in ${Object.keys(calls).length} calls, ${dropped} connections ended without a whole answer, ${refused} were told so`);
      assert.ok(points > 10);
    } finally {
      await faults?.file.close();
      wire.close();
      await server.remove();
    }
  });
}
