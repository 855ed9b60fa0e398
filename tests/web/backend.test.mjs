import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {Backend, BackendProblem, SignInFailed, TeamBackend, Unreachable} from '../../web/dist/index.js';

const json = (status, body, headers = {}) =>
  new Response(status === 304 ? null : JSON.stringify(body), {status, headers: {'Content-Type': 'application/json', ...headers}});
const problem = (status, code, more = {}) => json(status, {type: `urn:countersign:problem:${code}`, code, status, title: code, detail: '', pointer: '/x', ...more});
const gone = () => {
  throw new TypeError('fetch failed');
};

/** A fetch that plays these answers one after the other and remembers the calls. */
function played(...answers) {
  const calls = [];
  const fetch = async (url, options) => {
    calls.push({url: String(url), ...options});
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    return typeof answer === 'function' ? answer() : answer.clone();
  };
  return {calls, fetch};
}

const endpoint = 'https://approvals.example';
const command = {command: 'submit'};
const send = (backend, more = {}) => backend.send('req_1', command, {head: 7, key: 'key-1', ...more});

describe('a call', () => {
  test('goes to the endpoint, with whatever path it has', async () => {
    for (const [given, url] of [
      ['https://a.example', 'https://a.example/v1/requests/req_1'],
      ['https://a.example/', 'https://a.example/v1/requests/req_1'],
      ['https://a.example/api/', 'https://a.example/api/v1/requests/req_1'],
      ['https://a.example/api?x#y', 'https://a.example/api/v1/requests/req_1'],
    ]) {
      const {calls, fetch} = played(json(200, {}));
      await new Backend({endpoint: given, fetch}).request('req_1');
      assert.equal(calls[0].url, url);
    }
  });

  test('keeps what is in an id inside its path segment', async () => {
    const {calls, fetch} = played(json(200, {}));
    await new Backend({endpoint, fetch}).request('../blobs?x=/#');
    assert.equal(calls[0].url, `${endpoint}/v1/requests/..%2Fblobs%3Fx%3D%2F%23`);
  });

  test('carries the protocol, the token in its header only, and no cookies', async () => {
    const {calls, fetch} = played(json(200, {}));
    await send(new Backend({endpoint, fetch, token: 'cs_ses_secret'}));
    const [{headers, credentials, url, body}] = calls;
    assert.equal(headers.Authorization, 'Bearer cs_ses_secret');
    assert.equal(headers['Countersign-Protocol'], '1');
    assert.equal(credentials, 'omit');
    assert.doesNotMatch(url + body, /secret/);
  });

  test('names the head and the key of a command', async () => {
    const {calls, fetch} = played(json(200, {}));
    await send(new Backend({endpoint, fetch}));
    const [{method, headers, body}] = calls;
    assert.deepEqual([method, headers['If-Match'], headers['Idempotency-Key'], headers['Content-Type']], ['POST', '"7"', 'key-1', 'application/json']);
    assert.equal(body, '{"command":"submit"}');
  });

  test('asks for what is new only', async () => {
    const {calls, fetch} = played(json(304));
    assert.equal(await new Backend({endpoint, fetch}).request('req_1', {known: 7}), undefined);
    assert.equal(calls[0].headers['If-None-Match'], '"7"');
  });
});

describe('a refusal', () => {
  test('comes with its code, pointer and head', async () => {
    const {calls, fetch} = played(problem(412, 'head-stale', {head: 9}));
    await assert.rejects(send(new Backend({endpoint, fetch})), (error) => {
      assert.ok(error instanceof BackendProblem);
      assert.deepEqual([error.code, error.status, error.pointer, error.head], ['head-stale', 412, '/x', 9]);
      return true;
    });
    assert.equal(calls.length, 1);
  });

  test('by something that is not ours is a refusal too', async () => {
    const {fetch} = played(new Response('<h1>Not found</h1>', {status: 404}));
    await assert.rejects(new Backend({endpoint, fetch}).request('req_1'), {name: 'BackendProblem', status: 404});
  });
});

describe('a token', () => {
  test('is fetched once and kept', async () => {
    let asked = 0;
    const {calls, fetch} = played(json(200, {}));
    const backend = new Backend({endpoint, fetch, token: async () => `token-${++asked}`});
    await Promise.all([backend.request('a'), backend.request('b')]);
    assert.deepEqual(calls.map(({headers}) => headers.Authorization), ['Bearer token-1', 'Bearer token-1']);
  });

  test('is fetched again when it has expired, once for all calls', async () => {
    let asked = 0;
    const fetch = async (_, {headers}) => (headers.Authorization === 'Bearer token-1' ? problem(401, 'session-expired') : json(200, {}));
    const backend = new Backend({endpoint, fetch, token: async () => `token-${++asked}`});
    await Promise.all([backend.request('a'), backend.request('b'), backend.request('c')]);
    assert.equal(asked, 2);
  });

  test('that is refused again is a refusal', async () => {
    const {calls, fetch} = played(problem(401, 'session-expired'));
    await assert.rejects(new Backend({endpoint, fetch, token: () => 'x'}).request('a'), {code: 'session-expired'});
    assert.equal(calls.length, 2);
  });

  test('that is only a text is not tried twice', async () => {
    const {calls, fetch} = played(problem(401, 'session-expired'));
    await assert.rejects(new Backend({endpoint, fetch, token: 'x'}).request('a'), {code: 'session-expired'});
    assert.equal(calls.length, 1);
  });

  test('whose provider fails is asked for again', async () => {
    let asked = 0;
    const {fetch} = played(json(200, {ok: 1}));
    const token = async () => (++asked === 1 ? gone() : 'x');
    assert.deepEqual(await new Backend({endpoint, fetch, token}).request('a'), {ok: 1});
  });

  test('that does not come is not a dead network', async () => {
    const {calls, fetch} = played(json(200, {}));
    const heard = [];
    const token = () => Promise.reject(new Error('The portal says 403.'));
    const call = new Backend({endpoint, fetch, token}).request('a', {attempts: 2, onRetry: (failure) => heard.push(failure)});
    await assert.rejects(call, (error) => error instanceof SignInFailed && error.code === 'sign-in-failed' && /403/.test(error.cause.message));
    assert.ok(heard[0] instanceof SignInFailed);
    assert.equal(calls.length, 0);
  });
});

describe('trying again', () => {
  for (const [name, first, told = 0] of [
    ['no answer', gone, 1],
    ['a server in trouble', problem(503, 'store-unavailable')],
    ['an answer that is cut off', new Response('{"events":', {status: 200}), 1],
    ['a first attempt that is still being worked on', problem(409, 'idempotency-in-flight')],
    ['a limit', problem(429, 'too-many-requests')],
  ]) {
    test(`after ${name}: the same key and the same body`, async () => {
      const {calls, fetch} = played(first, json(200, {head: 8}));
      let retries = 0;
      assert.deepEqual(await send(new Backend({endpoint, fetch}), {onRetry: () => retries++}), {head: 8});
      assert.equal(calls.length, 2);
      assert.equal(retries, told, 'a server in trouble is asked again quietly');
      assert.deepEqual(calls.map(({headers, body}) => [headers['Idempotency-Key'], body]), Array(2).fill(['key-1', '{"command":"submit"}']));
    });
  }

  for (const [status, code] of [[400, 'bad-request'], [403, 'forbidden'], [409, 'wrong-state'], [412, 'head-stale'], [422, 'idempotency-key-reused'], [428, 'precondition-required']]) {
    test(`is not for ${status} ${code}`, async () => {
      const {calls, fetch} = played(problem(status, code));
      await assert.rejects(send(new Backend({endpoint, fetch})), {code});
      assert.equal(calls.length, 1);
    });
  }

  test('ends', async () => {
    const {calls, fetch} = played(gone);
    await assert.rejects(send(new Backend({endpoint, fetch}), {attempts: 2}), (error) => error instanceof Unreachable && error.cause instanceof TypeError);
    assert.equal(calls.length, 2);
  });

  test('waits as long as the server asks for', async () => {
    const {fetch} = played(problem(503, 'store-unavailable', {retry_after: 1}), json(200, {}));
    const start = performance.now();
    await send(new Backend({endpoint, fetch}));
    assert.ok(performance.now() - start >= 990);
  });

  test('waits as long as a header says', async () => {
    const {fetch} = played(new Response('', {status: 429, headers: {'Retry-After': '1'}}), json(200, {}));
    const start = performance.now();
    await send(new Backend({endpoint, fetch}));
    assert.ok(performance.now() - start >= 990);
  });

  test('of a server that wants to be left alone for long is up to the caller', async () => {
    const {calls, fetch} = played(problem(429, 'too-many-requests', {retry_after: 60}));
    await assert.rejects(send(new Backend({endpoint, fetch})), {name: 'BackendProblem', code: 'too-many-requests', retry_after: 60});
    assert.equal(calls.length, 1);
  });

  for (const [status, code] of [[500, 'internal'], [503, 'store-unavailable'], [429, 'too-many-requests']]) {
    test(`ends with what the server says, where that goes on: ${status} ${code}`, async () => {
      const {calls, fetch} = played(problem(status, code, {title: 'Something is wrong.'}));
      const call = send(new Backend({endpoint, fetch}), {attempts: 1, onRetry: () => assert.fail('it is no dead line')});
      await assert.rejects(call, (error) => error instanceof BackendProblem && error.code === code && error.title === 'Something is wrong.');
      assert.equal(calls.length, 4, 'after a few attempts');
    });
  }

  test('stops when it is aborted', async () => {
    const controller = new AbortController();
    const {calls, fetch} = played(gone);
    const call = send(new Backend({endpoint, fetch}), {signal: controller.signal, onRetry: () => controller.abort()});
    await assert.rejects(call, {name: 'AbortError'});
    assert.equal(calls.length, 1);
  });
});

describe('patience', () => {
  const patienceMs = 150;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  /** A fetch that begins its answer at once, and sends `count` pieces of it with a pause before each; then nothing. */
  const dripping = (count, gapMs, ends = true) => {
    const calls = [];
    const fetch = async (_, {signal}) => {
      calls.push(signal);
      const body = new ReadableStream({
        async start(out) {
          signal.addEventListener('abort', () => out.error(signal.reason));
          for (let i = 0; i < count && !signal.aborted; i++) {
            await pause(gapMs);
            if (!signal.aborted) out.enqueue(new Uint8Array([65]));
          }
          if (ends && !signal.aborted) out.close();
        },
      });
      return new Response(body, {headers: {'Content-Type': 'application/octet-stream'}});
    };
    return {calls, fetch};
  };

  test('lasts as long as something arrives', async () => {
    // All of it takes longer than the patience lasts, and no gap comes near it.
    const {calls, fetch} = dripping(10, 250);
    const blob = await new Backend({endpoint, fetch, patienceMs: 2000}).blob('ab', 'req_1');
    assert.equal(await blob.text(), 'A'.repeat(10));
    assert.equal(calls.length, 1);
  });

  test('ends when nothing more comes', async () => {
    const {calls, fetch} = dripping(2, 10, false);
    await assert.rejects(new Backend({endpoint, fetch, patienceMs}).blob('ab', 'req_1', {attempts: 1}), {name: 'Unreachable'});
    assert.equal(calls[0].aborted, true);
  });

  test('ends when the answer does not begin', async () => {
    const fetch = (_, {signal}) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await assert.rejects(send(new Backend({endpoint, fetch, patienceMs}), {attempts: 1}), {name: 'Unreachable'});
  });

  test('with a token function that does not come back ends, too, and it is asked again', async () => {
    const {calls, fetch} = played(json(200, {ok: 1}));
    let asked = 0;
    const heard = [];
    const token = () => (++asked === 1 ? new Promise(() => {}) : 'x');
    assert.deepEqual(await new Backend({endpoint, fetch, token, patienceMs}).request('a', {onRetry: (failure) => heard.push(failure.code)}), {ok: 1});
    assert.deepEqual([asked, heard, calls.length], [2, ['sign-in-failed'], 1]);
  });

  test('with an upload grows with its size', async () => {
    const calls = [];
    const fetch = async (_, {signal}) => {
      calls.push(signal);
      await pause(300);
      signal.throwIfAborted();
      return json(201, {});
    };
    await new TeamBackend({endpoint, fetch, patienceMs}).upload('ab', new Blob([new Uint8Array(25 * 1000)]), {attempts: 1});
    await assert.rejects(new TeamBackend({endpoint, fetch, patienceMs}).upload('ab', new Blob(['x']), {attempts: 1}), {name: 'Unreachable'});
  });
});

describe("the team's calls", () => {
  test('create with a key', async () => {
    const {calls, fetch} = played(json(201, {head: 1}));
    await new TeamBackend({endpoint, fetch}).create({command: 'create', kind: 'document', title: 'x'}, {key: 'k'});
    assert.deepEqual([calls[0].method, calls[0].url, calls[0].headers['Idempotency-Key']], ['POST', `${endpoint}/v1/requests`, 'k']);
  });

  test('list with a query', async () => {
    const {calls, fetch} = played(json(200, {requests: []}));
    await new TeamBackend({endpoint, fetch}).list({state: 'in-review', project: 'a b'});
    assert.equal(calls[0].url, `${endpoint}/v1/requests?state=in-review&project=a+b`);
  });

  test('upload by digest', async () => {
    const {calls, fetch} = played(json(201, {}));
    await new TeamBackend({endpoint, fetch}).upload('ab', new Blob(['x'], {type: 'text/plain'}));
    assert.deepEqual([calls[0].method, calls[0].url, calls[0].headers['Content-Type']], ['PUT', `${endpoint}/v1/blobs/ab`, 'text/plain']);
  });
});
