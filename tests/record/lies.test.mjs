// A lying server, before the command line and before the core of the page. Both find it out, and say why.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {binary, widget} from '../e2e/support/server.mjs';
import {lies, olderCheckpoints} from './lies.mjs';
import {Liar} from './liar.mjs';
import {recordedWorld} from './world.mjs';

const {loadCore} = await import(pathToFileURL(join(widget, 'core.js')).href);
let core;
let world;
let liar;
let folder;

before(async () => {
  [core, world, folder] = await Promise.all([
    loadCore(),
    recordedWorld(),
    mkdtemp(join(tmpdir(), 'countersign-lies-')),
  ]);
  await world.server.down();
  liar = new Liar(world);
});
after(async () => {
  await world?.server.stop();
  await rm(folder, {recursive: true, force: true});
});

async function file(name, text) {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function byCommandLine({document, since, at_least, witnesses = []}, more = []) {
  const args = [
    'verify',
    await file('document.json', document),
    '--key',
    world.key,
    ...witnesses.flatMap((key) => ['--witness', key]),
    ...more,
  ];
  if (since !== undefined) args.push('--since', await file('kept', since));
  if (at_least !== undefined) args.push('--at-least', String(at_least));
  return spawnSync(binary, args, {encoding: 'utf8'});
}
const byPage = ({document, since, at_least, witnesses = []}) =>
  core.verify({
    keys: [world.key],
    witnesses,
    document,
    ...(since !== undefined && {since}),
    ...(at_least !== undefined && {at_least}),
  });

describe('what an honest server says holds', () => {
  const honest = {
    'a receipt': () => ({document: JSON.stringify(world.receipts[1])}),
    'a bundle': () => ({document: JSON.stringify(world.bundle)}),
    'the receipt of a liar who changed nothing': () => ({document: liar.signedReceipt(world.receipts[1], () => {})}),
    'the bundle of a liar who changed nothing': () => ({document: liar.signedBundle(world.bundle.entries)}),
    'beside the checkpoint that the reader kept': () => ({
      document: liar.receipt(world.receipts[1].entry, world.receipts[1].statement, liar.leaves),
      since: world.checkpoint,
    }),
    'in a tree that is large enough': () => ({document: JSON.stringify(world.receipts[1]), at_least: 5}),
    'with a witness': () => ({
      document: liar.reproved(world.receipts[1], ({checkpoint}) => ({checkpoint: liar.cosigned(checkpoint)})),
      witnesses: [liar.witness.key],
    }),
  };
  for (const [name, make] of Object.entries(honest)) {
    test(name, async () => {
      const given = make();
      const {status, stdout, stderr} = await byCommandLine(given, ['--json']);
      assert.equal(status, 0, stdout + stderr);
      assert.deepEqual(JSON.parse(stdout), byPage(given));
      assert.equal(byPage(given).holds, true);
    });
  }
});

describe('what a lying server says does not hold', () => {
  assert.ok(lies.length >= 40);
  for (const {name, lie, check, says, outcome = 'failed'} of lies) {
    test(name, async () => {
      const given = lie(liar);
      const page = byPage(given);
      const first = page.checks.find((each) => each.outcome !== 'passed');
      assert.equal(page.holds, false);
      assert.deepEqual([first.check, first.outcome], [check, outcome], JSON.stringify(page.checks));
      assert.match(first.detail, says);
      for (const proved of ['entry', 'statement', 'state', 'checkpoint'])
        assert.equal(page[proved], undefined, `${proved} is not handed out`);

      const {status, stdout} = await byCommandLine(given, ['--json']);
      assert.equal(status, 1);
      assert.deepEqual(JSON.parse(stdout), page, 'both readers say the same');
      const told = await byCommandLine(given);
      assert.equal(told.status, 1);
      assert.ok(told.stdout.includes(first.detail), told.stdout);
      assert.match(
        told.stdout,
        outcome === 'failed' ? /\nIt does not hold\.\n$/ : /\nNot everything could be checked\.\n$/,
      );
    });
  }
});

describe('countersign log verify compares the log with a checkpoint that somebody kept', () => {
  const compared = async (text) =>
    spawnSync(binary, ['log', 'verify', '--store', world.server.store, '--key', world.key, await file('older', text)], {
      encoding: 'utf8',
    });
  test('an honest log begins with what it signed earlier', async () => {
    for (const older of [world.earlier, world.checkpoint, liar.sign(liar.leaves.slice(0, 12)), liar.sign([])]) {
      const {status, stdout, stderr} = await compared(older);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /begins with the \d+ that were signed earlier/);
    }
  });
  for (const {name, older, says} of olderCheckpoints) {
    test(name, async () => {
      const {status, stderr} = await compared(older(liar));
      assert.equal(status, 1);
      assert.match(stderr, says);
    });
  }
});
