// What a customer does besides deciding: settles conditions, hands the decision on, takes things back, talks.
import assert from 'node:assert/strict';
import {dana, inDays, jonas, maria, stage, text} from './support/api.mjs';
import {isCommand, isView} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('after the decision');
const {test} = here;

const CONDITIONS = [{text: 'The shops are trained.', due: inDays(20)}, {text: 'No telephone number is asked for.'}];
const effects = [
  {id: 'build', text: 'Development starts', after: 'approval'},
  {id: 'invoice', text: 'Invoice INV-204', after: 'conditions-closed'},
];
const both = [stage('customer', 'Keller Optik', 1, [maria, jonas], {rule: {type: 'any'}})];

const focused = (tab) => tab.widget.evaluate((widget) => widget.shadowRoot.activeElement?.id);
const said = (tab, words) => tab.see(tab.widget.getByRole('status').filter({hasText: words}));
const sent = (verb) => (call) => isCommand(call) && JSON.parse(call.body).command === verb;
const item = (tab, words) => tab.widget.locator('.thread > li').filter({hasText: words});
const press = (tab, words, name) => item(tab, words).getByRole('button', {name, exact: true}).click();
const refresh = (tab) => tab.widget.evaluate((widget) => widget.refresh());
const eventsOf = async (api, request, name) => (await api.events(request)).filter(({event}) => event === name);

/** A request that Maria has approved with two conditions. */
async function conditional(api = here.api, fields = {}) {
  const request = await api.submitted({effects, ...fields});
  await api.decide(maria, request, 'approve-with-conditions', {conditions: CONDITIONS});
  return request;
}

const meet = (api, request, condition = 'c1') =>
  api.send(dana, request, {command: 'meet-condition', condition, evidence: 'All four shops were trained on Monday.'});

test('conditions: the team says that one is met, it is opened again, met again and closed, the other is waived, and the invoice is released', async (t) => {
  const request = await conditional();
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Conditions'));
  assert.match(await item(tab, 'The shops').innerText(), /Open[^]*Set by Maria Keller · due /);
  assert.match(await tab.text(), /Invoice INV-204\s+once no condition is left/);
  assert.equal(await item(tab, 'The shops').getByRole('button', {name: 'Reopen…'}).count(), 0, 'it is open');

  await meet(here.api, request);
  await said(tab, 'A condition is now “Reported as met”: The shops are trained.');
  assert.match(await item(tab, 'The shops').innerText(), /Dana Ruiz[^]*All four shops were trained on Monday\./);

  await press(tab, 'The shops', 'Reopen…');
  await tab.confirm();
  await tab.see(tab.dialog.locator('.error'));
  assert.equal(await focused(tab), 'deed-text', 'the focus is where something is missing');
  await tab.dialog.getByLabel('What is missing').fill('One shop was closed that day.');
  await tab.confirm();
  await said(tab, 'The condition is open again.');
  assert.match(await item(tab, 'The shops').innerText(), /Open[^]*Opened again: One shop was closed that day\./);

  await meet(here.api, request);
  await refresh(tab);
  await press(tab, 'The shops', 'Close…');
  await tab.see(tab.dialog);
  assert.match(await tab.dialog.innerText(), /The shops are trained\.[^]*Then\s+1 condition is still to be settled\./);
  await tab.confirm();
  await said(tab, 'The condition is closed.');
  await until(async () => (await focused(tab)) === 'conditions-title', 'the focus goes on');
  assert.match(await item(tab, 'The shops').innerText(), /Closed by Maria Keller/);
  assert.equal(await item(tab, 'The shops').getByRole('button').count(), 0, 'nothing is left to do with it');

  await press(tab, 'No telephone', 'Waive…');
  await tab.dialog.getByLabel('Why you do without it').fill('We have one anyway.');
  assert.match(await tab.dialog.innerText(), /The request becomes fully approved\.\s+It lets this happen: Invoice INV-204/);
  await tab.confirm();
  await said(tab, /fully approved/);
  assert.equal(await tab.widget.locator('.status').innerText(), 'Approved');
  assert.match(await tab.widget.locator('.releases').innerText(), /Invoice INV-204[^]*released/);
  const {state, conditions, effects: after} = await here.api.state(request);
  assert.equal(state, 'approved');
  assert.deepEqual(conditions.map((each) => [each.state, each.reason]), [['closed', undefined], ['waived', 'We have one anyway.']]);
  assert.ok(after.every(({released}) => released));
  await tab.isClean();
});

test('conditions: somebody who did not set them sees them, and nothing to do about them', async (t) => {
  const request = await conditional(here.api, {stages: both});
  await meet(here.api, request);
  const tab = await here.tab(t, jonas, request);
  await tab.see(tab.heading('Conditions'));
  assert.match(await tab.text(), /All four shops were trained on Monday\./);
  assert.equal(await tab.widget.locator('.conditions').getByRole('button').count(), 0);
  await tab.isClean();
});

test('what people write in it is text: markup runs nothing, and what reorders or hides is shown', async (t) => {
  const nasty = '<img src=x onerror="globalThis.hacked=1">\u202Edetrevni';
  const request = await here.api.submitted();
  await here.api.decide(maria, request, 'approve-with-conditions', {conditions: [{text: nasty}]});
  await here.api.send(dana, request, {command: 'meet-condition', condition: 'c1', evidence: nasty});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Conditions'));
  const shown = nasty.replace('\u202E', '[U+202E]');
  assert.equal((await item(tab, 'detrevni').innerText()).split(shown).length, 3, 'the condition and the evidence');
  await press(tab, 'detrevni', 'Close…');
  assert.ok((await tab.dialog.innerText()).includes(shown));
  await tab.confirm();
  await said(tab, 'The condition is closed.');
  assert.equal(await tab.page.evaluate(() => globalThis.hacked), undefined);
  await tab.isClean();
});

test('a condition is closed with the keyboard alone', async (t) => {
  const request = await conditional();
  await meet(here.api, request);
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Conditions'));
  const {keyboard} = tab.page;
  const tabTo = async (name) => {
    for (let presses = 0; presses < 40; presses++) {
      await keyboard.press('Tab');
      if ((await tab.widget.evaluate((widget) => widget.shadowRoot.activeElement?.textContent)) === name) return;
    }
    assert.fail(`not reached: ${name}`);
  };
  await tabTo('Close…');
  await keyboard.press('Enter');
  await tab.see(tab.dialog);
  assert.equal(await focused(tab), 'dialog-title');
  await keyboard.press('Escape');
  await tab.dialog.waitFor({state: 'hidden'});
  assert.equal(await tab.widget.evaluate((widget) => widget.shadowRoot.activeElement?.textContent), 'Close…', 'the focus comes back');
  assert.equal((await here.api.state(request)).conditions[0].state, 'met');
  await keyboard.press('Enter');
  await tab.settled();
  await tabTo('Close the condition');
  await keyboard.press('Space');
  await tab.see(item(tab, 'Closed by Maria Keller'));
  await until(async () => (await focused(tab)) === 'conditions-title', 'the focus goes on');
  await tab.isClean();
});

test('a reply that is lost: the condition is closed once, by the same key, and the dialog says what is known until then', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await conditional(api);
  const tab = await open(maria, request, {mayFail: true});
  await tab.see(tab.heading('Conditions'));
  const closes = sent('close-condition');
  let lost = 0;
  let release = false;
  proxy.fault = (call) => (closes(call) && (lost++ < 1 || !release) ? 'cut-reply' : undefined);
  await press(tab, 'The shops', 'Close…');
  await tab.confirm();
  await tab.see(tab.dialog.getByText(/it is not known whether it was recorded/));
  release = true;
  await tab.see(item(tab, 'Closed by Maria Keller'));
  await tab.dialog.waitFor({state: 'hidden'});
  const attempts = proxy.calls.filter(closes);
  assert.ok(attempts.length > 1);
  assert.equal(new Set(attempts.map(({headers}) => headers['idempotency-key'])).size, 1);
  assert.equal((await eventsOf(api, request, 'condition-settled')).length, 1);
  await tab.isClean();
});

test('a reload in the middle keeps the click: it is sent again under its own key', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await conditional(api);
  const tab = await open(maria, request, {mayFail: true});
  await tab.see(tab.heading('Conditions'));
  const closes = sent('close-condition');
  proxy.fault = (call) => (closes(call) ? 'cut' : undefined);
  await press(tab, 'The shops', 'Close…');
  await tab.confirm();
  await tab.see(tab.dialog.getByText(/it is not known whether it was recorded/));
  await tab.button('Go back').click();
  await tab.see(tab.heading('Conditions'));
  await tab.seeText(/it is not known whether it was recorded/);
  await tab.reload();
  await until(() => proxy.calls.filter(closes).length > 2, 'it is tried again');
  await tab.seeText(/it is not known whether it was recorded/);
  proxy.fault = () => undefined;
  await tab.see(item(tab, 'Closed by Maria Keller'));
  assert.equal(new Set(proxy.calls.filter(closes).map(({headers}) => headers['idempotency-key'])).size, 1);
  assert.equal((await eventsOf(api, request, 'condition-settled')).length, 1);
  await tab.isClean();
});

test('a server that says no is heard in the dialog, and what was written stays and is sent again by a key of its own', async (t) => {
  const request = await conditional();
  const tab = await here.tab(t, maria, request, {mayFail: true});
  await tab.see(tab.heading('Conditions'));
  const keys = [];
  const problem = {type: 'urn:x', code: 'store-unavailable', status: 403, title: 'The record cannot be written right now.', detail: 'The record cannot be written right now.', pointer: ''};
  await tab.page.route('**/commands', (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    return keys.length > 1 ? route.continue() : route.fulfill({status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem)});
  });
  await press(tab, 'No telephone', 'Waive…');
  const reason = tab.dialog.getByLabel('Why you do without it');
  await reason.fill('We have one anyway.');
  await tab.confirm();
  await tab.see(tab.dialog.getByText(problem.detail));
  assert.equal(await reason.inputValue(), 'We have one anyway.');
  await tab.confirm();
  await tab.see(item(tab, 'Waived by Maria Keller'));
  assert.equal(new Set(keys).size, 2);
  await tab.isClean();
});

test('two windows: what the other one has settled is told, and what this one sends is not recorded', async (t) => {
  const request = await conditional();
  const first = await here.tab(t, maria, request);
  const second = await here.tab(t, maria, request, {mayFail: true, deaf: true});
  await second.see(second.heading('Conditions'));
  await press(second, 'The shops', 'Waive…');
  await second.dialog.getByLabel('Why you do without it').fill('Never mind.');
  await second.settled();
  await first.see(first.heading('Conditions'));
  await press(first, 'The shops', 'Close…');
  await first.confirm();
  await first.see(item(first, 'Closed by Maria Keller'));
  await second.dialog.getByRole('button').last().click();
  await second.see(second.heading('This changed while you were looking'));
  await second.see(second.widget.locator('.conflict li'));
  assert.match(await second.widget.locator('.conflict').innerText(), /What you sent from here was not recorded\./);
  assert.equal(await second.dialog.count(), 0);
  assert.equal(await focused(second), 'conflict-title');
  assert.deepEqual((await here.api.state(request)).conditions.map(({state}) => state), ['closed', 'open']);
  await first.isClean();
  await second.isClean();
});

test('objections: each stands there with the answer of the team, also while the next version is made', async (t) => {
  const request = await here.api.submitted();
  const objections = [{text: 'The headline is about us.', part: 'texts'}, {text: 'There is no shop in Basel.'}];
  await here.api.decide(maria, request, 'request-changes', {objections});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Points raised'));
  assert.match(await item(tab, 'The headline').innerText(), /Not answered yet[^]*about Texts\.md/);
  const answer = {command: 'answer-objection', due: inDays(9)};
  await here.api.send(dana, request, {...answer, objection: 'o1', class: 'in-scope', work: 'We write a new headline.'});
  await refresh(tab);
  await said(tab, 'Dana Ruiz answered a point that was raised.');
  await here.api.send(dana, request, {...answer, objection: 'o2', class: 'change-order', work: 'A page for Basel.', change_order: 'req_basel'});
  await refresh(tab);
  assert.match(await item(tab, 'The headline').innerText(), /In scope[^]*Dana Ruiz[^]*We write a new headline\.\s+New date: /);
  assert.match(await item(tab, 'There is no shop').innerText(), /^Change order[^]*A page for Basel\.[^]*New date: [^]*Change order: req_basel/);
  await here.api.send(dana, request, {command: 'revise'});
  await refresh(tab);
  await tab.see(tab.heading('Not ready yet'));
  assert.match(await tab.text(), /We write a new headline\./, 'rework is never silent');
  await tab.isClean();
});

test('the decision is handed on: the core says who cannot take it, both names stay, and the other one decides', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.button('Let somebody else decide…').click();
  await tab.see(tab.dialog);
  await tab.confirm();
  await tab.see(tab.dialog.locator('.error'));
  assert.match(await focused(tab), /^deed-/);
  await tab.dialog.getByLabel('Their name').fill('Maria again');
  await tab.dialog.getByLabel(/What they sign in with/).fill('maria');
  await tab.dialog.getByLabel('Why').fill('I am away until Friday.');
  await tab.confirm();
  await tab.see(tab.dialog.locator('#deed-id-error'));
  assert.match(await tab.dialog.locator('#deed-id-error').innerText(), /has been with this person already/);
  assert.equal(await focused(tab), 'deed-id');
  await tab.dialog.getByLabel('Their name').fill('Jonas Weber');
  await tab.dialog.getByLabel(/What they sign in with/).fill('jonas');
  await tab.dialog.getByLabel('Until the end of (optional)').fill('2031-05-20');
  await tab.confirm();
  await said(tab, 'You have handed your decision over.');
  await until(async () => (await focused(tab)) === 'delegations-title', 'the focus goes on');
  assert.match(await item(tab, 'Maria Keller lets Jonas Weber decide.').innerText(), /until Tue, 20 May 2031[^]*I am away until Friday\./);
  assert.equal(await tab.widget.getByRole('radio').count(), 0, 'it is no longer hers');
  const [delegation] = (await here.api.state(request)).delegations;
  assert.deepEqual([delegation.to, delegation.until], [{id: 'jonas', name: 'Jonas Weber'}, '2031-05-20T21:59:59.000Z']);

  const other = await here.tab(t, jonas, request);
  await other.decide('Approve');
  await other.see(other.heading('You approved version 1'));
  await other.reads(/In the place of\s+Maria Keller/);
  await refresh(tab);
  await tab.seeText('decided by Jonas Weber');
  assert.equal(await tab.button('Take back…').count(), 0, 'a place in which somebody decided moves no more');
  assert.equal((await here.api.decided(request)).length, 1);
  await tab.isClean();
  await other.isClean();
});

test('a place is handed to somebody who is known here, and taken back', async (t) => {
  const stages = [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas])];
  const request = await here.api.submitted({stages});
  const tab = await here.tab(t, maria, request);
  await tab.button('Let somebody else decide…').click();
  await tab.dialog.getByLabel('Who decides').selectOption('Jonas Weber');
  await tab.dialog.getByLabel('Why').fill('He knows better.');
  await tab.confirm();
  await tab.see(item(tab, 'Maria Keller lets Jonas Weber decide.'));
  await tab.seeText('Jonas Weber decides in this place');
  await tab.button('Take back…').click();
  await tab.confirm();
  await said(tab, 'You have your place back. You can decide again.');
  await until(async () => (await focused(tab)) === 'decide-title', 'the focus is on the choices');
  assert.match(await item(tab, 'Maria Keller lets').innerText(), /^Taken back/);
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await tab.isClean();
});

test('a question is taken back, one of the team is answered, and a remark is left', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.button('Ask a question first').click();
  await tab.widget.getByLabel(/Ask .* a question/).fill('Is the map missing?');
  await tab.button('Send the question').click();
  await press(tab, 'Is the map missing?', 'Take back…');
  await tab.confirm();
  await said(tab, 'Your question was taken back.');
  assert.match(await item(tab, 'Is the map missing?').innerText(), /Taken back/);
  await until(async () => (await focused(tab)) === 'questions-title', 'the focus goes on');

  await here.api.send(dana, request, {command: 'ask', text: 'Which telephone number do we print?'});
  await refresh(tab);
  await said(tab, 'Dana Ruiz asked a question.');
  await press(tab, 'Which telephone', 'Answer…');
  await tab.dialog.getByLabel('Your answer').fill('None.');
  await tab.confirm();
  await tab.see(item(tab, 'Which telephone').filter({hasText: 'None.'}));

  await tab.button('Leave a remark…').click();
  await tab.dialog.getByLabel('Your remark').fill('The blue is lovely.');
  await tab.confirm();
  await tab.see(item(tab, 'The blue is lovely.'));
  const {questions, comments} = await here.api.state(request);
  assert.deepEqual(questions.map(({state, answer}) => [state, answer?.text]), [['withdrawn', undefined], ['answered', 'None.']]);
  assert.deepEqual(comments.map((each) => each.text), ['The blue is lovely.']);
  await tab.isClean();
});

test('an approval that is carried counts for the new version, and says so to both', async (t) => {
  const stages = [
    stage('texts', 'Texts', 1, [maria], {parts: ['texts']}),
    stage('map', 'Map', 1, [jonas], {parts: ['map']}),
    stage('law', 'Law', 2, [jonas], {guard: {fact: 'kind', equals: 'invoice'}}),
  ];
  const request = await here.api.submitted({stages, parts: [text('texts', 'Texts.md', '# T'), text('map', 'Map.md', '# M')]});
  const tab = await here.tab(t, maria, request);
  await tab.decide('Approve');
  await here.api.addVersion(request, [text('texts', 'Texts.md', '# T'), text('map', 'Map.md', '# Map of Basel')]);
  await refresh(tab);
  await tab.see(tab.heading('You approved version 1'));
  await tab.seeText('Version 2 as well: what it covers is the same as in version 1.');
  const other = await here.tab(t, jonas, request);
  await other.seeText('carried from version 1');
  await other.decide('Approve');
  await other.see(other.heading('You approved version 2'));
  await other.reads(/Law\s+does not apply and is left out/);
  const {state, decisions} = await here.api.state(request);
  assert.equal(state, 'approved');
  assert.deepEqual(decisions.map((each) => [each.actor.id, each.version, each.carried_to]), [['maria', 1, 2], ['jonas', 2, undefined]]);
  await tab.isClean();
  await other.isClean();
});

test('silence is told up front: by when, and what comes of it', async (t) => {
  const policy = {response: {amount: 2, unit: 'days'}, reminders: [{amount: -1, unit: 'days'}], escalation: {after: {amount: 3, unit: 'days'}, to: {id: 'olga', name: 'Olga Sand'}}, end: {after: {amount: 5, unit: 'days'}, action: 'pause'}};
  const request = await here.api.submitted({policy, stages: both});
  const tab = await here.tab(t, maria, request);
  await tab.seeText(/^If we do not hear from you by .*, we remind you, we turn to Olga Sand on .* and we put this on hold on .*; nothing is approved without you\.$/);
  await tab.seeText(/open now · one approval is enough · answer due /);
  await tab.isClean();
});

test('on hold: said, and one can still decide', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted({policy: {response: {amount: 1, unit: 'days'}}});
  proxy.fault = (call) =>
    isView(call) &&
    ((answer) => {
      if (answer.status !== 200) return answer;
      const body = JSON.parse(answer.body);
      body.request.paused_at = new Date().toISOString();
      for (const each of body.request.stages) delete each.clock;
      return {...answer, body: Buffer.from(JSON.stringify(body))};
    });
  const tab = await open(maria, request);
  await tab.seeText(/^On hold since/);
  assert.ok(await tab.radio('Approve').isEnabled());
  await tab.isClean();
});

test('what it takes is not there for the moment: that is said, and tried again with the next click', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {mayFail: true});
  await tab.see(tab.heading('Your decision'));
  await tab.page.route('**/later-*', (route) => route.abort());
  await tab.button('Let somebody else decide…').click();
  await tab.see(tab.widget.locator('#review-error').filter({hasText: 'There is no connection to the server.'}));
  assert.equal(await focused(tab), 'review');
  await tab.page.unroute('**/later-*');
  if (!(await tab.asksAgain())) await tab.reload();
  await tab.button('Let somebody else decide…').click();
  await tab.see(tab.dialog.getByLabel('Their name'));
  await tab.isClean();
});

test('nothing of it is loaded for one person’s plain choice, until it is wanted', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Your decision'));
  const loaded = () => tab.requests.filter((call) => /\/later-/.test(call.url())).length;
  assert.equal(loaded(), 0);
  await tab.button('Let somebody else decide…').click();
  await tab.see(tab.dialog);
  assert.equal(loaded(), 1);
  await tab.isClean();
});
