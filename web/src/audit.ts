/**
 * Checks everything there is to check about a request. Loaded when somebody asks for it, and with it the whole core,
 * because a log is folded here; an approver does without.
 */
import {loadCore, type Core} from './core.js';
import type {Event, EventList} from './generated/wire.js';
import type {Session} from './session.js';
import type {Verification} from './snapshot.js';

/**
 * Folds the whole log and compares it with the state; fetches and hashes every part of the current version.
 */
export async function audit(session: Session): Promise<Verification> {
  await session.refresh();
  const {loaded} = session.snapshot;
  if (!loaded) throw new Error('Not loaded.');
  const {request, version} = loaded;
  const {backend, core: given} = session.options;
  const approver = await given();
  const core = 'evolve' in approver ? (approver as Core) : await loadCore();
  const {head} = request;
  const events: Event[] = [];
  while (events.length < head) {
    const page = await backend.call<EventList>(`requests/${encodeURIComponent(request.id)}/events?after=${events.length}`, {});
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
    const ok = !!(await session.bytes(part).catch(() => undefined));
    return {id: part.id, name: part.name, ok};
  });
  const parts = await Promise.all(checks);
  return {ok: log && parts.every((part) => part.ok), head, log, parts};
}
