// The vectors of tests/vectors as data: reading the files, building the sequences of steps, and comparing answers.
// Nothing here knows how a core is reached; drivers.mjs does.
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';

const root = new URL('../vectors/', import.meta.url);
const read = path => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** The id that every vector's request has. */
export const REQUEST = 'req_vector';
const TEN_MINUTES = 600_000;

/** [{file, ...content}] of one folder of tests/vectors. */
export function filesOf(folder) {
  return readdirSync(new URL(`${folder}/`, root)).filter(name => name.endsWith('.json')).sort().map(name => ({file: `${folder}/${name}`, ...read(`${folder}/${name}`)}));
}

export const blobs = () => read('blobs.json');
export const schema = () => read('vectors.schema.json');

/** The steps of a list in which a text stands for the steps of the setup with that name. */
function inserted(list, setups) {
  return list.flatMap(item => (typeof item === 'string' ? inserted(setups[item] ?? assert.fail(`no setup "${item}"`), setups) : [item]));
}

/** The given steps and the last one, each with its actor and a command id of its own. */
export function sequenceOf(file, testCase) {
  const actor = name => file.actors[name] ?? assert.fail(`no actor "${name}"`);
  const steps = [...inserted(testCase.given, file.setups ?? {}), testCase.when].map((step, index) => {
    if (step.due) return step; // nobody asks what the clock brings
    const who = step.permitted ?? step.preview ?? step.actor;
    return {command_id: `step-${index + 1}`, ...step, who, actor: actor(who)};
  });
  return {given: steps.slice(0, -1), when: steps.at(-1)};
}

/** The command with every text "@digest" replaced by the digest of the current version. */
export function withDigest(value, state) {
  if (value === '@digest') return state?.versions.at(-1)?.digest ?? '0'.repeat(64);
  if (Array.isArray(value)) return value.map(item => withDigest(item, state));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDigest(inner, state)]));
}

/** The context that an honest host makes for a step: it expects the challenge that the command carries. */
export function contextOf(step) {
  const {actor, at: now, command_id, command} = step;
  const expires = new Date(Date.parse(now) + TEN_MINUTES).toISOString();
  const handedOut = step.challenge === undefined && typeof command?.challenge === 'string' ? {value: command.challenge, expires} : step.challenge;
  return {now, actor, command_id, request: REQUEST, ...(handedOut ? {challenge: handedOut} : {})};
}

/** The value at an RFC 6901 pointer; undefined when there is none. */
export function valueAt(document, pointer) {
  return pointer.split('/').slice(1).reduce((value, key) => value?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

/** Every member that is expected is there and equal; null stands for a member that is absent; lists are compared whole. */
export function assertSubset(actual, expected, where = '') {
  if (expected === null) return assert.equal(actual, undefined, `${where} should be absent`);
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${where} should be a list, and is ${JSON.stringify(actual)}`);
    assert.equal(actual.length, expected.length, `${where} should have ${expected.length} items: ${JSON.stringify(actual)}`);
    return expected.forEach((item, index) => assertSubset(actual[index], item, `${where}/${index}`));
  }
  if (typeof expected === 'object') {
    assert.ok(actual !== null && typeof actual === 'object', `${where} should be an object, and is ${JSON.stringify(actual)}`);
    return Object.entries(expected).forEach(([key, item]) => assertSubset(actual[key], item, `${where}/${key}`));
  }
  assert.equal(actual, expected, where);
}

/** A refusal has the code and the pointer, and where the vector lists problems, exactly these. */
export function assertRefusal(error, expected) {
  assert.deepEqual({code: error.code, pointer: error.pointer}, {code: expected.code, pointer: expected.pointer}, error.detail);
  if (!expected.problems) return;
  assert.deepEqual((error.problems ?? []).map(({code, pointer}) => ({code, pointer})), expected.problems);
}

/** By what an option is known. */
const OPTION_KEY = ['command', 'stage', 'decision', 'target'];

/** The answer {events, state}, {options, missing}, {state, causes} or {commands, next} is what the vector expects. */
export function assertAnswer(answer, then) {
  if (then.preview) assert.deepEqual(answer, then.preview);
  if (then.due) assert.deepEqual(answer, then.due);
  if (then.events) assertSubset(answer.events, then.events, 'events');
  for (const [pointer, value] of Object.entries(then.state ?? {})) assertSubset(valueAt(answer.state, pointer), value, pointer);
  if (then.missing) assert.deepEqual(answer.missing.map(({code, pointer}) => ({code, pointer})), then.missing);
  for (const option of then.options ?? []) {
    const found = answer.options.find(candidate => OPTION_KEY.every(key => candidate[key] === option[key]));
    assert.ok(found, `no option ${JSON.stringify(option)}`);
    assertSubset(found, option, `option ${OPTION_KEY.map(key => option[key]).filter(Boolean)}`);
  }
}

/** The text of a json vector, as bytes. */
export function bytesOf({text, base64, repeat}) {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (repeat) return Buffer.concat([Buffer.from(repeat.before), Buffer.alloc(Buffer.byteLength(repeat.unit) * repeat.times, repeat.unit), Buffer.from(repeat.after)]);
  return Buffer.from(text);
}
