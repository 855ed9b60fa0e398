// `countersign serve` as a process, with its log: started, killed, started again, and heard.
import {execFile, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {Api, maria} from '../e2e/support/api.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');
export const ORIGIN = 'log.example/tests';

/** Runs a command: {code, stdout, stderr}. */
export async function countersign(...args) {
  try {
    return {code: 0, ...(await promisify(execFile)(binary, args, {maxBuffer: 1 << 26}))};
  } catch (error) {
    return {code: error.code, stdout: error.stdout, stderr: error.stderr};
  }
}

/** Asks until the answer is true. */
export async function until(what, question, seconds = 20) {
  for (
    const end = Date.now() + seconds * 1000;
    Date.now() < end;
    await new Promise(resolve => setTimeout(resolve, 25))
  ) {
    const answer = await question();
    if (answer) return answer;
  }
  throw new Error(`${seconds} s were not enough for: ${what}`);
}

export class LogServer {
  #child;
  folder;
  store;
  key;
  url;
  /** What it has said on standard error since it was started. */
  errors = '';

  static async make() {
    const server = new LogServer();
    server.folder = await mkdtemp(join(tmpdir(), 'countersign-log-'));
    server.store = `sqlite:${join(server.folder, 'store.sqlite')}`;
    server.api = new Api(server);
    await server.makeApiKey();
    return server;
  }

  async makeApiKey() {
    const {stdout} = await countersign(
      'keys',
      'create',
      '--new-store',
      '--store',
      this.store,
      '--name',
      `tests-${Date.now()}`,
    );
    [this.key] = /cs_key_\S+/.exec(stdout);
  }

  /** Starts it. Answers whether it serves; otherwise it has ended, and `errors` says why. */
  async up(...options) {
    return this.upWith(binary, {}, ...options);
  }

  /** Likewise another program, or with more in its environment. */
  async upWith(program, environment, ...options) {
    this.errors = '';
    const args = ['serve', '--store', this.store, '--listen', '127.0.0.1:0', '--origin', ORIGIN, '--quiet', ...options];
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...environment}});
    this.#child = child;
    child.stderr.on('data', text => (this.errors += text));
    return new Promise(resolve => {
      let said = '';
      child.stdout.on('data', text => {
        said += text;
        [, this.url] = /listening on (http:\S+)\n/.exec(said) ?? [];
        if (this.url) resolve(true);
      });
      child.once('close', () => resolve(false));
    });
  }

  get pid() {
    return this.#child.pid;
  }

  async down(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async remove() {
    await this.down('SIGKILL');
    await rm(this.folder, {recursive: true, force: true});
  }

  async logKey() {
    return (await countersign('keys', 'log', '--store', this.store)).stdout.trim();
  }

  async checkpoint() {
    return (await fetch(`${this.url}/v1/log/checkpoint`)).text();
  }
  async size() {
    return Number((await this.checkpoint()).split('\n')[1]);
  }

  get(path) {
    return fetch(`${this.url}/v1/${path}`, {headers: {Authorization: `Bearer ${this.key}`}});
  }

  /** A request that Maria has approved: its id. */
  async approved() {
    const id = await this.api.submitted();
    await this.api.decide(maria, id, 'approve');
    return id;
  }

  /** The receipt of a request's last decision, as soon as there is one. */
  receipt(id) {
    return until('a receipt', async () => {
      const response = await this.get(`requests/${id}/receipt`);
      return response.ok && response.text();
    });
  }
}
