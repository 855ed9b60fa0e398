// The peer is a page that works and rules that agree with the core, so that comparing with it means something.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {startBackend} from './backend.mjs';
import {benchCommands, commandsTable, tellStory} from './commands.mjs';
import {buildPeer, importPeerRules} from './measure.mjs';
import {loadWasm} from './wasm.mjs';

let core, backend, browser;
before(async () => {
  await buildPeer();
  core = await loadWasm();
  backend = await startBackend(core);
  browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
});
after(async () => {
  await browser?.close();
  backend?.close();
});

test('the peer comes to the same events, states and refusals as the core', async () => {
  const {accepted, refused, state} = tellStory(core, await importPeerRules());
  assert.deepEqual([accepted, refused, state.state], [23, 6, 'approved']);
});

test('the peer approves with a click, and shows what was recorded', async () => {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(backend.address);
  await page.getByRole('button', {name: /Texts-v2\.md/}).click();
  await page.getByText('Texts-v2.md 2056').waitFor();
  await page.getByText('Opened').nth(2).waitFor();
  await page.getByRole('radio', {name: 'Approve Version 2 is final.', exact: true}).check();
  await page.getByText('Legal is asked next.').waitFor();
  await page.getByRole('button', {name: 'Review and approve version 2'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Yes, approve version 2'}).click();
  await page.getByRole('heading', {name: 'You approved version 2'}).waitFor();
  await page.getByText('Maria Keller, for Keller Optik GmbH').waitFor();
  assert.deepEqual(errors, []);
  assert.equal(backend.received.length, 2);
  const [, click] = backend.received;
  assert.match(click.key, /^[0-9a-f-]{36}$/);
  assert.deepEqual([click.protocol, JSON.parse(click.command).decision, backend.state().stages[0].status], ['1', 'approve', 'passed']);
});

test('the core, in wasm and natively, and the peer are timed in the same run', async () => {
  const rates = await benchCommands({seconds: 4});
  console.log(commandsTable(rates));
  for (const {ours, theirs, native} of [rates.early, rates.late]) assert.ok(ours > 0 && theirs > 0 && native > 0);
  assert.ok(rates.typed > rates.early.native, 'without any JSON the core is faster');
});
