/**
 * How a page hears that a request moved on: by its live events where the server has them, and by asking at intervals where
 * not. What comes is only a hint to look: the state is read and checked as always.
 */
import type {Session} from './session.js';

const POLL_MS = 15_000;
/** Before a stream that ended is asked for again, and between attempts that fail; doubled each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** The server has no such stream. */
class NoStream extends Error {}

const byChance = (ms: number): number => ms * (0.9 + Math.random() / 5); // so that many pages do not ask at once

/** Reads server-sent events (HTML, section 9.2) as far as they are used here: the number of the last one, once it is whole. */
async function read(response: Response, began: () => void, heard: (last: number) => Promise<void>): Promise<void> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) throw new NoStream();
  began();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let [text, last] = ['', 0];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const messages = (text + piece.value).split('\n\n');
    text = messages.pop() as string;
    for (const message of messages) last = Number(/^id: (\d+)$/m.exec(message)?.[1] ?? last);
    // Also at a sign of life: a look that came while something was being sent was none.
    await heard(last);
  }
}

/** Follows the session's request until `signal` says so. */
export function follow(session: Session, signal: AbortSignal): void {
  if (signal.aborted) return;
  const {backend, request, pollMs = POLL_MS} = session.options;
  const head = (): number => session.snapshot.loaded?.request.head ?? 0;
  let streaming = false;
  const timer = setInterval(() => streaming || void session.look(), byChance(pollMs));

  const stream = async (pause: number): Promise<void> => {
    if (!head()) return again(FIRST_PAUSE_MS); // it has not been loaded yet
    const began = Date.now();
    try {
      const call = {signal, attempts: 1, headers: {Accept: 'text/event-stream'}};
      await backend.call(`requests/${encodeURIComponent(request)}/events?after=${head()}`, call, (response) =>
        read(response, () => (streaming = true), async (last) => (last > head() ? session.look() : undefined)),
      );
    } catch (error) {
      if (error instanceof NoStream) return;
    }
    if (signal.aborted) return;
    if (streaming) void session.look();
    streaming = false;
    again(Date.now() - began > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause);
  };
  const again = (pause: number): void => {
    setTimeout(() => signal.aborted || void stream(Math.min(2 * pause, LONGEST_PAUSE_MS)), byChance(pause));
  };
  signal.addEventListener('abort', () => clearInterval(timer));
  void stream(FIRST_PAUSE_MS);
}
