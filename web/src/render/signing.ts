/** Whether a decision is signed with a passkey. How that is done loads with the first dialog that asks for it. */
import {h, type Child} from '../dom.js';
import type {Choice} from '../snapshot.js';
import type {LoadedUi} from './ui.js';

/** What the dialog of a decision says and does instead. */
export interface Signing {
  readonly hint: Child;
  /** What its button says; none when there is nothing to press. */
  readonly go?: string;
  readonly confirm?: () => void;
}

/** What was said and fetched for a dialog goes with it. */
export function leave({dialog, act}: LoadedUi): null {
  if (dialog === 'confirm') return null;
  failed = false;
  chunk?.leave(act);
  return null;
}

let chunk: typeof import('./passkey.js') | undefined;
let failed = false;

export function signing(ui: LoadedUi, choice: Choice): Signing | undefined {
  const {texts, act, loaded} = ui;
  if (!loaded.request.demands?.includes('passkey')) return undefined;
  if (chunk) return chunk.signing(ui, choice);
  if (failed) return {hint: h('p!error', {role: 'alert'}, texts.t('offline.unreachable')), go: ''};
  import('./passkey.js').then(
    (loaded) => {
      chunk = loaded;
      act.edit({});
    },
    () => {
      failed = true;
      act.edit({});
    },
  );
  return {hint: h('p.hint', texts.t('passkey.loading')), go: ''};
}
