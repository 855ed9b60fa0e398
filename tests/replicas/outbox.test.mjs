// Three servers on one database send what is in the outbox, each whatever it claims first. One after the other is killed while messages are
// on their way: what it had claimed the others send when its lease has ended. Nothing is lost, and each request is told in order.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Api, dana, maria} from '../e2e/support/api.mjs';
import {until} from '../log/server.mjs';
import {Receiver} from '../notify/world.mjs';
import {Replicas} from './replicas.mjs';

const SERVERS = 3;
const REQUESTS = 6;
const KILLS = Number(process.env.REPLICA_KILLS ?? 6);

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** All of them, in order. */
async function eventsOf(api, request) {
  const stored = [];
  for (let head = -1; head !== stored.length; ) {
    const page = await api.call('GET', `requests/${request}/events?after=${stored.length}&limit=200`);
    stored.push(...page.events);
    ({head} = page);
  }
  return stored;
}

test(`${SERVERS} servers share one outbox: each message is sent, in order per request, although ${KILLS} are killed`, {timeout: 300_000}, async () => {
  const receiver = await Receiver.start();
  const cluster = await Replicas.make(SERVERS, '--webhook-allow-private', '--delivery-seconds', '1');
  try {
    const {id, secret} = await cluster.api.call('POST', 'webhooks', {body: {url: receiver.url}});
    receiver.secrets.push(secret);
    const requests = [];
    for (let i = 0; i < REQUESTS; ++i) requests.push(await cluster.api.submitted());
    // It answers slowly now and then, so that a kill meets messages on their way.
    receiver.answer = () => pause(Math.random() * 80).then(() => 200);
    const stop = {now: false};
    let acknowledged = 0;
    const working = requests.map(async request => {
      while (!stop.now) {
        try {
          await cluster.api.send(maria, request, {command: 'ask', text: `Question ${acknowledged}?`});
          await cluster.api.send(dana, request, {command: 'comment', text: `Comment ${acknowledged}.`});
          ++acknowledged;
        } catch {
          await pause(20);  // a server is gone; whether it was recorded is told by the record
        }
      }
    });
    for (let kill = 0; kill < KILLS; ++kill) {
      const before = acknowledged;
      await until('work to go on', () => acknowledged >= before + 5, 90);
      await cluster.kill(kill % SERVERS);
      await until('work to go on without it', () => acknowledged >= before + 8, 90);
      await cluster.start(kill % SERVERS);
    }
    stop.now = true;
    await Promise.all(working);
    const one = new Api({url: cluster.replicas[0], key: cluster.key});  // nginx may think for a while yet that nobody is there
    await until('everything to be sent', async () => (await one.call('GET', `webhooks/${id}/deliveries?status=waiting&limit=1`)).deliveries.length === 0, 120);
    assert.deepEqual(receiver.forged, []);
    let events = 0;
    for (const request of requests) {
      const stored = await eventsOf(one, request);
      assert.deepEqual(receiver.firstArrivals(request).map(({data}) => data.event), stored);
      events += stored.length;
    }
    console.log(`${KILLS} kills of ${SERVERS} servers: ${events} events in ${receiver.taken.length} webhooks, none missing, each request in order`);
  } finally {
    await cluster.remove();
    await receiver.stop();
  }
});
