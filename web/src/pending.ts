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
  read(): Pending | undefined;
  write(pending?: Pending): void;
}

/** Where one request's click is kept. Storage may be missing, full or forbidden; then it does not survive a reload. */
export function pendingSlot(find: FindStore = () => undefined, request = ''): PendingSlot {
  const name = `countersign:pending:${request}`;
  return {
    read() {
      try {
        return JSON.parse(find()?.getItem(name) ?? '') as Pending;
      } catch {
        return undefined;
      }
    },
    write(pending) {
      try {
        if (pending) find()?.setItem(name, JSON.stringify(pending));
        else find()?.removeItem(name);
      } catch {
        // See above.
      }
    },
  };
}
