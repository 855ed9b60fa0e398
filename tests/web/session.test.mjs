import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {MovedOn} from '../../web/dist/index.js';
import {ben, dana, maria, submitted, version} from './support/people.mjs';
import {choiceOf, id, keysOf, opened, posts, server, two, until} from './support/session.mjs';

describe('loading', () => {
  test('shows the request, its version, who asks, and what may be done', async () => {
    await submitted(server, id);
    const {session, phases} = await opened();
    const {loaded, recorded} = session.snapshot;
    assert.deepEqual(phases, ['loading', 'ready']);
    assert.equal(loaded.actor.id, 'maria');
    assert.equal(loaded.version.number, 1);
    assert.equal(recorded, undefined);
    assert.equal(loaded.permitted.options.filter(({command, allowed}) => command === 'decide' && allowed).length, 4);
  });

  test('of what is not there is a problem that says so', async () => {
    const {session} = await opened();
    assert.equal(session.snapshot.phase, 'error');
    assert.equal(session.snapshot.problem.code, 'request-unknown');
  });

  test('does not show a state whose digest does not hold', async () => {
    await submitted(server, id);
    server.rewrite = (answer) => {
      answer.request.versions[0].ask = 'You owe us money.';
      return answer;
    };
    const {session} = await opened();
    assert.deepEqual([session.snapshot.phase, session.snapshot.problem.name, session.snapshot.loaded], ['error', 'CoreRefusal', undefined]);
  });

  for (const [what, rewrite] of [
    ['another request', (answer) => ({...answer, request: {...answer.request, id: 'req_other'}})],
    ['another head', (answer) => ({...answer, head: answer.head + 1})],
  ]) {
    test(`does not take ${what} for this one`, async () => {
      await submitted(server, id);
      server.rewrite = rewrite;
      const {session} = await opened();
      assert.equal(session.snapshot.problem.name, 'IntegrityError');
    });
  }

  test('does not let the server forget', async () => {
    await submitted(server, id);
    const old = structuredClone(server.state(id));
    const {session} = await opened();
    server.apply(id, dana, {command: 'comment', text: 'Hello.'});
    await session.refresh();
    server.rewrite = (answer) => ({...answer, request: old, head: old.head});
    await session.refresh();
    assert.equal(session.snapshot.problem.code, 'log-broken');
    server.rewrite = undefined;
    await session.refresh();
    assert.equal(session.snapshot.phase, 'error', 'stays until somebody loads again');
    await session.load();
    assert.equal(session.snapshot.phase, 'ready');
  });
});

describe('a rehearsal', () => {
  test('refuses at once what the core refuses, without a call', async () => {
    await submitted(server, id);
    const {session} = await opened();
    assert.throws(() => session.rehearseDecision(choiceOf(session, 'request-changes')), {code: 'objection-missing'});
    assert.throws(() => session.rehearseDecision({...choiceOf(session), displayed_digest: '0'.repeat(64)}), {code: 'version-stale'});
    assert.equal(posts().length, 0);
  });

  test('points to the line that is wrong', async () => {
    await submitted(server, id);
    const {session} = await opened();
    const conditions = [{text: 'Fine.'}, {text: ' '}];
    assert.throws(() => session.rehearseDecision(choiceOf(session, 'approve-with-conditions', {conditions})), (error) => {
      assert.match([error, ...(error.problems ?? [])].map(({pointer}) => pointer).join(), /\/conditions\/1\/text/);
      return true;
    });
  });
});

describe('a decision', () => {
  test('is recorded once, with who, what, which version and when', async () => {
    await submitted(server, id);
    const {session, phases, store} = await opened();
    assert.equal(await session.prepare(), true);
    const decision = await session.decide(choiceOf(session));
    assert.deepEqual([decision.actor.id, decision.decision, decision.version, decision.digest], ['maria', 'approve', 1, server.state(id).versions[0].digest]);
    assert.deepEqual(phases, ['loading', 'ready', 'deciding', 'recorded']);
    assert.equal(session.snapshot.recorded.id, decision.id);
    assert.equal(server.state(id).state, 'approved');
    assert.equal(store.text(), '[]');
  });

  test('is kept without the token while it is on its way', async () => {
    await submitted(server, id);
    const {session, store, token} = await opened();
    server.dropNext = 1;
    const done = session.decide(choiceOf(session));
    await until('kept', () => store.text().includes('approve'));
    assert.ok(!store.text().includes(token));
    await done;
    assert.equal(store.text(), '[]');
  });

  test('whose answer is lost is recorded once', async () => {
    await submitted(server, id);
    const {session} = await opened();
    server.fault = {loseAnswer: true};
    await session.decide(choiceOf(session));
    assert.equal(server.state(id).decisions.length, 1);
    assert.ok(posts().length >= 2);
    assert.equal(keysOf(posts()).length, 1);
  });

  test('made while the server is down waits, and is recorded once when it is back', async () => {
    await submitted(server, id);
    const {session, phases} = await opened();
    await session.prepare();
    await server.stop();
    const done = session.decide(choiceOf(session));
    await until('offline', () => session.snapshot.phase === 'offline');
    assert.equal(session.snapshot.sending.decision, 'approve');
    await server.listen();
    session.wake();
    await done;
    assert.deepEqual(phases.slice(-1), ['recorded']);
    assert.equal(server.state(id).decisions.length, 1);
    assert.equal(keysOf(posts()).length, 1);
  });

  test('gets a fresh challenge when the old one has run out', async () => {
    await submitted(server, id);
    const {session} = await opened();
    server.clockAheadMs = 11 * 60_000;
    await session.prepare();
    await session.decide(choiceOf(session));
    assert.equal(server.state(id).decisions.length, 1);
  });

  test('can be taken back and made again', async () => {
    await submitted(server, id, {stages: two});
    const {session} = await opened();
    const first = await session.decide(choiceOf(session));
    await session.send({command: 'retract', decision: first.id});
    assert.equal(session.snapshot.phase, 'ready');
    await session.prepare();
    const second = await session.decide(choiceOf(session, 'reject', {rationale: 'No.'}));
    assert.notEqual(second.id, first.id);
    assert.notEqual(second.challenge, first.challenge);
  });

  test('of one of two approvers leaves the other to decide', async () => {
    await submitted(server, id, {stages: two});
    const [one, other] = [await opened(maria), await opened(ben)];
    await one.session.decide(choiceOf(one.session));
    assert.equal(one.session.snapshot.phase, 'recorded');
    assert.equal(server.state(id).state, 'in-review');
    await other.session.prepare();
    await other.session.decide(choiceOf(other.session));
    assert.equal(server.state(id).state, 'approved');
  });
});

describe('a question', () => {
  test('is asked inside the request, also when something else happened meanwhile', async () => {
    await submitted(server, id);
    const {session} = await opened();
    server.apply(id, dana, {command: 'comment', text: 'Hello.'});
    await session.send({command: 'ask', text: 'Is the footer final?', part: 'texts'});
    assert.equal(server.state(id).questions[0].text, 'Is the footer final?');
    assert.equal(session.snapshot.phase, 'ready');
  });

  test('about a version that is gone is not sent', async () => {
    await submitted(server, id);
    const {session} = await opened();
    await version(server, id, [{id: 'texts', name: 'Texts.md', media_type: 'text/markdown', bytes: 'new'}]);
    await assert.rejects(session.send({command: 'ask', text: 'Is it final?'}), MovedOn);
    assert.equal(posts().length, 0);
  });
});

describe('closing', () => {
  test('ends every call and tells nobody any more', async () => {
    await submitted(server, id);
    const {session, phases} = await opened(maria, {pollMs: 20});
    session.watch(true);
    session.close();
    const before = [server.seen.length, phases.length];
    await new Promise((resolve) => setTimeout(resolve, 80));
    session.watch(true);
    session.wake();
    await new Promise((resolve) => setTimeout(resolve, 80));
    assert.deepEqual([server.seen.length, phases.length], before);
    await assert.rejects(session.decide(choiceOf(session)), {name: 'AbortError'});
  });
});

describe('a server in trouble', () => {
  const trouble = {status: 503, code: 'store-unavailable'};

  test('that stays so is shown with what it says, and asked again', async () => {
    await submitted(server, id);
    server.rewrite = () => {
      throw new Error('No disk.');
    };
    const {session} = await opened();
    server.rewrite = undefined;
    assert.deepEqual([session.snapshot.phase, session.snapshot.problem.code], ['error', 'internal']);
    await session.load();
    assert.equal(session.snapshot.phase, 'ready');
  });

  test('keeps a click, says why it waits, and records it once', async () => {
    await submitted(server, id);
    const {session, store} = await opened();
    server.seen.length = 0;
    server.faults = Array(4).fill(trouble);
    const lost = [];
    session.subscribe((snapshot) => snapshot.lost && lost.push(snapshot.lost.code) && assert.match(store.text(), /pending/));
    await session.decide(choiceOf(session));
    assert.deepEqual([...new Set(lost)], ['store-unavailable']);
    assert.equal(session.snapshot.phase, 'recorded');
    assert.equal(keysOf(posts()).length, 1);
    assert.equal(posts().length, 5);
  });
});
