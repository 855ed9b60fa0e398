// The ways to the core. A driver answers {events, state}, {options, missing} or {error}, and never throws for a refusal.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {Abi, approverFile, wasmFile} from './abi.mjs';
import {contextOf, withDigest} from './vectors.mjs';

/** A driver over the raw C interface in WebAssembly. */
export class WasmDriver {
  name = 'wasm';
  #abi = new Abi(wasmFile);

  /** Whether this driver can make the call with this input. */
  takes(name) {
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

const verbsOf = abi => new Set(abi.call('permitted', {context: contextOf({actor: {kind: 'human', party: 'delivery', id: 'a', name: 'A'}, at: '2026-11-23T09:00:00.000Z', command_id: 'c'})}).options.map(({command}) => command));

/** The verbs that only the whole core knows: what the delivery team and the system do. */
export const teamVerbs = () => {
  const known = verbsOf(new Abi(approverFile));
  return new Set([...verbsOf(new Abi(wasmFile))].filter(verb => !known.has(verb)));
};

/**
 * What the widget loads. It judges what people do in a review; whatever else a case asks, the whole core does, as in a page
 * where the server has done it.
 */
export class ApproverDriver {
  name = 'approver';
  #approver = new Abi(approverFile);
  #whole = new Abi(wasmFile);
  #ofTheTeam = teamVerbs();

  takes(name, input) {
    return this.#approver.has(name) && !this.#ofTheTeam.has(input?.command?.command) && !input?.context?.role;
  }
  start() {
    return new Walk((name, input) => (name === 'permitted' ? this.#permitted(input) : (this.takes(name, input) ? this.#approver : this.#whole).call(name, input)));
  }
  call(name, input) {
    return this.#approver.call(name, input);
  }

  /** The options of the approver's module; of the verbs that it does not know, those of the whole core. */
  #permitted(input) {
    const {options, missing} = this.#whole.call('permitted', input);
    const own = this.#approver.call('permitted', input);
    assert.deepEqual(own.options.filter(({command}) => this.#ofTheTeam.has(command)), []);
    return {options: [...own.options, ...options.filter(({command}) => this.#ofTheTeam.has(command))], missing};
  }
}

const facadeFile = new URL('../../web/dist/core.js', import.meta.url);

/** A driver over the TypeScript facade of the package, as a page or a Node backend would use it. */
export class FacadeDriver {
  name = 'facade';
  #core;

  takes(name) {
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
    const answer = await this.#call('decide', {...this.#held(), command, context: contextOf({...step, command})});
    if (!answer.error) this.state = answer.state;
    return answer;
  }

  async permitted(step) {
    return this.#call('permitted', {...this.#held(), context: contextOf(step)});
  }

  async preview(step) {
    const command = withDigest(step.command, this.state);
    return this.#call('preview', {...this.#held(), command, context: contextOf({...step, command})});
  }

  async due(now) {
    return this.#call('due', {...this.#held(), now});
  }

  #held() {
    return this.state ? {state: this.state} : {};
  }
}

export {approverFile, wasmFile};
