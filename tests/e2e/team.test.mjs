// What the studio does on its page: every action is there because the core permits it, and is judged by the server.
import assert from 'node:assert/strict';
import {mkdtemp, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {asReviewer, inDays, jonas, maria, stage} from './support/api.mjs';
import {Tab} from './support/browser.mjs';
import {portrait} from './support/portrait.mjs';
import {root} from './support/server.mjs';
import {until, world} from './support/world.mjs';

const studio = world('the studio’s page', {server: {www: join(root, 'www'), demo: true}});
const {test} = studio;

/** The page of a request, or another one of the studio's. */
async function visit(t, place, {url = studio.server.url, ...options} = {}) {
  const tab = await Tab.open(studio.browser, url, {page: `/team.html#/${place}`, embed: false, ...options});
  t.after(() => tab.close());
  const {page} = tab;
  return Object.assign(tab, {
    press: (name, within = page) => within.getByRole('button', {name, exact: typeof name === 'string'}).first().click(),
    fill: (label, text) => page.getByLabel(label, {exact: true}).fill(text),
    choose: (label, option) => page.getByLabel(label, {exact: true}).selectOption(option),
    says: (text) => tab.see(page.getByText(text)),
    panel: page.locator('.panel'),
  });
}
const request = (t, id, options) => visit(t, `requests/${id}`, options);
/** What stands at a field that was not filled in well. */
const complaint = (tab, label) => tab.page.locator('.field', {has: tab.page.getByLabel(label, {exact: true})}).last().locator('.error:visible').innerText();
const day = (days) => inDays(days).slice(0, 10);
const minute = (days) => inDays(days).slice(0, 16);

test('a condition shows how it stands, and is said to be met with evidence', async (t) => {
  const id = await studio.api.submitted();
  await studio.api.decide(maria, id, 'approve-with-conditions', {conditions: [{text: 'The footer names the shops.', due: inDays(9)}, {text: 'The map loads on a phone.'}]});
  const tab = await request(t, id);
  await tab.says('The footer names the shops.');
  assert.equal(await tab.page.getByText('to be done').count(), 2);
  const point = tab.page.getByRole('listitem').filter({hasText: 'The map loads'}).last();
  await tab.press('Say that it is met…', point);
  await tab.see(tab.panel.getByText('The map loads on a phone.'));
  await tab.press('Say that it is met');
  await tab.says('Write something here.');
  await portrait(tab, 'team-condition');
  await tab.fill('How it is met', 'Measured on three phones: 0.8 s.');
  await tab.press('Say that it is met');
  await tab.says('The customer can close the condition now.');
  await tab.says('Measured on three phones: 0.8 s.');
  assert.equal(await point.getByRole('button').count(), 0, 'it is met once');
  const {conditions} = await studio.api.state(id);
  assert.deepEqual(conditions.map(({state}) => state), ['open', 'met']);

  await studio.api.send(maria, id, {command: 'close-condition', condition: 'c2'});
  await tab.page.reload();
  await tab.see(point.getByText('closed', {exact: true}));
  await portrait(tab, 'team-conditions');
});

test('objections are answered one by one: in scope, and with a change order that is made on the way', async (t) => {
  const id = await studio.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, asReviewer(jonas)])]});
  await studio.api.decide(maria, id, 'request-changes', {objections: [{text: 'The headline is about us.', part: 'texts'}, {text: 'We need a shop in it.'}]});
  const tab = await request(t, id);
  await tab.press('Answer an objection…');
  await tab.see(tab.panel.getByText('The headline is about us.'));
  await tab.press('Answer it');
  assert.equal(await complaint(tab, 'Ready by'), 'Choose a day.');
  await tab.fill('Ready by', day(5));
  await tab.press('Answer it');
  assert.equal(await complaint(tab, 'The work that it means'), 'Say what will be done.');
  await portrait(tab, 'team-objection');
  await tab.fill('The work that it means', 'A headline that speaks to the reader.');
  await tab.press('Answer it');
  await tab.says('The objection is answered.');
  await tab.says(/^In scope, by .*: A headline that speaks/);

  const point = tab.page.getByRole('listitem').filter({hasText: 'We need a shop'}).last();
  await tab.press('Answer it…', point);
  await tab.fill('The work that it means', 'A shop with twelve frames.');
  await tab.fill('Ready by', day(30));
  await tab.choose('Is it in the agreed scope?', 'change-order');
  await tab.see(tab.page.getByLabel('Schedule days'));
  assert.equal(await tab.page.getByLabel('Title', {exact: true}).inputValue(), 'Change order: Homepage design, final delivery');
  const count = async () => (await studio.api.call('GET', 'requests?limit=200')).requests.filter(({title}) => title.startsWith('Change order: ')).length;
  const before = await count();
  await tab.choose('Project owner', 'maria');
  await tab.choose('Budget owner', 'jonas');
  await tab.press('Answer it', tab.panel);
  assert.equal(await complaint(tab, 'Schedule days'), 'Write a whole number.');
  await portrait(tab, 'team-change-order');
  assert.equal(await count(), before, 'nothing was created');
  await tab.fill('Schedule days', '10');
  await tab.fill('Amount (optional)', '3,744.00');
  await tab.press('Answer it', tab.panel);
  await tab.says('The objection is answered.');
  await tab.see(tab.page.getByRole('heading', {name: 'Linked requests'}));
  await portrait(tab, 'team-answered');

  const {objections, links} = await studio.api.state(id);
  assert.deepEqual(objections.map(({answer}) => answer.class), ['in-scope', 'change-order']);
  const order = objections[1].answer.change_order;
  assert.deepEqual(links, [{relation: 'change-order', request: order}]);
  const made = await studio.api.state(order);
  assert.deepEqual([made.kind, made.template, made.amount.minor, made.state], ['change-order', 'change-order', 374400, 'draft']);
  assert.deepEqual(made.links, [{relation: 'original', request: id}]);
  assert.equal(await count(), before + 1);

  await tab.press('Start a revision');
  await tab.says('You can edit it and add a version now.');
  await tab.page.getByRole('link', {name: 'Change order: Homepage design, final delivery'}).first().click();
  await tab.see(tab.page.getByRole('heading', {level: 1, name: 'Change order: Homepage design, final delivery'}));
  await tab.see(tab.page.getByRole('link', {name: 'Homepage design, final delivery', exact: true}));
  await tab.isClean();
});

test('a place is reassigned to somebody else, and both names stay', async (t) => {
  const id = await studio.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, asReviewer(jonas)])]});
  const tab = await request(t, id);
  await tab.press('Reassign a place… Keller Optik');
  assert.deepEqual(await tab.page.getByLabel('Whose place').locator('option').allInnerTexts(), ['Maria Keller'], 'only places that the core lets move');
  await tab.fill('Reason', 'Maria is on leave.');
  await tab.press('Reassign it');
  assert.equal(await complaint(tab, 'Who decides instead'), 'Choose somebody.');
  await tab.choose('Who decides instead', 'Somebody else…');
  await tab.fill('Who decides instead: name', 'Ana Vogel');
  await tab.fill('Who decides instead: sign-in name', 'ana@example.com');
  await portrait(tab, 'team-reassign');
  await tab.press('Reassign it');
  await tab.says('The place is reassigned.');
  await tab.says('Now with Ana Vogel: Maria is on leave.');
  assert.match(await tab.page.locator('.member').first().innerText(), /^Maria Keller\s+Decides\s+Now with Ana Vogel/);
  const {delegations} = await studio.api.state(id);
  assert.deepEqual(delegations.map(({type, place, to, by}) => [type, place, to.id, by.id]), [['reassigned', 'maria', 'ana@example.com', 'dana']]);
  await tab.isClean();
});

test('those who are asked are reminded, the deadline is extended, and another request is linked', async (t) => {
  const other = await studio.api.draft({title: 'The contract that this belongs to'});
  const id = await studio.api.submitted({policy: {response: {amount: 48, unit: 'hours'}, reminders: []}});
  const tab = await request(t, id);
  await tab.press('Remind Keller Optik');
  await tab.says('The reminder is in the record. This version sends no mail.');

  await tab.press('Extend the deadline…');
  await tab.fill('Reason', 'The shop was closed for a week.');
  await tab.press('Extend it');
  assert.ok(await complaint(tab, 'New due date'));
  await tab.fill('New due date', minute(20));
  await portrait(tab, 'team-extend');
  await tab.press('Extend it');
  await tab.says('The deadline is extended.');

  await tab.press('Link a request…');
  await tab.press('Link it');
  assert.equal(await complaint(tab, 'What the other request is to this one'), 'Choose one.');
  await tab.choose('What the other request is to this one', 'original');
  await tab.choose('Request', {label: 'The contract that this belongs to'});
  await tab.press('Link it');
  await tab.says('The request is linked.');
  await tab.see(tab.page.getByRole('link', {name: 'The contract that this belongs to'}));

  const events = (await studio.api.events(id)).slice(-5).map(({event, actor}) => [event, actor.id]);
  for (const event of ['reminded', 'deadline-extended', 'linked']) assert.ok(events.some(([word, actor]) => word === event && actor === 'dana'), event);
  assert.deepEqual((await studio.api.state(id)).links, [{relation: 'original', request: other}]);
  await tab.isClean();
});

test('work goes on at risk once an answer is late, and not before', async (t) => {
  const late = inDays(4 / 86_400);
  const id = await studio.api.submitted({due: late});
  const tab = await request(t, id);
  await tab.see(tab.page.getByRole('button', {name: 'Extend the deadline…'}));
  await tab.press('Go on at risk…'); // it comes by itself
  await tab.fill('Reason', 'The printer has to be booked today.');
  await portrait(tab, 'team-risk');
  await tab.press('Go on at risk');
  await tab.says('It is recorded that work goes on at risk.');
  await tab.says('goes on with version 1 at risk: nobody approved it');
  const state = await studio.api.state(id);
  assert.deepEqual([state.state, state.risks[0].reason, state.risks[0].by.id], ['in-review', 'The printer has to be booked today.', 'dana']);
  await tab.isClean();
});

test('what the core does not permit is not there', async (t) => {
  const submitted = await studio.api.submitted();
  const tab = await request(t, submitted);
  await tab.see(tab.page.getByRole('button', {name: 'Extend the deadline…'}));
  for (const name of ['Go on at risk…', 'Answer an objection…', 'Say that a condition is met…', 'Start a revision']) {
    assert.equal(await tab.page.getByRole('button', {name}).count(), 0, name);
  }
  await studio.api.decide(maria, submitted, 'approve');
  await tab.page.reload();
  await tab.says('Nothing has to be done right now.');
  for (const name of ['Extend the deadline…', 'Remind Keller Optik', 'Reassign a place… Keller Optik', 'Withdraw…']) {
    assert.equal(await tab.page.getByRole('button', {name}).count(), 0, name);
  }
  assert.equal(await tab.page.getByRole('button', {name: 'Link a request…'}).count(), 1);
  await tab.says(/^Version 1 was approved on \d+ \w+, [\d:]+\. A change of it needs a change order\.$/);
  await tab.isClean();
});

test('a request is made from each of the templates', async (t) => {
  const tab = await visit(t, 'new');
  const {page} = tab;
  const start = page.getByLabel('Start from');
  await until(async () => (await start.locator('option').count()) === 8, 'seven templates are offered');
  const names = (await start.locator('option').allInnerTexts()).slice(1);
  for (const name of names) {
    await tab.choose('Start from', {label: name});
    await tab.press('Create the draft');
    assert.equal(await complaint(tab, 'Title'), 'Give it a title.', name);
    await tab.fill('Title', `From: ${name}`);
    await tab.fill('Amount (optional)', '4,800.00');
    if (name === names[0]) await portrait(tab, 'team-template');
    const people = page.locator('fieldset', {hasText: 'Who takes part'}).last().locator('select');
    for (const select of await people.all()) {
      const isNeeded = (await select.locator('option').first().innerText()) === 'Choose…';
      if (isNeeded && !(await select.inputValue())) await select.selectOption('maria');
    }
    const facts = page.locator('fieldset', {has: page.getByText('They decide which stages are asked.')});
    for (const select of await facts.locator('select').all()) await select.selectOption({index: 1});
    for (const input of await facts.locator('input').all()) await input.fill('12');
    await tab.press('Create the draft');
    await tab.see(page.getByRole('heading', {level: 1, name: `From: ${name}`}));
    const state = await studio.api.state(new URL(page.url()).hash.split('/').at(-1));
    assert.ok(state.template, name);
    assert.equal(state.amount.minor, 480000);
    assert.equal(state.state, 'draft');
    await page.goto(`${studio.server.url}/team.html#/new`);
    await until(async () => (await start.locator('option').count()) === 8, 'the templates are offered again');
  }
  await tab.isClean();
});

test('a request from a template keeps its guards when it is edited', async (t) => {
  const tab = await visit(t, 'new');
  await until(async () => (await tab.page.getByLabel('Start from').locator('option').count()) === 8, 'the templates are there');
  await tab.choose('Start from', 'milestone');
  await tab.fill('Title', 'Milestone 3');
  await tab.choose('Project owner', 'maria');
  await tab.choose('Sponsor', 'jonas');
  await tab.choose('Delivery', 'final');
  await tab.press('Create the draft');
  await tab.press('Edit');
  await tab.fill('Title', 'Milestone 3: launch');
  await portrait(tab, 'team-template-edit');
  await tab.press('Save');
  await tab.says('Saved.');
  const id = new URL(tab.page.url()).hash.split('/').at(-1);
  const {title, stages, policy} = await studio.api.state(id);
  assert.equal(title, 'Milestone 3: launch');
  assert.deepEqual(stages[1].guard, {fact: 'delivery', equals: 'final'});
  assert.equal(policy.response.unit, 'business-days');
  const edited = (await studio.api.events(id)).at(-1);
  assert.deepEqual([edited.event, 'stages' in edited, 'title' in edited], ['edited', false, true]);
});

test('a file that is too large is left out before it is hashed, and says so', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-large-'));
  t.after(() => rm(folder, {recursive: true}));
  const film = join(folder, 'Film.mov');
  await writeFile(film, '');
  await truncate(film, 2 * 1024 ** 3 + 1); // sparse
  const id = await studio.api.draft({parts: []});
  const tab = await request(t, id);
  await tab.press('Add files');
  await tab.page.locator('input[type=file]').setInputFiles(film);
  await tab.says(/Film\.mov is left out: it has .*, and a file may have /);
  assert.equal(await tab.page.getByText('Hashing…').count(), 0);
  await tab.page.locator('input[type=file]').setInputFiles({name: 'Texts.md', mimeType: 'text/markdown', buffer: Buffer.from('# Texts')});
  await tab.press('Add version 1');
  await tab.says('Version 1 was added.');
  assert.deepEqual((await studio.api.state(id)).versions[0].parts.map(({name}) => name), ['Texts.md']);
  await tab.isClean();
});

test('a file that could not be uploaded says so in its row, and goes through the next time', async (t) => {
  const {proxy} = await studio.proxied(t);
  const id = await studio.api.draft({parts: []});
  const tab = await request(t, id, {url: proxy.url, mayFail: true});
  const refused = {code: 'store-unavailable', status: 409, title: 'The store cannot be used.', detail: 'The disk is full.', pointer: ''};
  proxy.fault = ({method, path}) => method === 'PUT' && path.startsWith('/v1/blobs/')
    && ((answer) => ({...answer, status: 409, headers: {'content-type': 'application/problem+json'}, body: Buffer.from(JSON.stringify(refused))}));
  await tab.press('Add files');
  await tab.page.locator('input[type=file]').setInputFiles({name: 'Texts.md', mimeType: 'text/markdown', buffer: Buffer.from('# Texts')});
  await tab.press('Add version 1');
  await tab.says('The disk is full.');
  await tab.says(/not uploaded/);
  assert.equal(await tab.page.getByText('Uploading…').count(), 0);
  proxy.fault = () => undefined;
  await tab.press('Add version 1');
  await tab.says('Version 1 was added.');
});

test('an edit says what was changed and nothing else: seconds of a deadline, a rare currency, and what was emptied', async (t) => {
  const due = `${inDays(6).slice(0, 16)}:31.123Z`;
  const id = await studio.api.draft({due, amount: {minor: 4800, currency: 'JPY'}});
  const tab = await request(t, id);
  const edited = async () => {
    const {event, seq, at, actor, command_id, ...fields} = (await studio.api.events(id)).at(-1);
    assert.equal(event, 'edited');
    return Object.keys(fields).filter((name) => ['title', 'ask', 'scope', 'project', 'amount', 'due', 'stages', 'clear'].includes(name));
  };
  await tab.press('Edit');
  assert.deepEqual([await tab.page.getByLabel('Amount (optional)').inputValue(), await tab.page.getByLabel('Currency').inputValue()], ['4800', 'JPY']);
  await tab.fill('Title', 'Another title');
  await tab.press('Save');
  await tab.says('Saved.');
  assert.deepEqual(await edited(), ['title']);
  assert.equal((await studio.api.state(id)).due, due);

  await tab.press('Edit');
  await tab.fill('Amount (optional)', '4800.50');
  await tab.press('Save');
  assert.equal(await complaint(tab, 'Amount (optional)'), 'Write the amount in figures, such as 4800 or 4,800.');
  await tab.fill('Amount (optional)', '5,200');
  await tab.press('Save');
  await tab.says('Saved.');
  assert.deepEqual((await studio.api.state(id)).amount, {minor: 5200, currency: 'JPY'});

  await tab.press('Edit');
  await tab.fill('Amount (optional)', '');
  await tab.fill('Due', '');
  await tab.press('Save');
  await tab.says('Saved.');
  assert.deepEqual(await edited(), ['clear']);
  const state = await studio.api.state(id);
  assert.deepEqual(['amount' in state, 'due' in state], [false, false]);

  await tab.press('Edit');
  await tab.fill('Project (optional)', '');
  await tab.press('Save');
  await tab.says('Saved.');
  assert.ok(!(await studio.api.state(id)).project);
  await tab.isClean();
});

test('what goes wrong with a file or the record is said, and a file that is another one is not handed out', async (t) => {
  const {proxy} = await studio.proxied(t);
  const id = await studio.api.draft();
  const tab = await request(t, id, {url: proxy.url, mayFail: true});
  const save = tab.page.getByRole('button', {name: 'Save Texts.md, version 1'});
  let downloads = 0;
  tab.page.on('download', () => downloads++);
  proxy.fault = ({path}) => path.startsWith('/v1/blobs/') && ((answer) => ({...answer, headers: {...answer.headers, 'cache-control': 'no-store'}, body: Buffer.from('# Other\n\nSee **clearly**.\n')}));
  await save.click();
  await tab.says('Texts.md is not saved: what the server sent is not the file that was added.');
  const no = {code: 'forbidden', status: 403, title: 'Not allowed', detail: 'This is not yours to read.', pointer: ''};
  proxy.fault = ({path}) => (path.startsWith('/v1/blobs/') || path.includes('/events')) && ((answer) => ({...answer, status: 403, headers: {'cache-control': 'no-store'}, body: Buffer.from(JSON.stringify(no))}));
  await save.click();
  await tab.says('This is not yours to read.');
  await tab.press('Save the record');
  await until(async () => (await tab.page.getByText('This is not yours to read.').count()) === 2, 'it is said at the top, too');
  assert.equal(downloads, 0);
  proxy.fault = () => undefined;
  const [download] = await Promise.all([tab.page.waitForEvent('download'), save.click()]);
  assert.equal(download.suggestedFilename(), 'Texts.md');
  await until(async () => (await tab.page.getByText('This is not yours to read.').count()) === 1, 'what was mended is said no more');
});

test('what agents found and pointed out stands on the page', async (t) => {
  const id = await studio.api.submitted();
  const byKey = async (command) => {
    const {head} = await studio.api.call('GET', `requests/${id}`);
    return studio.api.call('POST', `requests/${id}/commands`, {body: command, headers: {'If-Match': `"${head}"`, 'Idempotency-Key': `k${head}`}});
  };
  await byKey({command: 'check', findings: [{severity: 'warning', pointer: '/parts/0', text: 'The footer links to a page that is not there.'}, {severity: 'info', text: 'Two texts are longer than before.'}]});
  await byKey({command: 'flag', severity: 'error', text: 'The amount differs from the offer.'});
  await byKey({command: 'check', findings: []});
  const tab = await request(t, id);
  const card = tab.page.locator('.card', {has: tab.page.getByRole('heading', {name: 'Checks and flags'})});
  await tab.see(card);
  const said = await card.innerText();
  for (const words of ['The footer links to a page that is not there.', 'warning', 'Parts › 0', 'The amount differs from the offer.', 'error', 'Nothing was found.', 'checked version 1']) assert.ok(said.includes(words), words);
  await portrait(tab, 'team-findings');
});

test('what is said of a group of fields is told to whoever is in it', async (t) => {
  const tab = await visit(t, 'new');
  const groups = tab.page.locator('fieldset[data-pointer]');
  await until(async () => (await groups.count()) > 0, 'there are groups');
  for (const group of await groups.all()) {
    const ids = (await group.getAttribute('aria-describedby')).split(' ');
    assert.ok(ids.includes(await group.locator(':scope > .error').getAttribute('id')));
  }
});
