// The HTTP half: one function per call, answers validated, a command retried with the same key.
import {digestOfBytes, digestsHold} from './digest';
import {CommandAnswer, Problem, RequestAnswer, type Command, type Part} from './wire';

export interface Settings {
  endpoint: string;
  request: string;
  token: () => string | Promise<string>;
}

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

async function call(settings: Settings, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {Accept: 'application/json', 'Countersign-Protocol': '1', Authorization: `Bearer ${await settings.token()}`, ...init.headers};
  const response = await fetch(settings.endpoint + path, {credentials: 'omit', signal: AbortSignal.timeout(20_000), ...init, headers});
  if (response.ok) return response;
  throw new Refused(Problem.parse(await response.json()));
}

const address = (settings: Settings) => `/v1/requests/${encodeURIComponent(settings.request)}`;
const wait = (ms: number) => new Promise(done => setTimeout(done, ms));

export async function load(settings: Settings): Promise<RequestAnswer> {
  const answer = RequestAnswer.parse(await (await call(settings, address(settings))).json());
  if (!digestsHold(answer.request)) throw new Error('The content does not match its digest.');
  return answer;
}

/** Sends one command for the head that was on screen. Network trouble is retried with the same key: it is applied once. */
export async function send(settings: Settings, command: Command, head: number, key: string): Promise<CommandAnswer> {
  const init = {method: 'POST', body: JSON.stringify(command), headers: {'Content-Type': 'application/json', 'If-Match': `"${head}"`, 'Idempotency-Key': key}};
  for (let attempt = 0; ; attempt++) {
    try {
      return CommandAnswer.parse(await (await call(settings, `${address(settings)}/commands`, init)).json());
    } catch (error) {
      const settled = error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429 && error.problem.code !== 'idempotency-in-flight';
      if (settled || attempt >= 5) throw error;
      await wait(300 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** The bytes of a part, only if they are what the record says. */
export async function loadPart(settings: Settings, part: Part): Promise<Blob> {
  const response = await call(settings, `/v1/blobs/${part.sha256}?request=${encodeURIComponent(settings.request)}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (digestOfBytes(bytes) !== part.sha256) throw new Error('The file does not match its digest.');
  return new Blob([bytes], {type: part.media_type});
}
