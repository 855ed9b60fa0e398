// verify.html has words for everything that a record can hold and a verification can say.
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {schema} from '../web-contract/schema.mjs';
import {source} from './support/source.mjs';

const words = await source('../../www/verify/words.js');
const {momentsOf} = await source('../../www/verify/history.js');
const {logOf, moment} = await source('../../www/verify/certificate.js');
const {keysIn} = await source('../../www/verify/input.js');

describe('there are words for every', () => {
  const lacking = (all, table) => all.filter((word) => !(word in table));
  const check = schema.$defs.Verification.properties.checks.items.properties;

  test('check', () => assert.deepEqual(lacking(check.check.enum, words.checks), []));
  test('outcome', () => assert.deepEqual(lacking(check.outcome.enum, words.outcomes), []));
  test('decision', () => assert.deepEqual(lacking(schema.$defs.DecisionWord.enum, words.papers), []));
  test('event', () => {
    const events = schema.$defs.Event.oneOf.map(({$ref}) => JSON.stringify(schema.$defs[$ref.split('/').at(-1)]).match(/"event":\{"const":"([a-z-]+)"/)[1]);
    assert.ok(events.length > 30);
    assert.deepEqual(lacking(events, {...words.deeds, ...words.consequences}), []);
  });
});

test('an event that is new is named by its word', () => assert.equal(words.saidOf({event: 'sealed-again'}), 'Sealed again'));

test('events of one command are one moment', () => {
  const by = (id, command_id) => ({actor: {id}, command_id});
  const events = [by('dana', 'c1'), by('dana', 'c2'), by('dana', 'c2'), by('maria', 'c2'), by('dana', 'c3')];
  assert.deepEqual(momentsOf(events).map(({events: {length}, end}) => [length, end]), [[1, 1], [2, 3], [1, 4], [1, 5]]);
});

test('a moment is written in UTC, whatever the zone of the reader', () => assert.equal(moment('2026-01-02T00:30:05.999Z'), '2 January 2026, 00:30:05 UTC'));
test('a checkpoint has an origin, a size and a root', () => assert.deepEqual(logOf('a.example/log\n12\ncm9vdA==\nmore\n'), {origin: 'a.example/log', size: '12', root: 'cm9vdA=='}));
test('keys stand in lines', () => assert.deepEqual(keysIn(' a+1+b \n\n c+2+d\r\n'), ['a+1+b', 'c+2+d']));
