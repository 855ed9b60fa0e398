// The ways to the core. A driver answers {events, state}, {options, missing} or {error}, and never throws for a refusal.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {Abi, approverFile, wasmFile} from './abi.mjs';
import {contextOf, withDigest} from './vectors.mjs';

/** A driver over the raw C interface in WebAssembly: of the whole core, or of what the widget loads. */
export class WasmDriver {
  #abi;

  constructor(name = 'wasm', file = wasmFile) {
    this.name = name;
    this.#abi = new Abi(file);
  }

  has(name) {
    return this.#abi.has(name);
  }
  start() {
    return new Walk((call, input) => this.#abi.call(call, input));
  }
  call(name, input) {
    return this.#abi.call(name, input);
  }
  canonicalize(bytes) {
    const [status, answer] = this.#abi.callBytes('canonicalize', bytes);
    return status === 0 ? {canonical: answer.toString()} : JSON.parse(answer.toString());
  }
}

const facadeFile = new URL('../../web/dist/core.js', import.meta.url);

/** A driver over the TypeScript facade of the package, as a page or a Node backend would use it. */
export class FacadeDriver {
  name = 'facade';
  #core;

  has(name) {
    return name in this.#core;
  }

  static async load() {
    // A way that is silently left out would look like one that passes.
    assert.ok(existsSync(facadeFile), 'build the package first: npm --prefix web run build');
    const {loadCore, CoreRefusal} = await import(facadeFile);
    const driver = new FacadeDriver();
    driver.#core = await loadCore();
    driver.refused = run => {
      try {
        return run();
      } catch (error) {
        if (error instanceof CoreRefusal) return {error};
        throw error;
      }
    };
    return driver;
  }

  start() {
    return new Walk((call, input) => this.call(call, input));
  }
  call(name, input) {
    return this.refused(() => this.#core[name](input));
  }
}

/** One request, step by step, where the host keeps the state: what every stateless binding shares. */
export class Walk {
  state;
  #call;

  constructor(call) {
    this.#call = call;
  }

  async step(step) {
    const command = withDigest(step.command, this.state);
    const answer = this.#call('decide', {...this.#held(), command, context: contextOf({...step, command})});
    if (!answer.error) this.state = answer.state;
    return answer;
  }

  async permitted(step) {
    return this.#call('permitted', {...this.#held(), context: contextOf(step)});
  }

  #held() {
    return this.state ? {state: this.state} : {};
  }
}

export {approverFile, wasmFile};
