// Networks that fail, servers that stop, sessions that end, and bytes that lie.
import assert from 'node:assert/strict';
import {maria, text} from './support/api.mjs';
import {altered, isBlob, isCommand, isDecision, isView} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('faults');
const {test} = here;
const RECORDED = 'You approved version 1';
const DISTRUST = 'This request cannot be relied on right now';

/** The idempotency keys of the decisions that a page tried to send. */
const keysOf = (tab) =>
  tab.requests
    .filter((call) => isDecision({method: call.method(), path: call.url(), body: call.postData() ?? '{}'}))
    .map((call) => call.headers()['idempotency-key']);

test('a server that is down during the click: the choice is kept, the same key is tried, and it is recorded once', async (t) => {
  const {server, api, tab: open} = await here.own(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  await tab.review('Approve');
  await server.down('SIGKILL');
  await tab.confirm();
  await tab.see(tab.heading('Not confirmed yet'));
  assert.match(await tab.text(), /it is not known whether it was recorded/);
  assert.equal(await tab.widget.locator('.status').innerText(), 'Not confirmed yet');
  assert.equal(await tab.heading(RECORDED).count(), 0);
  await until(() => keysOf(tab).length >= 2, 'it is tried again');
  await server.up();
  await tab.see(tab.heading(RECORDED));
  assert.equal(new Set(keysOf(tab)).size, 1, 'one key for every attempt');
  assert.equal((await api.decided(request)).length, 1);
  assert.equal((await tab.events('countersign-decision')).length, 1);
  await tab.isClean();
});

test('a reload while the server is down keeps the click and its key', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  proxy.fault = (call) => (isDecision(call) ? 'cut' : undefined);
  await tab.decide('Approve');
  await tab.see(tab.heading('Not confirmed yet'));
  await tab.reload();
  await tab.see(tab.heading('Not confirmed yet'));
  proxy.fault = () => undefined;
  await tab.button('Try now').click();
  await tab.see(tab.heading(RECORDED));
  assert.equal(new Set(keysOf(tab)).size, 1);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});

test('a reload while nothing answers, not even at first: what became of the click is told when the server is back', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  proxy.fault = (call) => (isDecision(call) ? 'cut' : undefined);
  await tab.decide('Approve');
  await tab.see(tab.heading('Not confirmed yet'));
  proxy.fault = ({path}) => (path.startsWith('/v1/') ? 'cut' : undefined);
  await tab.reload();
  await tab.see(tab.heading('This request cannot be shown'));
  assert.equal((await tab.events('countersign-decision')).length, 0);
  proxy.fault = () => undefined;
  await tab.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await tab.see(tab.heading(RECORDED));
  await until(async () => (await tab.events('countersign-decision')).length, 'the page is told');
  assert.equal(await tab.widget.getByRole('status').textContent(), RECORDED);
  assert.equal(await tab.widget.evaluate((widget) => widget.shadowRoot.activeElement?.id), 'recorded-title');
  assert.equal((await tab.events('countersign-decision')).length, 1);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});

test('a reply that is lost: the same key again, recorded once, and the same answer', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  let lost = 0;
  proxy.fault = (call) => (isDecision(call) && lost++ < 2 ? 'cut-reply' : undefined);
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  const attempts = proxy.calls.filter(isDecision);
  assert.equal(attempts.length, 3);
  assert.equal(new Set(attempts.map(({headers}) => headers['idempotency-key'])).size, 1);
  assert.equal(new Set(attempts.map(({headers}) => headers['if-match'])).size, 1);
  assert.equal(new Set(attempts.map(({answer}) => answer.toString())).size, 1, 'byte for byte the first answer');
  assert.equal((await api.decided(request)).length, 1);
  assert.equal((await tab.events('countersign-decision')).length, 1);
  await tab.isClean();
});

test('a server in trouble is tried again with the same key', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  let failed = 0;
  proxy.fault = (call) =>
    isDecision(call) && failed++ < 2
      ? (answer) => ({...answer, status: 503, body: Buffer.from('<h1>Bad gateway</h1>')})
      : undefined;
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  assert.equal(new Set(keysOf(tab)).size, 1);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});

test('without a connection the page says so, keeps what was entered, and comes back by itself', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  await tab.radio('Request changes').check();
  await tab.widget.getByLabel('Point 1', {exact: true}).fill('Larger text.');
  await tab.context.setOffline(true);
  await tab.seeText('There is no connection to the server.');
  await tab.context.setOffline(false);
  await tab.widget.locator('.banner').waitFor({state: 'hidden'});
  assert.ok(await tab.radio('Request changes').isChecked());
  assert.equal(await tab.widget.getByLabel('Point 1', {exact: true}).inputValue(), 'Larger text.');
  assert.equal(proxy.calls.filter(isCommand).length, 0);
  await tab.isClean();
});

test('an expired session asks the provider for a new token, and the click goes through', async (t) => {
  const request = await here.api.submitted();
  let seconds = 2;
  const token = () => here.api.token(maria, request, {ttl_seconds: seconds});
  const tab = await here.tab(t, maria, request, {token, mayFail: true});
  await tab.see(tab.heading('Your decision'));
  const [first] = tab.tokens;
  seconds = 600;
  await until(
    () =>
      here.api.call('GET', `requests/${request}`, {token: first}).then(
        () => false,
        ({problem}) => problem.code === 'session-expired',
      ),
    'the first session ended',
  );
  const before = tab.minted;
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  assert.ok(tab.minted > before, 'the provider was called again');
  assert.equal((await here.api.decided(request)).length, 1);
  await tab.isClean();
});

test('a token provider that fails later says so, and what was entered stays', async (t) => {
  const request = await here.api.submitted();
  let broken = false;
  const token = () => {
    if (broken) throw new Error('no session');
    return here.api.token(maria, request, {ttl_seconds: 2});
  };
  const tab = await here.tab(t, maria, request, {token, mayFail: true});
  await tab.radio('Approve').check();
  broken = true;
  await until(async () => {
    await tab.widget.evaluate((widget) => widget.refresh());
    return tab.widget.locator('.banner').count();
  }, 'the session ended');
  await tab.seeText('This page could not sign you in again.');
  assert.ok(await tab.radio('Approve').isChecked());
  broken = false;
  await tab.button('Try now').click();
  await tab.widget.locator('.banner').waitFor({state: 'hidden'});
  await tab.isClean();
});

test('a token provider that fails shows a problem, and trying again asks it again', async (t) => {
  const request = await here.api.submitted();
  let broken = true;
  const token = () => {
    if (broken) throw new Error('no session');
    return here.api.token(maria, request);
  };
  const tab = await here.tab(t, maria, request, {token, mayFail: true});
  await tab.seeText('This page could not sign you in.');
  const [event] = await tab.events('countersign-error');
  assert.equal(event.detail.code, 'sign-in-failed');
  broken = false;
  await tab.button('Try again').click();
  await tab.see(tab.heading('Your decision'));
});

for (const [name, change] of [
  ['other bytes of the same length', (body) => Buffer.from(body.toString().replace('clearly', 'CLEARLY'))],
  ['shorter bytes', (body) => body.subarray(0, 5)],
  ['nothing', () => Buffer.alloc(0)],
]) {
  test(`a file that arrives as ${name} is not shown, and the page says so`, async (t) => {
    const {proxy, api, tab: open} = await here.proxied(t);
    const request = await api.submitted();
    proxy.fault = (call) => (isBlob(call) ? (answer) => ({...answer, body: change(answer.body)}) : undefined);
    const tab = await open(maria, request);
    await tab.widget.locator('summary', {hasText: 'Texts.md'}).click();
    await tab.seeText('The server sent something that is not the file of this version');
    assert.equal(await tab.widget.locator('.preview').count(), 0);
    assert.equal(await tab.widget.locator('a[href^="blob:"]').count(), 0, 'not to be saved either');
    const {views} = await api.state(request);
    assert.deepEqual(views, [], 'not counted as seen');
    await tab.isClean();
  });
}

for (const [name, change] of [
  ['another ask', ({request}) => void (request.versions[0].ask = 'You owe us twice as much.')],
  ['another amount', ({request}) => void (request.versions[0].amount.minor += 100)],
  ['another scope', ({request}) => void request.versions[0].scope.pop()],
  ['another file', ({request}) => void (request.versions[0].parts[0].sha256 = 'a'.repeat(64))],
  ['another digest', ({request}) => void (request.versions[0].digest = 'a'.repeat(64))],
  ['another request', ({request}) => void (request.id = `${request.id.slice(0, -1)}a`)],
]) {
  test(`a state that arrives with ${name} is refused, and nothing of it is shown`, async (t) => {
    const {proxy, api, tab: open} = await here.proxied(t);
    const request = await api.submitted();
    proxy.fault = (call) => (isView(call) ? altered(change) : undefined);
    const tab = await open(maria, request);
    await tab.see(tab.heading(DISTRUST));
    assert.doesNotMatch(await tab.text(), /twice as much|Homepage design/);
    assert.equal(await tab.widget.getByRole('radio').count(), 0);
    const [event] = await tab.events('countersign-error');
    assert.ok(event.detail.code);
    await tab.isClean();
  });
}

test('an answer that records another decision than the one that was clicked is not believed', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  const lie = altered((body) => {
    for (const each of [...body.events, ...body.request.decisions])
      if (each.decision === 'approve') each.decision = 'approve-with-conditions';
  });
  proxy.fault = (call) => (isDecision(call) ? lie : undefined);
  await tab.decide('Approve');
  await tab.see(tab.heading(DISTRUST));
  assert.equal((await tab.events('countersign-decision')).length, 0);
  await tab.isClean();
});

test('a server that forgets what it had recorded is not believed', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  await tab.see(tab.heading('Your decision'));
  const old = proxy.calls.filter(isView).at(-1).answer;
  await tab.decide('Approve');
  await tab.see(tab.heading(RECORDED));
  proxy.fault = (call) => (isView(call) ? (answer) => ({...answer, status: 200, body: old}) : undefined);
  await tab.widget.evaluate((widget) => widget.refresh());
  await tab.see(tab.heading(DISTRUST));
  await tab.isClean();
});

test('a wasm core that does not come is told, and trying again brings it', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  proxy.fault = ({path}) =>
    path.endsWith('.wasm') ? (answer) => ({...answer, status: 404, body: Buffer.from('')}) : undefined;
  const tab = await open(maria, request, {mayFail: true});
  await tab.see(tab.button('Try again'));
  proxy.fault = () => undefined;
  await tab.button('Try again').click();
  await tab.see(tab.heading('Your decision'));
});

test('verify() folds the whole log and hashes every file, and finds what was changed', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted({parts: [text('a', 'A.md', 'one'), text('b', 'B.md', 'two')]});
  const tab = await open(maria, request);
  await tab.see(tab.heading('Your decision'));
  const verify = () => tab.widget.evaluate((widget) => widget.verify());
  const modules = () => tab.requests.map((call) => call.url().split('/').at(-1)).filter((name) => name.endsWith('.wasm'));
  assert.deepEqual(modules(), ['approver.wasm']);
  const good = await verify();
  assert.equal(good.ok, true);
  assert.deepEqual(modules(), ['approver.wasm', 'countersign.wasm'], 'a log is folded by the whole core');
  assert.deepEqual(
    good.parts.map(({name, ok}) => [name, ok]),
    [
      ['A.md', true],
      ['B.md', true],
    ],
  );
  proxy.fault = ({path}) =>
    path.includes('/events') ? altered(({events}) => void (events[0].title = 'Another title')) : undefined;
  assert.equal((await verify()).log, false);
});

test('a server that stays in trouble is shown with what it says, and a click waits for it', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const says = {type: 'x', code: 'store-unavailable', status: 503, title: 'The store cannot be used', detail: '', pointer: ''};
  let trouble = true;
  proxy.fault = (call) => (trouble && (isView(call) || isCommand(call)) ? (answer) => ({...answer, status: 503, body: Buffer.from(JSON.stringify(says))}) : undefined);
  const tab = await open(maria, request, {mayFail: true});
  await tab.seeText('The store cannot be used (store-unavailable)');
  trouble = false;
  await tab.button('Try again').click();
  await tab.see(tab.heading(/Your decision/));
  trouble = true;
  await tab.decide('Approve');
  await tab.seeText('The server says: The store cannot be used (store-unavailable).');
  trouble = false;
  await tab.button('Try now').click();
  await tab.see(tab.heading(RECORDED));
  assert.equal(new Set(keysOf(tab)).size, 1);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});
