// The server is killed again and again while it records and sends. Afterwards everything has arrived at least once, in order per
// request, and can be verified.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {dana, maria} from '../e2e/support/api.mjs';
import {LogServer, until} from '../log/server.mjs';
import {MailHost, Receiver} from './world.mjs';

const CYCLES = Number(process.env.COUNTERSIGN_TEST_CRASHES ?? 30);
let server;
let receiver;
let host;

before(async () => {
  receiver = await Receiver.start();
  host = await MailHost.start();
  server = await LogServer.make();
});
after(async () => {
  await server.remove();
  await Promise.all([receiver.stop(), host.stop()]);
});

const up = () => server.up('--webhook-allow-private', '--delivery-seconds', '1', '--smtp', host.url, '--smtp-allow-plain',
  '--mail-from', 'approvals@northlight.example', '--mail-link', 'https://approve.example/');

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

test(`${CYCLES} times killed, nothing is lost`, {timeout: 300_000}, async () => {
  assert.ok(await up());
  for (const person of [maria, dana]) await server.api.call('PUT', `contacts/${person.id}`, {body: {email: `${person.id}@example.com`}});
  const {secret, id} = await server.api.call('POST', 'webhooks', {body: {url: receiver.url}});
  receiver.secrets.push(secret);
  const requests = [];
  for (let i = 0; i < 4; ++i) requests.push(await server.api.submitted());
  let number = 0;
  // They answer slowly now and then, so that the kill meets messages on their way.
  receiver.answer = () => pause(Math.random() * 60).then(() => 200);
  const work = async request => {
    for (;;) {
      try {
        await server.api.send(maria, request, {command: 'ask', text: `Question ${++number}?`});
        await server.api.send(dana, request, {command: 'comment', text: `Comment ${number}.`});
      } catch {
        return;  // the server is gone
      }
    }
  };
  for (let cycle = 0; cycle < CYCLES; ++cycle) {
    const working = requests.map(work);
    await pause(60 + Math.random() * 240);
    await server.down('SIGKILL');
    await Promise.all(working);
    assert.ok(await up(), server.errors);
  }
  const stillWaiting = async path => (await server.api.call('GET', `${path}/deliveries?status=waiting&limit=1`)).deliveries.length;
  await until('everything has been sent', async () => !(await stillWaiting(`webhooks/${id}`)) && !(await stillWaiting('mail')), 120);

  assert.deepEqual(receiver.forged, []);
  let questions = 0;
  let events = 0;
  for (const request of requests) {
    const stored = [];
    for (let head = -1; head !== stored.length; ) {
      const page = await server.api.call('GET', `requests/${request}/events?after=${stored.length}&limit=200`);
      stored.push(...page.events);
      ({head} = page);
    }
    assert.deepEqual(receiver.firstArrivals(request).map(({data}) => data.event), stored);
    // A repetition says the same as the first time, to the byte that matters.
    for (const {event} of receiver.taken.filter(({event}) => event.subject === request)) assert.deepEqual(event.data.event, stored[event.data.event.seq - 1]);
    questions += stored.filter(({event}) => event === 'question-asked').length;
    events += stored.length;
  }
  const asked = new Set(host.to('dana@example.com').map(({headers}) => headers['message-id']));
  assert.equal(asked.size, questions);
  for (const request of requests) {
    const numbers = host.to('dana@example.com').filter(({plain}) => plain.includes(request)).map(({plain}) => Number(/Question (\d+)\?/.exec(plain)[1]));
    const firsts = [...new Set(numbers)];
    assert.deepEqual(firsts, firsts.toSorted((a, b) => a - b), 'mails of one request to one person come in order');
  }
  console.log(`${CYCLES} kills: ${events} events in ${receiver.taken.length} webhooks, ${questions} questions in ${host.to('dana@example.com').length} mails`);
});
