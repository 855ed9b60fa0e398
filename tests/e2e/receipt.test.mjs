// A receipt that the customer keeps: fetched, checked in the page against the key that the page pins, saved as a file.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {jonas, maria, stage} from './support/api.mjs';
import {portrait} from './support/portrait.mjs';
import {altered} from './support/proxy.mjs';
import {binary} from './support/server.mjs';
import {world} from './support/world.mjs';

const here = world('keeping a receipt');
const {test} = here;
const run = promisify(execFile);
const stranger = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const isReceipt = ({path}) => /^\/v1\/requests\/[^/]+\/receipt/.test(path);

/** As its owner prints it, and not as the server says. */
const keyOfLog = async () => (await run(binary, ['keys', 'log', '--store', here.server.store])).stdout.trim();

/** Decides, and stands before the button. */
async function decided(t, open, {key, decision = 'Approve', ...options} = {}) {
  const request = await here.api.submitted();
  const tab = await open(maria, request, {attributes: {...(key && {'log-key': key})}, ...options});
  await tab.decide(decision);
  await tab.see(tab.button('Keep the receipt'));
  return {tab, request};
}
const shared = (t) => (...args) => here.tab(t, ...args);

const checksOn = (tab) => tab.widget.locator('[data-check]').evaluateAll((all) => all.map(({dataset}) => ({...dataset})));
const failedOn = async (tab) => (await checksOn(tab)).filter(({outcome}) => outcome === 'failed').map(({check}) => check);
const alert = (tab) => tab.widget.getByRole('alert');

/** Keeps it, and gives the file that the browser saved. */
async function saved(t, tab, press = () => tab.button('Keep the receipt').click()) {
  const [download] = await Promise.all([tab.page.waitForEvent('download'), press()]);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-receipt-'));
  t.after(() => rm(folder, {recursive: true, force: true}));
  const file = join(folder, 'receipt.json');
  await download.saveAs(file);
  return {file, name: download.suggestedFilename()};
}

/** Nothing is saved while `work` is done. */
async function savesNothing(tab, work) {
  const saved = [];
  const note = (download) => saved.push(download.suggestedFilename());
  tab.page.on('download', note);
  await work();
  tab.page.off('download', note);
  assert.deepEqual(saved, []);
}

test('the file on disk is what the program accepts, and each check is named', async (t) => {
  const key = await keyOfLog();
  const {tab, request} = await decided(t, shared(t), {key: `${stranger} ${key}`});
  assert.equal(tab.requests.filter((call) => /receipt-|verifier\.wasm|countersign\.wasm/.test(call.url())).length, 0, 'nothing of it is loaded before');
  const {file, name} = await saved(t, tab);
  assert.equal(name, 'receipt-Homepage-design-final-delivery-approve.json');
  const {stdout} = await run(binary, ['verify', file, '--key', key, '--json']);
  const {checks, holds} = JSON.parse(stdout);
  assert.equal(holds, true);
  await tab.seeText(`The receipt is saved, and all ${checks.length + 1} checks of it hold.`);
  assert.deepEqual(await checksOn(tab), [...checks.map(({check, outcome}) => ({check, outcome})), {check: 'subject', outcome: 'passed'}]);
  const shown = await tab.widget.locator('.receipt').innerText();
  for (const {detail} of checks) assert.ok(shown.includes(detail), detail);
  assert.ok(!/\bverified\b/i.test(shown), 'no bare word for all of it');
  assert.equal(tab.requests.filter((call) => /countersign\.wasm/.test(call.url())).length, 0, 'the small module is enough');

  const [event] = await tab.events('countersign-receipt');
  const {decisions} = await here.api.state(request);
  assert.deepEqual(Object.keys(event.detail).sort(), ['checks', 'decision', 'holds', 'request']);
  assert.deepEqual([event.detail.request, event.detail.decision, event.detail.holds], [request, decisions[0].id, true]);
  assert.equal(event.detail.checks.length, checks.length + 1);

  // Later, too; and the same bytes.
  await tab.reload();
  const again = await saved(t, tab);
  assert.equal(JSON.parse(await readFile(again.file)).entry.decision_id, decisions[0].id);
  const third = await saved(t, tab, () => tab.button('Save it again').click());
  assert.equal(await readFile(third.file, 'utf8'), await readFile(again.file, 'utf8'));
  await portrait(tab, 'receipt-holds');
});

test('another key than the log’s refuses it, with the reason', async (t) => {
  const {tab} = await decided(t, shared(t), {key: stranger});
  await savesNothing(tab, async () => {
    await tab.button('Keep the receipt').click();
    await tab.see(alert(tab));
  });
  assert.match(await alert(tab).innerText(), /This receipt does not hold, and was not saved\. Please tell Northlight Studio\.[^]*No key that you gave is of the log/);
  assert.deepEqual(await failedOn(tab), ['origin']);
  const [{detail}] = await tab.events('countersign-receipt');
  assert.equal(detail.holds, false);
  await portrait(tab, 'receipt-fails');
  // It is evidence all the same.
  const {file} = await saved(t, tab, () => tab.button('Save it as evidence').click());
  await run(binary, ['verify', file, '--key', await keyOfLog()]);

  // A key of the same name: the signature is what counts.
  const [name, , bytes] = [(await keyOfLog()).split('+')[0], ...stranger.split('+').slice(1)];
  await tab.widget.evaluate((element, text) => { element.logKey = text; }, `${name}+00000000+${bytes}`);
  await tab.button('Keep the receipt').click();
  await tab.see(alert(tab).filter({hasText: 'The receipt was not checked: the key of the log that this page gives cannot be used.'}));
  await tab.isClean();
});

for (const [what, change, check] of [
  ['statement', (receipt) => { receipt.statement.title = 'Another title'; }, 'statement'],
  ['entry', (receipt) => { receipt.entry.rationale = 'I am happy.'; }, 'inclusion'],
  ['proof', (receipt) => { receipt.proof = receipt.proof.replace(/^(index \d+\n)(.)/m, (_, line, first) => line + (first === 'A' ? 'B' : 'A')); }, 'inclusion'],
  ['signature', (receipt) => { receipt.proof = receipt.proof.replace(/.{8}$/m, 'AAAAAAA='); }, 'format'],
]) {
  test(`a receipt whose ${what} was changed on the way is refused`, async (t) => {
    const {proxy, tab: open} = await here.proxied(t);
    proxy.fault = (call) => isReceipt(call) && altered(change);
    const {tab} = await decided(t, open, {key: await keyOfLog()});
    await savesNothing(tab, async () => {
      await tab.button('Keep the receipt').click();
      await tab.see(alert(tab));
    });
    assert.match(await alert(tab).innerText(), /This receipt does not hold/);
    assert.ok((await failedOn(tab)).includes(check) || what === 'signature', String(await failedOn(tab)));
    assert.ok((await failedOn(tab)).length > 0);
    await tab.isClean();
  });
}

test('a genuine receipt of another decision is refused', async (t) => {
  const {proxy, tab: open} = await here.proxied(t);
  const other = await here.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [jonas])]});
  await here.api.decide(jonas, other, 'approve');
  const receipt = await fetch(`${here.server.url}/v1/requests/${other}/receipt`, {headers: {'Authorization': `Bearer ${here.server.key}`, 'Countersign-Protocol': '1'}}).then((answer) => answer.text());
  proxy.fault = (call) => isReceipt(call) && ((answer) => ({...answer, body: Buffer.from(receipt)}));
  const {tab} = await decided(t, open, {key: await keyOfLog()});
  await tab.button('Keep the receipt').click();
  await tab.see(alert(tab));
  assert.deepEqual(await failedOn(tab), ['subject']);
  await tab.isClean();
});

test('without a pinned key it is kept, and nothing is called proved', async (t) => {
  const {tab} = await decided(t, shared(t), {});
  const {file} = await saved(t, tab);
  await tab.seeText('The receipt is saved, but not proved here');
  assert.deepEqual(await checksOn(tab), [
    {check: 'format', outcome: 'passed'}, {check: 'origin', outcome: 'unpinned'}, {check: 'inclusion', outcome: 'unpinned'},
    {check: 'statement', outcome: 'passed'}, {check: 'subject', outcome: 'passed'},
  ]);
  const [{detail}] = await tab.events('countersign-receipt');
  assert.equal(detail.holds, false);
  await run(binary, ['verify', file, '--key', await keyOfLog()]);
  await portrait(tab, 'receipt-unpinned');
});

test('what cannot be had is said: a log that has not signed, a server without one, no connection', async (t) => {
  const {proxy, tab: open} = await here.proxied(t);
  const {tab} = await decided(t, open, {key: await keyOfLog(), mayFail: true});
  const refuse = (code, status) => (answer) => ({...answer, status, body: Buffer.from(JSON.stringify({code, status, title: 'No.', detail: '', pointer: ''}))});
  const refusedWith = async (fault, text) => {
    proxy.fault = (call) => isReceipt(call) && fault;
    await tab.button('Keep the receipt').click();
    await tab.see(alert(tab).filter({hasText: text}));
  };
  await refusedWith(refuse('not-logged-yet', 503), 'The log has not signed this decision yet.');
  assert.ok(proxy.calls.filter(isReceipt).length >= 4, 'asked again first');
  await refusedWith(refuse('route-unknown', 404), 'This server hands out no receipts.');
  await refusedWith('cut', 'The server cannot be reached.');
  proxy.fault = () => undefined;
  await saved(t, tab);
  assert.equal(await alert(tab).count(), 0);
  await tab.isClean();
});

test('with the keyboard, on a telephone, and heard', async (t) => {
  const {tab} = await decided(t, shared(t), {key: await keyOfLog(), decision: 'Approve', viewport: {width: 320, height: 700}});
  const button = tab.widget.locator('#receipt');
  for (let i = 0; i < 20 && !(await button.evaluate((element) => element.getRootNode().activeElement === element)); i++) await tab.page.keyboard.press('Tab');
  await saved(t, tab, () => tab.page.keyboard.press('Enter'));
  await tab.see(tab.widget.locator('[aria-live=polite]').filter({hasText: 'The receipt is saved, and all'}));
  assert.equal(await button.evaluate((element) => element.getRootNode().activeElement === element), true, 'the focus stays');
  assert.equal(await tab.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true);
  await tab.isClean();
});
