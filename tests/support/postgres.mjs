// A private PostgreSQL (postgres.sh) as tests in JavaScript have it. It goes with the process that started it.
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const script = fileURLToPath(new URL('postgres.sh', import.meta.url));

export class Postgres {
  #child;
  #said = '';
  #heard = [];
  address;

  static async start() {
    const postgres = new Postgres();
    const child = spawn('sh', [script], {stdio: ['pipe', 'pipe', 'inherit']});
    postgres.#child = child;
    child.stdout.on('data', text => {
      postgres.#said += text;
      while (postgres.#heard.length && /\n/.test(postgres.#said)) {
        const end = postgres.#said.indexOf('\n');
        postgres.#heard.shift().resolve(postgres.#said.slice(0, end));
        postgres.#said = postgres.#said.slice(end + 1);
      }
    });
    child.once('close', () => postgres.#heard.splice(0).forEach(({reject}) => reject(new Error('PostgreSQL has ended'))));
    postgres.address = `${/^ready (\S+)$/.exec(await postgres.#line())[1]}&dbname=postgres`;
    return postgres;
  }

  #line() {
    return new Promise((resolve, reject) => this.#heard.push({resolve, reject}));
  }

  /** All its processes end at once, with nothing written, as when the machine is reset; then it recovers, and takes connections again. */
  async crash() {
    this.#child.stdin.write('crash\n');
    await this.#line();
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await gone;
  }
}
