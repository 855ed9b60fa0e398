// The demo's two sides in a real browser: the studio prepares a request, the customer asks, wants changes, and approves.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, beforeEach, afterEach, test} from 'node:test';
import {chromium} from 'playwright-core';
import {browserOptions, root, startServer} from './server.mjs';

const axe = await readFile(join(root, 'tests/node_modules/axe-core/axe.min.js'), 'utf8');
const file = (name) => join(root, 'www/demo/files', name);
// The confirmation does not take a click that comes at once: it may be the second half of a double click.
const READING_MS = 1200;

let server;
let browser;
let context;
let complaints;

before(async () => {
  server = await startServer({demo: true});
  browser = await chromium.launch(browserOptions);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  complaints = [];
  context = await newContext();
});
afterEach(() => context.close());

async function newContext(options = {}) {
  const made = await browser.newContext({locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options});
  made.setDefaultTimeout(20_000);
  made.on('weberror', (error) => complaints.push(error.error().message));
  made.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  return made;
}

async function open(path, from = context) {
  const page = await from.newPage();
  await page.goto(server.endpoint + path);
  return page;
}

async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({id, nodes}) => `${where}: ${id} at ${nodes[0].target}`), []);
}

test('both sides are accessible and fit, from 320 px to a desk, light and dark', async () => {
  const places = [
    ['/', (page) => page.getByRole('heading', {name: 'Waiting for you'})],
    ['/team.html', (page) => page.getByRole('link', {name: 'New request'})],
    ['/team.html#/new', (page) => page.getByRole('button', {name: 'Create the draft'})],
  ];
  for (const [width, colorScheme] of [[320, 'dark'], [768, 'light'], [1280, 'light']]) {
    const own = await newContext({viewport: {width, height: 800}, colorScheme});
    for (const [path, landmark] of places) {
      const page = await open(path, own);
      await landmark(page).waitFor();
      await page.getByRole('status').filter({hasText: 'Loading'}).waitFor({state: 'detached'});
      await assertAccessible(page, `${path} at ${width} px`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} fits into ${width} px`);
    }
    await own.close();
  }
  assert.deepEqual(complaints, []);
});

test('the studio prepares and submits a request, and the customer takes it from there', async () => {
  const team = await open('/team.html#/new');
  await team.getByLabel('Title').fill('Press kit');
  await team.getByLabel('Amount').fill('12x');
  await team.getByRole('button', {name: 'Create the draft'}).click();
  await team.getByText('Write the amount in figures').waitFor();
  await team.getByLabel('Amount').fill('1250,50');
  await team.getByLabel('Maria Keller').selectOption('approver');
  await team.getByRole('button', {name: 'Create the draft'}).click();

  // What is missing stands there in the core's words, and what cannot be done yet cannot be clicked.
  await team.getByText('It does not say what requires sign-off.').waitFor();
  assert.equal(await team.getByRole('button', {name: 'Confirm that it is ready'}).getAttribute('aria-disabled'), 'true');
  await team.getByRole('button', {name: 'Edit', exact: true}).click();
  await team.getByLabel('The ask').fill('The press kit is final.');
  await team.getByLabel('Due').fill(new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 16));
  await team.getByRole('button', {name: 'Save', exact: true}).click();
  await team.getByText('Saved.').waitFor();

  await addVersion(team, 1, 'Add files', ['Texts-v2.md', 'Desktop-hero-v3.png']);
  await submit(team, 1);
  await assertAccessible(team, 'the submitted request');

  const id = team.url().split('/').pop();
  const customer = await open(`/#/requests/${id}`);
  await customer.getByRole('button', {name: 'Ask a question first'}).click();
  await customer.getByRole('textbox').first().fill('For which newspapers?');
  await customer.getByRole('button', {name: 'Send the question'}).click();
  await customer.getByText('Your question was sent').first().waitFor();

  await team.reload();
  await team.getByLabel('Answer Maria Keller').fill('The two in Oldenburg.');
  await team.getByRole('button', {name: 'Send the answer'}).click();
  await team.getByText('Your answer was sent.').waitFor();

  await customer.reload();
  await customer.getByRole('radio', {name: 'Request changes'}).check();
  await customer.getByLabel('Point 1').fill('Use the new logo.');
  await confirm(customer, 'Request changes');
  await customer.getByRole('heading', {name: 'You requested changes to version 1'}).waitFor();

  await team.reload();
  await team.getByText('Use the new logo.').waitFor();
  await team.getByRole('button', {name: 'Answer an objection…'}).click();
  await team.getByLabel('The work that it means').fill('The new logo, everywhere.');
  await team.getByLabel('Ready by').fill(new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10));
  await team.getByRole('button', {name: 'Answer it', exact: true}).click();
  await team.getByText('The objection is answered.').waitFor();
  await team.getByRole('button', {name: 'Start a revision'}).click();
  await addVersion(team, 2, 'Add version 2', ['Texts-v3.md']);
  await submit(team, 2);

  await customer.reload();
  await customer.getByRole('radio', {name: 'Approve'}).first().check();
  await confirm(customer, 'Approve version 2');
  await customer.getByRole('heading', {name: 'You approved version 2'}).waitFor();

  await team.reload();
  await team.getByText('Nothing has to be done right now.').waitFor();
  // Texts-v3.md took the place of Texts-v2.md; the picture was kept.
  assert.equal(await team.getByRole('button', {name: /^Save .*, version 2$/}).count(), 2);
  assert.deepEqual(complaints, []);
});

/** Who has the focus: by its words, or by the name of its element. */
const focused = (page) => page.evaluate(() => {
  const {activeElement: {localName, textContent}} = document;
  return localName === 'body' || localName === 'main' ? localName : textContent;
});
async function focusIs(page, expected, when) {
  await page.waitForFunction((wanted) => document.activeElement.textContent.startsWith(wanted), expected, {timeout: 5_000})
    .catch(async () => assert.fail(`${when}: the focus is on “${await focused(page)}”`));
}

test('the focus stays where the work is, after every command and when somebody else changes the request', async () => {
  const team = await open('/team.html#/new');
  await team.getByLabel('Title').fill('Letterhead');
  await team.getByLabel('The ask').fill('The letterhead is final.');
  await team.getByLabel('Maria Keller').selectOption('approver');
  await team.getByLabel('Due').fill(new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 16));
  await team.getByRole('button', {name: 'Create the draft'}).click();
  const press = async (name) => {
    const button = team.getByRole('button', {name});
    await button.focus();
    await button.press('Enter');
  };
  await press('Edit');
  await press('Cancel');
  await focusIs(team, 'Edit', 'after a form was closed');
  await addVersion(team, 1, 'Add files', ['Texts-v2.md']);
  await focusIs(team, 'Add version 2', 'after a form was sent');
  await press('Confirm that version 1 is ready');
  await team.getByText('Readiness is confirmed.').waitFor();
  await team.getByRole('button', {name: 'Submit version 1'}).waitFor();
  assert.notEqual(await focused(team), 'body', 'after a command');
  await press('Submit version 1');
  await team.getByText('Submitted. The customer is asked now.').waitFor();
  await focusIs(team, 'Next', 'after a command that cannot come again');

  const save = team.getByRole('button', {name: 'Save the record'});
  await save.focus();
  const id = team.url().split('/').pop();
  const customer = await open(`/#/requests/${id}`);
  await customer.getByRole('button', {name: 'Ask a question first'}).click();
  await customer.getByRole('textbox').first().fill('On which paper?');
  await customer.getByRole('button', {name: 'Send the question'}).click();
  await team.getByText('On which paper?').waitFor({timeout: 30_000}); // by its own asking, every 15 seconds or so
  await focusIs(team, 'Save the record', 'after a change by somebody else');

  await press('Withdraw…');
  await team.getByLabel('Reason').fill('Not needed any more.');
  await press('Withdraw it');
  await team.getByText('The request was withdrawn.').waitFor();
  await focusIs(team, 'Next', 'after the last command');
  assert.deepEqual(complaints, []);
});

async function addVersion(page, number, button, files) {
  await page.getByRole('button', {name: button}).click();
  await page.locator('input[type=file]').setInputFiles(files.map(file));
  await page.locator('form').getByRole('button', {name: `Add version ${number}`}).click();
  await page.getByText(`Version ${number} was added.`).waitFor();
}

async function submit(page, number) {
  await page.getByRole('button', {name: `Confirm that version ${number} is ready`}).click();
  await page.getByRole('button', {name: `Submit version ${number}`}).click();
  await page.getByText('Submitted. The customer is asked now.').waitFor();
}

async function confirm(page, button) {
  await page.getByRole('button', {name: /^Review and/}).click();
  const go = page.getByRole('dialog').getByRole('button', {name: button});
  await go.waitFor();
  await page.waitForTimeout(READING_MS);
  await go.click();
}

test('a customer who is another person sees their own list, and a request that is not there says so', async () => {
  const page = await open('/');
  await page.getByRole('heading', {name: 'Hello Maria Keller'}).waitFor();
  await page.getByLabel('You are').selectOption('jonas');
  await page.getByRole('heading', {name: 'Hello Jonas Weber'}).waitFor();
  await page.goto(`${server.endpoint}/#/requests/req_nothing`);
  await page.getByText('There is no such approval, or it is not for you.').waitFor();
});
