// The vectors are complete: every code, verb, transition row, guard, event word and cause has at least one, and the
// files are what their schema says. What there is to cover is asked of the core itself.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {Ajv2020} from 'ajv/dist/2020.js';
import {Abi} from './abi.mjs';
import {Walk} from './drivers.mjs';
import {NativeCore} from './native.mjs';
import {blobs, filesOf, schema, sequenceOf} from './vectors.mjs';

const abi = new Abi();
const native = new NativeCore();
const core = await native.describe();
await native.close();
const folders = {rules: filesOf('rules'), calls: filesOf('calls'), json: filesOf('json')};
const allCases = Object.values(folders).flat().flatMap(file => file.cases.map(testCase => ({file, ...testCase})));

// The codes that a guard refuses with. A code may belong to several guards; a guard is covered by any of its codes.
const codesOf = {
  delivery: ['delivery-only'],
  participant: ['not-a-participant'],
  'something-changes': ['nothing-to-change'],
  sound: ['duplicate-id', 'invalid-format'],
  complete: ['incomplete'],
  'shown-is-current': ['version-stale'],
  'part-known': ['part-unknown', 'version-unknown'],
  'question-open': ['question-unknown', 'question-answered'],
  'not-own-question': ['own-question'],
  'stage-open': ['stage-unknown', 'stage-not-open'],
  approver: ['not-an-approver'],
  'not-decided': ['already-decided'],
  offered: ['decision-not-offered'],
  'parts-opened': ['part-not-opened'],
  'reasons-given': ['condition-missing', 'objection-missing', 'reasons-not-taken', 'part-unknown', 'due-past'],
  'challenge-fresh': ['challenge-unknown', 'challenge-expired', 'challenge-reused'],
  'due-ahead': ['due-past'],
  'not-requesting': ['self-approval'],
  'questions-answered': ['question-open'],
  'own-question': ['question-unknown', 'question-answered', 'not-your-question'],
  'holds-place': ['stage-unknown', 'stage-not-open', 'not-an-approver', 'due-past'],
  'place-known': ['stage-unknown', 'stage-not-open', 'not-an-approver', 'due-past'],
  'can-take-over': ['already-decided', 'delegation-cycle', 'self-approval', 'already-approver'],
  'own-delegation': ['delegation-unknown', 'not-your-delegation', 'already-decided'],
  'condition-unmet': ['condition-unknown', 'condition-settled'],
  'condition-unsettled': ['condition-unknown', 'condition-settled'],
  'own-condition': ['not-your-condition'],
  'objection-unanswered': ['objection-unknown', 'objection-answered', 'due-past'],
  'change-order-named': ['change-order-missing', 'reasons-not-taken', 'too-many-items'],
  'objections-answered': ['objection-open'],
  'link-new': ['nothing-to-change', 'too-many-items'],
  'due-later': ['due-past', 'nothing-to-change'],
  'answer-late': ['not-overdue'],
  'timer-due': ['stage-unknown', 'stage-not-open', 'not-due-yet', 'question-unknown', 'condition-unknown'],
  'version-there': ['part-missing'],
  'places-apart': ['already-approver'],
  'covered-there': ['part-unknown'],
  'shown-is-ready': ['version-stale'],
  'can-be-given': ['already-decided', 'delegation-cycle', 'self-approval', 'already-approver'],
  'own-standing-decision': ['decision-unknown', 'not-your-decision', 'stage-not-open'],
};

// What no history leads to; the guard is there for states that a host makes up.
const cannotRefuse = ['ready check: version-there', 'in-review check: version-there'];

// Every step of every rule, carried out once: what was accepted from where to where, what was refused where, what happened.
const accepted = new Set();
const refused = new Map();
const happened = new Set();
const causes = new Set();
const previewed = new Set();
for (const file of folders.rules) {
  for (const testCase of file.cases) {
    const {given, when} = sequenceOf(file, testCase);
    const walk = new Walk((call, input) => abi.call(call, input));
    for (const step of [...given, when]) {
      const from = walk.state?.state ?? 'none';
      if (step.due) continue;
      if (step.permitted) {
        for (const option of (await walk.permitted(step)).options) for (const {cause} of option.causes ?? []) causes.add(cause);
        continue;
      }
      if (step.preview) {
        for (const {cause} of (await walk.preview(step)).causes ?? []) previewed.add(cause);
        continue;
      }
      const {command} = step.command;
      const {error, events} = await walk.step(step);
      if (error) {
        const key = `${from} ${command}`;
        refused.set(key, (refused.get(key) ?? new Set()).add(error.code));
      } else if (events.length > 0) {
        accepted.add(`${from} ${command} ${walk.state.state}`);
        for (const {event} of events) happened.add(event);
      }
    }
  }
}

const codes = core.errors.map(({code}) => code);
const expectedCodes = new Set(allCases.flatMap(({then}) => (then.error ? [then.error.code, ...(then.error.problems ?? []).map(problem => problem.code)] : [])));
const httpCodes = new Set(filesOf('http').flatMap(({cases}) => cases.map(({then}) => then.code).filter(Boolean)));
// These need a clock, a crowd, a broken store, other settings or very long texts, which a vector cannot bring about.
const serverTested = ['idempotency-in-flight', 'timed-out', 'too-many-requests', 'store-unavailable', 'internal', 'not-logged-yet', 'entry-too-large',
  'passkey-missing', 'passkey-taken', 'passkey-challenge-old', 'passkeys-off'];
// A vector cannot sign what a server hands out: unit tests of the core bring these about.
const coreTested = codes.filter(code => code.startsWith('passkey-') && !serverTested.includes(code));
const coreTests = readFileSync(new URL('../core/webauthn_test.cpp', import.meta.url), 'utf8');
const serverTestFolder = new URL('../native/', import.meta.url);
const serverTests = readdirSync(serverTestFolder).filter(name => name.endsWith('_test.cpp')).map(name => readFileSync(new URL(name, serverTestFolder), 'utf8')).join('');

describe('coverage of the vectors', () => {
  test('every code has a vector that expects it, of the core or over HTTP, or a test of the server', () => {
    assert.ok(codes.length > 70);
    assert.deepEqual(codes.filter(code => !expectedCodes.has(code) && !httpCodes.has(code) && !serverTested.includes(code) && !coreTested.includes(code)), []);
  });
  test('what only unit tests of the core cover, they do expect', () => {
    assert.deepEqual(coreTested.filter(code => !coreTests.includes(`ErrorCode::${code.replaceAll('-', '_')}`)), []);
  });
  test('what only tests of the server cover, they do expect of an answer', () => {
    assert.deepEqual(serverTested.filter(code => !serverTests.includes(`.code() == "${code}")`)), []);
  });
  test('a code that a vector expects is not named as covered elsewhere', () => {
    assert.deepEqual([...serverTested, ...coreTested].filter(code => expectedCodes.has(code) || httpCodes.has(code)), []);
  });
  test('no vector expects a code that is not in the table', () => {
    assert.deepEqual([...expectedCodes, ...httpCodes].filter(code => !codes.includes(code)), []);
  });
  test('every verb is carried out and refused', () => {
    assert.deepEqual(core.verbs.filter(verb => ![...accepted].some(row => row.split(' ')[1] === verb)), []);
    assert.deepEqual(core.verbs.filter(verb => ![...refused.keys()].some(key => key.split(' ')[1] === verb)), []);
  });
  test('every row of the transition table is taken', () => {
    assert.deepEqual(core.transitions.filter(({from, verb, to}) => !accepted.has(`${from} ${verb} ${to}`)), []);
  });
  test('nothing is accepted that has no row', () => {
    const rows = new Set(core.transitions.map(({from, verb, to}) => `${from} ${verb} ${to}`));
    assert.deepEqual([...accepted].filter(row => !rows.has(row)), []);
  });
  test('every guard of every row refuses something', () => {
    const silent = core.transitions.flatMap(({from, verb, guards}) =>
      guards.filter(guard => !codesOf[guard].some(code => refused.get(`${from} ${verb}`)?.has(code))).map(guard => `${from} ${verb}: ${guard}`),
    );
    assert.deepEqual([...new Set(silent)], cannotRefuse);
  });
  test('every row that is for people only refuses an agent', () => {
    const rows = core.transitions.filter(({who}) => who === 'humans');
    assert.deepEqual(rows.filter(({from, verb}) => !refused.get(`${from} ${verb}`)?.has('humans-only')).map(({from, verb}) => `${from} ${verb}`), []);
  });
  test('every row that is for the system only refuses a person', () => {
    const rows = core.transitions.filter(({who}) => who === 'system');
    assert.deepEqual(rows.filter(({from, verb}) => !refused.get(`${from} ${verb}`)?.has('system-only')).map(({from, verb}) => `${from} ${verb}`), []);
  });
  test('every guard has its codes here, and every code of a guard is refused with', () => {
    const guards = new Set(core.transitions.flatMap(row => row.guards));
    assert.deepEqual([...guards].sort(), Object.keys(codesOf).sort());
    const all = new Set([...refused.values()].flatMap(found => [...found]));
    assert.deepEqual([...new Set(Object.values(codesOf).flat())].filter(code => !all.has(code)), []);
  });
  test('every verb without a row is refused in every state', () => {
    const rows = new Set(core.transitions.map(({from, verb}) => `${from} ${verb}`));
    const without = ['none', ...core.states].flatMap(state => core.verbs.map(verb => `${state} ${verb}`)).filter(key => !rows.has(key));
    assert.deepEqual(without.filter(key => !['wrong-state', 'version-locked', 'request-exists', 'request-unknown'].some(code => refused.get(key)?.has(code))), []);
  });
  test('every event happens', () => {
    assert.deepEqual(core.events.filter(event => !happened.has(event)), []);
  });
  test('every cause is told', () => {
    const all = ['asked-now', 'conditions-left', 'decisions-carried', 'decisions-superseded', 'effect-released', 'response-due', 'stage-completed', 'stage-opened', 'stage-skipped', 'state-changes', 'version-locked', 'waits-for'];
    assert.deepEqual(all.filter(cause => !causes.has(cause) && !previewed.has(cause)), []);
    assert.deepEqual([...causes, ...previewed].filter(cause => !all.includes(cause)), []);
    assert.deepEqual(all.filter(cause => !previewed.has(cause)), [], 'a preview tells each');
  });
});

describe('the files of the vectors', () => {
  const ajv = new Ajv2020({strict: true, allowUnionTypes: true, strictRequired: false, schemas: [schema()]});
  const check = (name, value) => {
    const validate = ajv.getSchema(`${schema().$id}#/$defs/${name}`);
    assert.ok(validate(value), JSON.stringify(validate.errors, null, 1));
  };
  for (const [folder, files] of Object.entries(folders)) {
    for (const {file, ...content} of files) test(`${file} is what its schema says`, () => check(folder, content));
  }
  test('blobs.json is what its schema says', () => check('blobs', blobs()));
  test('every case has a name of its own in its file', () => {
    for (const {file, cases} of Object.values(folders).flat()) assert.equal(new Set(cases.map(({name}) => name)).size, cases.length, file);
  });
  test('every flag is explained, and every setup and actor is used', () => {
    for (const {file, cases, flags = {}, setups = {}, actors} of folders.rules) {
      assert.deepEqual(Object.keys(flags).sort(), [...new Set(cases.flatMap(testCase => testCase.flags ?? []))].sort(), file);
      const text = JSON.stringify([cases, setups]);
      for (const name of Object.keys(setups)) assert.ok(text.includes(`"${name}"`), `${file}: setup ${name}`);
      for (const name of Object.keys(actors)) assert.ok(text.includes(`"${name}"`), `${file}: actor ${name}`);
    }
  });
  test('every part that can be shown over HTTP has the digest and the size of a blob', () => {
    const known = new Map(Object.values(blobs()).map(text => [createHash('sha256').update(text).digest('hex'), Buffer.byteLength(text)]));
    for (const file of folders.rules) {
      for (const testCase of file.cases) {
        if (testCase.flags?.includes('no-http')) continue;
        const {given, when} = sequenceOf(file, testCase);
        for (const {command} of testCase.then.error ? given : [...given, when]) {
          for (const {sha256, size} of command?.parts ?? []) assert.equal(size, known.get(sha256), `${file.file}: ${testCase.name}`);
        }
      }
    }
  });
});
