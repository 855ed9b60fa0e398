/** The way to a receipt, and what came of it. Everything else about receipts loads when somebody keeps one. */
import {h, type Child} from '../dom.js';
import type {Decision} from '../generated/wire.js';
import {button, type Actions, type LoadedUi} from './ui.js';

/** What there is to show of one receipt. */
export interface Kept {
  readonly busy?: boolean;
  /** Said once, by the region that is there before. */
  readonly said?: string;
  readonly render?: (ui: LoadedUi) => Child;
}

/** Of each widget, by request and decision. */
const all = new WeakMap<Actions, Map<string, Kept>>();

/** A button, and beneath it the receipt once it was asked for. */
export function keepReceipt(ui: LoadedUi, decision: Decision): {readonly button: Child; readonly receipt: Child} {
  const {act, texts, loaded} = ui;
  const name = `${loaded.request.id}/${decision.id}`;
  const mine = all.get(act) ?? new Map<string, Kept>();
  all.set(act, mine);
  const kept = mine.get(name);
  const show = (next: Kept): void => {
    mine.set(name, next);
    act.edit({});
  };
  const keep = async ({currentTarget}: Event): Promise<void> => {
    if (mine.get(name)?.busy) return;
    const root = (currentTarget as Node).getRootNode() as ShadowRoot;
    show({busy: true, said: texts.t('receipt.working')});
    const chunk = await import('./receipt.js').catch(() => undefined);
    show(chunk ? await chunk.keep(ui, decision, root.host as HTMLElement & {readonly logKey: string}) : {said: texts.t('offline.unreachable')});
  };
  return {
    button: button('ghost', texts.t('receipt.keep'), (event) => void keep(event), {id: 'receipt', 'aria-disabled': kept?.busy && 'true'}),
    receipt: [h('p.center.hint.kept', {'aria-live': 'polite'}, kept?.said), kept?.render?.(ui)],
  };
}
