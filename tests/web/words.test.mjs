// Every closed word of the wire that the widget meets has a sentence. A word that is new in the schema fails here first.
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {schema} from '../web-contract/schema.mjs';
import {source} from './support/source.mjs';

const {en} = await source('messages/en.ts');
const {later} = await source('messages/later.ts');
const {receipt} = await source('messages/receipt.ts');
const {passkey} = await source('messages/passkey.ts');
const said = {...en, ...later, ...receipt, ...passkey};
const words = (name) => schema.$defs[name].enum;

describe('there is a sentence for each', () => {
  for (const [name, prefixes, but = []] of [
    ['RequestState', ['state']],
    ['Kind', ['kind']],
    ['DecisionWord', ['decision', 'made', 'done', 'confirm', 'confirm.go', 'go', 'then', 'conflict.others', 'conflict.yours']],
    ['StageStatus', ['stage']],
    ['ConditionState', ['condition']],
    ['ObjectionState', ['objection']],
    ['ChangeClass', ['objection']],
    ['DelegationType', ['delegation']],
    ['DelegationState', ['delegation']],
    ['QuestionState', ['ask-form']],
    ['PolicyEnd', ['silence']],
    ['ReleaseAfter', ['releases']],
    ['Obligation', ['member'], ['approver']], // whoever is asked is told by what they have decided
  ]) {
    test(name, () => {
      const lacking = words(name).filter((word) => !but.includes(word)).flatMap((word) => prefixes.map((prefix) => `${prefix}.${word}`)).filter((key) => !(key in said));
      assert.deepEqual(lacking, []);
    });
  }

  test('check of a receipt, and its outcome', () => {
    const {check, outcome} = schema.$defs.Verification.properties.checks.items.properties;
    assert.deepEqual([...check.enum.map((word) => `check.${word}`), ...outcome.enum.map((word) => `outcome.${word}`)].filter((key) => !(key in said)), []);
  });

  test('rule of a stage', () => {
    const {EveryoneRule, QuorumRule} = schema.$defs;
    for (const word of [...EveryoneRule.properties.type.enum, QuorumRule.properties.type.const]) assert.ok(`rule.${word}` in said, word);
  });

  test('cause that the core answers', () => {
    const causes = schema.$defs.Cause.oneOf.map(({$ref}) => schema.$defs[$ref.split('/').at(-1)].properties.cause.const);
    assert.ok(causes.length > 10);
    // A change of the state is said by the state.
    assert.deepEqual(causes.filter((cause) => cause !== 'state-changes' && !(`cause.${cause}` in said)), []);
  });
});

/** What the delivery team and the system do; a widget for customers offers none of it. */
const notACustomers = new Set(
  'create edit add-version confirm-ready submit revise withdraw reassign meet-condition answer-objection link extend proceed check flag remind escalate pause expire chase'.split(' '),
);
/** What has a place of its own on the page. */
const onThePage = new Set(['decide', 'ask', 'open-part']);

describe('every verb of the wire', () => {
  for (const verb of words('Verb').filter((each) => !notACustomers.has(each) && !onThePage.has(each))) {
    test(`that a customer has is offered, explained and reported: ${verb}`, () => {
      for (const what of ['open', 'title', 'go', 'done']) assert.ok(`${verb}.${what}` in said, `${verb}.${what}`);
    });
  }

  test('is a customer’s or is not, and none is forgotten', () => {
    for (const verb of [...notACustomers, ...onThePage]) assert.ok(words('Verb').includes(verb), verb);
  });
});

/**
 * Refusals that the core says well enough itself, in the title or the detail that travels with them: they are about
 * messages, servers and the delivery team, or what the widget sends can hardly meet them.
 */
const saidByTheCore = new Set(
  [
    'json-syntax json-duplicate-key json-invalid-utf8 json-nul-character json-too-deep json-too-large json-trailing-bytes',
    'number-not-integer number-out-of-range unknown-field missing-field wrong-type unknown-word text-too-long too-many-items too-few-items duplicate-id',
    'wrong-state humans-only system-only delivery-only version-locked version-stale version-unknown part-unknown stage-unknown already-decided',
    'decision-not-offered question-open reasons-not-taken challenge-unknown challenge-reused decision-unknown not-your-decision question-unknown own-question',
    'condition-unknown limit-reached request-exists nothing-to-change set-and-cleared incomplete ask-missing part-missing approver-missing',
    'approval-unreachable due-missing calendar-missing fact-missing objection-unknown objection-answered objection-open change-order-missing not-due-yet not-overdue',
    'origin-not-allowed route-unknown method-not-allowed bad-request header-missing header-too-large body-too-large media-type-unsupported',
    'precondition-required head-stale idempotency-key-missing idempotency-key-reused idempotency-in-flight blob-unknown blob-digest-mismatch',
    'passkey-malformed passkey-unsupported passkey-wrong-ceremony passkey-wrong-origin passkey-wrong-frame passkey-wrong-site passkey-not-present passkey-backup-wrong passkeys-off',
    'entry-too-large not-logged-yet range-not-satisfiable timed-out too-many-requests store-unavailable internal',
  ].flatMap((line) => line.split(' ')),
);
/** What the page itself finds out. */
const own = ['unreachable', 'sign-in-failed'];

describe('every refusal', () => {
  const codes = words('ErrorCode');
  const better = Object.keys(said).flatMap((key) => (key.startsWith('refusal.') ? [key.slice('refusal.'.length)] : []));

  test('is said by the widget or, on purpose, by the core', () => {
    assert.deepEqual(codes.filter((code) => !better.includes(code) && !saidByTheCore.has(code)), []);
  });
  test('is said by one of them', () => assert.deepEqual(better.filter((code) => saidByTheCore.has(code)), []));
  test('that is said is one', () => assert.deepEqual([...better, ...saidByTheCore].filter((code) => !codes.includes(code) && !own.includes(code)), []));
});

describe('the catalogues', () => {
  test('say nothing twice', () => {
    const keys = [en, later, receipt, passkey].flatMap(Object.keys);
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) < at), []);
  });

  test('say what a page needs before anything is loaded later', async () => {
    // Whatever is not drawn by what loads later has its sentences beside the core.
    const {readdirSync, readFileSync} = await import('node:fs');
    const folder = new URL('../../web/src/', import.meta.url);
    const read = (path) => readFileSync(new URL(path, folder), 'utf8');
    const late = new Set();
    const reach = (path) => {
      if (late.has(path) || atOnce.has(path)) return;
      late.add(path);
      for (const [, next] of read(path).matchAll(/from '\.\/([\w-]+)\.js'/g)) reach(`render/${next}.ts`);
    };
    const atOnce = new Set(['widget.ts', 'element.ts', 'looks.ts', 'texts.ts', ...'ask decide dialog effects fields files header notices questions recorded screen ui view'.split(' ').map((name) => `render/${name}.ts`)]);
    reach('render/later.ts');
    const known = [...atOnce, ...late, 'render/preview.ts', 'render/markdown.ts', 'render/receipt.ts', 'render/passkey.ts'];
    for (const name of readdirSync(new URL('render/', folder))) assert.ok(known.includes(`render/${name}`), `is ${name} loaded at once or later?`);
    const offered = ['delegate.open', 'comment.open']; // by `offer`
    const named = [...atOnce].flatMap((path) => [...read(path).matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key]) => key));
    assert.deepEqual([...named, ...offered].filter((key) => key in later), []);
  });
});
