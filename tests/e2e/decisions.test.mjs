// The four decisions and everything around them, by mouse and by keyboard.
import assert from 'node:assert/strict';
import {dana, jonas, maria, stage, text} from './support/api.mjs';
import {isCommand, isDecision} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('deciding');
const {test} = here;

async function opened(t, fields, options) {
  const request = await here.api.submitted(fields);
  const tab = await here.tab(t, maria, request, options);
  await tab.see(tab.heading('Your decision'));
  return {request, tab};
}

/** The element that has the focus, in whichever shadow tree. */
const focused = (tab) =>
  tab.page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return {
      id: element.id,
      tag: element.localName,
      value: element.value,
      text: element.textContent.trim().slice(0, 80),
    };
  });

/** Goes on with Tab until the focus is on what is looked for. */
async function tabTo(tab, wanted, most = 60) {
  for (let presses = 0; presses < most; presses++) {
    await tab.page.keyboard.press('Tab');
    if (wanted(await focused(tab))) return;
  }
  assert.fail(`not reached with ${most} presses of Tab; the focus is on ${JSON.stringify(await focused(tab))}`);
}

test('the whole way from the page to the record works with the keyboard alone', async (t) => {
  const {request, tab} = await opened(t);
  const {keyboard} = tab.page;
  await tabTo(tab, ({tag}) => tag === 'summary');
  await keyboard.press('Enter');
  await tab.seeText('These are the exact bytes of version 1.');
  await tabTo(tab, ({tag, id}) => tag === 'input' && id === 'choices');
  assert.equal(await tab.widget.locator('input:checked').count(), 0, 'nothing is chosen for anybody');
  await keyboard.press('Space');
  await tabTo(tab, ({id}) => id === 'review');
  await keyboard.press('Enter');
  await tab.see(tab.dialog);
  assert.equal((await focused(tab)).id, 'dialog-title');
  await tab.settled();
  await tabTo(tab, ({text}) => text === 'Approve version 1', 5);
  await keyboard.press('Enter');
  await tab.see(tab.heading('You approved version 1'));
  await until(async () => (await focused(tab)).id === 'recorded-title', 'the focus is on the record');
  assert.equal((await here.api.decided(request)).length, 1);
  await tab.isClean();
});

test('the focus stays inside the dialog, Escape leaves it and gives the focus back', async (t) => {
  const {tab, request} = await opened(t);
  await tab.review('Approve');
  for (let presses = 0; presses < 6; presses++) {
    await tab.page.keyboard.press('Tab');
    const {tag, id, text} = await focused(tab);
    // The browser's own controls are the only other place that Tab may lead to.
    assert.ok(
      /Go back|Approve version 1/.test(text) || id === 'dialog-title' || tag === 'body',
      `focus on ${tag} ${id} ${text}`,
    );
  }
  await tab.page.keyboard.press('Escape');
  await tab.dialog.waitFor({state: 'hidden'});
  assert.equal((await focused(tab)).id, 'review');
  assert.ok(await tab.radio('Approve').isChecked(), 'the choice is kept');
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('a double click on the button that leads to the dialog confirms nothing', async (t) => {
  const {tab, request} = await opened(t);
  await tab.radio('Approve').check();
  // No time passes for the page, however long this machine takes between two clicks.
  await tab.page.evaluate(() => {
    const start = performance.now();
    globalThis.passed = 0;
    performance.now = () => start + globalThis.passed;
  });
  await tab.widget.locator('#review').dblclick({delay: 5});
  await tab.see(tab.dialog);
  // Even a click right where the confirming button appears does nothing at first.
  const click = () => tab.dialog.getByRole('button').last().evaluate((button) => button.click());
  await click();
  await tab.page.evaluate(() => (globalThis.passed = 399));
  await click();
  assert.ok(await tab.dialog.isVisible());
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.page.evaluate(() => (globalThis.passed = 401));
  await click();
  await tab.see(tab.heading('You approved version 1'));
  await tab.isClean();
});

test('Enter that is held or pressed again does not fall through the dialog', async (t) => {
  const {tab, request} = await opened(t);
  await tab.radio('Approve').check();
  await tab.widget.locator('#review').focus();
  for (let presses = 0; presses < 8; presses++) await tab.page.keyboard.down('Enter');
  await tab.see(tab.dialog);
  await tab.settled();
  for (let presses = 0; presses < 4; presses++) await tab.page.keyboard.down('Enter');
  await tab.page.keyboard.up('Enter');
  assert.ok(await tab.dialog.isVisible());
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('a double click on the confirming button decides once', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request);
  await tab.review('Approve');
  await tab.settled();
  await tab.dialog.getByRole('button').last().dblclick({delay: 5, noWaitAfter: true});
  await tab.see(tab.heading('You approved version 1'));
  assert.equal(proxy.calls.filter(isDecision).length, 1);
  assert.equal((await api.decided(request)).length, 1);
  await tab.isClean();
});

test('nothing is decided without a choice, and the page says so', async (t) => {
  const {tab, request} = await opened(t);
  await tab.widget.locator('#review').click();
  await tab.seeText('Choose what you decide.');
  assert.equal((await focused(tab)).id, 'choices');
  assert.equal(await tab.dialog.count(), 0);
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('an approval with conditions records each condition with its day', async (t) => {
  const {tab, request} = await opened(t);
  await tab.radio('Approve with conditions').check();
  await tab.widget.getByLabel('Condition 1', {exact: true}).fill('The shops are trained.');
  await tab.widget.getByLabel('Done by (optional)').fill('2031-05-20');
  await tab.button('Add another condition').click();
  await until(async () => /row-\d+-text/.test((await focused(tab)).id), 'the focus is in the new row');
  await tab.page.keyboard.type('No telephone number is asked for.');
  await tab.widget.locator('#review').click();
  await tab.see(tab.dialog);
  assert.match(await tab.dialog.innerText(), /The shops are trained\.[^]*No telephone number/);
  await tab.confirm();
  await tab.see(tab.heading('You approved version 1 with conditions'));
  const {state, conditions} = await here.api.state(request);
  assert.equal(state, 'approved-with-conditions');
  assert.deepEqual(
    conditions.map(({text}) => text),
    ['The shops are trained.', 'No telephone number is asked for.'],
  );
  assert.equal(conditions[0].due, '2031-05-20T21:59:59.000Z', 'the end of that day in Berlin');
  await tab.isClean();
});

test('requesting changes needs an objection, and the focus goes to where it is missing', async (t) => {
  const {tab, request} = await opened(t);
  await tab.radio('Request changes').check();
  await tab.widget.locator('#review').click();
  await tab.see(tab.widget.locator('.error'));
  const {id, tag} = await focused(tab);
  assert.equal(tag, 'textarea');
  const field = tab.widget.locator(`#${id}`);
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const described = await field.getAttribute('aria-describedby');
  assert.match(await tab.widget.locator(`#${described}`).innerText(), /Say what has to change/);
  assert.equal(await tab.dialog.count(), 0);
  await tab.page.keyboard.type('The headline is about us.');
  await tab.widget.getByLabel('Is it about a file?').selectOption('texts');
  await tab.widget.locator('#review').click();
  await tab.confirm();
  await tab.see(tab.heading('You requested changes to version 1'));
  const {state, objections} = await here.api.state(request);
  assert.equal(state, 'changes-requested');
  assert.deepEqual(
    objections.map(({text, part}) => [text, part]),
    [['The headline is about us.', 'texts']],
  );
  await tab.isClean();
});

test('a rejection with a reason is recorded', async (t) => {
  const {tab, request} = await opened(t);
  await tab.radio('Reject').check();
  await tab.widget.getByLabel('Anything else they should know (optional)').fill('We stop the project.');
  await tab.widget.locator('#review').click();
  await tab.confirm();
  await tab.see(tab.heading('You rejected version 1'));
  const {state, decisions} = await here.api.state(request);
  assert.equal(state, 'rejected');
  assert.equal(decisions[0].rationale, 'We stop the project.');
  await tab.reads(/We stop the project\./);
  await tab.isClean();
});

test('a question reaches the team, and its answer arrives by itself', async (t) => {
  const {tab, request} = await opened(t);
  await tab.button('Ask a question first').click();
  await tab.widget.getByLabel(/Ask .* a question/).fill('Is the shop finder part of this?');
  await tab.button('Send the question').click();
  await tab.seeText('Waiting for an answer');
  await until(async () => (await focused(tab)).id === 'ask-open', 'the focus goes on');
  const {questions} = await here.api.state(request);
  assert.equal(questions[0].text, 'Is the shop finder part of this?');
  await here.api.send(dana, request, {command: 'answer', question: 'q1', text: 'Yes, with a map.'});
  await tab.seeText('Yes, with a map.');
  await tab.see(tab.widget.getByRole('status').filter({hasText: 'Dana Ruiz answered a question.'}));
  await tab.isClean();
});

test('an empty question is not sent, and the field says why', async (t) => {
  const {tab, request} = await opened(t);
  await tab.button('Ask a question').click();
  await tab.button('Send the question').click();
  await tab.see(tab.widget.locator('#question-error'));
  assert.equal((await focused(tab)).id, 'question');
  assert.equal((await here.api.state(request)).questions.length, 0);
  await tab.isClean();
});

test('of two stages the second waits for the first, then decides', async (t) => {
  const stages = [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas])];
  const request = await here.api.submitted({stages});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading(/^Your decision\b.*Marketing/));
  const second = await here.tab(t, jonas, request);
  await second.see(second.heading('Decisions'));
  assert.equal(await second.widget.getByRole('radio').count(), 0, 'nothing to decide yet');
  assert.match(await second.text(), /It is not your turn now\./);
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await tab.reads(/Waiting for Jonas Weber/);
  await second.see(second.heading(/^Your decision\b.*Legal/));
  await second.decide('Approve');
  await second.see(second.heading('You approved version 1'));
  assert.equal((await here.api.state(request)).state, 'approved');
  await tab.isClean();
  await second.isClean();
});

test('a decision can be taken back while the stage is open, and made again', async (t) => {
  const {tab, request} = await opened(t, {stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  await tab.decide('Approve');
  await tab.button('Take my decision back').click();
  await tab.confirm();
  await tab.see(tab.heading('Your decision'));
  assert.deepEqual(
    (await here.api.state(request)).decisions.map(({standing}) => standing),
    ['retracted'],
  );
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  assert.deepEqual(
    (await here.api.state(request)).decisions.map(({standing}) => standing),
    ['retracted', 'standing'],
  );
  await tab.isClean();
});

test('while a decision is taken back the page says that, and nothing of a new decision', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const tab = await open(maria, request);
  await tab.decide('Approve');
  await tab.button('Take my decision back').click();
  const release = proxy.hold(isCommand);
  await tab.confirm();
  await tab.see(tab.heading('Taking your decision back…'));
  await tab.see(tab.widget.getByRole('status').filter({hasText: 'Taking your decision back…'}));
  assert.equal(await tab.heading('Recording your decision…').count(), 0);
  release();
  await tab.see(tab.heading('Your decision'));
  await tab.isClean();
});

test('decide() answers with nothing when there is nothing to confirm, and with the decision when there is', async (t) => {
  const {tab, request} = await opened(t, {stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]});
  const decide = (word) => tab.widget.evaluate((widget, word) => widget.decide(word).then((made) => made?.decision ?? 'nothing'), word);
  assert.equal(await decide('request-changes'), 'nothing', 'it lacks what it needs');
  await tab.seeText('Say what has to change');
  assert.equal(await decide('nonsense'), 'nothing');
  const back = decide('approve');
  await tab.see(tab.dialog);
  await tab.button('Go back').click();
  assert.equal(await back, 'nothing');
  const made = decide('approve');
  await tab.confirm();
  assert.equal(await made, 'approve');
  assert.equal(await decide('reject'), 'nothing', 'there is none left to make');
  assert.equal((await here.api.decided(request)).length, 1);
  await tab.isClean();
});

test('a request that a program created is asked by whoever submitted it', async (t) => {
  const {tab} = await opened(t, {byKey: true});
  await tab.seeText('Northlight Studio asks for your approval');
  await tab.decide('Approve');
  await tab.seeText('Recorded and confirmed by the server of Northlight Studio');
  assert.doesNotMatch(await tab.text(), /e2e/);
  await tab.isClean();
});

test('a file that must be opened keeps the choices shut until it was shown', async (t) => {
  const parts = [
    {id: 'texts', name: 'Texts.md', media_type: 'text/markdown', content: Buffer.from('# Texts\n'), must_open: true},
  ];
  const request = await here.api.submitted({parts});
  const tab = await here.tab(t, maria, request);
  await tab.seeText('open before deciding');
  assert.ok(await tab.radio('Approve').isDisabled());
  await tab.widget.locator('summary', {hasText: 'Texts.md'}).click();
  await until(() => tab.radio('Approve').isEnabled(), 'the choices open');
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  assert.deepEqual((await here.api.state(request)).decisions[0].opened, ['texts']);
  await tab.isClean();
});

test('a page that cancels the decision stops it, and the widget says so', async (t) => {
  const {tab, request} = await opened(t);
  await tab.widget.evaluate((widget) =>
    widget.addEventListener('countersign-before-decision', (event) => event.preventDefault()),
  );
  await tab.decide('Approve');
  await tab.see(tab.widget.getByRole('status').filter({hasText: 'This page stopped the decision.'}));
  assert.equal((await here.api.decided(request)).length, 0);
  await tab.isClean();
});

test('what was said about a file of an older version names the file as it was then', async (t) => {
  const request = await here.api.submitted({parts: [text('home', 'Homepage-v1.md', '# One\n')]});
  await here.api.send(maria, request, {command: 'ask', text: 'Is the map missing?', part: 'home'});
  await here.api.addVersion(request, [text('home', 'Homepage-v2.md', '# Two\n')]);
  const tab = await here.tab(t, maria, request);
  const question = tab.widget.locator('.thread li').filter({hasText: 'Is the map missing?'});
  await tab.see(question);
  assert.match(await question.innerText(), /Homepage-v1\.md/);
  assert.doesNotMatch(await question.innerText(), /Homepage-v2\.md/);
  await tab.isClean();
});

test('the way to decide stays within reach in a low window, whatever is opened above it', async (t) => {
  const {tab} = await opened(t, {}, {viewport: {width: 1100, height: 420}});
  await tab.radio('Approve with conditions').check();
  for (let more = 0; more < 3; more++) await tab.button('Add another condition').click();
  const review = tab.widget.locator('#review');
  await review.scrollIntoViewIfNeeded();
  const {y, height} = await review.boundingBox();
  assert.ok(y >= 0 && y + height <= 420, `the button is at ${y}`);
  await tab.isClean();
});
