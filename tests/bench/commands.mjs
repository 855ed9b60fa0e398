// Commands per second, JSON text in and JSON text out: the core as wasm beside JSON.parse + zod + XState + stringify, and the
// same core natively, in one run. `node tests/bench/commands.mjs [seconds]`. All get the same input and, as the story shows first, give the same answer.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {figuresOf, importPeerRules, table} from './measure.mjs';
import {earlyClick, epilogue, inputFor, lateClick, prologue} from './story.mjs';
import {loadWasm} from './wasm.mjs';

const sorted = value => (Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])])) : value);
const canonical = value => JSON.stringify(sorted(value));

/** What both say to one command: the same text, or the difference as an error. */
export function agree(core, peer, input) {
  const text = JSON.stringify(input);
  const ours = JSON.parse(core.decide(text));
  const theirs = JSON.parse(peer.decideText(text, {digests: true}));
  const same = ours.error ? ours.error.code === theirs.refused : canonical(ours) === canonical(theirs);
  if (!same) throw new Error(`They differ on ${input.command.command}:\n${canonical(ours)}\n${canonical(theirs)}`);
  return ours;
}

/** Tells the story to both. Returns the inputs of the two clicks, how many commands were carried out and refused, and the end. */
export function tellStory(core, peer) {
  const inputs = new Map();
  let state, accepted = 0, refused = 0;
  for (const [number, line] of [...prologue, lateClick, ...epilogue].entries()) {
    const input = inputFor(line, state, number);
    inputs.set(line, JSON.stringify(input));
    const answer = agree(core, peer, input);
    answer.error ? refused++ : accepted++;
    state = answer.state ?? state;
  }
  return {early: inputs.get(earlyClick), late: inputs.get(lateClick), accepted, refused, state};
}

/** Calls per second of each, measured in turns so that the machine's moods meet all of them; the median of the turns. */
export function measure(runs, {seconds = 5, turns = 5} = {}) {
  const rates = runs.map(() => []);
  for (let turn = 0; turn <= turns; turn++) {
    runs.forEach((run, index) => {
      const limit = performance.now() + (seconds * 1000) / turns / runs.length;
      const started = performance.now();
      let calls = 0;
      do for (let n = 0; n < 20; n++, calls++) run();
      while (performance.now() < limit);
      if (turn) rates[index].push(calls / ((performance.now() - started) / 1000)); // the first turn warms up
    });
  }
  return rates.map(list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}

export async function benchCommands({seconds = 10} = {}) {
  const core = await loadWasm();
  const peer = await importPeerRules();
  const {early, late, accepted, refused} = tellStory(core, peer);
  const rates = text => {
    const [ours, theirs, theirsChecked] = measure([() => core.decide(text), () => peer.decideText(text, {digests: false}), () => peer.decideText(text, {digests: true})], {seconds: seconds / 2});
    return {ours, theirs, theirsChecked, bytes: text.length};
  };
  const native = await benchNative([early, late], seconds);
  const [nativeEarly, nativeLate] = native.texts;
  return {accepted, refused, early: {...rates(early), native: nativeEarly}, late: {...rates(late), native: nativeLate}, typed: native.typed};
}

/** The native core on one thread: the typed `decide` and `evolve`, and each of the texts as wasm gets them. */
async function benchNative(texts, seconds) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.json`));
    for (const [index, file] of files.entries()) await writeFile(file, texts[index]);
    const {core_decide_evolve_native: [typed], core_json_decide_file} = await figuresOf('bench_core_bench', [String(seconds / 30), 'typed', ...files]);
    return {typed, texts: core_json_decide_file};
  } finally {
    await rm(folder, {recursive: true});
  }
}

export function commandsTable({accepted, refused, early, late, typed}) {
  const rate = value => Math.round(value).toLocaleString('en');
  const row = (name, key) => [name, ...[early, late].flatMap(rates => [rate(rates[key]), `${(rates.ours / rates[key]).toFixed(2)} x`])];
  const size = ({bytes}) => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    `Both agree on ${accepted} commands carried out and ${refused} refused. Decisions per second, JSON text to JSON text, by the size of the input:`,
    table([['', size(early), 'wasm is', size(late), 'wasm is'], row('core in wasm (checks every digest)', 'ours'), row('core natively (checks every digest)', 'native'), row('zod + XState', 'theirs'), row('zod + XState + @noble/hashes (checks every digest)', 'theirsChecked')]),
    `Natively without any JSON, decide and evolve over one whole approval: ${rate(typed)} commands per second.`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(commandsTable(await benchCommands({seconds: Number(process.argv[2] ?? 10)})));
