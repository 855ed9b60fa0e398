/** What the server hands out with a request: its time, and the challenge that a decision made now must carry. */
import type {Actor, Challenge, Context, DecideCommand, Request, RequestAnswer} from './generated/wire.js';
import type {Choice} from './snapshot.js';

/** A challenge with less left than this is fetched anew before it is used. */
const MARGIN_MS = 60_000;

export interface Handout {
  /** Takes over what came with a full answer. */
  take(answer: RequestAnswer): void;
  /** Forgets a challenge that a decision in this state has spent. */
  settle(request: Request): void;
  /** Whether a decision made now could still be recorded with it. */
  fresh(): boolean;
  /** The context in which the server would judge a command now. */
  context(request: string, actor: Actor, key: string): Context;
  command(choice: Choice): DecideCommand;
}

export function createHandout(): Handout {
  let challenge: Challenge | undefined;
  /** The server's clock minus this process's monotonic one, which nobody sets back. */
  let aheadMs = 0;
  const now = (): number => aheadMs + performance.now();
  return {
    take(answer) {
      aheadMs = Date.parse(answer.now) - performance.now();
      challenge = answer.challenge;
    },
    settle({decisions}) {
      if (decisions.some((decision) => decision.challenge === challenge?.value)) challenge = undefined;
    },
    fresh: () => !!challenge && Date.parse(challenge.expires) - now() > MARGIN_MS,
    context: (request, actor, key) => ({
      now: new Date(now()).toISOString(),
      actor,
      command_id: key,
      request,
      ...(challenge && {challenge}),
    }),
    command: (choice) => ({command: 'decide', ...choice, challenge: challenge?.value ?? '-'}),
  };
}
