// The vectors over HTTP, against the real server: first the rules, then what only HTTP refuses.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {Abi} from './abi.mjs';
import {HttpWalk, serverFile, serverIsBuilt, sha256, TestServer} from './http.mjs';
import {blobs, filesOf, sequenceOf} from './vectors.mjs';
import {runCase} from './run-case.mjs';

assert.ok(serverIsBuilt(), `build the preset \`debug\` first: there is no ${serverFile}`);
const abi = new Abi();
let server;
before(async () => (server = await TestServer.start()));
after(() => server?.stop());

const newWalk = () => new HttpWalk(server, (call, input) => abi.call(call, input));

for (const file of filesOf('rules')) {
  describe(`http: ${file.file}`, () => {
    for (const testCase of file.cases) {
      if (testCase.flags?.includes('no-http')) continue;
      test(testCase.name, async () => {
        const walk = newWalk();
        await runCase(walk, file, testCase);
        // What the server keeps is what it answered.
        const answered = walk.state;
        const {when} = sequenceOf(file, testCase);
        if (!when.due) await walk.refresh(when);
        assert.deepEqual(walk.state, answered);
      });
    }
  });
}

/** What stands in braces in a request of a vector: {key}, {request}, {head}, {session:NAME}, {team:NAME}, {bound:NAME:ORIGIN}, {blob:NAME}. */
async function filled(text, file, walk) {
  const replaced = await Promise.all(
    text.split(/(\{[^{}"]+\})/).map(async piece => {
      const [, word, name, rest] = piece.match(/^\{(key|request|head|session|team|bound|brief|blob)(?::([^:}]+))?(?::(.+))?\}$/) ?? [];
      if (!word) return piece;
      const actor = file.actors?.[name];
      switch (word) {
        case 'key': return server.key;
        case 'request': return walk.request;
        case 'head': return String(walk.state.head);
        case 'session': return server.session(actor, walk.request);
        case 'team': return server.session(actor);
        case 'bound': return server.session(actor, walk.request, {origins: [rest]});
        case 'brief': return server.session(actor, walk.request, {ttl_seconds: 1});
        default: return sha256(blobs()[name]);
      }
    }),
  );
  return replaced.join('');
}

async function exchange(file, walk, request, at) {
  const fill = text => filled(text, file, walk);
  const headers = {};
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name] = value.startsWith('repeat:') ? 'x'.repeat(Number(value.slice(7))) : await fill(value);
  const body = request.body !== undefined ? await fill(JSON.stringify(request.body)) : request.body_repeat ? 'x'.repeat(request.body_repeat) : request.body_text;
  const path = await fill(request.path);
  if (at) server.setClock(at);
  return server.send(request.method, path, headers, body);
}

for (const file of filesOf('http')) {
  describe(`http: ${file.file}`, () => {
    for (const testCase of file.cases) {
      test(testCase.name, async () => {
        const walk = newWalk();
        server.setClock('2026-11-23T08:00:00.000Z');
        const steps = sequenceOf(file, {given: testCase.given ?? [], when: {actor: Object.keys(file.actors)[0]}}).given;
        for (const step of steps) assert.equal((await walk.step(step)).error, undefined, step.command_id);
        let first;
        for (const request of testCase.before ?? []) first = await exchange(file, walk, request);
        const answer = await exchange(file, walk, testCase.request, testCase.at);
        assert.equal(answer.status, testCase.then.status, answer.text.slice(0, 500));
        if (testCase.then.code) {
          assert.equal(answer.headers['content-type'], 'application/problem+json');
          const problem = JSON.parse(answer.text);
          assert.deepEqual([problem.code, problem.status, problem.type], [testCase.then.code, testCase.then.status, `urn:countersign:problem:${testCase.then.code}`]);
          if (testCase.then.pointer !== undefined) assert.equal(problem.pointer, testCase.then.pointer);
          if (testCase.then.head !== undefined) assert.equal(problem.head, testCase.then.head);
        }
        for (const [name, value] of Object.entries(testCase.then.headers ?? {})) assert.equal(answer.headers[name] ?? null, value && (await filled(value, file, walk)), name);
        if (testCase.then.text !== undefined) assert.equal(answer.text, testCase.then.text);
        if (testCase.then.same_as_before) assert.deepEqual([answer.status, answer.text], [first.status, first.text]);
      });
    }
  });
}
