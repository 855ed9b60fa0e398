/** A waiting line: one piece of work after another, each tried until there is an answer. */
import {passes, restMs} from './backend.js';
import type {Lost} from './snapshot.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export interface Line {
  /** Aborted when the line is closed. */
  readonly signal: AbortSignal;
  /** Whether anything is waiting or being done. */
  busy(): boolean;
  /** Runs `work` after everything that was queued before it. */
  enqueue<T>(work: () => Promise<T>): Promise<T>;
  /** Repeats what fails for want of an answer or in a server in trouble, at growing intervals or when woken. Any other failure is final. */
  untilReachable(work: () => Promise<void>): Promise<void>;
  /** Ends the pause before the next attempt. @returns whether something was pausing. */
  wake(): boolean;
  close(): void;
}

/** `onLost` is told whenever there was no answer. */
export function createLine(onLost: (failure: Lost) => void): Line {
  const abort = new AbortController();
  const {signal} = abort;
  let last: Promise<unknown> = Promise.resolve();
  let length = 0;
  let tryNow: (() => void) | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      tryNow = resolve;
      setTimeout(resolve, ms);
    });
  const settled = (): void => {
    length--;
  };

  return {
    signal,
    busy: () => length > 0,
    enqueue(work) {
      length++;
      const run = last.then(() => {
        signal.throwIfAborted();
        return work();
      });
      last = run.then(settled, settled);
      return run;
    },
    async untilReachable(work) {
      for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
        let restAtLeast = 0;
        try {
          return await work();
        } catch (error) {
          if (!passes(error)) throw error;
          restAtLeast = restMs(error);
          onLost(error);
        }
        await pause(Math.max(ms, restAtLeast));
        tryNow = undefined;
        signal.throwIfAborted();
      }
    },
    wake() {
      tryNow?.();
      return !!tryNow;
    },
    close() {
      abort.abort();
      tryNow?.();
    },
  };
}
