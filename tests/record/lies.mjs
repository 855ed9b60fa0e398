// How a server can lie, and what gives it away. Each lie is made anew by a Liar who holds the log's key and signs again wherever
// that helps; `check` is the first that fails, and `says` is what the reader is told. What nobody can notice from the document
// alone is not here: www/docs/verify-without-us.md names it.
import {falseHistories} from './false-histories.mjs';
import {leafHash, readNote, writtenKey} from './formats.mjs';

const swapped = (list, i, j) => list.with(i, list[j]).with(j, list[i]);

/** {name, lie(liar): {document, since?, at_least?, keys?, witnesses?}, check, says, outcome?} */
export const lies = [
  // ------------------------------------------------------------------------------------------------ which log, which key
  {
    name: 'the checkpoint is of another log, signed with the same key',
    check: 'origin',
    says: /^No key that you gave is of the log elsewhere\.example\/log\.$/,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], () => {}, {origin: 'elsewhere.example/log'})}),
  },
  {
    name: 'another key under the name of the log',
    check: 'checkpoint',
    says: /^It is not signed by /,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], () => {}, {signing: liar.stranger})}),
  },
  {
    name: 'a signature of another tree',
    check: 'checkpoint',
    says: /^The signature is not by /,
    lie: (liar) => ({
      document: liar.reproved(liar.receipts[1], ({checkpoint}) => ({
        checkpoint: readNote(checkpoint).text + liar.checkpoint.slice(liar.checkpoint.lastIndexOf('\n\n') + 1),
      })),
    }),
  },
  {
    name: 'the size in the checkpoint is edited',
    check: 'checkpoint',
    says: /^The signature is not by /,
    lie: (liar) => ({
      document: liar.reproved(liar.receipts[1], ({checkpoint}) => ({
        checkpoint: checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`),
      })),
    }),
  },
  {
    name: 'the bundle brings its own key, and is signed with it',
    check: 'checkpoint',
    says: /^It is not signed by /,
    lie: (liar) => ({
      document: liar.signedBundle(liar.bundle.entries, {
        signing: liar.stranger,
        keys: [writtenKey(liar.origin, liar.stranger)],
      }),
    }),
  },
  {
    name: 'a witness has not signed',
    check: 'witnesses',
    says: /^witness\.example has not signed it\.$/,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], () => {}), witnesses: [liar.witness.key]}),
  },
  {
    name: 'the witness signed at another time',
    check: 'witnesses',
    says: /^The signature is not by witness\.example\+/,
    lie: (liar) => ({
      document: liar.reproved(liar.receipts[1], ({checkpoint}) => ({
        checkpoint: liar.cosigned(checkpoint, 1_890_000_000n),
      })),
      witnesses: [liar.witness.key],
    }),
  },
  {
    name: 'the witness signed another tree',
    check: 'witnesses',
    says: /^The signature is not by witness\.example\+/,
    lie: (liar) => ({
      document: liar.reproved(liar.receipts[1], ({checkpoint}) => ({
        checkpoint:
          checkpoint +
          liar
            .cosigned(liar.sign(liar.leaves.slice(1)))
            .split('\n')
            .at(-2) +
          '\n',
      })),
      witnesses: [liar.witness.key],
    }),
  },

  // ---------------------------------------------------------------------------------------- against what the reader kept
  {
    name: 'two checkpoints of one size',
    check: 'consistency',
    says: /^The log has signed two trees of \d+ entries: /,
    lie: (liar) => ({
      document: liar.signedReceipt(liar.receipts[1], () => {}),
      since: liar.sign([...liar.leaves, leafHash('something else')]),
    }),
  },
  {
    name: 'a fork: everything before the decision is another history',
    check: 'consistency',
    says: /^The log has signed two trees of \d+ entries: /,
    lie(liar) {
      const leaves = liar.leaves.map((leaf, i) => (i < 4 ? leafHash(`invented ${i}`) : leaf));
      return {
        document: liar.receipt(liar.receipts[2].entry, liar.receipts[2].statement, leaves),
        since: liar.checkpoint,
      };
    },
  },
  {
    name: 'a fork that has grown since',
    check: 'consistency',
    says: /^This cannot be told: the tree has \d+ entries, the one that you kept has \d+, /,
    outcome: 'not-run',
    lie(liar) {
      const leaves = [
        ...liar.leaves.map((leaf, i) => (i < 4 ? leafHash(`invented ${i}`) : leaf)),
        leafHash('one more'),
      ];
      return {
        document: liar.receipt(liar.receipts[2].entry, liar.receipts[2].statement, leaves),
        since: liar.checkpoint,
      };
    },
  },
  {
    name: 'a rollback behind what the reader kept',
    check: 'consistency',
    says: /^This cannot be told: the tree has \d+ entries, the one that you kept has \d+, /,
    outcome: 'not-run',
    lie: (liar) => ({
      document: liar.receipt(liar.receipts[0].entry, liar.receipts[0].statement, liar.leaves.slice(0, 20)),
      since: liar.checkpoint,
    }),
  },
  {
    name: 'a kept checkpoint that this log never signed',
    check: 'consistency',
    says: /^The checkpoint that you kept is not signed by this log\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt(liar.receipts[1], () => {}),
      since: liar.sign(liar.leaves, {signing: liar.stranger}),
    }),
  },
  {
    name: 'a stale checkpoint',
    check: 'freshness',
    says: /^The tree of \d+ entries is stale: the log had \d+ already\.$/,
    lie: (liar) => ({
      document: liar.receipt(liar.receipts[0].entry, liar.receipts[0].statement, liar.leaves.slice(0, 20)),
      at_least: liar.leaves.length,
    }),
  },

  // --------------------------------------------------------------------------------------------------- the way to the root
  {
    name: 'a truncated path',
    check: 'inclusion',
    says: /^The proof has \d+ hashes; from entry \d+ to the root of \d+ it takes \d+\.$/,
    lie: (liar) => ({document: liar.reproved(liar.receipts[1], ({path}) => ({path: path.slice(0, -1)}))}),
  },
  {
    name: 'a padded path',
    check: 'inclusion',
    says: /^The proof has \d+ hashes; from entry \d+ to the root of \d+ it takes \d+\.$/,
    lie: (liar) => ({document: liar.reproved(liar.receipts[1], ({path}) => ({path: [...path, path.at(-1)]}))}),
  },
  {
    name: 'the index of the neighbour',
    check: 'inclusion',
    says: /does not lead from this entry to the root/,
    lie: (liar) => ({document: liar.reproved(liar.receipts[1], ({index}) => ({index: index ^ 1}))}),
  },
  {
    name: 'an index outside the tree',
    check: 'inclusion',
    says: /^A tree of \d+ entries, counted from 0, has none at 4096\.$/,
    lie: (liar) => ({document: liar.reproved(liar.receipts[1], () => ({index: 4096}))}),
  },
  {
    name: 'the proof of another tree',
    check: 'inclusion',
    says: /does not lead from this entry to the root/,
    lie(liar) {
      const leaves = [leafHash('invented'), ...liar.leaves.slice(1)];
      return {
        document: liar.receipt(liar.receipts[1].entry, liar.receipts[1].statement, leaves, {
          checkpoint: liar.sign(liar.leaves),
        }),
      };
    },
  },
  {
    name: 'a larger size over the same root, signed',
    check: 'inclusion',
    says: /hashes; from entry|does not lead/,
    lie: (liar) => ({
      document: liar.receipt(liar.receipts[1].entry, liar.receipts[1].statement, liar.leaves, {
        size: 4 * liar.leaves.length,
      }),
    }),
  },
  {
    name: 'an entry that is in no tree',
    check: 'inclusion',
    says: /does not lead from this entry to the root/,
    lie: (liar) => ({
      document: liar.receipt(
        {...liar.receipts[1].entry, at: '2026-01-01T00:00:00.000Z'},
        liar.receipts[1].statement,
        liar.leaves,
        {index: 5},
      ),
    }),
  },

  // ------------------------------------------------------------------------------------------ a receipt against itself
  {
    name: 'an edited statement, with the entry as it was',
    check: 'statement',
    says: /^The entry names the hash of another statement\.$/,
    lie: (liar) => ({
      document: liar.receipt(
        liar.receipts[1].entry,
        {...liar.receipts[1].statement, title: 'Something else'},
        liar.leaves,
      ),
    }),
  },
  {
    name: 'the statement of another decision',
    check: 'statement',
    says: /^The entry names the hash of another statement\.$/,
    lie: (liar) => ({document: liar.receipt(liar.receipts[1].entry, liar.receipts[2].statement, liar.leaves)}),
  },
  {
    name: 'the statement of another decision, and an entry that names it',
    check: 'statement',
    says: /^\/statement\/actor: The entry does not say the same\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt({entry: liar.receipts[1].entry, statement: liar.receipts[2].statement}, () => {}),
    }),
  },
  {
    name: 'the statement of another request, and an entry that names it',
    check: 'statement',
    says: /^\/statement\/request: The entry does not say the same\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt({entry: liar.receipts[1].entry, statement: liar.foreign.statement}, () => {}),
    }),
  },
  {
    name: 'an edited actor',
    check: 'statement',
    says: /^\/statement\/actor: The entry does not say the same\.$/,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], (entry) => (entry.actor.name = 'Somebody Else'))}),
  },
  {
    name: 'an edited decision',
    check: 'statement',
    says: /^\/statement\/decision: The entry does not say the same\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt(liar.receipts[0], (_, statement) => (statement.decision = 'approve')),
    }),
  },
  {
    name: 'the decision moved to another version',
    check: 'statement',
    says: /^\/statement\/version: The entry does not say the same\.$/,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], (entry) => (entry.version = 1))}),
  },
  {
    name: 'the decision moved to the files of another version',
    check: 'statement',
    says: /^\/statement\/digest: It is not that of what the statement shows\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt(
        liar.receipts[1],
        (_, statement) => (statement.parts = liar.receipts[0].statement.parts),
      ),
    }),
  },
  {
    name: 'swapped parts',
    check: 'statement',
    says: /^\/statement\/digest: It is not that of what the statement shows\.$/,
    lie: (liar) => ({
      document: liar.signedReceipt(
        liar.receipts[1],
        (_, {parts: [one, other]}) => ([one.sha256, other.sha256] = [other.sha256, one.sha256]),
      ),
    }),
  },
  {
    name: 'an entry that says more',
    check: 'format',
    says: /^\/approved_by: There is a field that this message does not have\.$/,
    lie: (liar) => ({document: liar.signedReceipt(liar.receipts[1], (entry) => (entry.approved_by = 'the board'))}),
  },
  {
    name: 'a statement that says more',
    check: 'format',
    says: /^\/statement\/approved_by: /,
    lie: (liar) => ({
      document: liar.signedReceipt(liar.receipts[1], (_, statement) => (statement.approved_by = 'the board')),
    }),
  },
  {
    name: 'words beside what is proved',
    check: 'format',
    says: /^The proof has extra data, which nothing vouches for\.$/,
    lie: (liar) => ({
      document: liar.receipt(liar.receipts[1].entry, liar.receipts[1].statement, liar.leaves, {extra: 'paid in full'}),
    }),
  },
  {
    name: 'the receipt of a question',
    check: 'format',
    says: /^\/event: .* The entry is not that of a decision\.$/,
    lie: (liar) => ({document: liar.receipt(liar.bundle.entries[0], liar.receipts[1].statement, liar.leaves)}),
  },

  ...falseHistories,
];

/** What `countersign log verify OLDER` is shown by somebody who kept an older checkpoint: {name, older(liar): text, says}. */
export const olderCheckpoints = [
  {
    name: 'a fork: as many entries, others',
    says: /does not begin with the \d+ that were signed earlier/,
    older: (liar) => liar.sign(liar.leaves.map((leaf, i) => (i === 4 ? leafHash('invented') : leaf))),
  },
  {
    name: 'a fork behind the reader’s back: fewer entries, others',
    says: /does not begin with the 12 that were signed earlier/,
    older: (liar) => liar.sign(liar.leaves.slice(0, 12).map((leaf, i) => (i === 4 ? leafHash('invented') : leaf))),
  },
  {
    name: 'entries in another order',
    says: /does not begin with the 12 that were signed earlier/,
    older: (liar) => liar.sign(swapped(liar.leaves.slice(0, 12), 3, 4)),
  },
  {
    name: 'a rollback: the reader kept more',
    says: /does not begin with the \d+ that were signed earlier/,
    older: (liar) => liar.sign([...liar.leaves, leafHash('taken back')]),
  },
  {
    name: 'two checkpoints of one size',
    says: /does not begin with the \d+ that were signed earlier/,
    older: (liar) => liar.sign([...liar.leaves.slice(1), liar.leaves[0]]),
  },
  {
    name: 'signed by somebody else',
    says: /the older checkpoint was not signed with a key that you gave/,
    older: (liar) => liar.sign(liar.leaves, {signing: liar.stranger}),
  },
  {
    name: 'of another log',
    says: /the older checkpoint was not signed with a key that you gave/,
    older: (liar) => liar.sign(liar.leaves, {origin: 'elsewhere.example/log'}),
  },
  {
    name: 'a size that was edited',
    says: /the older checkpoint was not signed with a key that you gave/,
    older: (liar) => liar.earlier.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) - 1}\n`),
  },
];
