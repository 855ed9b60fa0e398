// A session that ends while the page of another site is open, or before it is: the page is told, and renews it.
import assert from 'node:assert/strict';
import {Tab} from './support/browser.mjs';
import {maria} from './support/api.mjs';
import {startSite} from './support/site.mjs';
import {until, world} from './support/world.mjs';

const here = world('renewal from another site');
const {test} = here;

const SHORT_SECONDS = 2;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens the widget on a site of its own. `seconds`: how long each session lives, in the order in which they are made. */
async function openElsewhere(t, {server, api}, request, {seconds, early}) {
  const site = await startSite();
  t.after(() => site.stop());
  const mint = (ttl_seconds) => api.token(maria, request, {origins: [site.origin], ttl_seconds});
  let first = early && (await mint(seconds.shift()));
  if (early) await pause((SHORT_SECONDS + 0.5) * 1000);
  const token = () => {
    const known = first;
    first = undefined;
    return known ?? mint(seconds.shift() ?? 900);
  };
  const attributes = {endpoint: server.url};
  // A browser context of its own has asked no preflight yet.
  const tab = await Tab.open(here.browser, site.origin, {token, request, attributes, mayFail: true});
  t.after(() => tab.close());
  return tab;
}

const statuses = async (tab, pattern) => {
  const calls = tab.requests.filter((call) => pattern.test(call.url()));
  return Promise.all(calls.map(async (call) => (await call.response())?.status() ?? call.failure()?.errorText));
};

test('a page that starts with an ended session gets another one', async (t) => {
  const request = await here.api.submitted();
  const tab = await openElsewhere(t, here, request, {seconds: [SHORT_SECONDS], early: true});
  await tab.see(tab.heading('Your decision'));
  assert.equal(tab.minted, 2);
  assert.deepEqual((await statuses(tab, /\/v1\/requests\/[^/]+$/)).slice(0, 2), [401, 200]);
  await tab.isClean();
});

test('a decision that comes after the session has ended is recorded, once', async (t) => {
  const request = await here.api.submitted();
  const tab = await openElsewhere(t, here, request, {seconds: [SHORT_SECONDS]});
  await tab.see(tab.heading('Your decision'));
  await tab.review('Approve');
  // No call of this kind was made yet: the browser asks a preflight for it, when no session is alive.
  await pause((SHORT_SECONDS + 0.5) * 1000);
  await tab.confirm();
  await tab.see(tab.heading('You approved version 1'));
  assert.equal((await here.api.decided(request)).length, 1);
  assert.equal(tab.minted, 2);
  await tab.isClean();
});

test('a page finds its way back when the session has ended and the server was restarted', async (t) => {
  const own = await here.own(t);
  const request = await own.api.submitted();
  const tab = await openElsewhere(t, own, request, {seconds: [SHORT_SECONDS]});
  await tab.see(tab.heading('Your decision'));
  await pause((SHORT_SECONDS + 0.5) * 1000);
  await own.server.restart();
  // The browser remembers its preflight; the server remembers nothing but its store.
  await tab.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await until(() => tab.minted === 2, 'the token provider is asked again');
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await tab.isClean();
});
