// How long verification takes in WebAssembly, beside the same work in plain JavaScript (canonicalize, @noble/hashes,
// @noble/ed25519) and with the hashes and signatures of node:crypto. `node tests/bench/verify.mjs [seconds]`
//
// Three rows: canonical bytes and SHA-256 of 10,000 events; a bundle of them as a whole; Ed25519 alone. In the bundle the core
// also judges every event by the rules and every decision by its statement, which the peers do not: they cannot.
import {execFile} from 'node:child_process';
import {createHash, createPublicKey, verify as verifyByNode} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import * as ed25519 from '@noble/ed25519';
import {sha256, sha512} from '@noble/hashes/sha2.js';
import canonicalize from 'canonicalize';
import {peerFolder, table, widgetFolder} from './measure.mjs';

const bench = fileURLToPath(new URL('../../build/release/tests/bench_verify_bench', import.meta.url));
ed25519.hashes.sha512 = sha512;

// ------------------------------------------------------------------------------------------------------------ the peers

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const noble = {
  name: '@noble',
  hash: sha256,
  verify: (signature, message, key) => ed25519.verify(signature, message, key),
};
const node = {
  name: 'node:crypto',
  hash: (bytes) => createHash('sha256').update(bytes).digest(),
  verify: (signature, message, key) =>
    verifyByNode(
      null,
      message,
      createPublicKey({key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki'}),
      signature,
    ),
};

const encoder = new TextEncoder();
const same = (one, other) => Buffer.compare(one, other) === 0;
function prefixed(prefix, ...pieces) {
  const bytes = new Uint8Array(1 + pieces.reduce((sum, {length}) => sum + length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** RFC 9162, section 2.1.3.2. */
function rootThrough({hash}, leaf, index, size, path) {
  let [place, last, root] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return new Uint8Array();
    if (place % 2 === 1 || place === last) {
      root = hash(prefixed(1, sibling, root));
      while (place % 2 === 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else root = hash(prefixed(1, root, sibling));
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : new Uint8Array();
}

function isNoteSigned({verify}, note, key) {
  const end = note.lastIndexOf('\n\n') + 1;
  const signature = Buffer.from(
    note
      .slice(end + 1)
      .trim()
      .split(' ')[2],
    'base64',
  ).subarray(4);
  return verify(
    signature,
    encoder.encode(note.slice(0, end)),
    Buffer.from(key.split('+').slice(2).join('+'), 'base64').subarray(1),
  );
}

/** Whether a bundle holds, but for the rules. */
function verifyPlainly(peer, text, key) {
  const {entries, proofs, checkpoint} = JSON.parse(text);
  if (!isNoteSigned(peer, checkpoint, key)) return false;
  const [, size, encoded] = checkpoint.split('\n');
  const root = Buffer.from(encoded, 'base64');
  let previous;
  return entries.every((entry, i) => {
    const leaf = peer.hash(prefixed(0, encoder.encode(canonicalize(entry))));
    const {index, hashes} = proofs[i];
    if (
      entry.previous !== previous ||
      !same(
        rootThrough(
          peer,
          leaf,
          index,
          Number(size),
          hashes.map((each) => Buffer.from(each, 'base64')),
        ),
        root,
      )
    )
      return false;
    previous = Buffer.from(leaf).toString('hex');
    return true;
  });
}

// ------------------------------------------------------------------------------------------------------------ the core

async function loadVerifier() {
  const {
    instance: {exports: wasm},
  } = await WebAssembly.instantiate(await readFile(`${widgetFolder}/countersign.wasm`), {
    wasi_snapshot_preview1: {proc_exit() {}},
  });
  wasm._initialize?.();
  const decoder = new TextDecoder();
  const put = (text) => {
    const input = wasm.countersign_alloc(3 * text.length + 1);
    return [input, encoder.encodeInto(text, new Uint8Array(wasm.memory.buffer, input, 3 * text.length)).written];
  };
  const hashSize = wasm.countersign_hash_size();
  const block = (output) => new Uint32Array(wasm.memory.buffer, output, 2)[1];
  return {
    verify(given) {
      const [input, length] = put(JSON.stringify(given));
      const output = wasm.countersign_verify(input, length);
      wasm.countersign_free(input);
      const answer = JSON.parse(decoder.decode(new Uint8Array(wasm.memory.buffer, output + 8, block(output))));
      wasm.countersign_free(output);
      return answer;
    },
    /** The digest of a document's canonical bytes, which stay in the module. All blocks are freed: then the next call takes their place. */
    digest(text) {
      const hash = wasm.countersign_alloc(hashSize);
      const digest = wasm.countersign_alloc(32);
      const [input, length] = put(text);
      const output = wasm.countersign_canonicalize(input, length);
      wasm.countersign_hash_start(hash);
      wasm.countersign_hash_update(hash, output + 8, block(output));
      wasm.countersign_hash_finish(hash, digest);
      const hex = Buffer.from(wasm.memory.buffer, digest, 32).toString('hex');
      for (const each of [input, output, digest, hash]) wasm.countersign_free(each);
      return hex;
    },
  };
}

/** The best of some rounds, in milliseconds. All take turns, so that a busy machine is as busy for each. */
function bestOf(seconds, runs) {
  const best = runs.map(() => Infinity);
  const end = performance.now() + seconds * 1000;
  do {
    for (const [i, run] of runs.entries()) {
      const started = performance.now();
      run();
      best[i] = Math.min(best[i], performance.now() - started);
    }
  } while (performance.now() < end);
  return best;
}

const times = (count, run) => () => {
  for (let i = 0; i < count; ++i) if (!run(i)) throw new Error('It holds.');
};

async function largestBundle() {
  await mkdir(dirname(peerFolder), {recursive: true});
  const folder = await mkdtemp(join(dirname(peerFolder), 'verify-'));
  try {
    const file = join(folder, 'bundle.json');
    const {stdout} = await promisify(execFile)(bench, [file]);
    return {text: await readFile(file, 'utf8'), key: stdout.trim()};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** {events, bytes, rows: [{name, ours, noble, node}]} in milliseconds. */
export async function measureVerification({seconds = 9} = {}) {
  const {text, key} = await largestBundle();
  const core = await loadVerifier();
  const {entries, checkpoint} = JSON.parse(text);

  const texts = entries.map((entry) => JSON.stringify(entry));
  const plain = (peer) =>
    texts.map((each) => Buffer.from(peer.hash(encoder.encode(canonicalize(JSON.parse(each))))).toString('hex'));
  const inCore = () => texts.map((each) => core.digest(each));
  if (inCore().join() !== plain(node).join() || inCore().join() !== plain(noble).join())
    throw new Error('All come to the same digests.');

  const whole = () => core.verify({keys: [key], document: text});
  if (!whole().holds) throw new Error(JSON.stringify(whole().checks));
  const proof = `c2sp.org/tlog-proof@v1\nindex 0\n${JSON.parse(text).proofs[0].hashes.join('\n')}\n\n${checkpoint}`;
  const [entry] = texts.map((each) => canonicalize(JSON.parse(each)));
  const SIGNATURES = 20;

  const row = (name, part, count, runs) => {
    const [ours, byNoble, byNode] = bestOf(seconds * part, runs).map((best) => best / count);
    return {name, ours, noble: byNoble, node: byNode};
  };
  return {
    events: entries.length,
    bytes: text.length,
    rows: [
      row('canonical bytes and SHA-256 of each event', 1 / 3, 1, [inCore, () => plain(noble), () => plain(node)]),
      row('the bundle; ours with rules and statements', 1 / 3, 1, [
        times(1, () => whole().holds),
        times(1, () => verifyPlainly(noble, text, key)),
        times(1, () => verifyPlainly(node, text, key)),
      ]),
      row('one signature; ours with its proof', 1 / 3, SIGNATURES, [
        times(SIGNATURES, () => core.verify({keys: [key], proof, entry}).holds),
        times(SIGNATURES, () => isNoteSigned(noble, checkpoint, key)),
        times(SIGNATURES, () => isNoteSigned(node, checkpoint, key)),
      ]),
    ],
  };
}

export function verificationTable({events, bytes, rows}) {
  const time = (milliseconds) =>
    milliseconds < 10 ? `${milliseconds.toFixed(3)} ms` : `${milliseconds.toFixed(0)} ms`;
  return [
    `A bundle of ${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(1)} MB:`,
    table([
      ['', 'wasm', '@noble', 'node:crypto', 'wasm to @noble', 'wasm to node'],
      ...rows.map(({name, ours, noble: byNoble, node: byNode}) => [
        name,
        time(ours),
        time(byNoble),
        time(byNode),
        `${(ours / byNoble).toFixed(2)} x`,
        `${(ours / byNode).toFixed(2)} x`,
      ]),
    ]),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(verificationTable(await measureVerification({seconds: Number(process.argv[2] ?? 9)})));
