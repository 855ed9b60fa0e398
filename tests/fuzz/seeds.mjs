// Writes the seeds of the fuzz targets: what the vectors say. node tests/fuzz/seeds.mjs FOLDER
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {checkpointText, cosign, leafHash, pathOf, printProof, privateKeyOf, rootOf, signNote, writtenKey} from '../record/formats.mjs';
import {bytesOf, contextOf, filesOf, sequenceOf} from '../vectors-run/vectors.mjs';
import {diceOf} from '../vectors-run/walks.mjs';

const folder = process.argv[2];
if (!folder) throw new Error('node tests/fuzz/seeds.mjs FOLDER');
const calls = ['decide', 'evolve', 'permitted', 'canonicalize', 'metrics', 'template'];
const calendar = {hours: [{weekday: 'monday', from: 540, to: 1020}], holidays: ['2026-12-25'], offset_minutes: 60, offset_changes: [{from: '2026-03-29T01:00:00.000Z', offset_minutes: 120}]};

function seed(target, bytes) {
  const path = join(folder, target);
  mkdirSync(path, {recursive: true});
  writeFileSync(join(path, createHash('sha256').update(bytes).digest('hex').slice(0, 16)), bytes);
}
const toAbi = (call, text) => seed('abi_fuzz', Buffer.concat([Buffer.from([calls.indexOf(call)]), Buffer.from(text)]));

for (const {cases} of filesOf('json')) {
  for (const testCase of cases.filter(({repeat}) => !repeat)) {
    seed('json_reader_fuzz', bytesOf(testCase));
    toAbi('canonicalize', bytesOf(testCase));
  }
}
for (const {cases} of filesOf('calls')) {
  for (const {call, input, text} of cases) {
    toAbi(call, text ?? JSON.stringify(input));
    seed('json_reader_fuzz', Buffer.from(text ?? JSON.stringify(input)));
    if (input?.events) toAbi('metrics', JSON.stringify({calendar, now: '2026-12-24T09:00:00.000Z', logs: [input.events]}));
  }
}
// Commands, without the states that they need: the calls above bring those.
for (const file of filesOf('rules')) {
  for (const testCase of file.cases) {
    const {when} = sequenceOf(file, testCase);
    if (when.due) continue; // no command
    const text = JSON.stringify(when.permitted ? {context: contextOf(when)} : {command: when.command, context: contextOf(when)});
    if (text.length < 4000) toAbi(when.permitted ? 'permitted' : 'decide', text);
  }
}

// Each template as it is, and filled in with what it needs.
const templates = new URL('../../core/templates/', import.meta.url);
for (const file of readdirSync(templates).filter(name => name.endsWith('.json'))) {
  const template = JSON.parse(readFileSync(new URL(file, templates), 'utf8'));
  const people = template.roles.map(({role}) => ({role, id: role, name: role}));
  const facts = (template.facts ?? []).map(({name, type, words}) => (type === 'number' ? {name, number: 7} : {name, text: words?.[0] ?? 'said'}));
  for (const call of [{template}, {template, fill: {title: 'Homepage', people, facts, due: '2026-12-24T09:00:00.000Z', calendar}}]) {
    toAbi('template', JSON.stringify(call));
    seed('template_fuzz', Buffer.from(JSON.stringify(call)));
  }
}

// The formats of the log, signed with a key that is made of nothing; the first byte says which it is.
const logKey = privateKeyOf(Buffer.alloc(32, 7));
const leaves = ['a', 'b', 'c'].map(leafHash);
const checkpoint = checkpointText('log.example', 3, rootOf(leaves));
const signature = signNote(checkpoint, 'log.example', logKey);
const cosigned = cosign(checkpoint, 'witness.example', logKey, 1_790_000_000n);
const note = `${checkpoint}\n${signature}${cosigned}`;
const proof = printProof({index: 1, path: pathOf(1, leaves), checkpoint: note});
const record = [
  [0, JSON.stringify({type: 'countersign/receipt/v1', entry: {event: 'decided'}, statement: {type: 'countersign/decision-statement/v1'}, proof})],
  [0, JSON.stringify({type: 'countersign/bundle/v1', entries: [{event: 'created'}], proofs: [{index: 0, hashes: []}], checkpoint: note, keys: []})],
  [1, proof], [2, note], [3, checkpoint], [4, proof], [4, printProof({index: 1, path: pathOf(1, leaves), checkpoint: note, extra: 'extra'})],
  [5, writtenKey('log.example', logKey)], [6, signature + cosigned],
  ...['0/x001/x234/067', '0/000.p/112', '7/000', 'x001/000.p/9', '\0\0\0\x03abc', 'h'.repeat(64)].map(text => [7, text]),
];
for (const [format, text] of record) seed('record_fuzz', Buffer.concat([Buffer.from([format]), Buffer.from(text)]));

// Walks of any steps (tests/core/steps.h): three bytes of opening, five of each step.
for (let number = 0; number < 200; number++) {
  const dice = diceOf(number);
  seed('walk_fuzz', Buffer.from(Array.from({length: 3 + 5 * (1 + dice.below(10))}, () => dice.below(256))));
}
