// The states that a request has besides a choice: no axe violation in light and dark, and pictures of them.
import {dana, inDays, jonas, maria, stage, text} from './support/api.mjs';
import {portrait} from './support/portrait.mjs';
import {isView} from './support/proxy.mjs';
import {world} from './support/world.mjs';

const here = world('more states');
const {test} = here;
const olga = {id: 'olga', name: 'Olga Sand'};
const DAY = (amount) => ({amount, unit: 'days'});

const state = (name, arrive) =>
  test(`the state “${name}” has no axe violation, light and dark, and fits 320 px`, async (t) => {
    await portrait(await arrive(t), `more-${name.replaceAll(/\W+/g, '-')}`);
  });

const effects = [
  {id: 'build', text: 'Development starts', after: 'approval'},
  {id: 'invoice', text: 'Invoice INV-204 over 4,800.00 EUR', after: 'conditions-closed'},
];

async function conditional(t, person = maria) {
  const {api} = here;
  const request = await api.submitted({effects});
  await api.decide(maria, request, 'approve-with-conditions', {
    conditions: [
      {text: 'The staff of all four shops are trained before the page goes online.', due: inDays(20)},
      {text: 'No telephone number is asked for in the form.', due: inDays(5)},
      {text: 'The map shows the shop in Basel.'},
      {text: 'The photographs are those of the second series.'},
    ],
  });
  const as = (who, command) => api.send(who, request, command);
  const meet = (condition, evidence) => as(dana, {command: 'meet-condition', condition, evidence});
  await meet('c2', 'The field is gone. See the form on the preview page, step two.');
  await meet('c3', 'Basel is on the map.');
  await as(maria, {command: 'close-condition', condition: 'c3'});
  await meet('c1', 'Trained on Monday.');
  await as(maria, {command: 'reopen-condition', condition: 'c1', reason: 'The shop in Bern was closed that day.'});
  await as(maria, {command: 'waive-condition', condition: 'c4', reason: 'The first series is good enough.'});
  const tab = await here.tab(t, person, request);
  await tab.see(tab.heading('Conditions'));
  return tab;
}

const dialog = (tab, words, name) => tab.widget.locator('.thread > li').filter({hasText: words}).getByRole('button', {name}).click().then(() => tab.see(tab.dialog)).then(() => tab);

state('conditions', (t) => conditional(t));
state('conditions, looking on', (t) => conditional(t, jonas));
state('closing a condition', async (t) => dialog(await conditional(t), 'No telephone', 'Close…'));
state('waiving a condition', async (t) => {
  const tab = await dialog(await conditional(t), 'No telephone', 'Waive…');
  await tab.confirm();
  await tab.see(tab.dialog.locator('.error'));
  return tab;
});

state('objections answered', async (t) => {
  const {api} = here;
  const request = await api.submitted();
  const objections = [
    {text: 'The headline is about the studio, and not about the people who come to the shop.', part: 'texts'},
    {text: 'There is no page for the shop in Basel.'},
    {text: 'The green is not ours.'},
  ];
  await api.decide(maria, request, 'request-changes', {objections});
  const answer = {command: 'answer-objection', due: inDays(9)};
  await api.send(dana, request, {...answer, objection: 'o1', class: 'in-scope', work: 'We write a new headline and three lines below it.'});
  await api.send(dana, request, {...answer, objection: 'o2', class: 'change-order', work: 'A page for Basel, with its opening hours.', change_order: 'req_abcdefghijklmnopqrstuvwxyz'});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Points raised'));
  return tab;
});

state('rework', async (t) => {
  const {api} = here;
  const request = await api.submitted();
  await api.decide(maria, request, 'request-changes', {objections: [{text: 'The headline is about us.'}]});
  await api.send(dana, request, {command: 'answer-objection', objection: 'o1', class: 'in-scope', work: 'We write a new headline.', due: inDays(3)});
  await api.send(dana, request, {command: 'revise'});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Points raised'));
  return tab;
});

const policy = {response: DAY(2), reminders: [DAY(-1)], escalation: {after: DAY(3), to: olga}, end: {after: DAY(5), action: 'expire'}};
const review = () => [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas]), stage('board', 'Board', 3, [jonas], {guard: {fact: 'kind', equals: 'invoice'}})];

state('handing on', async (t) => {
  const tab = await here.tab(t, maria, await here.api.submitted({stages: review(), policy}));
  await tab.button('Let somebody else decide…').click();
  await tab.see(tab.dialog);
  return tab;
});

state('handing on, refused', async (t) => {
  const tab = await here.tab(t, maria, await here.api.submitted());
  await tab.button('Let somebody else decide…').click();
  await tab.dialog.getByLabel('Their name').fill('Maria');
  await tab.dialog.getByLabel(/What they sign in with/).fill('maria');
  await tab.dialog.getByLabel('Why').fill('Holidays.');
  await tab.confirm();
  await tab.see(tab.dialog.locator('.error'));
  return tab;
});

state('handed on', async (t) => {
  const request = await here.api.submitted({stages: review(), policy});
  await here.api.send(maria, request, {command: 'delegate', stage: 'customer', to: olga, reason: 'I am away until Friday, and she knows the texts.', until: inDays(5)});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Who decides for whom'));
  return tab;
});

state('silence and stages', async (t) => {
  const tab = await here.tab(t, maria, await here.api.submitted({stages: review(), policy, effects}));
  await tab.see(tab.widget.locator('.silence'));
  await tab.radio('Approve').check();
  return tab;
});

state('skipped, all done', async (t) => {
  const request = await here.api.submitted({stages: review(), effects});
  await here.api.decide(maria, request, 'approve');
  await here.api.decide(jonas, request, 'approve');
  const tab = await here.tab(t, maria, request);
  await tab.seeText('does not apply and is left out');
  return tab;
});

state('carried', async (t) => {
  const stages = [stage('texts', 'Texts', 1, [maria], {parts: ['texts']}), stage('map', 'Map', 1, [jonas], {parts: ['map']})];
  const request = await here.api.submitted({stages, parts: [text('texts', 'Texts.md', '# T'), text('map', 'Map.md', '# M')]});
  await here.api.decide(maria, request, 'approve');
  await here.api.addVersion(request, [text('texts', 'Texts.md', '# T'), text('map', 'Map.md', '# Map of Basel')]);
  const tab = await here.tab(t, maria, request);
  await tab.seeText('carried from version 1');
  return tab;
});

/** What the server shows, with something in it that takes days to happen. */
const later = (name, change, seen, person = maria) =>
  state(name, async (t) => {
    const {proxy, api, tab: open} = await here.proxied(t);
    const request = await api.submitted({policy, stages: review()});
    proxy.fault = (call) =>
      isView(call) &&
      ((answer) => {
        if (answer.status !== 200) return answer;
        const body = JSON.parse(answer.body);
        change(body.request);
        return {...answer, body: Buffer.from(JSON.stringify(body))};
      });
    const tab = await open(person, request);
    await tab.see(tab.widget.getByText(seen));
    return tab;
  });

const stop = (request) => request.stages.forEach((each) => delete each.clock);
later(
  'paused',
  (request) => {
    stop(request);
    request.paused_at = new Date().toISOString();
  },
  /^On hold since/,
);
later(
  'expired',
  (request) => {
    stop(request);
    request.state = 'expired';
    for (const each of request.stages) if (each.status === 'open') each.status = 'waiting';
  },
  'This request ended without an answer',
);

state('questions in every state', async (t) => {
  const request = await here.api.submitted();
  const as = (who, command) => here.api.send(who, request, command);
  await as(maria, {command: 'ask', text: 'Is the shop finder part of this?', part: 'texts'});
  await as(maria, {command: 'ask', text: 'Never mind.'});
  await as(maria, {command: 'withdraw-question', question: 'q2'});
  await as(dana, {command: 'ask', text: 'Which telephone number do we print?'});
  await as(maria, {command: 'comment', text: 'The blue is lovely.'});
  const tab = await here.tab(t, maria, request);
  await tab.seeText('The blue is lovely.');
  return tab;
});
