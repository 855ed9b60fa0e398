// The inspector's canvas page, served as people get it: under the server's content security policy.
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {after, before, describe, test} from 'node:test';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {Server, root} from '../e2e/support/server.mjs';
import {signedBundle} from './bundle.mjs';

const require = createRequire(import.meta.url);
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const sample = await readFile(`${root}www/inspector/sample-log.json`);
const COUNT = JSON.parse(sample).events.length;

const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
  ],
});

describe('the inspector on a canvas', {timeout: 240_000}, () => {
  let server;
  let browser;
  let page;
  let complaints;

  before(async () => {
    server = await Server.start({www: `${root}www`});
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** A fresh tab with the inspector running in it. */
  async function open(fragment = '', options = {}) {
    await page?.context().close();
    const context = await browser.newContext({viewport: {width: 1440, height: 900}, ...options});
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    complaints = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${server.url}/inspector/${fragment}`);
    await page.waitForFunction(() => Number(document.querySelector('#inspector').dataset.frames) > 0);
  }

  const canvas = () => page.locator('#inspector');
  const data = (name) => canvas().getAttribute(`data-${name}`);
  const cursorIs = (expected) =>
    page.waitForFunction((wanted) => Number(document.querySelector('#inspector').dataset.cursor) === wanted, expected);
  const settled = async () => {
    for (let before = -1, now = 0; before !== now; ) {
      before = now;
      await page.waitForTimeout(200);
      now = Number(await data('frames'));
    }
  };

  /** How many different colours the canvas shows, and how many of its pixels are of the most common one. */
  async function colours() {
    await settled();
    const picture = `data:image/png;base64,${(await canvas().screenshot()).toString('base64')}`;
    return page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const copy = new OffscreenCanvas(image.width, image.height).getContext('2d');
      copy.drawImage(image, 0, 0);
      const pixels = new Uint32Array(copy.getImageData(0, 0, image.width, image.height).data.buffer);
      const counts = new Map();
      for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
      return {kinds: counts.size, most: Math.max(...counts.values()) / pixels.length};
    }, picture);
  }

  test('starts empty, under the policy, without a complaint', async () => {
    await open();
    assert.equal(await data('size'), '0');
    const {kinds} = await colours();
    assert.ok(kinds > 20, `the canvas shows ${kinds} colours`);
    assert.deepEqual(complaints, []);
  });

  test('draws the sample log', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    const {kinds, most} = await colours();
    assert.ok(kinds > 100 && most < 0.95, `the canvas shows ${kinds} colours, one on ${most} of it`);
    assert.deepEqual(complaints, []);
  });

  test('the keyboard scrubs, and what happened is told', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    await canvas().focus();
    await page.keyboard.press('ArrowLeft');
    await cursorIs(COUNT - 1);
    await page.keyboard.press('Home');
    await cursorIs(0);
    await page.keyboard.press('ArrowRight');
    await cursorIs(1);
    assert.match(await page.locator('#told').textContent(), /Intake bot created the deliverable 'Homepage design'. State: draft./);
    await page.keyboard.press('End');
    await cursorIs(COUNT);
  });

  test('the mouse scrubs', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    await settled();
    const box = await canvas().boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + 122);
    await page.waitForFunction((end) => Number(document.querySelector('#inspector').dataset.cursor) < end, COUNT);
  });

  test('a finger scrubs', async () => {
    await open('#sample', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2});
    await cursorIs(COUNT);
    await settled();
    const box = await canvas().boundingBox();
    await page.touchscreen.tap(box.x + box.width / 2, box.y + 122);
    await page.waitForFunction((end) => Number(document.querySelector('#inspector').dataset.cursor) < end, COUNT);
  });

  test('a bundle is checked with the key that the reader gives, and every check is told', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-canvas-'));
    t.after(() => rm(folder, {recursive: true, force: true}));
    const {bundle, key} = await signedBundle(folder);
    await open();
    const told = async () => (await page.locator('#proof li').allTextContents()).map((line) => line.split(':')[0]);
    await page.setInputFiles('#file', {name: 'bundle.json', mimeType: 'application/json', buffer: Buffer.from(bundle)});
    await page.waitForFunction(() => document.querySelectorAll('#proof li').length > 0);
    assert.deepEqual((await told()).slice(0, 3), ['format holds', 'origin FAILED', 'inclusion not checked']);
    await page.getByLabel('Key of the log').fill('nonsense');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('#problem').textContent(), /not the public key of a log/);
    await page.getByLabel('Key of the log').fill(key);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => [...document.querySelectorAll('#proof li')].every((line) => line.textContent.includes(' holds: ')));
    assert.deepEqual(await told(), ['format', 'origin', 'checkpoint', 'inclusion', 'chain', 'rules', 'statement'].map((check) => `${check} holds`));
    assert.equal(await page.locator('#problem').isVisible(), false);
    await open(`#key=${encodeURIComponent(key)}`);
    await page.setInputFiles('#file', {name: 'bundle.json', mimeType: 'application/json', buffer: Buffer.from(bundle)});
    await page.waitForFunction(() => document.querySelectorAll('#proof li').length === 7);
    assert.ok((await told()).every((line) => line.endsWith(' holds')));
    assert.deepEqual(complaints, []);
  });

  /** What the canvas shows, to be compared. */
  const shown = async () => {
    await settled();
    return (await canvas().screenshot()).toString('base64');
  };

  test('the wheel scrolls the panel under it, down and up again', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    const box = await canvas().boundingBox();
    await page.mouse.move(box.x + 650, box.y + 500);
    const before = await shown();
    await page.mouse.wheel(0, 240);
    const scrolled = await shown();
    assert.notEqual(scrolled, before);
    await page.mouse.wheel(0, -600);
    assert.equal(await shown(), before);
    assert.equal(await data('cursor'), String(COUNT));
  });

  test('a finger scrolls: what it moves over is not pressed', async () => {
    await open('#sample', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});
    await cursorIs(COUNT);
    const before = await shown();
    const devtools = await page.context().newCDPSession(page);
    const touch = (type, ...touchPoints) => devtools.send('Input.dispatchTouchEvent', {type, touchPoints});
    await touch('touchStart', {x: 180, y: 500});
    for (let y = 510; y <= 700; y += 10) await touch('touchMove', {x: 180, y});
    await touch('touchEnd');
    assert.notEqual(await shown(), before);
    assert.equal(await data('cursor'), String(COUNT));
  });

  test('keys outside the canvas stay outside, and Tab leaves it', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    await page.locator('#open-sample').focus();
    await page.keyboard.press('ArrowLeft');
    await canvas().focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
    await page.keyboard.press('ArrowLeft');
    await settled();
    assert.equal(await data('cursor'), String(COUNT));
  });

  test('draws nothing while nothing happens', async () => {
    await open('#sample');
    await settled();
    const frames = await data('frames');
    await page.waitForTimeout(1500);
    assert.equal(await data('frames'), frames);
  });

  test('opens a chosen file; refuses a bad one, says why, and keeps the one before', async () => {
    await open();
    const choose = (name, buffer) => page.locator('#file').setInputFiles({name, mimeType: 'application/json', buffer});
    await choose('mine.json', sample);
    await cursorIs(COUNT);
    await choose('broken.json', Buffer.from('{"events":[{"seq":1}]}'));
    await page.waitForFunction(() => /broken.json was not opened: missing-field/.test(document.querySelector('#told').textContent));
    assert.equal(await data('size'), String(COUNT));
    await choose('latin1.json', Buffer.from([0x5b, 0x22, 0xe4, 0x22, 0x5d]));
    await page.waitForFunction(() => /json-invalid-utf8/.test(document.querySelector('#told').textContent));
  });

  test('opens a dropped file', async () => {
    await open();
    const transfer = await page.evaluateHandle((text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], 'dropped.json'));
      return files;
    }, sample.toString());
    await canvas().dispatchEvent('drop', {dataTransfer: transfer});
    await cursorIs(COUNT);
  });

  test('opens the log that another page of the site left', async () => {
    await open();
    await page.evaluate((text) => sessionStorage.setItem('countersign-inspector-log', text), sample.toString());
    await page.reload();
    await cursorIs(COUNT);
    assert.equal(await page.evaluate(() => sessionStorage.getItem('countersign-inspector-log')), null, 'it is taken');
  });

  test('the log as text goes to events', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    await page.locator('summary').click();
    await page.locator('.event').nth(COUNT - 1).waitFor();
    assert.equal(await page.locator('.event').count(), COUNT);
    await page.locator('.event').nth(9).click();
    await cursorIs(10);
    assert.equal(await page.locator('[aria-current=step]').textContent(), await page.locator('.event').nth(9).textContent());
  });

  test('comes back after the browser took the graphics away', async () => {
    await open('#sample');
    await cursorIs(COUNT);
    await page.evaluate(async () => {
      const gpu = document.querySelector('#inspector').getContext('webgl2').getExtension('WEBGL_lose_context');
      gpu.loseContext();
      await new Promise((resolve) => setTimeout(resolve, 300));
      gpu.restoreContext();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const {kinds} = await colours();
    assert.ok(kinds > 100, `the canvas shows ${kinds} colours`);
  });

  test('follows the scheme of the system', async () => {
    await open('#sample', {colorScheme: 'dark'});
    await settled();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), 'dark');
  });

  test('has no accessibility violation around the canvas, in both schemes', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await open('#sample', {colorScheme, bypassCSP: true});
      await page.locator('summary').click();
      await page.evaluate(axe);
      const {violations} = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`), []);
    }
  });
});
