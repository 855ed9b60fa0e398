import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {ben, dana, maria, olga, submitted, version} from './support/people.mjs';
import {choiceOf, id, keysOf, open, opened, posts, server, two, until} from './support/session.mjs';

describe('a click that a reload interrupts', () => {
  /** Leaves a tab with a decision that the server has, or has not, heard of. */
  async function interrupted({heard}) {
    await submitted(server, id);
    const {session, store} = await opened();
    server.fault = heard ? {loseAnswer: true} : undefined;
    server.dropNext = heard ? 0 : 100;
    session.decide(choiceOf(session)).catch(() => undefined);
    await until('sent', () => (heard ? server.state(id).decisions.length : store.text().includes('approve') && server.dropNext < 100));
    session.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.dropNext = 0;
    return store;
  }

  test('and that was recorded is found again', async () => {
    const {session, store} = open(maria, {store: await interrupted({heard: true})});
    await session.load();
    assert.equal(session.snapshot.resumed.decision, 'approve');
    assert.equal(session.snapshot.phase, 'recorded');
    assert.equal(server.state(id).decisions.length, 1);
    assert.equal(store.text(), '[]');
  });

  test('and that was not is sent under its own key', async () => {
    const store = await interrupted({heard: false});
    const before = posts().length;
    const {session} = open(maria, {store});
    await session.load();
    assert.equal(session.snapshot.resumed.decision, 'approve');
    assert.equal(server.state(id).decisions.length, 1);
    assert.equal(keysOf(posts()).length, 1);
    assert.equal(posts().length, before + 1);
  });

  test('is not sent when the request moved on meanwhile; the person is told', async () => {
    const store = await interrupted({heard: false});
    server.apply(id, dana, {command: 'comment', text: 'One more thing.'});
    const before = posts().length;
    const {session} = open(maria, {store});
    await session.load();
    assert.equal(session.snapshot.resumed, undefined);
    assert.equal(session.snapshot.phase, 'conflict');
    assert.equal(session.snapshot.conflict.command.decision, 'approve');
    assert.equal(posts().length, before);
    assert.equal(store.text(), '[]');
  });

  test('is found again also when the first load after it fails', async () => {
    const store = await interrupted({heard: true});
    server.dropNext = 100;
    const {session} = open(maria, {store});
    await session.load();
    assert.equal(session.snapshot.phase, 'error');
    server.dropNext = 0;
    await session.refresh();
    assert.equal(session.snapshot.resumed.decision, 'approve');
    assert.equal(store.text(), '[]');
  });

  test('because the session ended is kept, and the next load settles it', async () => {
    await submitted(server, id);
    const {session, store, token} = await opened();
    await session.prepare();
    server.expire(token);
    await assert.rejects(session.decide(choiceOf(session)), {code: 'session-expired'});
    assert.deepEqual([session.snapshot.phase, session.snapshot.problem.code], ['error', 'session-expired']);
    assert.equal(session.snapshot.conflict, undefined, 'nothing moved on');
    assert.match(store.text(), /approve/);
    session.close();
    const again = open(maria, {store});
    await again.session.load();
    assert.equal(again.session.snapshot.resumed.decision, 'approve');
    assert.equal(server.state(id).decisions.length, 1);
    assert.equal(keysOf(posts()).length, 1);
    assert.equal(store.text(), '[]');
  });

  test('and whose session has still ended at the next load stays kept', async () => {
    const store = await interrupted({heard: false});
    server.fault = {status: 401, code: 'unauthorized'};
    const {session} = open(maria, {store});
    await session.load();
    assert.equal(session.snapshot.conflict, undefined);
    assert.match(store.text(), /approve/);
    await session.load();
    assert.equal(session.snapshot.resumed.decision, 'approve');
    assert.equal(keysOf(posts()).length, 1);
  });

  test('is not told to somebody else as theirs', async () => {
    const {session} = open(olga, {store: await interrupted({heard: true})});
    await session.load();
    assert.equal(session.snapshot.resumed, undefined);
  });

  test('is not sent for somebody else, and waits for whose it is', async () => {
    const store = await interrupted({heard: false});
    const before = posts().length;
    const {session} = open(olga, {store});
    await session.load();
    assert.equal(posts().length, before);
    assert.ok(store.text().includes(`countersign:pending:${server.origin}/${id}:maria`), 'by server, request and person');
    const {session: again} = open(undefined, {store});
    await again.load();
    assert.equal(posts().length, before + 1);
    assert.equal(again.snapshot.phase, 'recorded');
    assert.equal(store.text(), '[]');
  });
});

describe('a request that moves on', () => {
  test('between the look and the click: nothing is sent again', async () => {
    await submitted(server, id);
    const {session} = await opened();
    await session.prepare();
    server.apply(id, dana, {command: 'comment', text: 'By the way.'});
    await assert.rejects(session.decide(choiceOf(session)), {code: 'head-stale'});
    assert.equal(posts().length, 1);
    const {phase, conflict} = session.snapshot;
    assert.equal(phase, 'conflict');
    assert.equal(conflict.command.decision, 'approve');
    assert.equal(conflict.changes.material, false);
    await session.prepare();
    await session.decide(choiceOf(session));
    assert.equal(server.state(id).decisions.length, 1);
  });

  test('to a new version: says which parts changed, by their content', async () => {
    const file = (name, bytes) => ({id: name, name, media_type: 'text/plain', bytes});
    await submitted(server, id, {files: [file('same', 'a'), file('other', 'b'), file('gone', 'c')]});
    const {session} = await opened();
    await version(server, id, [file('same', 'a'), file('other', 'B'), file('new', 'd')]);
    assert.equal(await session.prepare(), false);
    const {changes} = session.snapshot.conflict;
    assert.equal(changes.material, true);
    assert.deepEqual([changes.version.from, changes.version.to], [1, 2]);
    assert.deepEqual(Object.fromEntries(changes.version.parts), {same: 'unchanged', other: 'changed', new: 'added'});
    assert.deepEqual(changes.version.removed.map(({name}) => name), ['gone']);
    assert.throws(() => session.rehearseDecision({...choiceOf(session), version: 1}), {code: 'version-stale'});
  });

  test('in another tab of the same person: told, and not decided twice', async () => {
    await submitted(server, id);
    const [one, other] = [await opened(), await opened()];
    await one.session.decide(choiceOf(one.session));
    assert.equal(await other.session.prepare(), false);
    const {conflict, recorded} = other.session.snapshot;
    assert.deepEqual(conflict.changes.decisions.map(({actor}) => actor.id), ['maria']);
    assert.equal(recorded.decision, 'approve');
    assert.equal(server.state(id).decisions.length, 1);
    other.session.acknowledge();
    assert.equal(other.session.snapshot.phase, 'recorded');
  });

  test('is noticed by looking at intervals, which costs a 304 when nothing happened', async () => {
    await submitted(server, id);
    const {session} = await opened(maria, {pollMs: 40});
    server.seen.length = 0;
    session.watch(true);
    const looks = () => server.seen.filter(({path}) => !path.includes('/events'));
    await until('two looks', () => looks().length >= 2);
    assert.ok(looks().every(({headers}) => headers['if-none-match']));
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    assert.equal(server.seen.length - looks().length, 1, 'a server without live events is asked for them once');
    server.apply(id, dana, {command: 'withdraw', reason: 'A mistake.'});
    await until('noticed', () => session.snapshot.conflict);
    assert.deepEqual(session.snapshot.conflict.changes.state, {from: 'in-review', to: 'withdrawn'});
    session.watch(false);
  });

  test('harmlessly is no conflict', async () => {
    await submitted(server, id, {stages: two});
    const {session} = await opened();
    server.decideAs(id, ben, {decision: 'approve'});
    await session.refresh();
    assert.equal(session.snapshot.phase, 'ready');
    assert.equal(session.snapshot.loaded.request.decisions.length, 1);
  });

  /** A request of which Maria has approved with two conditions. */
  async function conditional() {
    await submitted(server, id, {stages: two.map((stage) => ({...stage, rule: {type: 'any'}}))});
    server.decideAs(id, maria, {decision: 'approve-with-conditions', conditions: [{text: 'One.'}, {text: 'Two.'}]});
    return opened();
  }
  const close = {command: 'close-condition', condition: 'c1'};

  test('so that a command can no longer be carried out: it is not sent, and both are told', async () => {
    const {session} = await conditional();
    server.apply(id, maria, close);
    await assert.rejects(session.send(close), {code: 'condition-settled'});
    const {phase, conflict} = session.snapshot;
    assert.equal(phase, 'conflict');
    assert.deepEqual([conflict.command, conflict.changes.material], [close, false]);
    assert.deepEqual([conflict.changes.before.conditions[0].state, session.snapshot.loaded.request.conditions[0].state], ['open', 'closed']);
    assert.equal(posts().length, 0);
  });

  test('in something else than what a command is about: the command is carried out', async () => {
    const {session} = await conditional();
    server.apply(id, dana, {command: 'meet-condition', condition: 'c2', evidence: 'Done.'});
    await session.send(close);
    assert.equal(session.snapshot.conflict, undefined);
    assert.deepEqual(server.state(id).conditions.map(({state}) => state), ['closed', 'met']);
  });

  test('materially before a command: the command is named as not sent', async () => {
    const {session} = await conditional();
    server.apply(id, maria, close);
    server.apply(id, maria, {command: 'waive-condition', condition: 'c2', reason: 'Never mind.'});
    await assert.rejects(session.send({...close, condition: 'c2'}), {name: 'MovedOn'});
    assert.deepEqual(session.snapshot.conflict.command, {...close, condition: 'c2'});
    assert.deepEqual(session.snapshot.conflict.changes.state, {from: 'approved-with-conditions', to: 'approved'});
    assert.equal(posts().length, 0);
  });

  test('by a version for which the own decision is carried: the decision is still the own one', async () => {
    const file = (name, bytes) => ({id: name, name, media_type: 'text/plain', bytes});
    const [stage] = two;
    const stages = [maria, ben].map((each, i) => ({...stage, id: each.id, members: [stage.members[i]], parts: [each.id]}));
    await submitted(server, id, {stages, files: [file('maria', 'a'), file('ben', 'b')]});
    server.decideAs(id, maria, {decision: 'approve'});
    await version(server, id, [file('maria', 'a'), file('ben', 'B')]);
    const {session} = await opened();
    const {recorded, loaded} = session.snapshot;
    assert.deepEqual([recorded.version, recorded.carried_to, loaded.request.version], [1, 2, 2]);
  });
});
