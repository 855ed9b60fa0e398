// How a server can lie about the history of a request (lies.mjs says how to read this).
import {clone, digestOf} from './liar.mjs';

const swapped = (list, i, j) => list.with(i, list[j]).with(j, list[i]);
const without = (list, i) => list.filter((_, at) => at !== i);
/** A decided entry with its statement changed alike, as a careful liar would. */
function redecided(entry, statement, change) {
  const said = clone(statement);
  change(entry, said);
  entry.statement = digestOf(said);
}

/** {name, lie(liar), check, says}, as in lies.mjs. */
export const falseHistories = [
  // --------------------------------------------------------------------------------------- a history, not signed again
  {
    name: 'an event is missing',
    check: 'chain',
    says: /^\/entries\/4\/previous: .* It does not name the entry before it\.$/,
    lie: (liar) => ({document: liar.rearranged((pairs) => without(pairs, 4))}),
  },
  {
    name: 'the beginning is missing',
    check: 'chain',
    says: /^\/entries\/0\/previous: .* It does not name the entry before it\.$/,
    lie: (liar) => ({document: liar.rearranged((pairs) => pairs.slice(1))}),
  },
  {
    name: 'two events have changed places',
    check: 'inclusion',
    says: /^\/proofs\/4: The entry does not lie behind the one before it\.$/,
    lie: (liar) => ({document: liar.rearranged((pairs) => swapped(pairs, 3, 4))}),
  },
  {
    name: 'an event is there twice',
    check: 'inclusion',
    says: /^\/proofs\/4: The entry does not lie behind the one before it\.$/,
    lie: (liar) => ({document: liar.rearranged((pairs) => pairs.toSpliced(4, 0, pairs[3]))}),
  },
  {
    name: 'two entries have changed their proofs',
    check: 'inclusion',
    says: /^\/proofs\/3: The proof does not lead from this entry/,
    lie: (liar) => ({
      document: liar.rearranged((pairs) =>
        swapped(
          pairs.map(({entry}) => entry),
          3,
          4,
        ).map((entry, i) => ({entry, proof: pairs[i].proof})),
      ),
    }),
  },
  {
    name: 'an event of another request among them',
    check: 'chain',
    says: /^\/entries\/\d+\/previous: /,
    lie(liar) {
      const {index, path} = (({proof}) => ({
        index: Number(/index (\d+)/.exec(proof)[1]),
        path: proof.split('\n\n')[0].split('\n').slice(2),
      }))(liar.foreign);
      // In one tree: that of the foreign receipt, in which the bundle is proved again.
      const leaves = liar.leaves.slice(0, liar.sizeOf(liar.foreign.proof.split('\n\n').slice(1).join('\n\n')));
      const entries = liar.bundle.entries.filter((entry) => leaves.some((leaf) => leaf.equals(liar.leafOf(entry))));
      const pairs = entries.map((entry) => ({entry, proof: liar.proofOf(entry, leaves)}));
      const at = pairs.findIndex(({proof}) => proof.index > index);
      pairs.splice(at < 0 ? pairs.length : at, 0, {entry: liar.foreign.entry, proof: {index, hashes: path}});
      return {
        document: JSON.stringify({
          ...liar.bundle,
          checkpoint: liar.sign(leaves),
          entries: pairs.map(({entry}) => entry),
          proofs: pairs.map(({proof}) => proof),
        }),
      };
    },
  },

  // ------------------------------------------------------------------- a history, chained and signed again by the liar
  {
    name: 'an event is left out, and the rest is chained anew',
    check: 'rules',
    says: /^\/entries\/8\/seq: /,
    lie: (liar) => ({
      document: liar.signedBundle(liar.history((entries) => without(entries, liar.place('objection-answered')))),
    }),
  },
  {
    name: 'the submission is left out, and the rest is numbered anew',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => without(entries, liar.place('submitted'))),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'an objection is left out, and the rest is numbered anew',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => without(entries, liar.place('decided'))),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'two events have changed places, and the rest is chained anew',
    check: 'rules',
    says: /^\/entries\/1\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => swapped(entries, 1, 2)),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'chained in one order, put into the log in another',
    check: 'inclusion',
    says: /^\/proofs\/3: The entry does not lie behind the one before it\.$/,
    lie: (liar) => ({
      document: liar.signedBundle(liar.bundle.entries, {
        order: swapped(
          liar.bundle.entries.map((_, i) => i),
          2,
          3,
        ),
      }),
    }),
  },
  {
    name: 'an event of another request is put in, numbered and chained',
    check: 'rules',
    says: /^\/entries\/8\/request: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => entries.toSpliced(8, 0, liar.foreign.entry)),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'a decision is there twice, numbered and chained',
    check: 'rules',
    says: /^\/entries\/\d+\/event: .* Nothing happened here\.$/,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => entries.toSpliced(liar.place('decided', 1), 0, entries[liar.place('decided', 1)])),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'a challenge is used again',
    check: 'rules',
    says: /^\/entries\/\d+\/event: .*challenge/i,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          const [first, second] = [1, 2].map((nth) => entries[liar.place('decided', nth)]);
          redecided(
            second,
            liar.receipts[2].statement,
            (entry, said) => (entry.challenge = said.challenge = first.challenge),
          );
        }),
      ),
    }),
  },
  {
    name: 'somebody decides who is not asked',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          redecided(
            entries[liar.place('decided', 2)],
            liar.receipts[2].statement,
            (entry, said) => (entry.actor.id = said.actor.id = 'eve'),
          );
        }),
      ),
    }),
  },
  {
    name: 'a decision for a version that is no longer shown',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          const {version, digest, covered} = liar.receipts[0].statement;
          redecided(entries[liar.place('decided', 2)], liar.receipts[2].statement, (entry, said) => {
            Object.assign(entry, {version, digest, covered});
            Object.assign(said, {version, digest, covered});
          });
        }),
      ),
    }),
  },
  {
    name: 'a rejection is turned into an approval',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          redecided(entries[liar.place('decided')], liar.receipts[0].statement, (entry, said) => {
            entry.decision = said.decision = 'approve';
            entry.objections = said.objections = [];
          });
        }),
      ),
    }),
  },
  {
    name: 'a decision is dated back',
    check: 'rules',
    says: /^\/entries\/\d+\/at: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => void (entries[liar.place('decided', 2)].at = '2020-01-01T00:00:00.000Z')),
      ),
    }),
  },
  {
    name: 'the files of a version are swapped',
    check: 'rules',
    says: /^\/entries\/1\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          const [one, other] = entries[liar.place('version-added')].parts;
          [one.sha256, other.sha256] = [other.sha256, one.sha256];
        }),
      ),
    }),
  },
  {
    name: 'an approval that nobody gave',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          const {seq, ...resolved} = entries[liar.place('resolved', 1)];
          return [...entries.slice(0, liar.place('submitted') + 1), {...resolved, version: 1, seq}];
        }),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'an effect is released twice',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => [...entries, entries[liar.place('effect-released')]]),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'an event that no rule knows',
    check: 'rules',
    says: /^\/entries\/\d+\/event: /,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => [...entries, {...entries.at(-1), event: 'paid'}]),
        {renumber: true},
      ),
    }),
  },
  {
    name: 'the history ends within a command',
    check: 'rules',
    says: /The log ends within a command\.$/,
    lie: (liar) => ({document: liar.signedBundle(liar.history((entries) => entries.slice(0, -1)))}),
  },
  {
    name: 'an event says more',
    check: 'rules',
    says: /^\/entries\/2: .* It says more than an event of this version does\.$/,
    lie: (liar) => ({
      document: liar.signedBundle(liar.history((entries) => void (entries[2].approved_by = 'the board'))),
    }),
  },
  {
    name: 'the entry of a decision names another statement',
    check: 'statement',
    says: /^\/entries\/\d+\/statement: .* The request says something else than the statement whose hash this is\.$/,
    lie: (liar) => ({
      document: liar.signedBundle(
        liar.history((entries) => {
          redecided(
            entries[liar.place('decided', 1)],
            liar.receipts[1].statement,
            (_, said) => (said.title = 'Something else'),
          );
        }),
      ),
    }),
  },
];
