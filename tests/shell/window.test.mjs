// The native window, drawn on a virtual screen (Debian: xvfb). Without one there is nothing to test here.
import assert from 'node:assert/strict';
import {execFile, spawn, spawnSync} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {crc32, inflateSync} from 'node:zlib';
import {signedBundle} from './bundle.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const binary = process.env.COUNTERSIGN_TEST_INSPECTOR ?? join(root, 'build/release/shell/countersign-inspector');
const sample = join(root, 'www/inspector/sample-log.json');
const hasScreen = !spawnSync('Xvfb', ['-help']).error;
const run = promisify(execFile);

/** The chunks of a PNG; fails when one of them is damaged. */
function chunksOf(png) {
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const chunks = {};
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + size);
    if (crc32) assert.equal(crc32(body), png.readUInt32BE(at + 8 + size));
    chunks[body.subarray(0, 4).toString('latin1')] = body.subarray(4);
    at += 12 + size;
  }
  return chunks;
}

function pictureOf(png) {
  const {IHDR, IDAT} = chunksOf(png);
  const [width, height] = [IHDR.readUInt32BE(0), IHDR.readUInt32BE(4)];
  const rows = inflateSync(IDAT);
  assert.equal(rows.length, height * (3 * width + 1));
  const colours = new Set();
  for (let y = 0; y < height; y += 1) {
    for (let at = y * (3 * width + 1) + 1; at < (y + 1) * (3 * width + 1); at += 3) colours.add(rows.readUIntBE(at, 3));
  }
  return {width, height, colours: colours.size};
}

describe('the inspector in a window', {skip: !hasScreen && 'there is no Xvfb', timeout: 120_000}, () => {
  let screen;
  let display;
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-window-'));
    screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe']});
    const number = await new Promise((resolve) => screen.stdio[3].once('data', (text) => resolve(String(text).trim())));
    display = `:${number}`;
  });
  after(async () => {
    screen?.kill();
    await rm(folder, {recursive: true, force: true});
  });

  const inspect = (...args) => run(binary, args, {env: {...process.env, DISPLAY: display}});
  const picture = (name) => join(folder, name);

  test('draws a log', async () => {
    await inspect(sample, '--size', '1280x800', '--cursor', '12', '--person', 'jonas', '--screenshot', picture('a.png'));
    const {width, height, colours} = pictureOf(await readFile(picture('a.png')));
    assert.deepEqual([width, height], [1280, 800]);
    assert.ok(colours > 100, `the window shows ${colours} colours`);
  });

  test('draws light and dark, early and late, and they differ', async () => {
    const pictures = new Set();
    for (const args of [[], ['--dark'], ['--cursor', '0'], ['--cursor', '3']]) {
      await inspect('--open', sample, ...args, '--screenshot', picture('b.png'));
      pictures.add((await readFile(picture('b.png'))).toString('latin1'));
    }
    assert.equal(pictures.size, 4);
  });

  test('draws without a log, and without typefaces', async () => {
    await inspect('--screenshot', picture('c.png'));
    assert.ok(pictureOf(await readFile(picture('c.png'))).colours > 20);
    await inspect(sample, '--fonts', folder, '--screenshot', picture('d.png'));
    assert.ok(pictureOf(await readFile(picture('d.png'))).colours > 20);
  });

  test('says what is wrong with a log, draws that, and ends with 1', async () => {
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"events":[{"seq":1}]}');
    await assert.rejects(inspect(broken, '--screenshot', picture('e.png')), ({code, stderr}) => {
      assert.equal(code, 1);
      assert.match(stderr, /broken\.json: missing-field at \/events\/0\//);
      return true;
    });
    assert.ok(pictureOf(await readFile(picture('e.png'))).colours > 20);
  });

  test('says of a bundle what proves it, and of a key that is none that it is none', async () => {
    const {bundle, key} = await signedBundle(folder);
    await writeFile(join(folder, 'bundle.json'), bundle);
    const pictures = new Set();
    for (const keys of [key, '']) {
      await inspect(join(folder, 'bundle.json'), '--keys', keys, '--screenshot', picture('g.png'));
      pictures.add((await readFile(picture('g.png'))).toString('latin1'));
    }
    assert.equal(pictures.size, 2);
    await assert.rejects(inspect(join(folder, 'bundle.json'), '--keys', 'nonsense', '--screenshot', picture('g.png')), ({code, stderr}) => code === 2 && /public keys of logs/.test(stderr));
  });

  test('ends with 2 for what it cannot read', async () => {
    for (const args of [['--size', 'huge'], ['--open', join(folder, 'nothing.json')], ['--nonsense']]) {
      await assert.rejects(inspect(...args, '--screenshot', picture('f.png')), ({code}) => code === 2);
    }
  });

  test('ends with 1 without a screen', async () => {
    await assert.rejects(run(binary, [sample], {env: {PATH: process.env.PATH}}), ({code}) => code === 1);
  });
});
