// How much a browser loads: the widget beside the same page written with React, XState, zod and @noble/hashes.
// `node tests/bench/sizes.mjs` prints the table; exit 1 when the widget is larger than its limits.
import {fileURLToPath} from 'node:url';
import {add, buildPeer, modulesOf, sizeOf, table, widgetFolder} from './measure.mjs';

/** When a browser loads what it does not load at once, by the name that the build gives the file. */
const occasions = {
  'sentences, beside the core': /\/en-/,
  'once it is decided, has moved on, or has more to it': /\/later-/,
  'when a request is followed': /\/live-/,
  'when a file is opened': /\/preview-/,
  'when a receipt is kept': /\/receipt-/,
  'when a decision is signed with a passkey': /\/passkey-/,
  'very large files, verify(), Node': /\/((hash|audit|node)-|core\.js$)/,
};

/** In bytes; 1 kB is 1000 bytes. */
export const limits = {wasm: {raw: 110_000, gzip: 40_000}, verifier: {gzip: 40_000}, script: {gzip: 20_000}, widget: {gzip: 60_000}};

export async function measureSizes() {
  const wasm = await sizeOf([`${widgetFolder}/approver.wasm`]);
  const verifier = await sizeOf([`${widgetFolder}/verifier.wasm`]);
  const whole = await sizeOf([`${widgetFolder}/countersign.wasm`]);
  const {atOnce, onDemand} = await modulesOf('define.js');
  const script = await sizeOf(atOnce);
  const peer = await sizeOf(await buildPeer());
  const later = await Promise.all(
    Object.entries(occasions).map(async ([when, name]) => [when, await sizeOf(onDemand.filter(file => name.test(file)))]),
  );
  const named = onDemand.filter(file => Object.values(occasions).some(name => name.test(file)));
  if (named.length < onDemand.length) throw new Error(`It is not known when these are loaded: ${onDemand.filter(file => !named.includes(file))}`);
  return {wasm, verifier, script, later, widget: add(wasm, script), whole, peer};
}

/** Sentences about what is too large; empty when nothing is. */
export function excesses(sizes) {
  return Object.entries(limits).flatMap(([what, most]) =>
    Object.entries(most).filter(([measure, limit]) => sizes[what][measure] > limit).map(([measure, limit]) => `The ${what} has ${sizes[what][measure]} bytes ${measure}; ${limit} are the most.`),
  );
}

export function sizeTable({wasm, verifier, script, later, widget, whole, peer}) {
  const kilobytes = bytes => (bytes / 1000).toFixed(1);
  const row = (name, size) => [name, kilobytes(size.raw), kilobytes(size.gzip), kilobytes(size.brotli)];
  const ratio = measure => `${(widget[measure] / peer[measure]).toFixed(2)} x`;
  return table([
    ['kB', 'raw', 'gzip -9', 'brotli 11'],
    row('core for an approver (wasm)', wasm),
    row('element, session, core facade (JS)', script),
    row('widget: both', widget),
    row('and the sentences of one language', add(widget, later.find(([when]) => when.startsWith('sentences'))[1])),
    ...later.map(([when, size]) => row(`later: ${when}`, size)),
    row('and with it what checks receipts (wasm)', verifier),
    row('whole core (wasm): verify(), passkeys, backends, tools', whole),
    row('peer: React, XState, zod, noble', peer),
    ['widget to peer', ratio('raw'), ratio('gzip'), ratio('brotli')],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await measureSizes();
  console.log(sizeTable(sizes));
  const sentences = excesses(sizes);
  for (const sentence of sentences) console.error(sentence);
  process.exitCode = sentences.length ? 1 : 0;
}
