// `countersign serve` as a process with whatever options a test gives it, and everything that it says.
import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Api} from '../e2e/support/api.mjs';
import {countersign, root, until} from '../log/server.mjs';

export {countersign, root, until};
export const binary = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');

export class Served {
  #child;
  folder;
  store;
  key;
  url;
  metrics;
  out = '';
  errors = '';

  static async make() {
    const server = new Served();
    server.folder = await mkdtemp(join(tmpdir(), 'countersign-operations-'));
    server.store = `sqlite:${join(server.folder, 'store.sqlite')}`;
    server.api = new Api(server);
    server.key = await server.newKey('portal');
    return server;
  }

  file(name) {
    return join(this.folder, name);
  }

  async newKey(name) {
    const {stdout} = await countersign('keys', 'create', '--new-store', '--store', this.store, '--name', name);
    return /cs_key_\S+/.exec(stdout)[0];
  }

  /** Starts it. Answers whether it serves; otherwise it has ended, and `errors` says why. */
  async up(options = [], {env = {}, store = ['--store', this.store], listen = ['--listen', '127.0.0.1:0'], within = []} = {}) {
    this.out = this.errors = '';
    const [program, ...words] = [...within, binary, 'serve', ...store, ...listen, ...options];
    const child = spawn(program, words, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...env}});
    this.#child = child;
    child.stderr.on('data', text => (this.errors += text));
    return new Promise(resolve => {
      child.stdout.on('data', text => {
        this.out += text;
        [, this.metrics] = /metrics on (http:\S+)\n/.exec(this.out) ?? [];
        [, this.url] = /listening on (https?:\S+)\n/.exec(this.out) ?? [];
        if (this.url) resolve(true);
      });
      child.once('close', () => resolve(false));
    });
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Its exit code. */
  async down(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode;
    const ended = new Promise(resolve => child.once('close', resolve));
    if (signal) child.kill(signal);
    await ended;
    return child.exitCode;
  }

  get pid() {
    return this.#child.pid;
  }

  async remove() {
    await this.down('SIGKILL');
    await rm(this.folder, {recursive: true, force: true});
  }

  get(path, headers = {Authorization: `Bearer ${this.key}`}) {
    return fetch(`${this.url}${path}`, {headers});
  }
}
