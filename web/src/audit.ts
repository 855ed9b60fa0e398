/**
 * Checks everything there is to check about a request. Loaded when somebody asks for it, and with it the whole core,
 * because a log is folded here; an approver does without. Everything else that it works with is handed to it.
 */
import type {Backend} from './backend.js';
import type {ApproverCore} from './approver.js';
import {loadCore, type Core} from './core.js';
import type {Event, Part} from './generated/wire.js';
import type {Loaded, Verification} from './snapshot.js';

/**
 * Folds the whole log and compares it with the state; fetches and hashes every part of the current version.
 * `bytes` fails where they are not the right ones.
 */
export async function audit(approver: ApproverCore, {request, version}: Loaded, backend: Backend, bytes: (part: Part) => Promise<Blob>): Promise<Verification> {
  const core = 'evolve' in approver ? (approver as Core) : await loadCore();
  const {head} = request;
  const events: Event[] = [];
  while (events.length < head) {
    const page = await backend.events(request.id, events.length);
    if (!page.events.length) break;
    events.push(...page.events.filter((event) => event.seq <= head));
  }
  let log = false;
  try {
    log = core.canonicalize(core.evolve({events}).state) === core.canonicalize(request);
  } catch (error) {
    if ((error as Error).name !== 'CoreRefusal') throw error; // what cannot be folded is no log
  }
  const checks = (version?.parts ?? []).map(async (part) => {
    const ok = !!(await bytes(part).catch(() => undefined));
    return {id: part.id, name: part.name, ok};
  });
  const parts = await Promise.all(checks);
  return {ok: log && parts.every((part) => part.ok), head, log, parts};
}
