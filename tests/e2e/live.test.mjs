// Live events with the real server: what others do is seen at once, also after the server has been away.
import assert from 'node:assert/strict';
import {dana, jonas, maria, stage, text} from './support/api.mjs';
import {until, world} from './support/world.mjs';

const here = world('live events');
const {test} = here;

/** Far less than between two looks at intervals. */
const AT_ONCE_MS = 5_000;
const within = async (what, work) => {
  const began = Date.now();
  await work();
  assert.ok(Date.now() - began < AT_ONCE_MS, `${what} took ${Date.now() - began} ms`);
};

/** Asks for the stream again, as a tab that comes back online does: then it is known to be there. */
async function streamed(tab) {
  const begun = tab.page.waitForRequest((each) => each.url().includes('/events?after='));
  await tab.page.evaluate(() => dispatchEvent(new Event('online')));
  const request = await begun;
  assert.equal((await request.response()).status(), 200);
  return request;
}

test('what a colleague decides and the team writes is on the page at once; the token is in a header and nowhere else', async (t) => {
  const request = await here.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const asked = [];
  const tab = await here.tab(t, maria, request);
  tab.page.on('request', (each) => asked.push(each));
  await tab.see(tab.radio('Approve'));
  const stream = await streamed(tab);
  await within('the decision', async () => {
    await here.api.decide(jonas, request, 'approve');
    await until(async () => /Jonas Weber\s+Keller Optik GmbH\s+approved/.test(await tab.text()), 'it is shown');
  });
  await within('the withdrawal', async () => {
    await here.api.send(dana, request, {command: 'withdraw', reason: 'Sent by mistake.'});
    await tab.see(tab.heading('This changed while you were looking'));
  });
  for (const each of asked) assert.ok(!each.url().includes('cs_'), each.url());
  assert.match((await stream.allHeaders()).authorization, /^Bearer cs_/);
});

test('a new version that is heard of while the dialog is open: it closes, the page says what changed, and nothing is recorded', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.review('Approve');
  await tab.see(tab.dialog);
  await here.api.addVersion(request, [text('texts', 'Texts.md', 'Other words.')]);
  await tab.see(tab.heading('This changed while you were looking'));
  assert.equal(await tab.dialog.count(), 0);
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('a server that was away is heard again', async (t) => {
  const {server, api, tab: open} = await here.own(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  await tab.see(tab.radio('Approve'));
  await streamed(tab);
  await server.down('SIGKILL');
  await tab.see(tab.widget.getByText('There is no connection', {exact: false}).first());
  await server.up();
  await until(async () => !(await tab.text()).includes('There is no connection'), 'the page says so no more');
  await api.send(dana, request, {command: 'withdraw', reason: 'Sent by mistake.'});
  await tab.see(tab.heading('This changed while you were looking'));
});
