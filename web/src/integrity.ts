/** Checks what a server says against what the core says. Pure, given a core. */
import {CoreRefusal, type Core} from './core.js';
import type {Command, CommandAnswer, Context, Part, Request} from './generated/wire.js';

/** The server's own words do not fit together, or bytes are not what was approved. Shown, never hidden. */
export class IntegrityError extends Error {
  override readonly name = 'IntegrityError';
  readonly code: 'log-broken' | 'blob-digest-mismatch';

  constructor(code: IntegrityError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Reads a state as the core does: every digest in it is computed again. @throws {CoreRefusal} where it does not hold. */
export function readState(core: Core, request: Request, id: string, head: number): Request {
  const {state} = core.evolve({state: request, events: []});
  if (state.id !== id || state.head !== head) {
    throw new IntegrityError('log-broken', 'The server answered for something else.');
  }
  return state;
}

const FAR = '9999-12-31T23:59:59.999Z';

/**
 * Checks the answer to a command in both directions: the answered events, folded, must give the answered state; and
 * the same command, judged here at the server's time, must give it too. So the server recorded what was clicked.
 * That the challenge was handed out and lives is the server's to judge; here it is taken as the command has it.
 */
export function checkAnswer(core: Core, before: Request, command: Command, context: Context, answer: CommandAnswer): Request {
  try {
    const claimed = readState(core, answer.request, before.id, answer.head);
    const first = answer.events[0];
    // No events: the command had been applied before.
    if (!first && claimed.applied.includes(`${context.actor.id}/${context.command_id}`)) return claimed;
    const now = first?.at ?? context.now;
    const challenge = 'challenge' in command && {challenge: {value: command.challenge, expires: FAR}};
    const judged = core.decide({state: before, command, context: {...context, now, ...challenge}}).state;
    const folded = core.evolve({state: before, events: answer.events}).state;
    const expected = core.canonicalize(claimed);
    if (core.canonicalize(folded) === expected && core.canonicalize(judged) === expected) return claimed;
  } catch (error) {
    if (!(error instanceof CoreRefusal)) throw error;
  }
  throw new IntegrityError('log-broken', "The server's record is not what this command leads to.");
}

/** Hashes what was received before anybody sees it. */
export async function checkBytes(core: Core, part: Part, bytes: Blob): Promise<Blob> {
  if (bytes.size !== part.size || (await core.sha256(bytes)) !== part.sha256) {
    throw new IntegrityError('blob-digest-mismatch', `Not the bytes of ${part.name}.`);
  }
  return bytes;
}
