// The vectors speak the wire of the schema: what the core takes is what the schema describes, and what it refuses for its
// shape the schema refuses too. What it refuses by its rules is well-formed all the same.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {describe, test} from 'node:test';
import {wasmFile, WasmDriver} from '../vectors-run/drivers.mjs';
import {contextOf, filesOf, sequenceOf, valueAt, withDigest} from '../vectors-run/vectors.mjs';
import {refusalsOf} from './schema.mjs';

assert.ok(existsSync(wasmFile), 'build the preset `wasm` first');
const core = new WasmDriver();

/** Codes of a message that is not what the schema describes. */
const SHAPE = new Set(['unknown-field', 'missing-field', 'wrong-type', 'unknown-word', 'invalid-format', 'text-blank', 'text-too-long', 'too-many-items', 'too-few-items', 'number-out-of-range', 'number-not-integer']);

/** Ids that repeat are for the rules, and so is one link too many; a schema can only say that words do not repeat. */
const isOneLinkTooMany = ({code, pointer}) => code === 'too-many-items' && ['/request', '/change_order'].includes(pointer);
const isMalformed = ({code, pointer}) => (SHAPE.has(code) && !isOneLinkTooMany({code, pointer})) || (code === 'duplicate-id' && /\/(decisions|demands)\/\d+$/.test(pointer));

/** What a schema cannot say: dates that are in no calendar, texts of invisible characters, how deep a guard is, and the order of a calendar. */
function beyondSchemas({code, pointer}, command) {
  const value = valueAt(command, pointer);
  if (code === 'invalid-format' && /\/guard$|^\/calendar\//.test(pointer)) return true; // four deep, and no deeper; in order
  if (code === 'invalid-format') return /^\d{4}-\d\d-\d\dT/.test(value) && refusalsOf('Instant', value).length === 0;
  return code === 'text-blank' && /\S/.test(value);
}

const accepted = (definition, message, what) => assert.deepEqual(refusalsOf(definition, message), [], what);

function checkAnswer(answer) {
  if (answer.error) return accepted('Refusal', answer, 'the refusal');
  if (answer.options) return accepted('Permitted', answer, 'what is permitted');
  if (answer.causes) return accepted('Preview', answer, 'what it would cause');
  if (answer.commands) return accepted('Due', answer, 'what is due');
  if (answer.checks) return accepted('Verification', answer, 'the verification');
  if (answer.digest) return accepted('StatementOutput', answer, 'the statement');
  answer.events?.forEach(event => accepted('Event', event, `the event ${event.event}`));
  if (Object.keys(answer).length > 0) accepted('Request', answer.state, 'the state'); // nothing, folded, is {}
}

function checkCommand(command, context, error) {
  if (!error || !isMalformed(error)) return accepted('Command', command, `the command ${command.command}`);
  const faultLiesElsewhere = refusalsOf('Context', context).length > 0 || beyondSchemas(error, command);
  if (!faultLiesElsewhere) assert.notDeepEqual(refusalsOf('Command', command), [], `the schema takes what the core refuses: ${error.code} at ${error.pointer}`);
}

/** The case, step by step: every command and every answer is held against the schema. */
function check(file, testCase) {
  const {given, when} = sequenceOf(file, testCase);
  let state;
  for (const step of [...given, when]) {
    const held = state ? {state} : {};
    if (step.due) return checkAnswer(core.call('due', {state, now: step.due}));
    if (step.permitted) return checkAnswer(core.call('permitted', {...held, context: contextOf(step)}));
    const command = withDigest(step.command, state);
    const context = contextOf({...step, command});
    if (step.preview) {
      return checkAnswer(core.call('preview', {...held, command, context}));
    }
    const answer = core.call('decide', {...held, command, context});
    checkAnswer(answer);
    checkCommand(command, context, answer.error);
    state = answer.state ?? state;
  }
}

for (const file of filesOf('rules')) {
  describe(file.file, () => {
    for (const testCase of file.cases) test(testCase.name, () => check(file, testCase));
  });
}

for (const file of filesOf('calls')) {
  describe(file.file, () => {
    for (const {name, call, input, text} of file.cases) test(name, () => checkAnswer(core.call(call, text ?? input)));
  });
}

