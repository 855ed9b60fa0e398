// The script for strangers, before a lying server: it finds out what can be seen in a receipt, without any of our programs.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {root} from '../e2e/support/server.mjs';
import {canonical} from '../naive/canonical.mjs';
import {lies} from './lies.mjs';
import {Liar} from './liar.mjs';
import {recordedWorld} from './world.mjs';

let world;
let liar;
let folder;
before(async () => {
  [world, folder] = await Promise.all([recordedWorld(), mkdtemp(join(tmpdir(), 'countersign-script-'))]);
  liar = new Liar(world);
});
after(async () => {
  await world?.server.stop();
  await rm(folder, {recursive: true, force: true});
});

async function checked(document) {
  const file = join(folder, 'receipt.json');
  await writeFile(file, document);
  return spawnSync('sh', [join(root, 'www/docs/verify-receipt.sh'), file, world.key], {encoding: 'utf8'});
}

test('honest receipts hold', async () => {
  for (const receipt of [...world.receipts, world.foreign].map(canonical)) {
    const {status, stdout, stderr} = await checked(receipt);
    assert.equal(status, 0, stdout + stderr);
    assert.deepEqual(JSON.parse(stdout.split('\n').at(-2)), JSON.parse(receipt).statement);
  }
});

// A witness, an older checkpoint and a whole history are more than it looks at; it says nothing of members that it does not know.
const BEYOND = new Set(['witnesses', 'consistency', 'freshness', 'chain', 'rules']);
const UNKNOWN = new Set(['an entry that says more', 'a statement that says more']);
for (const {name, lie, check} of lies) {
  if (BEYOND.has(check) || UNKNOWN.has(name)) continue;
  test(`refused: ${name}`, async () => {
    const {status, stdout} = await checked(lie(liar).document);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^FAILED  /m);
    assert.doesNotMatch(stdout, /It says:/);
  });
}

const inside = (change) => () => change(canonical(world.receipts[1]));
const spelled = {
  'an index with a leading zero': inside((text) => text.replace(/\\nindex (\d+)/, '\\nindex 0$1')),
  'an index that is no number': inside((text) => text.replace(/\\nindex (\d+)/, '\\nindex $1+0')),
  'Base64 in another spelling': inside((text) =>
    text.replace(
      /([A-Za-z0-9+/]{42})([A-Za-z0-9+/])=\\n/,
      (_, most, last) => `${most}${String.fromCharCode(last.charCodeAt(0) + 1)}=\\n`,
    ),
  ),
  'another escape in the proof': inside((text) => text.replace('\\nindex', '\\u000aindex')),
  'an escape that would end the text': inside((text) => text.replace('\\nindex', '\\c\\nindex')),
  'an escape of the terminal': inside((text) => text.replace('"title":"', '"title":"\u001b[2J')),
  'another one, of eight bits': inside((text) => text.replace('"title":"', '"title":"\u009b2J')),
  'a member twice': inside((text) => text.replace('"decision":', '"decision":"approve","decision":')),
};
for (const [name, make] of Object.entries(spelled)) {
  test(`refused: ${name}`, async () => {
    const document = make();
    assert.notEqual(document, canonical(world.receipts[1]));
    const {status, stdout} = await checked(document);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^FAILED  [ -~]+\n$/m);
  });
}
