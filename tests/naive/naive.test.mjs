// The rules of an approval, written twice, agree on random commands: allowed or refused, with which code, which events
// and which request comes of it. SEED=n COMMANDS=1 repeats the walk with that seed. A long run:
// COMMANDS=1000000 SUITE_LIMIT_SECONDS=7200 sh tests/run.sh naive
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Pair, told} from './compare.mjs';
import {walk} from './generate.mjs';
import {VERBS} from './rules.mjs';

const commands = Number(process.env.COMMANDS ?? 50_000);
const firstSeed = Number(process.env.SEED ?? 20_261_123);
// Fewer commands may miss what is rare.
const ENOUGH = 20_000;

const CODES = [
  'already-decided', 'approval-unreachable', 'approver-missing', 'ask-missing', 'challenge-expired', 'challenge-reused',
  'challenge-unknown', 'condition-missing', 'decision-not-offered', 'decision-unknown', 'delivery-only', 'due-missing',
  'due-past', 'duplicate-id', 'humans-only', 'incomplete', 'limit-reached', 'not-a-participant', 'not-an-approver',
  'not-your-decision', 'nothing-to-change', 'objection-missing', 'own-question', 'part-missing', 'part-not-opened',
  'part-unknown', 'question-answered', 'question-unknown', 'reasons-not-taken', 'request-exists', 'request-unknown',
  'set-and-cleared', 'stage-not-open', 'stage-unknown', 'version-stale', 'version-unknown', 'wrong-state',
  'already-approver', 'calendar-missing', 'change-order-missing', 'condition-settled', 'condition-unknown',
  'delegation-cycle', 'delegation-unknown', 'fact-missing', 'not-due-yet', 'not-overdue', 'not-your-condition', 'not-your-delegation',
  'not-your-question', 'objection-answered', 'objection-open', 'objection-unknown', 'question-open', 'self-approval',
  'system-only', 'version-locked',
];
const EVENTS = [
  'created', 'edited', 'version-added', 'readiness-confirmed', 'submitted', 'stage-opened', 'part-opened',
  'question-asked', 'question-answered', 'commented', 'decided', 'stage-completed', 'resolved', 'decision-retracted',
  'revision-started', 'withdrawn',
  'stage-skipped', 'decisions-carried', 'clock-started', 'question-withdrawn', 'delegated', 'delegation-ended',
  'condition-met', 'condition-settled', 'objection-answered', 'linked', 'effect-released', 'deadline-extended',
  'proceeded', 'checked', 'flagged', 'reminded', 'escalated', 'paused', 'expired', 'chased',
];

const count = (counts, word) => (counts[word] = (counts[word] ?? 0) + 1);
const shown = counts => Object.entries(counts).sort(([, one], [, other]) => other - one).map(([word, times]) => `${word} ${times}`).join(', ');

test(`the rules written twice agree on ${commands} random commands, first seed ${firstSeed}`, {timeout: 7_200_000}, context => {
  const allowed = {};
  const refused = {};
  const [codes, events, states, versions] = [{}, {}, {}, {}];
  let done = 0;
  for (let seed = firstSeed; done < commands; ++seed) {
    const pair = new Pair();
    const steps = [];
    walk(seed, step => {
      steps.push(step);
      const answer = pair.take(step);
      if (answer.naive !== answer.core) assert.fail(`SEED=${seed} COMMANDS=1, step ${steps.length}; as short as it gets:\n${told(steps)}`);
      ++done;
      count(answer.error ? refused : allowed, step.command.command);
      for (const {code} of answer.error ? [answer.error, ...(answer.error.problems ?? [])] : []) count(codes, code);
      for (const {event} of answer.events ?? []) count(events, event);
      count(states, pair.request?.state ?? 'none');
      return pair.request;
    });
    count(versions, pair.request?.version ?? 0);
  }
  context.diagnostic(`allowed: ${shown(allowed)}`);
  context.diagnostic(`refused: ${shown(refused)}`);
  context.diagnostic(`codes: ${shown(codes)}`);
  context.diagnostic(`events: ${shown(events)}`);
  context.diagnostic(`states: ${shown(states)}`);
  context.diagnostic(`walks by the number of versions: ${shown(versions)}`);
  if (commands < ENOUGH) return;
  assert.deepEqual(VERBS.filter(verb => !allowed[verb] || !refused[verb]), [], 'every verb was allowed and refused');
  assert.deepEqual(CODES.filter(code => !codes[code]), [], 'every code was seen');
  assert.deepEqual(EVENTS.filter(event => !events[event]), [], 'every event was seen');
});
