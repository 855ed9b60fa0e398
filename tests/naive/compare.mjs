// The same steps to the rules written twice. What they are held to: when allowed, the whole answer, byte for byte; when
// refused, the code, the pointer, and the code and pointer of each problem that is listed.
import {Abi} from '../vectors-run/abi.mjs';
import {canonical} from './canonical.mjs';
import {decide, due} from './rules.mjs';

const abi = new Abi();

const named = ({code, pointer}) => ({code, pointer});
const refusalText = ({code, pointer, problems}) => canonical({error: {code, pointer, problems: problems?.length ? problems.map(named) : undefined}});

/** The text "@digest" stands for the digest of the version that is current when the step is taken. */
function withDigest(command, request) {
  if (command.displayed_digest !== '@digest') return command;
  return {...command, displayed_digest: request?.versions.at(-1)?.digest ?? 'd'.repeat(64)};
}

/** One request in both. */
export class Pair {
  #log = [];
  #text;
  request;

  /** {naive, core, events, error}: the two answers as texts, and what the first one says. */
  take(step) {
    const command = withDigest(step.command, this.request);
    const naive = decide(this.#log, this.request, command, step.context);
    const {events, state, error} = naive;
    const held = this.#text ? `"state":${this.#text},` : '';
    const [status, bytes] = abi.callBytes('decide', Buffer.from(`{${held}"command":${JSON.stringify(command)},"context":${JSON.stringify(step.context)}}`));
    const core = bytes.toString();
    const texts = {core: status === 1 ? refusalText(JSON.parse(core).error) : core};
    if (error) return {...texts, naive: refusalText(error), error};
    this.#log = naive.log;
    this.#text = canonical(state);
    this.request = state;
    return {...texts, naive: `{"events":${canonical(events)},"state":${this.#text}}`, events};
  }

  /** What the core would answer to a step that is not taken. */
  would({command, context}) {
    return abi.call('decide', `{"state":${this.#text},"command":${JSON.stringify(command)},"context":${JSON.stringify(context)}}`);
  }

  /** What is due at an instant, by both. */
  due(now) {
    const [, bytes] = abi.callBytes('due', Buffer.from(`{"now":"${now}","state":${this.#text}}`));
    return {naive: canonical(due(this.request, now)), core: bytes.toString()};
  }
}

/** The first step at which the two differ: {at, step, naive, core}. */
export function difference(steps) {
  const pair = new Pair();
  for (const [index, step] of steps.entries()) {
    const {naive, core} = pair.take(step);
    if (naive !== core) return {at: index, step, naive, core};
  }
  return undefined;
}

/** As few of the steps as still show a difference: what can be left out is left out, until nothing more can. */
export function shrunk(steps) {
  let kept = steps.slice(0, difference(steps).at + 1);
  for (let index = kept.length - 2; index >= 0; --index) {
    const fewer = kept.toSpliced(index, 1);
    const found = difference(fewer);
    if (!found) continue;
    kept = fewer.slice(0, found.at + 1);
    // A shorter history may make other steps needless.
    index = kept.length - 1;
  }
  return kept;
}

/** The difference in words that lead straight to it. */
export function told(steps) {
  const few = shrunk(steps);
  const {naive, core} = difference(few);
  const history = few.map(({command, context}, index) => `${index + 1}. ${context.now} ${context.actor.kind} ${context.actor.id}: ${JSON.stringify(command)}`);
  return [...history, `context of the last: ${JSON.stringify(few.at(-1).context)}`, `naive ${naive}`, `core  ${core}`, `from  ${firstDifference(naive, core)}`].join('\n');
}

function firstDifference(naive, core) {
  let at = 0;
  while (naive[at] === core[at]) ++at;
  return `naive …${naive.slice(Math.max(0, at - 80), at + 60)}…  core …${core.slice(Math.max(0, at - 80), at + 60)}…`;
}
