// The real server, as a process with a store of its own: started, stopped, killed and started again on the same port.
import {execFile, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');
export const widget = process.env.COUNTERSIGN_WIDGET ?? join(root, 'web/dist');
export const hostPages = join(root, 'tests/e2e/host');

/** A port that nobody uses at the moment: who has to know it before the server runs cannot leave it to the server. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const {port} = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const START_TIMEOUT_MS = 30_000;
const run = promisify(execFile);

/** Resolves with the first match of `pattern` in what the process says; fails when it ends before. */
function said(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start. ${text}`)), START_TIMEOUT_MS);
    const hear = (piece) => {
      text += piece;
      const found = pattern.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}. ${text}`));
    });
  });
}

export class Server {
  #child;
  #folder;
  #options;
  url;
  store;
  key;

  /**
   * `www`: the folder at `/`; `demo`: with the demo's people; `files`: fills the store with the demo's story; `passkeys`: takes
   * those of `localhost`, where it is then met.
   */
  static async start({www = hostPages, demo = false, files, passkeys = false} = {}) {
    const server = new Server();
    server.#folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'));
    server.store = `sqlite:${join(server.#folder, 'store.sqlite')}`;
    server.#options = {www, demo, passkeys};
    if (files) await run(binary, ['demo', '--store', server.store, '--files', files]);
    const scopes = ['manage', 'sessions', 'log'].flatMap((scope) => ['--scope', scope]);
    const {stdout} = await run(binary, ['keys', 'create', '--new-store', '--store', server.store, '--name', 'e2e', ...scopes]);
    server.key = /cs_key_\S+/.exec(stdout)[0];
    await server.up();
    return server;
  }

  /** Starts it; on the port that it had before, if it ran before. */
  async up() {
    const {www, demo, passkeys} = this.#options;
    const port = this.url ? new URL(this.url).port : passkeys ? await freePort() : 0;
    const args = ['serve', '--store', this.store, '--listen', `127.0.0.1:${port}`, '--www', www, '--widget', widget, '--quiet'];
    if (demo) args.push('--demo');
    if (passkeys) args.push('--passkey-rp-id', 'localhost', '--passkey-origin', `http://localhost:${port}`);
    this.#child = spawn(binary, args, {stdio: ['ignore', 'pipe', 'pipe']});
    [, this.url] = await said(this.#child, /listening on (http:\/\/\S+)/);
    if (passkeys) this.url = this.url.replace('127.0.0.1', 'localhost');
    this.#child.stdout.resume();
    this.#child.stderr.resume();
  }

  /** Ends it; by default as an administrator would. */
  async down(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async restart(signal) {
    await this.down(signal);
    await this.up();
  }

  /** The record of one request as it is stored. */
  async exported(request) {
    const {stdout} = await run(binary, ['export', '--store', this.store, request], {maxBuffer: 1 << 26});
    return JSON.parse(stdout);
  }

  async stop() {
    await this.down('SIGKILL');
    await rm(this.#folder, {recursive: true, force: true});
  }
}
