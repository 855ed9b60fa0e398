// How much a browser loads: the widget beside the same page written with React, XState, zod and @noble/hashes.
// `node tests/bench/sizes.mjs` prints the table; exit 1 when the widget is larger than its limits.
import {fileURLToPath} from 'node:url';
import {add, buildPeer, modulesOf, sizeOf, table, widgetFolder} from './measure.mjs';

/** In bytes; 1 kB is 1000 bytes. */
export const limits = {wasm: {raw: 110_000, gzip: 40_000}, script: {gzip: 20_000}};

export async function measureSizes() {
  const wasm = await sizeOf([`${widgetFolder}/countersign.wasm`]);
  const {atOnce, onDemand} = await modulesOf('define.js');
  const script = await sizeOf(atOnce);
  const peer = await sizeOf(await buildPeer());
  return {wasm, script, onDemand: await sizeOf(onDemand), widget: add(wasm, script), peer};
}

/** Sentences about what is too large; empty when nothing is. */
export function excesses(sizes) {
  return Object.entries(limits).flatMap(([what, most]) =>
    Object.entries(most).filter(([measure, limit]) => sizes[what][measure] > limit).map(([measure, limit]) => `The ${what} has ${sizes[what][measure]} bytes ${measure}; ${limit} are the most.`),
  );
}

export function sizeTable({wasm, script, onDemand, widget, peer}) {
  const kilobytes = bytes => (bytes / 1000).toFixed(1);
  const row = (name, size) => [name, kilobytes(size.raw), kilobytes(size.gzip), kilobytes(size.brotli)];
  const ratio = measure => `${(widget[measure] / peer[measure]).toFixed(2)} x`;
  return table([
    ['kB', 'raw', 'gzip -9', 'brotli 11'],
    row('core (wasm)', wasm),
    row('element, session, core facade (JS)', script),
    row('widget: both', widget),
    ...(onDemand.raw ? [row('widget: scripts loaded on demand', onDemand)] : []),
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
