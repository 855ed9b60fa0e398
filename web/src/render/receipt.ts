/** Keeping a receipt: fetched, checked, saved as a file, and every check shown by its name. Loaded when somebody asks for it. */
import rules from '../receipt.css';
import {CoreRefusal} from '../approver.js';
import {BackendProblem} from '../backend.js';
import {h, patch, type Child} from '../dom.js';
import {CountersignReceiptEvent} from '../events.js';
import type {Decision} from '../generated/wire.js';
import {receipt as sentences} from '../messages/receipt.js';
import {checkReceipt, fetchReceipt, type CheckedReceipt, type NamedCheck} from '../receipt.js';
import {alsoStyle} from '../styles.js';
import {bdi, learn, type Texts} from '../texts.js';
import {requesterName} from './effects.js';
import type {Kept} from './keep.js';
import {button, type LoadedUi} from './ui.js';

// Keeps what is shared with the widget in the widget's file; see later.ts.
export {define} from '../registry.js';

alsoStyle(rules);
learn(sentences);

const REVOKE_MS = 60_000;
const MOST_NAME = 60;

const signs: Readonly<Record<NamedCheck['outcome'], readonly [string, string]>> = {
  'passed': ['✓', 'good'],
  'failed': ['✕', 'bad'],
  'not-run': ['–', 'none'],
  'unpinned': ['?', 'wait'],
};

/** Hands a file out, as a browser does when somebody follows a link to one. */
function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
  const place = new DocumentFragment();
  patch(place, h('a', {href: url, download: name}));
  (place.firstElementChild as HTMLElement).click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

const fileName = (title: string, {decision}: Decision): string =>
  `receipt-${title.normalize().replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, MOST_NAME).replace(/^-|-$/g, '')}-${decision}.json`;

function checkItem({texts}: LoadedUi, {check, outcome, detail}: NamedCheck): Child {
  const [sign, tone] = signs[outcome];
  const key = `check.${check}`;
  return h(
    `li.${tone}`,
    {'data-check': check, 'data-outcome': outcome},
    h('span.sign', {'aria-hidden': 'true'}, sign),
    h('div', h('b', texts.has(key) ? texts.t(key) : check), ' ', h('span.hint', texts.t(`outcome.${outcome}`)), detail && h('p.hint', bdi(detail))),
  );
}

const summary = ({t}: Texts, {holds, failed, checks}: CheckedReceipt, who: string): string =>
  failed ? t('receipt.fails', {who}) : holds ? t('receipt.holds', {count: checks.length}) : t('receipt.unpinned');

/** Why there is no receipt. */
function reason({t, why}: Texts, error: unknown): string {
  if (!(error instanceof BackendProblem)) return why(error);
  if (error.code === 'not-logged-yet') return t('receipt.not-logged');
  return error.code === 'route-unknown' ? t('receipt.no-log') : why(error);
}

/** What went wrong, which is said at once, and what there is to see about it. */
const trouble = (told: string, reasons: readonly string[] = [], more: Child = null): Child =>
  h('div.bad!receipt', h('div', {role: 'alert'}, h('p', h('b', told)), reasons.map((text) => h('p', bdi(text)))), more);

/** Nothing that does not hold is saved by itself; it is evidence, so whoever wants to may. */
export async function keep(ui: LoadedUi, decision: Decision, host: HTMLElement & {readonly logKey: string}): Promise<Kept> {
  const {texts, loaded, session} = ui;
  if (!session) return {};
  const {request} = loaded;
  const keys = host.logKey.split(/\s+/).filter(Boolean);
  const who = requesterName(loaded);
  let text = '';
  try {
    text = await fetchReceipt(session.options.backend, request.id, decision.id);
    const checked = await checkReceipt(text, keys, request, decision);
    const {failed, holds, checks} = checked;
    const name = fileName(request.title, decision);
    const again = (): void => save(text, name);
    if (!failed) again();
    host.dispatchEvent(new CountersignReceiptEvent({request: request.id, decision: decision.id, holds, checks}));
    const list = (ui: LoadedUi): Child => [
      h('h4', ui.texts.t('receipt.checks')),
      h('ol.bare.checks', checks.map((check) => checkItem(ui, check))),
      holds && h('p.hint', ui.texts.t('receipt.limits')),
      h('div.row', button('ghost', ui.texts.t(failed ? 'receipt.save.failed' : 'receipt.save'), again)),
    ];
    const told = summary(texts, checked, who);
    const reasons = checks.flatMap(({outcome, detail}) => (outcome === 'failed' ? detail : []));
    return failed ? {render: (ui) => trouble(told, reasons, list(ui))} : {said: told, render: (ui) => h('div!receipt', list(ui))};
  } catch (error) {
    const told = text && error instanceof CoreRefusal ? texts.t('receipt.bad-key', {reason: [texts.why(error)]}) : reason(texts, error);
    return {render: () => trouble(told)};
  }
}
