// Decisions that are signed with a passkey: Chromium's own virtual authenticator, the real server, and the program that verifies.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {maria, stage} from './support/api.mjs';
import {portrait} from './support/portrait.mjs';
import {isDecision} from './support/proxy.mjs';
import {binary} from './support/server.mjs';
import {until, world} from './support/world.mjs';

const here = world('signing with a passkey', {server: {passkeys: true}});
const {test} = here;
const run = promisify(execFile);
const RECORDED = 'You approved version 1';

let people = 0;
/** Somebody who has no passkey yet: each test has a device of its own. */
const somebody = () => ({...maria, id: `maria-${++people}`});
const demanding = (person) => here.api.submitted({demands: ['passkey'], stages: [stage('customer', 'Keller Optik', 1, [person])]});
const keyOfLog = async () => (await run(binary, ['keys', 'log', '--store', here.server.store])).stdout.trim();

/** A platform authenticator in a tab, such as a telephone's; `more` says what it cannot do. */
async function authenticator(tab, more = {}) {
  const session = await tab.context.newCDPSession(tab.page);
  await session.send('WebAuthn.enable', {enableUI: false});
  const {authenticatorId} = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...more},
  });
  return {
    call: (method, params = {}) => session.send(`WebAuthn.${method}`, {authenticatorId, ...params}),
    credentials: async () => (await session.send('WebAuthn.getCredentials', {authenticatorId})).credentials,
  };
}

const button = (tab, name) => tab.dialog.getByRole('button', {name, exact: true});

/** Chromium wants every site to take RS256 as well, which the core does not. */
const unasked = /^publicKey\.pubKeyCredParams is missing/;

async function createPasskey(tab) {
  await tab.see(button(tab, 'Create a passkey'));
  await tab.settled();
  await button(tab, 'Create a passkey').click();
  await tab.see(tab.dialog.getByText('Your passkey is there.'));
  tab.complaints = tab.complaints.filter((text) => !unasked.test(text));
}

/** Stands in the dialog, with a passkey that was made in it unless `make` says otherwise. */
async function inDialog(t, {make = true, more, person = somebody(), ...options} = {}) {
  const request = await demanding(person);
  const tab = await here.tab(t, person, request, options);
  const device = await authenticator(tab, more);
  await tab.review('Approve');
  if (make) await createPasskey(tab);
  return {tab, request, device, person};
}

test('a passkey is made, signs the decision, and the receipt verifies offline with it', async (t) => {
  const {tab, request, device} = await inDialog(t, {make: false, attributes: {'log-key': await keyOfLog()}});
  await tab.see(button(tab, 'Create a passkey'));
  await portrait(tab, 'passkey-none');
  await createPasskey(tab);
  await portrait(tab, 'passkey-dialog');
  assert.equal((await here.api.decided(request)).length, 0, 'nothing is sent before');
  assert.equal((await device.credentials()).length, 1);
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.heading(RECORDED));
  const [{passkey}] = await here.api.decided(request);
  assert.deepEqual(Object.keys(passkey).sort(), ['authenticator_data', 'client_data', 'credential_id', 'registration', 'signature']);

  const [download] = await Promise.all([tab.page.waitForEvent('download'), tab.button('Keep the receipt').click()]);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-passkey-'));
  t.after(() => rm(folder, {recursive: true, force: true}));
  const file = join(folder, 'receipt.json');
  await download.saveAs(file);
  await run(binary, ['log', 'fsck', '--store', here.server.store, '--key', await keyOfLog()]);  // a registration is an entry, too
  const {checks, holds} = JSON.parse((await run(binary, ['verify', file, '--key', await keyOfLog(), '--json'])).stdout);
  assert.equal(holds, true);
  assert.equal(checks.find(({check}) => check === 'passkey').outcome, 'passed');
  const shown = tab.widget.locator('[data-check=passkey]');
  await tab.see(shown);
  assert.equal(await shown.getAttribute('data-outcome'), 'passed');
  await portrait(tab, 'passkey-receipt');
});

test('who has made one signs the next decision with it', async (t) => {
  const {tab, device, person} = await inDialog(t);
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.heading(RECORDED));
  const [made] = await device.credentials();

  const next = await demanding(person);
  const second = await here.tab(t, person, next, {share: tab});
  const same = await authenticator(second);
  await same.call('addCredential', {credential: made});
  await second.review('Approve');
  await second.see(second.dialog.getByText('You sign this decision with your passkey for localhost.'));
  await second.settled();
  await button(second, 'Approve version 1').click();
  await second.see(second.heading(RECORDED));
  assert.equal((await here.api.decided(next))[0].passkey.credential_id, Buffer.from(made.credentialId, 'base64').toString('base64url'));
  await second.isClean();
});

test('cancelled, or without the finger: the dialog says so, and nothing is lost or sent', async (t) => {
  const {tab, request, device} = await inDialog(t);
  await device.call('setUserVerified', {isUserVerified: false});
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.dialog.getByRole('alert').filter({hasText: 'Your passkey was not used'}));
  await portrait(tab, 'passkey-cancelled');
  assert.equal((await here.api.decided(request)).length, 0);
  await device.call('setUserVerified', {isUserVerified: true});
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.heading(RECORDED));
  assert.equal((await here.api.decided(request)).length, 1);
  await tab.isClean();
});

test('a passkey that is not on this device signs nothing', async (t) => {
  const {tab, request, device} = await inDialog(t);
  await device.call('clearCredentials');
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.dialog.getByRole('alert').filter({hasText: 'there is none on this device'}));
  await button(tab, 'Go back').click();
  assert.ok(await tab.radio('Approve').isChecked(), 'what was chosen is there');
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('a browser without passkeys says so, and the rest stays possible', async (t) => {
  const person = somebody();
  const request = await demanding(person);
  const tab = await here.tab(t, person, request);
  await tab.page.evaluate(() => Object.defineProperty(navigator, 'credentials', {value: undefined}));
  await tab.review('Approve');
  await tab.see(tab.dialog.getByRole('alert').filter({hasText: 'this browser cannot do that here'}));
  assert.deepEqual(await tab.dialog.getByRole('button').allInnerTexts(), ['Go back']);
  await portrait(tab, 'passkey-unsupported');
  await button(tab, 'Go back').click();
  await tab.button('Ask a question').click();
  await tab.widget.getByLabel('Ask Northlight Studio a question').fill('May I sign on paper?');
  await tab.button('Send the question').click();
  await tab.seeText('May I sign on paper?');
  await tab.isClean();
});

test('a lost answer is asked for again with the same signature, and counts once', async (t) => {
  const {tab, request} = await inDialog(t, {mayFail: true});
  const sent = [];
  await tab.page.route('**/commands', async (route) => {
    const call = {method: 'POST', path: new URL(route.request().url()).pathname, body: route.request().postData()};
    if (!isDecision(call)) return route.continue();
    sent.push(call.body);
    if (sent.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.heading(RECORDED));
  await until(() => sent.length === 2, 'it was sent again');
  assert.equal(sent[0], sent[1]);
  assert.equal((await here.api.decided(request)).length, 1);
});

test('what the server has against a passkey is said in words', async (t) => {
  const {tab, request} = await inDialog(t, {mayFail: true});
  await tab.page.route('**/commands', (route) => {
    const body = route.request().postDataJSON();
    if (body.command !== 'decide') return route.continue();
    const {signature} = body.passkey;
    body.passkey.signature = signature.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')).replace(/^(.{20})(.)/, (_, start, one) => start + (one === 'A' ? 'B' : 'A'));
    return route.continue({postData: JSON.stringify(body)});
  });
  await button(tab, 'Approve version 1').click();
  await tab.see(tab.widget.locator('#review-error'));
  assert.match(await tab.widget.locator('#review-error').innerText(), /passkey/);
  assert.equal((await here.api.decided(request)).length, 0);
});
