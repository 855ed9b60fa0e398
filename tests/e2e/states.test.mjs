// Every state that the widget has: no axe violation in light and dark, nothing wider than the page, and pictures of it.
import {asReviewer, dana, inDays, jonas, maria, sample, stage, text} from './support/api.mjs';
import {portrait} from './support/portrait.mjs';
import {altered, isBlob, isDecision, isView} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('states');
const {test} = here;
const refresh = (tab) => tab.widget.evaluate((widget) => widget.refresh());

/** One state: how to get there, and its portrait. */
const state = (name, arrive) =>
  test(`the state “${name}” has no axe violation, light and dark, and fits 320 px`, async (t) => {
    await portrait(await arrive(t), name.replaceAll(/\W+/g, '-'));
  });

async function inReview(t, {fields, person = maria, ...options} = {}) {
  const request = await here.api.submitted(fields);
  const tab = await here.tab(t, person, request, options);
  await tab.see(tab.heading('Your decision'));
  return tab;
}

const files = async () => [
  await sample('homepage', 'Homepage-v3.pdf', 'application/pdf'),
  await sample('phone', 'Phone-layouts-v3.png', 'image/png', {must_open: true}),
  await sample('texts', 'Texts-v3.md', 'text/markdown'),
  text('data', 'measurements-of-all-pages-and-breakpoints_final_FINAL.bin', 'x', {
    media_type: 'application/octet-stream',
  }),
];

state('loading', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  proxy.hold(isView);
  const tab = await open(maria, request);
  await tab.see(tab.widget.locator('.skeleton'));
  return tab;
});

state('no request', async (t) => {
  const tab = await here.tab(t, maria, '');
  await tab.see(tab.heading('No request'));
  return tab;
});

state('waiting for decision', (t) => inReview(t));

for (const choice of ['Approve', 'Approve with conditions', 'Request changes', 'Reject']) {
  state(`chosen ${choice.toLowerCase()}`, async (t) => {
    const tab = await inReview(t);
    await tab.radio(choice).check();
    await tab.see(tab.widget.locator('.effects'));
    return tab;
  });

  state(`dialog ${choice.toLowerCase()}`, async (t) => {
    const tab = await inReview(t);
    await tab.radio(choice).check();
    const field = tab.widget.locator('.entry textarea');
    if (await field.count()) await field.fill('The headline has to name the new shop, and the date of its opening.');
    await tab.widget.locator('#review').click();
    await tab.see(tab.dialog);
    return tab;
  });
}

state('nothing chosen', async (t) => {
  const tab = await inReview(t);
  await tab.widget.locator('#review').click();
  await tab.seeText('Choose what you decide.');
  return tab;
});

state('invalid field', async (t) => {
  const tab = await inReview(t);
  await tab.radio('Request changes').check();
  await tab.widget.locator('#review').click();
  await tab.see(tab.widget.locator('.error'));
  return tab;
});

state('several rows', async (t) => {
  const tab = await inReview(t);
  await tab.radio('Approve with conditions').check();
  await tab.button('Add another condition').click();
  await tab.see(tab.widget.getByLabel('Condition 2', {exact: true}));
  return tab;
});

state('files must be opened first', async (t) => {
  const request = await here.api.submitted({parts: await files()});
  const tab = await here.tab(t, maria, request);
  await tab.seeText('open before deciding');
  return tab;
});

state('files opened', async (t) => {
  const request = await here.api.submitted({parts: await files(), note: 'New headline, larger text.'});
  const tab = await here.tab(t, maria, request);
  for (const name of ['Homepage-v3.pdf', 'Phone-layouts-v3.png', 'Texts-v3.md', /measurements/])
    await tab.widget.locator('summary', {hasText: name}).click();
  await until(
    async () =>
      (await tab.widget.locator('.inside').getByText('These are the exact bytes of version 1.').count()) === 4,
    'all files were checked',
  );
  // Nothing happens to a text of which only the beginning is in view.
  await tab.widget.locator('.paper').evaluate((element) => (element.scrollTop = element.scrollHeight));
  await until(
    async () => (await tab.widget.locator('summary').getByText('opened by you').count()) === 2,
    'what was seen is recorded',
  );
  return tab;
});

state('file tampered with', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  proxy.fault = (call) =>
    isBlob(call) ? (answer) => ({...answer, body: Buffer.from('# Texts\n\nSomething else\n')}) : undefined;
  const tab = await open(maria, request);
  await tab.widget.locator('summary', {hasText: 'Texts.md'}).click();
  await tab.see(tab.widget.locator('.mismatch'));
  return tab;
});

state('file not loaded', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  proxy.fault = (call) => (isBlob(call) ? (answer) => ({...answer, status: 404, body: Buffer.from('{}')}) : undefined);
  const tab = await open(maria, request, {mayFail: true});
  await tab.widget.locator('summary', {hasText: 'Texts.md'}).click();
  await tab.see(tab.widget.locator('.failed'));
  return tab;
});

state('question being asked', async (t) => {
  const tab = await inReview(t);
  await tab.button('Ask a question first').click();
  await tab.see(tab.widget.getByLabel(/Ask .* a question/));
  return tab;
});

state('question answered', async (t) => {
  const request = await here.api.submitted();
  await here.api.send(maria, request, {command: 'ask', text: 'Is the shop finder part of this?', part: 'texts'});
  await here.api.send(dana, request, {command: 'answer', question: 'q1', text: 'It is.\nIt comes with a map.'});
  await here.api.send(maria, request, {command: 'ask', text: 'And the opening hours?'});
  await here.api.send(dana, request, {command: 'comment', text: 'Checked in four browsers.'});
  const tab = await here.tab(t, maria, request);
  await tab.seeText('Waiting for an answer');
  return tab;
});

state('overdue', async (t) => {
  const request = await here.api.submitted({due: new Date(Date.now() + 4000).toISOString()});
  await until(async () => Date.parse((await here.api.state(request)).due) < Date.now(), 'the deadline passed');
  const tab = await here.tab(t, maria, request);
  await tab.seeText(/Was due/);
  return tab;
});

state('sending', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const tab = await open(maria, await api.submitted());
  proxy.hold(isDecision);
  await tab.decide('Approve');
  await tab.see(tab.heading('Recording your decision…'));
  return tab;
});

state('not confirmed yet', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const tab = await open(maria, await api.submitted(), {mayFail: true});
  proxy.fault = (call) => (isDecision(call) ? 'cut' : undefined);
  await tab.decide('Approve');
  await tab.see(tab.heading('Not confirmed yet'));
  return tab;
});

for (const [name, choice, heading] of [
  ['recorded approval', 'Approve', 'You approved version 1'],
  ['recorded approval with conditions', 'Approve with conditions', 'You approved version 1 with conditions'],
  ['recorded changes requested', 'Request changes', 'You requested changes to version 1'],
  ['recorded rejection', 'Reject', 'You rejected version 1'],
]) {
  state(name, async (t) => {
    const tab = await inReview(t);
    await tab.radio(choice).check();
    const field = tab.widget.locator('.entry textarea');
    if (await field.count()) await field.fill('The headline has to name the new shop.');
    await tab.widget.locator('#review').click();
    await tab.confirm();
    await tab.see(tab.heading(heading));
    await tab.widget.getByText('Details of the record').click();
    return tab;
  });
}

const twoPeople = {stages: [stage('customer', 'Keller Optik', 1, [maria, jonas])]};

state('recorded and waiting for others', async (t) => {
  const tab = await inReview(t, {fields: twoPeople});
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await tab.seeText(/Waiting for/);
  return tab;
});

state('dialog retract', async (t) => {
  const tab = await inReview(t, {fields: twoPeople});
  await tab.decide('Approve');
  await tab.button('Take my decision back').click();
  await tab.see(tab.heading('Take your decision back?'));
  return tab;
});

state('not your turn yet', async (t) => {
  const fields = {stages: [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas])]};
  const tab = await here.tab(t, jonas, await here.api.submitted(fields));
  await tab.see(tab.heading('Decisions'));
  return tab;
});

state('reviewer', async (t) => {
  const tab = await here.tab(
    t,
    jonas,
    await here.api.submitted({stages: [stage('customer', 'Keller Optik', 1, [maria, asReviewer(jonas)])]}),
  );
  await tab.see(tab.heading('Decisions'));
  return tab;
});

state('conflict', async (t) => {
  const tab = await inReview(t);
  await tab.radio('Approve').check();
  await here.api.addVersion(
    tab.request,
    [text('texts', 'Texts.md', '# Texts\n\nSee **more** clearly.\n'), text('map', 'Map.md', '# Map')],
    'With a map.',
  );
  await tab.widget.locator('#review').click();
  await tab.see(tab.heading('This changed while you were looking'));
  await tab.see(tab.widget.locator('.conflict li'));
  return tab;
});

state('offline', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  const tab = await open(maria, request, {mayFail: true});
  await tab.see(tab.heading('Your decision'));
  proxy.fault = () => 'cut';
  await refresh(tab);
  await tab.seeText('There is no connection to the server.');
  return tab;
});

state('unreachable from the start', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  const request = await api.submitted();
  proxy.fault = (call) => (isView(call) ? 'cut' : undefined);
  const tab = await open(maria, request, {mayFail: true});
  await tab.see(tab.heading('This request cannot be shown'));
  return tab;
});

state('not to be relied on', async (t) => {
  const {proxy, api, tab: open} = await here.proxied(t);
  proxy.fault = (call) =>
    isView(call) ? altered(({request: {versions}}) => void (versions[0].ask = 'Something else.')) : undefined;
  const tab = await open(maria, await api.submitted());
  await tab.see(tab.heading('This request cannot be relied on right now'));
  return tab;
});

state('withdrawn', async (t) => {
  const request = await here.api.submitted();
  await here.api.send(dana, request, {command: 'withdraw', reason: 'The scope changes next week.'});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('This request was withdrawn'));
  return tab;
});

const answered = {command: 'answer-objection', objection: 'o1', class: 'in-scope', work: 'Larger text.', due: '2099-01-01T00:00:00.000Z'};

state('changes requested and a new version in preparation', async (t) => {
  const request = await here.api.submitted();
  await here.api.decide(maria, request, 'request-changes', {objections: [{text: 'Larger text.', part: 'texts'}]});
  await here.api.send(dana, request, answered);
  await here.api.send(dana, request, {command: 'revise'});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.widget.locator('#title'));
  return tab;
});

state('second version after changes', async (t) => {
  const request = await here.api.submitted();
  await here.api.decide(maria, request, 'request-changes', {objections: [{text: 'Larger text.', part: 'texts'}]});
  await here.api.send(dana, request, answered);
  await here.api.send(dana, request, {command: 'revise'});
  await here.api.send(dana, request, {
    command: 'edit',
    ask: 'The homepage design with larger text is final.',
    due: inDays(3),
  });
  await here.api.addVersion(request, [text('texts', 'Texts.md', '# Larger texts\n')], 'Larger text.');
  await here.api.submit(request);
  const tab = await here.tab(t, maria, request);
  await tab.seeText('Changed since version 1, which you saw');
  return tab;
});

state('in preparation', async (t) => {
  const tab = await here.tab(t, maria, await here.api.draft());
  await tab.see(tab.heading('Not ready yet'));
  return tab;
});

state('session for another request', async (t) => {
  const request = await here.api.submitted();
  const other = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {
    mayFail: true,
    embed: false,
    token: () => here.api.token(maria, other),
  });
  await tab.embed('req_aaaaaaaaaaaaaaaaaaaaaaaaaa');
  await tab.see(tab.heading('This request cannot be shown'));
  return tab;
});

state('not found', async (t) => {
  const token = async () => (await here.api.call('POST', 'sessions', {body: {actor: dana}})).token;
  const tab = await here.tab(t, dana, 'req_aaaaaaaaaaaaaaaaaaaaaaaaaa', {mayFail: true, token});
  await tab.seeText('There is no such request, or it is not for you.');
  return tab;
});

state('session refused', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {mayFail: true, token: () => 'cs_ses_not_a_session'});
  await tab.see(tab.heading('This request cannot be shown'));
  return tab;
});

state('two stages, the first one passed', async (t) => {
  const fields = {stages: [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas])]};
  const request = await here.api.submitted(fields);
  await here.api.decide(maria, request, 'approve');
  const tab = await here.tab(t, jonas, request);
  await tab.see(tab.heading(/^Your decision\b.*Legal/));
  return tab;
});

state('long words and strange names', async (t) => {
  const request = await here.api.submitted({
    title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft '.repeat(2).trim(),
    ask: `مرحبا ${'https://example.org/a/very/long/address/'.repeat(4)} \u202eevil\u202c`,
    scope: ['W'.repeat(200), '品質'.repeat(60)],
    parts: [text('long', `${'very_long_name_'.repeat(12)}.md`, 'x')],
    stages: [stage('customer', 'S'.repeat(100), 1, [{...maria, name: 'Maria '.repeat(20).trim()}, jonas])],
  });
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Your decision'));
  return tab;
});
