/**
 * Viewing evidence: which parts the reader was shown. Sent in the background, once per part and version, and never in
 * the reader's way. A view that could not be recorded yet waits; one that is no longer true of the current version goes.
 */
import {BackendProblem, passes} from './backend.js';
import type {OpenPartCommand} from './generated/wire.js';
import {optionFor} from './looks.js';
import type {Loaded} from './snapshot.js';

const ATTEMPTS = 3;

export const hasOpened = ({request, actor}: Loaded, part: string): boolean =>
  request.views.some((view) => view.part === part && view.actor === actor.id && view.version === request.version);

export interface EvidenceHost {
  loaded(): Loaded | undefined;
  /** Sends the command for the newest head. */
  post(command: OpenPartCommand): Promise<void>;
  /** Loads the newest state. */
  pull(): Promise<void>;
}

export interface Evidence {
  add(version: number, part: string): void;
  /** Sends what waits. @throws what a later attempt may mend, or what has to be shown. */
  drain(): Promise<void>;
}

export function createEvidence({loaded, post, pull}: EvidenceHost): Evidence {
  const waiting = new Map<string, OpenPartCommand>();

  const wanted = ({version, part}: OpenPartCommand): boolean => {
    const now = loaded();
    return now?.version?.number === version && !!optionFor(now.permitted, 'open-part')?.allowed && !hasOpened(now, part);
  };

  async function send(command: OpenPartCommand): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS && wanted(command); attempt++) {
      try {
        return await post(command);
      } catch (error) {
        if (passes(error) || !(error instanceof BackendProblem)) throw error;
        await pull(); // it moved on; the view is still true of its version
      }
    }
  }

  return {
    add: (version, part) => void waiting.set(`${version}/${part}`, {command: 'open-part', version, part}),
    async drain() {
      for (const [name, command] of waiting) {
        await send(command);
        waiting.delete(name);
      }
    },
  };
}
