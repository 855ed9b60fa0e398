import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {after, describe, test} from 'node:test';
import {ApproverCore, Core, CoreRefusal, loadApproverCore, loadCore} from '../../web/dist/core.js';
import {dana, maria} from './support/people.mjs';

const wasmUrl = new URL('../../web/dist/countersign.wasm', import.meta.url);
const approverUrl = new URL('../../web/dist/approver.wasm', import.meta.url);
const verifierUrl = new URL('../../web/dist/verifier.wasm', import.meta.url);
const bytes = await readFile(wasmUrl);
const header = await readFile(new URL('../../core/abi/countersign.h', import.meta.url), 'utf8');
const now = '2026-11-21T14:32:08.000Z';
const context = (actor, command_id = 'c1') => ({now, actor, command_id, request: 'req_1'});
const create = {command: 'create', kind: 'deliverable', title: 'Homepage'};

const declared = [...header.replace(/\/\*.*?\*\//gs, '').matchAll(/\b(countersign_\w+)\(/g)].map(([, name]) => name);
/** What the approver's module is without. Everything else of the header is in both. */
const notForApprovers = ['countersign_evolve', 'countersign_metrics', 'countersign_preview', 'countersign_statement', 'countersign_due', 'countersign_template', 'countersign_canonicalize', 'countersign_canonicalize_any', 'countersign_verify'];

/** What the module that checks receipts has. */
const forVerifiers = ['countersign_alloc', 'countersign_free', 'countersign_canonicalize', 'countersign_verify', 'countersign_hash_size', 'countersign_hash_start', 'countersign_hash_update', 'countersign_hash_finish'];

for (const [url, functions] of [
  [wasmUrl, declared],
  [approverUrl, declared.filter((name) => !notForApprovers.includes(name))],
  [verifierUrl, forVerifiers],
]) describe(url.pathname.split('/').at(-1), async () => {
  const module = new WebAssembly.Module(await readFile(url));

  test('imports nothing but what the loader hands out', () => {
    const imports = WebAssembly.Module.imports(module).map(({module: from, name}) => `${from}.${name}`);
    assert.deepEqual(imports.filter((name) => name !== 'wasi_snapshot_preview1.proc_exit'), []);
  });

  test(`exports ${functions.length === declared.length ? 'the functions of countersign.h' : functions.length + ' of them: ' + functions}`, () => {
    const exports = WebAssembly.Module.exports(module).map(({name}) => name);
    assert.deepEqual(exports.filter((name) => name.startsWith('countersign_')).sort(), functions.toSorted());
  });
});

describe('loading', () => {
  const server = createServer((request, response) => {
    const found = request.url.startsWith('/core');
    const type = request.url.includes('typed') ? 'application/wasm' : 'application/octet-stream';
    response.writeHead(found ? 200 : 404, {'Content-Type': type});
    response.end(found ? bytes : 'no');
  });
  const origin = new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));
  after(() => server.close());

  test('finds the modules beside the package', async () => {
    assert.ok((await loadCore()) instanceof Core);
    const approver = await loadApproverCore();
    assert.ok(approver instanceof ApproverCore);
    for (const whole of ['evolve', 'preview', 'due', 'template', 'canonicalize', 'verify']) assert.equal(whole in approver, false, whole);
  });
  test('of the whole core does not take the module of the approver for it', () =>
    assert.rejects(loadCore(approverUrl), {name: 'TypeError', message: /countersign_evolve is missing/}));
  test('of what an approver needs is content with the whole', async () => {
    const {options} = (await loadApproverCore(wasmUrl)).permitted({context: context(dana)});
    assert.ok(options.some(({command, allowed}) => command === 'create' && allowed));
  });
  test('takes bytes', async () => assert.equal((await loadCore(bytes)).canonicalize([1]), '[1]'));
  test('takes a file URL', async () => assert.equal((await loadCore(wasmUrl)).canonicalize([1]), '[1]'));
  test('streams from a server', async () => assert.ok(await loadCore(`${await origin}/core?typed`)));
  test('works with a server that does not know the media type', async () => assert.ok(await loadCore(`${await origin}/core`)));

  test('gives everybody who asks for one URL the same core', async () => {
    const url = `${await origin}/core?typed`;
    assert.equal(await loadCore(url), await loadCore(new URL(url)));
  });

  test('does not remember a failure', async () => {
    const url = `${await origin}/nothing`;
    await assert.rejects(loadCore(url), /404/);
    await assert.rejects(loadCore(url), /404/);
  });
});

describe('the facade', async () => {
  const core = await loadCore(bytes);

  test('decides', () => {
    const {events, state} = core.decide({command: create, context: context(dana)});
    assert.deepEqual([events.length, events[0].event, state.state, state.head], [1, 'created', 'draft', 1]);
  });

  test('refuses with code, status, title and pointer', () => {
    const {state} = core.decide({command: create, context: context(dana)});
    assert.throws(() => core.decide({state, command: {command: 'submit'}, context: context(dana, 'c2')}), (error) => {
      assert.ok(error instanceof CoreRefusal);
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.code, error.status, error.pointer], ['CoreRefusal', 'wrong-state', 409, '']);
      assert.ok(error.message && error.title);
      return true;
    });
  });

  test('points into a command that is not well-formed', () => {
    assert.throws(() => core.decide({command: {...create, kind: 'banana'}, context: context(dana)}), ({code, pointer}) => {
      assert.equal(code, 'unknown-word');
      assert.match(pointer, /kind$/);
      return true;
    });
  });

  test('names each missing thing', () => {
    const {state} = core.decide({command: create, context: context(dana)});
    const {missing, options} = core.permitted({state, context: context(dana, 'c2')});
    assert.ok(missing.some(({pointer}) => pointer === '/ask'));
    const refused = options.find(({command}) => command === 'confirm-ready');
    assert.equal(refused.allowed, false);
    assert.ok(refused.problems.length > 1);
  });

  test('folds to the state that was decided, and says so in canonical bytes', () => {
    const {events, state} = core.decide({command: create, context: context(dana)});
    assert.equal(core.canonicalize(core.evolve({events}).state), core.canonicalize(state));
    assert.equal(core.canonicalize({b: 1, a: 'ü', c: [1e21, 0.000001, 1e-7, -0, 4.35]}), '{"a":"ü","b":1,"c":[1e+21,0.000001,1e-7,0,4.35]}');
  });

  test('tells what a command would cause, and changes nothing', () => {
    assert.deepEqual(core.preview({command: create, context: context(dana)}), {state: 'draft', causes: [{cause: 'state-changes', state: 'draft'}]});
    const {state} = core.decide({command: create, context: context(dana)});
    assert.deepEqual(core.preview({state, command: create, context: context(dana)}), {state: 'draft', causes: []}, 'it was carried out before');
    assert.throws(() => core.preview({state, command: {command: 'submit'}, context: context(dana, 'c2')}), {name: 'CoreRefusal', code: 'wrong-state'});
  });

  test('tells what the system may do, and when to ask again', () => {
    const at = (minute) => `2026-11-21T14:${minute}:00.000Z`;
    const held = (now, actor, id) => ({now, actor, command_id: id, request: 'req_1'});
    const subject = {
      due: '2026-11-22T14:00:00.000Z',
      ask: 'Approve the homepage.',
      policy: {response: {amount: 30, unit: 'minutes'}, reminders: [{amount: -10, unit: 'minutes'}]},
      stages: [{id: 'owner', name: 'Owner', order: 1, rule: {type: 'all'}, members: [{id: maria.id, name: maria.name, obligation: 'approver'}]}],
    };
    const part = {id: 'p', name: 'a.txt', media_type: 'text/plain', size: 1, sha256: 'a'.repeat(64)};
    let {state} = core.decide({command: {...create, ...subject}, context: held(at('00'), dana, 'c1')});
    const send = (command, id) => ({state} = core.decide({state, command, context: held(at('00'), dana, id)}));
    send({command: 'add-version', parts: [part]}, 'c2');
    send({command: 'confirm-ready', displayed_digest: state.versions[0].digest}, 'c3');
    assert.deepEqual(core.due({state, now: at('59')}), {commands: []});
    send({command: 'submit'}, 'c4');
    assert.deepEqual(core.due({state, now: at('19')}), {commands: [], next: at('20')});
    assert.deepEqual(core.due({state, now: at('20')}), {commands: [{command: 'remind', stage: 'owner'}]});
    assert.throws(() => core.due({now: at('20')}), {code: 'missing-field', pointer: '/state'});
  });

  test('makes a command of a template that comes with the package', async () => {
    const templates = JSON.parse(await readFile(new URL('../../web/dist/templates.json', import.meta.url), 'utf8'));
    assert.deepEqual(templates.map(({template}) => template), ['change-order', 'customer-approval', 'document', 'invoice', 'milestone', 'proposal', 'service-report']);
    const template = templates.find(({kind}) => kind === 'document');
    const fill = {title: 'Terms', people: [{role: 'approver', id: maria.id, name: maria.name}]};
    const command = core.template({template, fill});
    assert.deepEqual([command.command, command.template, command.stages[0].members[0].id], ['create', 'document', maria.id]);
    assert.equal(core.decide({command, context: context(dana)}).state.state, 'draft');
    assert.throws(() => core.template({template, fill: {...fill, people: []}}), {code: 'missing-field', pointer: '/fill/people/approver'});
  });

  test('reads text outside the basic plane and survives growth', () => {
    const title = '🗝️ 鍵 مفتاح';
    assert.equal(core.decide({command: {...create, title}, context: context(dana)}).state.title, title);
    const scope = Array.from({length: 50}, (_, i) => `${i}`.padEnd(500, 'ü'));
    for (let i = 0; i < 200; i++) core.decide({command: {...create, scope}, context: context(dana)});
  });

  test('lets nobody but the delivery side create', () => {
    assert.throws(() => core.decide({command: create, context: context(maria)}), {code: 'delivery-only'});
  });
});

describe('hashing', async () => {
  const core = await loadCore(bytes);
  const expected = (data) => createHash('sha256').update(data).digest('hex');
  const samples = [new Uint8Array(0), new TextEncoder().encode('abc'), new Uint8Array(200_000).map((_, i) => i % 251)];

  for (const data of samples) {
    test(`agrees with OpenSSL on ${data.length} bytes`, async () => {
      assert.equal(await core.sha256(data), expected(data));
      assert.equal(await core.sha256(new Blob([data])), expected(data));
    });

    test(`agrees without crypto.subtle on ${data.length} bytes`, async () => {
      const {crypto} = globalThis;
      Object.defineProperty(globalThis, 'crypto', {value: undefined, configurable: true});
      try {
        assert.equal(await core.sha256(new Blob([data])), expected(data));
      } finally {
        Object.defineProperty(globalThis, 'crypto', {value: crypto, configurable: true});
      }
    });
  }
});
