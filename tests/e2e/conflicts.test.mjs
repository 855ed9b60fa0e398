// Somebody else was faster: another tab, another person, another version.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {ApiRefusal, dana, jonas, maria, stage, text} from './support/api.mjs';
import {isDecision} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('conflicts');
const {test} = here;
const CONFLICT = 'This changed while you were looking';

/** The tab says that something moved on, and what: the lines load after the heading. */
async function seesConflict(tab) {
  await tab.see(tab.heading(CONFLICT));
  await tab.see(tab.widget.locator('.conflict li'));
}

test('approved in two tabs: one wins, the other is told, and nothing is doubled', async (t) => {
  const request = await here.api.submitted();
  const first = await here.tab(t, maria, request, {mayFail: true, deaf: true});
  const second = await here.tab(t, maria, request, {mayFail: true, deaf: true});
  await Promise.all([first.review('Approve'), second.review('Approve')]);
  await Promise.all([first.settled(), second.settled()]);
  await Promise.all([first.confirm(), second.confirm()]);
  await Promise.all([first, second].map((tab) => tab.see(tab.heading('You approved version 1'))));
  assert.equal((await here.api.decided(request)).length, 1);
  const told = await Promise.all([first, second].map(async (tab) => tab.heading(CONFLICT).count()));
  assert.deepEqual(told.sort(), [0, 1], 'exactly one of them is told');
  const decided = await Promise.all(
    [first, second].map(async (tab) => (await tab.events('countersign-decision')).length),
  );
  assert.deepEqual(decided.sort(), [0, 1], 'exactly one of them tells its page of a decision');
  await first.isClean();
  await second.isClean();
});

test('a second tab that contradicts a recorded decision is told what was decided, and records nothing', async (t) => {
  const request = await here.api.submitted();
  const first = await here.tab(t, maria, request);
  const second = await here.tab(t, maria, request, {mayFail: true, deaf: true});
  await second.radio('Reject').check();
  await second.widget.getByLabel('Point 1', {exact: true}).fill('We stop.');
  await second.widget.locator('#review').click();
  await second.settled();
  await first.decide('Approve');
  await first.see(first.heading('You approved version 1'));
  await second.confirm();
  await seesConflict(second);
  const shown = await second.text();
  assert.match(shown, /You approved version 1 in another window/);
  assert.match(shown, /What you sent from here was not recorded/);
  assert.doesNotMatch(shown, /decide again/, 'there is nothing left to decide');
  const {decisions, state} = await here.api.state(request);
  assert.deepEqual(
    decisions.map(({decision}) => decision),
    ['approve'],
  );
  assert.equal(state, 'approved');
  await second.isClean();
});

test('a new version during the review: the widget says what changed, forgets the choice, and asks again', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.radio('Approve').check();
  await here.api.send(dana, request, {command: 'ask', text: 'Have you seen the map?'}).catch(() => undefined);
  await here.api.addVersion(
    request,
    [text('texts', 'Texts.md', '# Texts\n\nNew words.\n'), text('map', 'Map.md', '# Map')],
    'With a map.',
  );
  await tab.widget.locator('#review').click();
  await seesConflict(tab);
  const shown = await tab.text();
  assert.match(shown, /Version 2 has taken the place of version 1/);
  assert.match(shown, /New: Map\.md/);
  assert.match(shown, /Changed: Texts\.md/);
  assert.equal(await tab.widget.locator('input:checked').count(), 0, 'a choice for version 1 is none for version 2');
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.button('I have seen this').click();
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 2'));
  const [decision] = (await here.api.state(request)).decisions;
  assert.equal(decision.version, 2);
  await tab.isClean();
});

test('a new version leaves the focus with a reader who is elsewhere on the page, and leads one who is in the widget', async (t) => {
  for (const inside of [false, true]) {
    const request = await here.api.submitted();
    const tab = await here.tab(t, maria, request);
    await tab.see(tab.heading('Your decision'));
    await tab.page.evaluate(() => document.body.append(Object.assign(document.createElement('input'), {id: 'search'})));
    if (inside) await tab.radio('Approve').focus();
    else await tab.page.locator('#search').focus();
    await here.api.addVersion(request, [text('texts', 'Texts.md', 'Other words.')]);
    await tab.widget.evaluate((widget) => widget.refresh());
    await tab.see(tab.heading(CONFLICT));
    await until(async () => (await tab.widget.getByRole('status').textContent()) === CONFLICT, 'it is announced');
    const focused = await tab.page.evaluate(() => (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).id);
    assert.equal(focused, inside ? 'conflict-title' : 'search');
    await tab.isClean();
  }
});

test('a new version while the dialog is open: the click is not recorded for either version', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {mayFail: true, deaf: true});
  await tab.review('Approve');
  await here.api.addVersion(request, [text('texts', 'Texts.md', 'Other words.')]);
  await tab.confirm();
  await seesConflict(tab);
  assert.match(await tab.text(), /Nothing of yours was recorded/);
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('a new version between the click and its arrival: refused, told, never sent again by itself', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  const release = proxy.hold(isDecision);
  await tab.decide('Approve');
  await until(() => proxy.calls.some(isDecision), 'the decision is on its way');
  await api.addVersion(request, [text('texts', 'Texts.md', 'Other words.')]);
  release();
  await seesConflict(tab);
  assert.match(await tab.text(), /Nothing of yours was recorded/);
  const [event] = (await tab.events('countersign-conflict')).slice(-1);
  assert.equal(event.detail.refused, true);
  assert.equal((await api.decided(request)).length, 0);
  assert.equal(proxy.calls.filter(isDecision).length, 1);
  assert.equal(proxy.calls.find(isDecision).status, 412);
  await tab.isClean();
});

test('the server itself refuses a decision that names the digest of an older version', async () => {
  const request = await here.api.submitted();
  const old = (await here.api.state(request)).versions[0];
  await here.api.addVersion(request, [text('texts', 'Texts.md', 'Other words.')]);
  for (const stale of [{version: 1, displayed_digest: old.digest}, {displayed_digest: old.digest}]) {
    await assert.rejects(here.api.decide(maria, request, 'approve', stale), (error) => {
      assert.ok(error instanceof ApiRefusal);
      assert.match(error.problem.code, /stale|digest|version/);
      assert.equal(error.problem.status, 409);
      return true;
    });
  }
  assert.equal((await here.api.decided(request)).length, 0);
});

test('a colleague’s approval meanwhile does not void what is being confirmed', async (t) => {
  const request = await here.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const tab = await here.tab(t, maria, request, {mayFail: true});
  await here.api.decide(jonas, request, 'approve');
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  assert.equal((await here.api.state(request)).state, 'approved');
  await tab.isClean();
});

test('a request that is withdrawn during the review leaves nothing to decide', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {deaf: true});
  await tab.radio('Approve').check();
  await here.api.send(dana, request, {command: 'withdraw', reason: 'The scope changes.'});
  await tab.widget.locator('#review').click();
  await tab.see(tab.heading('This request was withdrawn'));
  const shown = await tab.text();
  assert.doesNotMatch(shown, /Due|later|open now|not decided yet/);
  assert.match(shown, /no decision/);
  assert.equal(await tab.widget.getByRole('radio').count(), 0);
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('the same key with another decision is refused by the server', async () => {
  const request = await here.api.submitted();
  const token = await here.api.token(maria, request);
  const {request: state, head, challenge} = await here.api.call('GET', `requests/${request}`, {token});
  const headers = {'If-Match': `"${head}"`, 'Idempotency-Key': randomUUID()};
  const {number: version, digest} = state.versions[0];
  const body = {
    command: 'decide',
    stage: 'customer',
    version,
    displayed_digest: digest,
    decision: 'approve',
    challenge: challenge.value,
  };
  const first = await here.api.call('POST', `requests/${request}/commands`, {body, token, headers});
  assert.deepEqual(await here.api.call('POST', `requests/${request}/commands`, {body, token, headers}), first);
  await assert.rejects(
    here.api.call('POST', `requests/${request}/commands`, {body: {...body, rationale: 'x'}, token, headers}),
    (error) => error.problem.status === 422,
  );
  assert.equal((await here.api.decided(request)).length, 1);
});
