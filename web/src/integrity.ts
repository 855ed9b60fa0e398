/** Checks what a server says against what the core says. Pure, given a core. */
import {CoreRefusal, type ApproverCore} from './approver.js';
import {same} from './compare.js';
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

const FAR = '9999-12-31T23:59:59.999Z';

/**
 * Reads a state as the core does: every digest in it is computed again. A command that a state has seen changes nothing,
 * so what the core answers to it is the state as it was read. @throws {CoreRefusal} where it does not hold.
 */
export function readState(core: ApproverCore, request: Request, id: string, head: number): Request {
  const [actor, command_id] = String(request.applied?.[0]).split('/') as [string, string];
  const {state} = core.decide({
    state: request,
    command: {command: 'comment', text: '-'},
    context: {now: FAR, actor: {kind: 'human', party: 'customer', id: actor, name: '-'}, command_id, request: id},
  });
  if (state.id !== id || state.head !== head) {
    throw new IntegrityError('log-broken', 'The server answered for something else.');
  }
  return state;
}

/** Whether all that was made is in what was told. What else is told there is passed over: the server may be newer. */
const holds = (told: unknown, made: unknown): boolean =>
  made instanceof Object
    ? told instanceof Object &&
      (told as unknown[]).length === (made as unknown[]).length &&
      Object.entries(made).every(([key, value]) => holds((told as Record<string, unknown>)[key], value))
    : told === made;

/**
 * Checks the answer to a command: the same command, judged here at the server's time, must give the answered events, no
 * more and no fewer, and the answered state. So the server recorded what was clicked, and nothing else.
 * That the challenge was handed out and lives is the server's to judge; here it is taken as the command has it.
 */
export function checkAnswer(core: ApproverCore, before: Request, command: Command, context: Context, answer: CommandAnswer): Request {
  try {
    const claimed = readState(core, answer.request, before.id, answer.head);
    const first = answer.events[0];
    // No events: the command had been applied before.
    if (!first && claimed.head >= before.head && claimed.applied.includes(`${context.actor.id}/${context.command_id}`)) return claimed;
    const now = first?.at ?? context.now;
    const challenge = 'challenge' in command && {challenge: {value: command.challenge, expires: FAR}};
    const judged = core.decide({state: before, command, context: {...context, now, ...challenge}});
    if (holds(answer.events, judged.events) && same(judged.state, claimed)) return claimed;
  } catch (error) {
    if (!(error instanceof CoreRefusal)) throw error;
  }
  throw new IntegrityError('log-broken', "The server recorded something else.");
}

/** Hashes what was received before anybody sees it. */
export async function checkBytes(core: ApproverCore, part: Part, bytes: Blob): Promise<Blob> {
  if (bytes.size !== part.size || (await core.sha256(bytes)) !== part.sha256) {
    throw new IntegrityError('blob-digest-mismatch', `Not the bytes of ${part.name}.`);
  }
  return bytes;
}
