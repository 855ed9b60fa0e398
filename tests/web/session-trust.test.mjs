import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {CoreRefusal as RefusalOfCore, loadCore} from '../../web/dist/core.js';
import {BackendProblem, CoreRefusal, Refusal} from '../../web/dist/index.js';
import {ben, dana, parts, submitted, version} from './support/people.mjs';
import {choiceOf, id, opened, posts, server, until} from './support/session.mjs';

describe('a lying server', () => {
  const lies = {
    'records another decision': (answer) => {
      answer.events[0].decision = answer.request.decisions[0].decision = 'reject';
      return answer;
    },
    'records another version of the state': (answer) => {
      answer.request.title = 'Something else';
      return answer;
    },
    'answers with no more than the old state': (answer) => ({...answer, events: [], request: structuredClone(old), head: old.head}),
    'leaves out an event': (answer) => {
      answer.events.splice(1, 1);
      return answer;
    },
    'adds a remark': (answer) => {
      const comment = {...answer.events[0], event: 'commented', seq: answer.head + 1, comment: 'm1', text: 'Also, more money.'};
      for (const key of ['decision_id', 'stage', 'version', 'digest', 'decision', 'challenge', 'conditions', 'objections', 'opened', 'not_opened']) delete comment[key];
      answer.events.push(comment);
      return answer;
    },
    'leaves out the last event': (answer) => {
      answer.events.pop();
      return answer;
    },
    'tells other events than its state comes from': (answer) => {
      answer.events[0].opened = [...answer.events[0].not_opened];
      return answer;
    },
    'adds what nobody wrote': (answer) => {
      answer.events[0].rationale = answer.request.decisions[0].rationale = 'Also, more money.';
      return answer;
    },
    'records another digest': (answer) => {
      answer.request.versions[0].ask = 'Something else';
      return answer;
    },
    'answers for another head': (answer) => ({...answer, head: answer.head + 1}),
    'names another person': (answer) => {
      answer.events[0].actor = answer.request.decisions[0].actor = ben;
      return answer;
    },
  };
  let old;

  for (const [name, lie] of Object.entries(lies)) {
    test(`that ${name} is not believed`, async () => {
      await submitted(server, id);
      old = structuredClone(server.state(id));
      const {session} = await opened();
      server.fault = {lie};
      await assert.rejects(session.decide(choiceOf(session)), (error) => ['IntegrityError', 'CoreRefusal'].includes(error.name));
      assert.equal(session.snapshot.phase, 'error');
    });
  }
});

test('a server that says that a command had been applied before is believed when its state has the decision', async () => {
  await submitted(server, id);
  const {session} = await opened();
  server.fault = {lie: (answer) => ({...answer, events: []})};
  assert.equal((await session.decide(choiceOf(session))).decision, 'approve');
  assert.equal(session.snapshot.phase, 'recorded');
});

test('a server that says so with an older state is not believed', async () => {
  await submitted(server, id);
  const older = structuredClone(server.state(id));
  server.apply(id, dana, {command: 'comment', text: 'Hello.'});
  const {session} = await opened();
  server.fault = {lie: ({request}) => ({events: [], request: {...older, applied: [...older.applied, request.applied.at(-1)]}, head: older.head})};
  await assert.rejects(session.send({command: 'comment', text: 'Hello, too.'}), {name: 'IntegrityError', code: 'log-broken'});
});

test('a server that is newer may say more than the widget knows', async () => {
  await submitted(server, id);
  const more = (value) => (Array.isArray(value) ? value.map(more) : value && typeof value === 'object' ? {...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, more(inner)])), mood: 'good'} : value);
  server.rewrite = (answer) => ({...answer, request: more(answer.request)});
  const {session} = await opened();
  server.fault = {lie: ({events, request, head}) => ({events: more(events), request: more(request), head})};
  assert.equal((await session.decide(choiceOf(session))).decision, 'approve');
  await session.refresh();
  assert.equal(session.snapshot.phase, 'recorded');
});

describe('what a server answers about a request is read by the core:', () => {
  const untrue = {
    'a state without its history': (request) => delete request.applied,
    'a state that nothing led to': (request) => (request.applied = []),
    'a version with another text than its digest': (request) => (request.versions[0].ask = 'Something else'),
    'a decision that is none': (request) => (request.stages[0].status = 'banana'),
    'another request': (request) => (request.id = 'req_other'),
  };
  for (const [name, change] of Object.entries(untrue)) {
    test(`${name} is not shown`, async () => {
      await submitted(server, id);
      server.rewrite = (answer) => {
        change(answer.request);
        return answer;
      };
      const {session} = await opened();
      assert.equal(session.snapshot.loaded, undefined);
      assert.ok(['IntegrityError', 'CoreRefusal'].includes(session.snapshot.problem.name), String(session.snapshot.problem));
    });
  }

  test('which version is the current one is what the versions say', async () => {
    await submitted(server, id);
    server.rewrite = (answer) => ({...answer, request: {...answer.request, version: 7}});
    const {session} = await opened();
    assert.deepEqual([session.snapshot.loaded.request.version, session.snapshot.loaded.version.number], [1, 1]);
  });
});

describe('the files', () => {
  test('are shown only when they are the right bytes', async () => {
    await submitted(server, id);
    const {session} = await opened();
    const [part] = session.snapshot.loaded.version.parts;
    assert.match(await (await session.bytes(part)).text(), /^# Texts/);
    server.corrupt(part.sha256, Buffer.from('# Evil'));
    await assert.rejects(session.bytes(part), {name: 'IntegrityError', code: 'blob-digest-mismatch'});
    server.corrupt(part.sha256, Buffer.from('# Texts\n\nHellO.\n'));
    await assert.rejects(session.bytes(part), {code: 'blob-digest-mismatch'});
  });

  test('that were opened are recorded once', async () => {
    await submitted(server, id);
    const {session} = await opened();
    session.open('texts');
    session.open('texts');
    await until('recorded', () => server.state(id).views.length);
    session.open('texts');
    await session.refresh();
    assert.equal(posts().length, 1);
    assert.equal(session.snapshot.phase, 'ready');
    const decision = await session.decide(choiceOf(session));
    assert.deepEqual([decision.opened, decision.not_opened], [['texts'], []]);
  });

  test('are recorded also when the request moved on at that moment', async () => {
    await submitted(server, id);
    const {session} = await opened();
    server.apply(id, dana, {command: 'comment', text: 'Hello.'});
    session.open('texts');
    await until('recorded', () => server.state(id).views.length);
    assert.equal(session.snapshot.conflict, undefined);
  });

  test('opened while offline are recorded later', async () => {
    await submitted(server, id);
    const {session} = await opened();
    server.dropNext = 100;
    session.open('texts');
    await until('offline', () => !session.snapshot.reachable);
    assert.equal(server.state(id).views.length, 0);
    server.dropNext = 0;
    await session.refresh(); // after the attempt that is still under way, whatever becomes of it
    await until('recorded', () => server.state(id).views.length);
    await session.refresh();
    assert.equal(server.state(id).views.length, 1);
  });

  test('of a version that is no longer the current one are not', async () => {
    await submitted(server, id);
    const {session} = await opened();
    await version(server, id, [{id: 'texts', name: 'Texts.md', media_type: 'text/markdown', bytes: 'new'}]);
    session.open('texts');
    await session.refresh();
    await session.refresh();
    assert.deepEqual(server.state(id).views, []);
  });

  test('and the log can be verified', async () => {
    await submitted(server, id);
    const {session} = await opened();
    await session.decide(choiceOf(session));
    const found = await session.verify();
    assert.deepEqual([found.ok, found.log, found.head], [true, true, server.state(id).head]);
    const [part] = await parts(server, [{id: 'texts', name: 'x', media_type: 'x/y', bytes: '# Texts\n\nHello.\n'}]);
    server.corrupt(part.sha256, Buffer.from('x'));
    assert.deepEqual((await session.verify()).parts.map(({ok}) => ok), [false]);
  });

  for (const [what, change] of [
    ['that lacks an event', (events) => void events.splice(1, 1)],
    ['that lacks its beginning', (events) => void events.splice(0, 2)],
    ['that lacks its end', (events) => void events.pop()],
    ['whose events changed places', (events) => void events.reverse()],
  ]) {
    test(`and a log ${what} is found to be wrong`, async () => {
      await submitted(server, id);
      const {session} = await opened();
      change(server.events(id));
      const found = await session.verify();
      assert.deepEqual([found.ok, found.log, found.parts.map(({ok}) => ok)], [false, false, [true]]);
    });
  }
});

describe("a core from `countersign/core`, which has classes of its own", () => {
  test('serves a session, and its refusals are told apart', async () => {
    await submitted(server, id);
    const {session} = await opened(undefined, {core: loadCore});
    assert.throws(() => session.rehearse({command: 'submit'}), (error) => {
      assert.ok(error instanceof CoreRefusal && error instanceof RefusalOfCore && error instanceof Refusal);
      assert.equal(error instanceof BackendProblem, false);
      return true;
    });
    server.fault = {lie: (answer) => ({...answer, request: {...answer.request, versions: []}})};
    await assert.rejects(session.decide(choiceOf(session)), {name: 'IntegrityError'});
  });

  test('an error of the server is a refusal, and none of the core', async () => {
    await submitted(server, id);
    const {session} = await opened(undefined, {core: loadCore});
    server.fault = {status: 403, code: 'forbidden'};
    await assert.rejects(session.decide(choiceOf(session)), (error) => error instanceof BackendProblem && error instanceof Refusal && !(error instanceof CoreRefusal));
  });
});
