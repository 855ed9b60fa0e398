// One command, JSON text in and JSON text out: what the bench compares with the core's `decide`.
import {digestsHold} from './digest';
import {judge} from './rules';
export {reduce, startActor} from './rules';
import {DecideInput} from './wire';

/** With `digests`, every version's digest is checked again, as the core does whenever it reads a state. */
export function decideText(text: string, {digests}: {digests: boolean}): string {
  const {state, command, context} = DecideInput.parse(JSON.parse(text));
  if (digests && state && !digestsHold(state)) return JSON.stringify({refused: 'digest-mismatch'});
  const verdict = judge(state, command, context);
  return JSON.stringify('refused' in verdict ? verdict : {events: verdict.events, state: verdict.request});
}
