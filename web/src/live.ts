/**
 * How a page hears that a request moved on: by its live events where the server has them, and by asking at intervals where
 * not. What comes is only a hint to look: the state is read and checked as always.
 */
import type {BackendProblem} from './backend.js';
import type {Session} from './session.js';

const POLL_MS = 15_000;
/** While a stream tells what happens, one look in so many: it finds what a stream cannot tell, and what is overdue by now. */
const SELDOM = 4;
/** Before a stream that ended is asked for again, and between attempts that fail; doubled each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Browsers open six connections to one server over HTTP/1.1, and a stream keeps one. */
const STREAMS_OF_A_PAGE = 2;
let streams = 0;

const byChance = (ms: number): number => ms * (0.75 + Math.random() / 2); // so that many pages do not ask at once

/** Reads server-sent events (HTML, section 9.2) as far as they are used here: the number of the last one, once it is whole. */
async function read(body: NonNullable<Response['body']>, heard: (last: number) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let [text, last] = ['', 0];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const messages = (text + piece.value).split('\n\n');
    text = messages.pop() as string;
    for (const message of messages) last = Number(/^id: (\d+)$/m.exec(message)?.[1] ?? last);
    // The server cannot go on from where we stand: it may even have forgotten something.
    const isApart = messages.some((message) => /^event: resync$/m.test(message));
    if (messages.length) heard(isApart ? Infinity : last);
  }
}

/** Follows the session's request until `signal` says so. */
export function follow(session: Session, signal: AbortSignal): void {
  if (signal.aborted) return;
  const {backend, request, pollMs = POLL_MS} = session.options;
  const head = (): number => session.snapshot.loaded?.request.head ?? 0;
  let isStreaming = false;
  let ticks = 0;
  const interval = setInterval(() => {
    if (!isStreaming || ++ticks % SELDOM === 0) session.look();
  }, byChance(pollMs));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number, work: () => void): void => {
    timer = setTimeout(work, byChance(ms));
  };
  signal.addEventListener('abort', () => {
    clearInterval(interval);
    clearTimeout(timer);
  });

  /** At every sign of life: a look that failed, or that came while something was being sent, was none. */
  const heard = (last: number): void => {
    if (last > head() || session.snapshot.lost) session.look();
  };

  /** One stream, to its end. @returns how long to wait at least before the next; undefined when there is to be none. */
  const stream = async (): Promise<number | undefined> => {
    let hasStreams = true;
    try {
      const call = {signal, attempts: 1, headers: {Accept: 'text/event-stream'}};
      await backend.call(`requests/${encodeURIComponent(request)}/events?after=${head()}`, call, async ({headers, body}) => {
        hasStreams = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
        if (!hasStreams) return body?.cancel();
        isStreaming = true;
        return body ? read(body, heard) : undefined;
      });
    } catch (error) {
      // Not by its class: a part that shares code with the element costs every page a file.
      const {status = 0, retry_after = 0} = error as Partial<BackendProblem>;
      if (status) return status >= 500 || status === 408 || status === 429 ? retry_after * 1000 : undefined;
    }
    return hasStreams ? 0 : undefined;
  };

  const begin = async (pause: number): Promise<void> => {
    if (streams >= STREAMS_OF_A_PAGE) return later(LONGEST_PAUSE_MS, () => void begin(pause));
    const began = Date.now();
    // Given back at once by an abort: whoever follows anew finds the place free.
    let isCounted = true;
    const leave = (): void => {
      if (isCounted) streams--;
      isCounted = false;
    };
    streams++;
    signal.addEventListener('abort', leave);
    const rest = await stream();
    leave();
    signal.removeEventListener('abort', leave);
    if (signal.aborted) return;
    const wasStreaming = isStreaming;
    isStreaming = false;
    if (rest === undefined) return;
    const next = Date.now() - began > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause;
    later(Math.max(next, rest), () => {
      if (wasStreaming) session.look();
      void begin(Math.min(2 * next, LONGEST_PAUSE_MS));
    });
  };
  if (head()) return void begin(FIRST_PAUSE_MS);
  const stop = session.subscribe(({loaded}) => {
    if (loaded || signal.aborted) stop();
    if (loaded && !signal.aborted) void begin(FIRST_PAUSE_MS);
  });
}
