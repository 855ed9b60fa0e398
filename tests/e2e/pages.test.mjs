// The demo as people meet it: the customer's portal and the studio's side, on a store that was filled with the demo.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {launch, Tab} from './support/browser.mjs';
import {portrait} from './support/portrait.mjs';
import {root, Server} from './support/server.mjs';
import {until} from './support/world.mjs';

const HOMEPAGE = 'Homepage design, final delivery';
let browser;
let server;

before(async () => {
  const files = join(root, 'www/demo/files');
  [browser, server] = await Promise.all([launch(), Server.start({www: join(root, 'www'), demo: true, files})]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function visit(t, page, options = {}) {
  const tab = await Tab.open(browser, server.url, {page, embed: false, ...options});
  t.after(() => tab.close());
  await tab.page.evaluate(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) =>
      globalThis.violations.push({violatedDirective, blockedURI}),
    );
  });
  return tab;
}
const link = (tab, name) => tab.page.getByRole('link', {name}).first();

test('the portal greets the customer with what waits, in light and dark without an axe violation', async (t) => {
  const tab = await visit(t, '/');
  await tab.see(link(tab, HOMEPAGE));
  await portrait(tab, 'portal-overview');
});

test('the studio’s list and its pages have no axe violation, in light and dark', async (t) => {
  const tab = await visit(t, '/team.html');
  await tab.see(link(tab, HOMEPAGE));
  await portrait(tab, 'team-list');
  await link(tab, HOMEPAGE).click();
  await tab.see(tab.page.getByRole('heading', {name: 'Versions'}));
  await portrait(tab, 'team-request');
});

test('the outbox shows what would have been mailed, without an axe violation, and a mail opens the portal as who got it', async (t) => {
  const tab = await visit(t, '/outbox.html');
  const mail = tab.page.getByRole('button', {name: `Please decide: ${HOMEPAGE} To Maria Keller`});
  await tab.see(mail);
  await portrait(tab, 'outbox');
  await mail.click();
  await tab.see(tab.page.getByText('Dana Ruiz asks for your decision on'));
  await link(tab, 'Open as Maria Keller').click();
  await tab.see(tab.heading(HOMEPAGE));
});

test('the page for a new request has no axe violation, in light and dark', async (t) => {
  const tab = await visit(t, '/team.html#/new');
  await tab.see(tab.page.getByRole('heading', {name: 'New request'}));
  await portrait(tab, 'team-new');
});

test('in the portal the customer opens the files, approves with a click, and finds it decided after a restart', async (t) => {
  const tab = await visit(t, '/');
  await link(tab, HOMEPAGE).click();
  await tab.see(tab.heading(HOMEPAGE));
  for (const name of ['Homepage-v3.pdf', 'Phone-layouts-v3.png', 'Texts-v3.md'])
    await tab.widget.locator('summary', {hasText: name}).click();
  await until(() => tab.radio('Approve').isEnabled(), 'the choices open once the file was seen');
  await portrait(tab, 'portal-approval');
  await tab.page.setViewportSize({width: 1280, height: 900});
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 3'));
  await server.restart();
  await tab.page.reload();
  await tab.see(tab.heading('You approved version 3'));
  await tab.reads(/Maria Keller, for Keller Optik GmbH/);
  await tab.reads(/Waiting for Jonas Weber/);
  await portrait(tab, 'portal-recorded');
  await tab.page.goto(`${server.url}/team.html`);
  const row = tab.page.getByRole('row').filter({hasText: HOMEPAGE});
  await tab.see(row);
  assert.match(await row.innerText(), /Jonas Weber/);
});

test('the studio makes a request with uploaded files, the customer approves it, and the studio sees who and when', async (t) => {
  const tab = await visit(t, '/team.html');
  const {page} = tab;
  await link(tab, 'New request').click();
  await page.getByLabel('Title', {exact: true}).fill('Opening hours on the homepage');
  await page.getByLabel('The ask', {exact: true}).fill('The opening hours as shown in the file go live.');
  await page.getByLabel('Due', {exact: true}).fill('2031-05-20T17:00');
  await page.getByLabel(/^Maria Keller/).selectOption('approver');
  await page.getByRole('button', {name: 'Create the draft'}).click();
  await page.getByRole('button', {name: 'Add files'}).click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'Hours.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Hours\n\nMonday to Friday, 9 to 18.\n'),
  });
  await page.getByRole('button', {name: 'Add version 1'}).click();
  await page.getByRole('button', {name: 'Confirm that version 1 is ready'}).click();
  await page.getByRole('button', {name: 'Submit version 1 to the customer'}).click();
  await tab.see(page.getByText('Submitted. The customer is asked now.'));
  const id = new URL(page.url()).hash.split('/').at(-1);

  const customer = await visit(t, '/');
  await link(customer, 'Opening hours on the homepage').click();
  await customer.see(customer.heading('Your decision'));
  await customer.widget.locator('summary', {hasText: 'Hours.md'}).click();
  await customer.seeText('Monday to Friday, 9 to 18.');
  await customer.decide('Approve');
  await customer.see(customer.heading('You approved version 1'));

  await page.reload();
  await tab.see(page.getByRole('heading', {name: 'Decisions'}));
  assert.match(await page.locator('main').innerText(), /Maria Keller\s+approved/i);
  const {events} = await server.exported(id);
  assert.deepEqual(
    events.filter(({event}) => event === 'decided').map(({decision, actor}) => [decision, actor.id]),
    [['approve', 'maria']],
  );
  assert.ok(events.filter(({event}) => event === 'submitted').every(({actor}) => actor.kind === 'human'));
  await tab.isClean();
  await customer.isClean();
});

test('one person is not another: a second tab can be somebody else', async (t) => {
  const tab = await visit(t, '/');
  await tab.page.getByLabel('You are').selectOption('jonas');
  await tab.see(tab.page.getByRole('heading', {name: 'Hello Jonas Weber'}));
  await tab.page.reload();
  await tab.see(tab.page.getByRole('heading', {name: 'Hello Jonas Weber'}));
  const other = await visit(t, '/', {share: tab});
  await other.see(other.page.getByRole('heading', {name: 'Hello Maria Keller'}));
});
