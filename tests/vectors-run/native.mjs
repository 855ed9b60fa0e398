// The native core behind abi_driver, one call at a time.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

const CALLS = ['decide', 'evolve', 'permitted', 'canonicalize', 'metrics', 'preview', 'due', 'template', 'canonicalize_any', 'verify', 'statement', 'describe'];

/** Where the driver is: ABI_DRIVER, or what the preset `release` makes. */
export const driverFile = process.env.ABI_DRIVER ?? fileURLToPath(new URL('../../build/release/tests/abi_driver', import.meta.url));

export class NativeCore {
  #process = spawn(driverFile, {stdio: ['pipe', 'pipe', 'inherit']});
  #received = Buffer.alloc(0);
  #waiting = [];
  #failure;

  constructor() {
    this.#process.on('error', error => this.#fail(error));
    this.#process.on('exit', (code, signal) => this.#fail(new Error(`abi_driver ended: ${signal ?? code}`)));
    this.#process.stdout.on('data', bytes => this.#take(bytes));
  }

  /** The whole answer block of one call: status, length and text, as bytes. Calls may be made before others are answered. */
  call(name, bytes) {
    if (this.#failure) return Promise.reject(this.#failure);
    const head = Buffer.alloc(5);
    head.writeUInt8(CALLS.indexOf(name), 0);
    head.writeUInt32LE(bytes.length, 1);
    this.#process.stdin.write(Buffer.concat([head, bytes]));
    return new Promise((resolve, reject) => this.#waiting.push({resolve, reject}));
  }

  async describe() {
    const block = await this.call('describe', Buffer.alloc(0));
    return JSON.parse(block.subarray(8).toString());
  }

  async close() {
    this.#process.removeAllListeners('exit');
    this.#process.stdin.end();
    const [code] = await once(this.#process, 'exit');
    assert.equal(code, 0);
  }

  #take(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 8) {
      const size = 8 + this.#received.readUInt32LE(4);
      if (this.#received.length < size) return;
      const block = Buffer.from(this.#received.subarray(0, size));
      this.#received = this.#received.subarray(size);
      this.#waiting.shift().resolve(block);
    }
  }

  #fail(error) {
    this.#failure = error;
    for (const {reject} of this.#waiting.splice(0)) reject(error);
  }
}
