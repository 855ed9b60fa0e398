// A second reading and writing of the log's public formats, from their texts (RFC 6962, C2SP signed-note, tlog-checkpoint,
// tlog-proof, tlog-tiles) and with OpenSSL: nothing of ours in it. Plain and slow on purpose.
import {createHash, createPrivateKey, createPublicKey, sign, verify} from 'node:crypto';

export const sha256 = (...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest();
export const leafHash = (entry) => sha256(Buffer.from([0]), entry);
export const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
const base64 = (bytes) => bytes.toString('base64');

/** Base64 that is written in the one way that it can be. */
export function bytesOf(text) {
  const bytes = Buffer.from(text, 'base64');
  if (base64(bytes) !== text) throw new Error(`not Base64: ${text}`);
  return bytes;
}
function numberOf(text) {
  if (!/^(0|[1-9]\d*)$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

// ------------------------------------------------------------------------------------------------------------- the tree

const split = (size) => 2 ** Math.floor(Math.log2(size - 1));

/** MTH of RFC 6962, section 2.1, over leaf hashes. */
export function rootOf(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** PATH of RFC 6962, section 2.1.1. */
export function pathOf(index, leaves) {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** The root that a path leads to, by the definition turned round; throws when it has not the length that it takes. */
export function rootThrough(leaf, index, size, path) {
  if (index >= size) throw new Error('outside the tree');
  if (size === 1) {
    if (path.length) throw new Error('too long');
    return leaf;
  }
  if (!path.length) throw new Error('too short');
  const k = split(size);
  const [last, rest] = [path.at(-1), path.slice(0, -1)];
  return index < k
    ? nodeHash(rootThrough(leaf, index, k, rest), last)
    : nodeHash(last, rootThrough(leaf, index - k, size - k, rest));
}

// ------------------------------------------------------------------------------------------------------ keys and notes

export const TYPE_LOG = 1;
export const TYPE_WITNESS = 4;
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const privateKeyOf = (seed) =>
  createPrivateKey({key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8'});
export const publicKeyOf = (bytes) => createPublicKey({key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki'});
export const publicBytes = (key) => createPublicKey(key).export({format: 'der', type: 'spki'}).subarray(SPKI.length);

const idOf = (name, typed) => sha256(`${name}\n`, typed).subarray(0, 4);
/** NAME+ID+KEY of a private key. */
export function writtenKey(name, key, type = TYPE_LOG) {
  const typed = Buffer.concat([Buffer.from([type]), publicBytes(key)]);
  return `${name}+${idOf(name, typed).toString('hex')}+${base64(typed)}`;
}
export function readKey(text) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const typed = bytesOf(encoded);
  if (idOf(name, typed).toString('hex') !== id || typed.length !== 33) throw new Error('the id is not that of the key');
  return {name, id: Buffer.from(id, 'hex'), type: typed[0], key: publicKeyOf(typed.subarray(1))};
}

const signatureLine = (name, id, bytes) => `— ${name} ${base64(Buffer.concat([id, bytes]))}\n`;
export function signNote(text, name, key) {
  return signatureLine(name, readKey(writtenKey(name, key)).id, sign(null, Buffer.from(text), key));
}
export function cosign(text, name, key, seconds, said = seconds) {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(said);
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), key);
  return signatureLine(name, readKey(writtenKey(name, key, TYPE_WITNESS)).id, Buffer.concat([time, signature]));
}

/** {text, signatures: [{name, id, bytes}]} */
export function readNote(note) {
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0 || !note.endsWith('\n')) throw new Error('not a note');
  const signatures = note
    .slice(blank + 2, -1)
    .split('\n')
    .map((line) => {
      const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line);
      const bytes = bytesOf(encoded);
      return {name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4)};
    });
  return {text: note.slice(0, blank + 1), signatures};
}
export function isSigned({text, signatures}, written) {
  const {name, id, type, key} = readKey(written);
  const mine = signatures.filter((each) => each.name === name && each.id.equals(id));
  const verifies = ({bytes}) =>
    type === TYPE_WITNESS
      ? verify(null, Buffer.from(`cosignature/v1\ntime ${bytes.readBigUInt64BE()}\n${text}`), key, bytes.subarray(8))
      : verify(null, Buffer.from(text), key, bytes);
  return mine.length > 0 && mine.every(verifies);
}

// --------------------------------------------------------------------------------------------- checkpoints and proofs

export const checkpointText = (origin, size, root) => `${origin}\n${size}\n${base64(root)}\n`;
export function readCheckpoint(text) {
  const [origin, size, root] = text.split('\n');
  if (bytesOf(root).length !== 32) throw new Error('not a root');
  return {origin, size: numberOf(size), root: bytesOf(root)};
}

export const printProof = ({index, path, checkpoint, extra}) =>
  `c2sp.org/tlog-proof@v1\n${extra === undefined ? '' : `extra ${base64(Buffer.from(extra))}\n`}index ${index}\n${path.map((hash) => `${base64(hash)}\n`).join('')}\n${checkpoint}`;
export function readProof(text) {
  const end = text.indexOf('\n\n');
  const [first, index, ...path] = text.slice(0, end).split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1' || !index.startsWith('index ')) throw new Error('not a proof');
  return {index: numberOf(index.slice('index '.length)), path: path.map(bytesOf), checkpoint: text.slice(end + 2)};
}

/** Whether somebody who has only the key may believe that the entry is in the log. */
export function isProved(proof, entry, written) {
  const {index, path, checkpoint} = readProof(proof);
  const note = readNote(checkpoint);
  const {origin, size, root} = readCheckpoint(note.text);
  return (
    origin === readKey(written).name &&
    isSigned(note, written) &&
    rootThrough(leafHash(entry), index, size, path).equals(root)
  );
}

// ---------------------------------------------------------------------------------------------------- tiles (tlog-tiles)

const TILE = 256;
/** The last part of a path: groups of three digits, all but the last with an x. */
const numbered = (index) =>
  String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g)
    .map((each, i, all) => (i < all.length - 1 ? `x${each}` : each))
    .join('/');
const partial = (width) => (width === TILE ? '' : `.p/${width}`);
/** The paths of all tiles of one level, of entries for the level "entries". */
export function tilePaths(level, size) {
  const hashes = level === 'entries' ? size : Math.floor(size / TILE ** level);
  return Array.from(
    {length: Math.ceil(hashes / TILE)},
    (_, i) =>
      `${level === 'entries' ? 'entries' : `tile/${level}`}/${numbered(i)}${partial(Math.min(TILE, hashes - i * TILE))}`,
  );
}
export const hashesOf = (tile) => Array.from({length: tile.length / 32}, (_, i) => tile.subarray(32 * i, 32 * i + 32));
export function entriesOf(bundle) {
  const entries = [];
  for (let at = 0; at < bundle.length;) {
    const length = bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
