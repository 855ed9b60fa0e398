// Whoever runs the server and holds its key, and lies: signs what never happened, hides what did, shows two histories.
import {generateKeyPairSync} from 'node:crypto';
import {canonical} from '../naive/canonical.mjs';
import {
  checkpointText,
  cosign,
  leafHash,
  pathOf,
  printProof,
  readCheckpoint,
  readNote,
  readProof,
  rootOf,
  sha256,
  signNote,
  TYPE_WITNESS,
  writtenKey,
} from './formats.mjs';

export const clone = (value) => structuredClone(value);
const bytes = (entry) => Buffer.from(canonical(entry));
export const digestOf = (value) => sha256(canonical(value)).toString('hex');
const foreignKey = () => generateKeyPairSync('ed25519').privateKey;

export class Liar {
  constructor({key, signing, entries, checkpoint, earlier, bundle, receipts, foreign}) {
    Object.assign(this, {key, signing, entries, checkpoint, earlier, bundle, receipts, foreign});
    [this.origin] = key.split('+');
    this.leaves = entries.map(leafHash);
    this.stranger = foreignKey();
    const witness = foreignKey();
    this.witness = {
      name: 'witness.example',
      signing: witness,
      key: writtenKey('witness.example', witness, TYPE_WITNESS),
    };
  }

  /** A checkpoint over these leaves, by default signed as the log signs. */
  sign(leaves, {origin = this.origin, name = origin, signing = this.signing, size = leaves.length} = {}) {
    const text = checkpointText(origin, size, rootOf(leaves));
    return `${text}\n${signNote(text, name, signing)}`;
  }
  cosigned(checkpoint, said) {
    return (
      checkpoint + cosign(readNote(checkpoint).text, this.witness.name, this.witness.signing, 1_790_000_000n, said)
    );
  }

  /** The receipt of an entry in a tree of these leaves, wherever it stands there. */
  receipt(entry, statement, leaves, options = {}) {
    const index = options.index ?? leaves.findIndex((leaf) => leaf.equals(leafHash(bytes(entry))));
    const path = options.path ?? pathOf(index, leaves);
    const checkpoint = options.checkpoint ?? this.sign(leaves, options);
    return canonical({
      type: 'countersign/receipt/v1',
      entry,
      statement,
      proof: printProof({index, path, checkpoint, extra: options.extra}),
    });
  }
  /** One that was changed and put into the log anew, beside everything else. */
  signedReceipt(receipt, change, options) {
    const {entry, statement} = clone(receipt);
    change(entry, statement);
    entry.statement = digestOf(statement);
    return this.receipt(entry, statement, [...this.leaves, leafHash(bytes(entry))], options);
  }
  /** The same receipt with another proof: `change` gets {index, path, checkpoint}. */
  reproved(receipt, change) {
    const proof = readProof(receipt.proof);
    return canonical({...receipt, proof: printProof({...proof, ...change(proof)})});
  }

  /** A bundle of this history in a log of its own, chained and signed as a log would. */
  signedBundle(entries, {relink = true, renumber = false, order = entries.map((_, i) => i), ...options} = {}) {
    let previous;
    const history = entries.map((entry, i) => {
      const {previous: was, ...rest} = entry;
      const linked = {
        ...rest,
        ...(renumber && {seq: i + 1}),
        ...(relink ? previous && {previous} : was && {previous: was}),
      };
      previous = leafHash(bytes(linked)).toString('hex');
      return linked;
    });
    const places = order.map((i) => leafHash(bytes(history[i])));
    const leaves = [...this.leaves.slice(0, 3), ...places];
    return canonical({
      type: 'countersign/bundle/v1',
      entries: history,
      proofs: history.map((_, i) => {
        const index = 3 + order.indexOf(i);
        return {index, hashes: pathOf(index, leaves).map((hash) => hash.toString('base64'))};
      }),
      checkpoint: this.sign(leaves, options),
      keys: options.keys ?? [this.key],
    });
  }
  /** The real bundle as it stands, with some of it moved. */
  rearranged(change) {
    const {entries, proofs, ...rest} = clone(this.bundle);
    const pairs = entries.map((entry, i) => ({entry, proof: proofs[i]}));
    const moved = change(pairs) ?? pairs;
    return canonical({...rest, entries: moved.map(({entry}) => entry), proofs: moved.map(({proof}) => proof)});
  }
  /** The history, changed. */
  history(change) {
    const entries = clone(this.bundle.entries);
    return change(entries) ?? entries;
  }
  leafOf(entry) {
    return leafHash(bytes(entry));
  }
  /** {index, hashes} of a bundle. */
  proofOf(entry, leaves) {
    const index = leaves.findIndex((leaf) => leaf.equals(this.leafOf(entry)));
    return {index, hashes: pathOf(index, leaves).map((hash) => hash.toString('base64'))};
  }
  place(event, nth = 0) {
    return this.bundle.entries.map((entry, i) => ({entry, i})).filter(({entry}) => entry.event === event)[nth].i;
  }
  sizeOf(checkpoint) {
    return readCheckpoint(readNote(checkpoint).text).size;
  }
}
