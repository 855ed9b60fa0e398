// One approval from the click to the record, and what survives of it.
import assert from 'node:assert/strict';
import {maria} from './support/api.mjs';
import {isDecision} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('approving');
const {test} = here;
const RECORDED = 'You approved version 1';

/** The record names who, what, when, which version and which digest, as the server has them. */
async function showsTheRecord(tab, api, request) {
  await tab.see(tab.heading(RECORDED));
  await tab.seeText('Details of the record'); // loaded after the heading
  const shown = await tab.text();
  const {decisions, title, versions} = await api.state(request);
  assert.equal(decisions.length, 1);
  const {digest} = versions[0];
  assert.equal(decisions[0].digest, digest);
  assert.match(shown, /Maria Keller, for Keller Optik GmbH/);
  assert.ok(shown.includes(title), 'what');
  const recorded = tab.widget.locator('.recorded');
  assert.equal(await recorded.locator('time').first().getAttribute('datetime'), decisions[0].at);
  const year = await recorded.locator('time').first().innerText();
  assert.match(year, /\d{1,2}:\d{2}.*(CET|CEST|GMT|UTC)/, 'the time of day with its zone');
  assert.ok(shown.includes(`${digest.slice(0, 4)} ${digest.slice(4, 8)}`), 'the digest');
  await recorded.getByText('Details of the record').click();
  assert.ok((await recorded.innerText()).replace(/\s/g, '').includes(digest), 'the whole digest');
}

test('a click is shown as approved only after the server has answered, with who, what, when, version and digest', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  const release = proxy.hold(isDecision);
  await tab.decide('Approve');
  await tab.see(tab.heading('Recording your decision…'));
  await until(() => proxy.calls.some(isDecision), 'the decision was sent');
  assert.equal(await tab.heading(RECORDED).count(), 0, 'nothing is guessed');
  const status = tab.widget.locator('.status');
  assert.equal(await status.innerText(), 'Being recorded');
  assert.equal((await tab.events('countersign-decision')).length, 0);
  assert.equal((await api.decided(request)).length, 0);
  release();
  await showsTheRecord(tab, api, request);
  assert.equal(await status.innerText(), 'Approved');
  const [event] = await tab.events('countersign-decision');
  assert.equal(event.detail.decision, 'approve');
  assert.equal(event.detail.version, 1);
  await tab.isClean();
});

test('after a reload the record is still shown, and nothing can be decided again', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  await tab.reload();
  await showsTheRecord(tab, here.api, request);
  assert.equal(await tab.widget.getByRole('radio').count(), 0);
  await tab.isClean();
});

test('after a restart of the server the record is still there', async (t) => {
  const {server, api, tab: open} = await here.own(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  await server.restart();
  await tab.reload();
  await showsTheRecord(tab, api, request);
  await tab.isClean();
});

test('kill -9 right after the click leaves one decision, and the page tells the truth before and after', async (t) => {
  const {server, api, tab: open} = await here.own(t);
  for (let round = 0; round < 3; round++) {
    const request = await api.submitted();
    const tab = await open(maria, request, {mayFail: true});
    await tab.review('Approve');
    await tab.settled();
    const sent = tab.page.waitForRequest((call) => call.method() === 'POST' && call.url().endsWith('/commands'));
    await tab.dialog.getByRole('button').last().click();
    await sent;
    await server.down('SIGKILL');
    const claimed = await tab.heading(RECORDED).count();
    const {events} = await server.exported(request);
    const stored = events.filter(({event}) => event === 'decided').length;
    if (claimed) assert.equal(stored, 1, 'what was shown as recorded is stored');
    await server.up();
    await tab.see(tab.heading(RECORDED));
    if (!(await tab.asksAgain())) await tab.reload(); // the details are a module, which was asked for while the server was down
    await showsTheRecord(tab, api, request);
    assert.equal((await api.decided(request)).length, 1);
    await tab.isClean();
  }
});

test('a page that is closed while its click is under way finds out what became of it', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  proxy.fault = (call) => (isDecision(call) ? 'cut-reply' : undefined);
  await tab.decide('Approve');
  await until(() => proxy.calls.some((call) => isDecision(call) && call.status === 200), 'the server recorded it');
  proxy.fault = () => undefined;
  await tab.reload();
  await showsTheRecord(tab, api, request);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});
