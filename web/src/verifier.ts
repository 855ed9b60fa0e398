/** What checks receipts: as much of the core as that needs, loaded when somebody keeps one. */
import {CoreModule, loaderOf} from './approver.js';
import type {Verification, VerifyInput} from './generated/wire.js';

/** Checks receipts and proofs. Of what it leaves out it says so: the whole core judges bundles and passkeys. */
export class Verifier extends CoreModule {
  /** As {@link Core.verify}. */
  verify(input: VerifyInput): Verification {
    return JSON.parse(this.call(this.wasm.countersign_verify, input)) as Verification;
  }
}

export const loadVerifier = /* @__PURE__ */ loaderOf(Verifier, () => new URL('./verifier.wasm', import.meta.url));
