// How long it takes to fold the longest log that there can be (10,000 events), each command in it judged again: natively and in
// WebAssembly, beside what JSON.parse and JSON.stringify take for the same text. `node tests/bench/fold.mjs [seconds]`
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {figuresOf, table, widgetFolder} from './measure.mjs';
import {loadWasm} from './wasm.mjs';

/** The best of some calls, in milliseconds. */
function bestOf(seconds, run) {
  let best = Infinity;
  const end = performance.now() + seconds * 1000;
  do {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  } while (performance.now() < end);
  return best;
}

export async function benchFold({seconds = 6} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  try {
    const file = join(folder, 'log.json');
    const native = await figuresOf('bench_fold_bench', [String(seconds / 24), file]);
    const text = await readFile(file, 'utf8');
    const {evolve} = await loadWasm(`${widgetFolder}/countersign.wasm`);
    const {state} = JSON.parse(evolve(text));
    const [events, head] = [native.core_log_events[0], state.head];
    const parse = bestOf(seconds / 4, () => JSON.stringify(JSON.parse(text)));
    const wasm = bestOf(seconds / 4, () => evolve(text));
    return {events, head, bytes: text.length, parse, wasm, evolved: native.core_evolve_log_typed[0], typed: native.core_fold_log_typed[0], native: native.core_fold_log_json[0]};
  } finally {
    await rm(folder, {recursive: true});
  }
}

export function foldTable({events, bytes, parse, wasm, evolved, typed, native}) {
  const row = (name, milliseconds) => [name, `${milliseconds.toFixed(0)} ms`, `${(milliseconds / parse).toFixed(1)} x`];
  return [
    `A log of ${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(1)} MB:`,
    table([
      ['', 'once', 'to JSON'], row('JSON.parse + JSON.stringify', parse), row('evolve natively, typed, nothing judged', evolved), row('fold natively, typed', typed),
      row('fold natively, JSON', native), row('fold in wasm, JSON', wasm),
    ]),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(foldTable(await benchFold({seconds: Number(process.argv[2] ?? 6)})));
