// One case of a rules file, on a walk of any driver.
import assert from 'node:assert/strict';
import {assertAnswer, assertRefusal, sequenceOf} from './vectors.mjs';

const shown = error => `${error?.code} ${error?.pointer} ${error?.detail}`;

export async function runCase(walk, file, testCase) {
  const {given, when} = sequenceOf(file, testCase);
  for (const step of given) {
    const {error} = await walk.step(step);
    assert.equal(error, undefined, `given ${step.command_id} is refused: ${shown(error)}`);
  }
  if (when.permitted) return assertAnswer(await walk.permitted(when), testCase.then);
  if (when.due) return assertAnswer(await walk.due(when.due), testCase.then);
  const before = JSON.stringify(walk.state);
  const answer = await (when.preview ? walk.preview(when) : walk.step(when));
  if (testCase.then.error) {
    assert.ok(answer.error, `accepted: ${JSON.stringify(answer.events)}`);
    assertRefusal(answer.error, testCase.then.error);
    return assert.equal(JSON.stringify(walk.state), before, 'a refusal leaves the state alone');
  }
  assert.equal(answer.error, undefined, `refused: ${shown(answer.error)}`);
  return assertAnswer(answer, testCase.then);
}
