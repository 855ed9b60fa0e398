// Several `countersign serve` on one PostgreSQL, behind nginx: what a company runs when one machine is not enough.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {copyFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Api} from '../e2e/support/api.mjs';
import {countersign, ORIGIN, root, until} from '../log/server.mjs';

const binary = process.env.COUNTERSIGN_TEST_BINARY ?? join(root, 'build/release/native/countersign');

/** Starts a program and waits for a line that it says. @returns [process, the match] */
function started(command, args, line, options = {}) {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'pipe'], ...options});
  return new Promise((resolve, reject) => {
    let said = '', complained = '';
    child.stderr.on('data', text => (complained += text));
    child.stdout.on('data', text => {
      said += text;
      const match = line.exec(said);
      if (match) resolve([child, match]);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${command} ended: ${said}${complained}`)));
  });
}

/** A port that was free a moment ago: nginx cannot be asked to choose one. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A call is sent to the next replica when one does not answer: also a POST, since its Idempotency-Key makes it safe. */
const nginxConfig = (folder, port, replicas) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log;
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/nginx-${name};`).join('\n  ')}
  upstream countersign {
    ${replicas.map(url => `server ${url.replace('http://', '')} max_fails=1 fail_timeout=2s;`).join('\n    ')}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 64m;
    location / {
      proxy_pass http://countersign;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host localhost;
      proxy_buffering off;
      proxy_read_timeout 60s;
      proxy_next_upstream error timeout non_idempotent;
    }
  }
}
`;

export class Replicas {
  #postgres;
  #nginx;
  #children = [];
  #options;
  folder;
  store;
  key;
  /** Of nginx, and of each replica. */
  url;
  replicas = [];

  /** So many, each with these options besides. */
  static async make(count, ...options) {
    const cluster = new Replicas();
    cluster.#options = options;
    cluster.folder = await mkdtemp(join(tmpdir(), 'countersign-replicas-'));
    try {
      await cluster.#start(count);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  async #start(count) {
    const [postgres, [, address]] = await started('sh', [join(root, 'tests/support/postgres.sh')], /ready (\S+)\n/);
    this.#postgres = postgres;
    this.store = `${address}&dbname=postgres`;
    const {stdout, stderr} = await countersign('keys', 'create', '--new-store', '--store', this.store, '--name', 'tests');
    [this.key] = /cs_key_\S+/.exec(stdout) ?? [];
    if (!this.key) throw new Error(stderr);
    // Each replica has a copy of the log's key in a place of its own, as on a machine of its own. The first makes it.
    for (let number = 0; number < count; number++) {
      if (number) await copyFile(this.keyFile(0), this.keyFile(number));
      await this.start(number);
    }
    const port = await freePort();
    const config = join(this.folder, 'nginx.conf');
    await writeFile(config, nginxConfig(this.folder, port, this.replicas));
    // Not in everybody's PATH.
    const nginx = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
    this.#nginx = spawn(nginx, ['-c', config, '-e', join(this.folder, 'nginx-error.log')], {stdio: ['ignore', 'ignore', 'inherit']});
    this.url = `http://127.0.0.1:${port}`;
    await until('nginx', () => fetch(`${this.url}/v1/capabilities`).then(response => response.ok, () => false));
    this.api = new Api(this);
  }

  keyFile = number => join(this.folder, `log-key-${number}`);

  /** Starts a replica, the first time or again, at the same address. */
  async start(number) {
    const listen = this.replicas[number]?.replace('http://', '') ?? '127.0.0.1:0';
    const args = ['serve', '--store', this.store, '--listen', listen, '--log-key', this.keyFile(number), '--origin', ORIGIN, '--quiet', ...this.#options];
    const [child, [, url]] = await started(binary, args, /listening on (http:\S+)\n/);
    this.#children[number] = child;
    this.replicas[number] = url;
  }

  /** As a power cut does it to one machine. */
  async kill(number) {
    const child = this.#children[number];
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async logKey() {
    return (await countersign('keys', 'log', '--store', this.store, '--log-key', this.keyFile(0))).stdout.trim();
  }

  /** The checkpoint as one replica, or whichever nginx asks, hands it out. */
  async checkpoint(url = this.url) {
    return (await fetch(`${url}/v1/log/checkpoint`)).text();
  }

  async errors() {
    return readFile(join(this.folder, 'nginx-error.log'), 'utf8').catch(() => '');
  }

  async remove() {
    const ended = [...this.#children, this.#nginx].filter(child => child && child.exitCode === null && child.signalCode === null);
    await Promise.all(ended.map(child => new Promise(resolve => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    })));
    if (this.#postgres) {
      const gone = new Promise(resolve => this.#postgres.once('exit', resolve));
      this.#postgres.stdin.end();
      await gone;
    }
    await rm(this.folder, {recursive: true, force: true});
  }
}
