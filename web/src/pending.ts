/** A click on its way. Kept for the tab's lifetime, so that a reload in the middle neither loses nor doubles it. */
import type {Command} from './generated/wire.js';

/** What is remembered: never a token. The key makes every attempt the same attempt. */
export interface Pending {
  readonly key: string;
  readonly head: number;
  readonly actor: string;
  readonly command: Command;
}

/** Finds the storage, of which this is what is used; `sessionStorage` in a page. Some browsers forbid even to look. */
export type FindStore = () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;

/** A fresh idempotency key: 128 random bits. Does not need a secure context. */
export const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

export interface PendingSlot {
  read(actor: string): Pending | undefined;
  write(pending: Pending): void;
  clear(pending: Pending): void;
}

/**
 * Where somebody's click on one request is kept: `place` names the server and the request, so that several widgets on a
 * page do not get at each other's. Storage may be missing, full or forbidden; then it does not survive a reload.
 */
export function pendingSlot(find: FindStore = () => undefined, place = ''): PendingSlot {
  const name = (actor: string): string => `countersign:pending:${place}:${actor}`;
  return {
    read(actor) {
      try {
        return JSON.parse(find()?.getItem(name(actor)) ?? '') as Pending;
      } catch {
        return undefined;
      }
    },
    write(pending) {
      try {
        find()?.setItem(name(pending.actor), JSON.stringify(pending));
      } catch {
        // See above.
      }
    },
    clear({actor}) {
      try {
        find()?.removeItem(name(actor));
      } catch {
        // See above.
      }
    },
  };
}
