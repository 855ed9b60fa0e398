/** The whole core: what an approver needs of it, and what follows a record. For backends, tools and verification. */
import {ApproverCore, CoreRefusal, loadApproverCore, loaderOf, type CoreSource, type ModuleExports} from './approver.js';
import type {CreateCommand, Due, DueInput, EvolveInput, EvolveOutput, Preview, PreviewInput, StatementInput, StatementOutput, Template, TemplateFill, Verification, VerifyInput} from './generated/wire.js';

export {ApproverCore, CoreRefusal, loadApproverCore, type CoreSource};

/** One instance of the whole core. Stateless: every call is a pure function of its arguments. */
export class Core extends ApproverCore {
  /** @internal Use {@link loadCore}. */
  constructor(wasm: ModuleExports) {
    super(wasm);
    if (!wasm.countersign_evolve) throw new TypeError('Not the whole core: countersign_evolve is missing. Load countersign.wasm.');
  }

  /** Folds events into a state. With no events it reads a state, re-checking every digest in it. */
  evolve(input: EvolveInput): EvolveOutput {
    return JSON.parse(this.call(this.wasm.countersign_evolve, input)) as EvolveOutput;
  }

  /** What a command would cause, and the state that it would lead to. @throws {CoreRefusal} exactly why not. */
  preview(input: PreviewInput): Preview {
    return JSON.parse(this.call(this.wasm.countersign_preview, input)) as Preview;
  }

  /** The commands that the system may send now, and when to ask again. */
  due(input: DueInput): Due {
    return JSON.parse(this.call(this.wasm.countersign_due, input)) as Due;
  }

  /** The `create` command that a template makes of what is filled in. @throws {CoreRefusal} with a pointer into either. */
  template(input: {template: Template; fill: TemplateFill}): CreateCommand {
    return (JSON.parse(this.call(this.wasm.countersign_template, input)) as {command: CreateCommand}).command;
  }

  /**
   * Checks a receipt or a bundle against keys that the caller has from elsewhere, offline. What does not hold is an answer with
   * the checks that failed; nothing of it is to be shown as proved.
   */
  verify(input: VerifyInput): Verification {
    return JSON.parse(this.call(this.wasm.countersign_verify, input)) as Verification;
  }

  /** What a decision states, and the SHA-256 of it, which a passkey signs. The events are those of `decide()`, and follow the state. */
  statement(input: StatementInput): StatementOutput {
    return JSON.parse(this.call(this.wasm.countersign_statement, input)) as StatementOutput;
  }

  /** The canonical text (RFC 8785) of any JSON value, of the protocol or not. */
  canonicalize(value: unknown): string {
    return this.call(this.wasm.countersign_canonicalize_any, value);
  }
}

/**
 * Loads the whole core. A core made from a URL is shared by everybody who asks for that URL.
 * In Node, `await loadCore()` reads the `countersign.wasm` of the package.
 */
export const loadCore = /* @__PURE__ */ loaderOf(Core, () => new URL('./countersign.wasm', import.meta.url));
