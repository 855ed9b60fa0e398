// A personal link, from the mail to the decision: a real browser on the page that ships with the server.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {maria} from './support/api.mjs';
import {portrait} from './support/portrait.mjs';
import {root} from './support/server.mjs';
import {until, world} from './support/world.mjs';

const here = world('a personal link', {server: {www: join(root, 'www')}});
const {test} = here;
const {obligation, ...actor} = maria;

const makeLink = (request, more = {}) => here.api.call('POST', `requests/${request}/links`, {body: {actor, ...more}});
const linksOf = async (request) => (await here.api.call('GET', `requests/${request}/links`)).links;

/** Opens the page as a mail program does: with the whole address. */
const visit = (t, token) => here.tab(t, maria, undefined, {page: `/review.html${token ? `#${token}` : ''}`, embed: false});

test('whoever has it sees the request and decides, without an account, and the token is seen nowhere', async (t) => {
  const request = await here.api.submitted();
  const {token} = await makeLink(request);
  const tab = await visit(t, token);
  await tab.see(tab.heading('Homepage design, final delivery'));
  assert.equal(new URL(tab.page.url()).hash, '', 'the address has forgotten it');
  await portrait(tab, 'link-review');
  await tab.page.setViewportSize({width: 1280, height: 900});
  await tab.decide('Approve');
  const {decisions} = await here.api.state(request);
  assert.deepEqual(decisions.map(({decision, actor}) => [decision, actor.id]), [['approve', 'maria']]);
  const secret = token.slice('cs_lnk_'.length);
  for (const call of tab.requests) {
    assert.ok(!call.url().includes(secret), call.url());
    assert.ok(!JSON.stringify(call.headers()).includes(secret), call.url());
  }
  assert.ok(!(await tab.page.content()).includes(secret), 'not in the page');
  assert.ok(!(await tab.page.evaluate(() => history.length + JSON.stringify(history.state))).includes(secret));
  assert.deepEqual((await linksOf(request)).map(({uses}) => uses), [1]);
});

test('a reload comes back by itself, and another link opened in the same tab leads to its own request', async (t) => {
  const [one, two] = [await here.api.submitted({title: 'The first request'}), await here.api.submitted({title: 'The second request'})];
  const tab = await visit(t, (await makeLink(one)).token);
  await tab.see(tab.heading('The first request'));
  await tab.page.reload();
  await tab.see(tab.heading('The first request'));
  await tab.page.evaluate((token) => (location.hash = token), (await makeLink(two)).token);
  await tab.see(tab.heading('The second request'));
});

test('what fetches the page without running it uses nothing', async () => {
  const request = await here.api.submitted();
  const {token} = await makeLink(request);
  for (const method of ['GET', 'HEAD']) {
    const response = await fetch(`${here.server.url}/review.html#${token}`, {method, headers: {'Sec-Purpose': 'prefetch'}});
    assert.equal(response.status, 200);
  }
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    const response = await fetch(`${here.server.url}/v1/links/exchange`, {method, headers: {'Countersign-Protocol': '1'}});
    assert.equal(response.status, 405, method);
  }
  const {head} = await here.api.state(request);
  assert.deepEqual((await linksOf(request)).map(({uses}) => uses), [0]);
  assert.equal((await here.api.state(request)).head, head);
});

test('a link that was taken back, has ended, or is no link says so, and what to do', async (t) => {
  const request = await here.api.submitted();
  const {token, id} = await makeLink(request);
  const tab = await visit(t, token);
  await tab.see(tab.heading('Homepage design, final delivery'));
  await here.api.call('DELETE', `requests/${request}/links/${id}`);
  await tab.page.reload();
  await tab.see(tab.page.getByRole('heading', {name: 'This link no longer works'}));
  await portrait({page: tab.page}, 'link-revoked'); // the console has noted the refusals

  const short = await visit(t, (await makeLink(request, {ttl_seconds: 1})).token);
  await until(async () => {
    await short.page.reload();
    return short.page.getByRole('heading', {name: 'This link has ended'}).waitFor({timeout: 2000}).then(() => true, () => false);
  }, 'the link ends');

  const none = await visit(t);
  await none.see(none.page.getByRole('heading', {name: 'Open the link from your mail'}));
  await portrait(none, 'link-none');
});

test('a page that is open when its link is taken back asks for another session in vain', async (t) => {
  const request = await here.api.submitted();
  const {token, id} = await makeLink(request);
  const tab = await visit(t, token);
  await tab.see(tab.heading('Homepage design, final delivery'));
  await here.api.call('DELETE', `requests/${request}/links/${id}`);
  const answered = tab.page.waitForResponse((response) => response.url().endsWith('/v1/links/exchange'));
  await tab.page.evaluate(() => void document.querySelector('countersign-approval').refresh());
  assert.equal((await answered).status(), 401);
});
