// Whoever uses a server that is killed again and again: what was answered is remembered, and the same calls are sent until they are.
import {decision, minting, sha256, spec, submission} from './support.mjs';

const COPIES = 3; // of each decision, at the same time

export class Impossible extends Error {}

/** Brings requests to their decision, one after the other, whatever happens to the server. */
export class Worker {
  answered = []; // {call, status, digest} of calls with a key, in order
  decided = []; // ids of requests
  calls = 0;
  duplicates = 0;
  unavailable = 0; // answers that say so: whether the call was carried out is not known, and the same one tells
  #name;
  #wire;
  #story;
  #pending;

  constructor(name, wire) {
    this.#name = name;
    this.#wire = wire;
  }

  /** Until the server is gone, or `stop.now`. */
  async run(server, stop) {
    while (!stop.now) {
      this.#story ??= this.#tell(server.key);
      this.#pending ??= this.#story.next(this.#last);
      if (this.#pending.done) {
        this.decided.push(this.#pending.value);
        this.#story = this.#pending = this.#last = undefined;
        continue;
      }
      const {value: call} = this.#pending;
      const answer = await this.#answer(server, call, stop);
      if (!answer) return;
      this.#last = JSON.parse(answer.body);
      this.#pending = undefined;
    }
  }

  #last;
  #count = 0;

  *#tell(key) {
    const name = `${this.#name}-${++this.#count}`;
    const {token: dana} = yield minting(key, 'dana');
    const {request} = yield* submission(dana, name, ['maria']);
    const {token: maria} = yield minting(key, 'maria', request.id);
    const view = yield spec('GET', `/v1/requests/${request.id}`, maria);
    yield {...decision(maria, view, `${name}-decide`), copies: COPIES};
    return request.id;
  }

  /** Nothing when the server is gone, or it is time to stop: then the same call is sent again to the next one. */
  async #answer(server, call, stop) {
    for (;;) {
      const all = await Promise.allSettled(Array.from({length: call.copies ?? 1}, () => this.#wire.call(server.url, call)));
      this.calls += all.length;
      this.duplicates += all.length - 1;
      const heard = all.filter(({status}) => status === 'fulfilled').map(({value}) => value);
      const good = heard.filter(({status}) => status < 300);
      for (const {status, body} of heard) {
        if (status === 503 && JSON.parse(body).code === 'store-unavailable') this.unavailable += 1;
        else if (status >= 300 && !(status === 409 && JSON.parse(body).code === 'idempotency-in-flight')) throw new Impossible(`${call.method} ${call.path} ${call.body}: ${status} ${body}`);
      }
      for (const {body} of good) if (body !== good[0].body) throw new Impossible(`two answers to one call: ${good[0].body} ${body}`);
      if (good.length > 0) {
        if (call.headers['Idempotency-Key']) this.answered.push({call, status: good[0].status, digest: sha256(good[0].body)});
        return good[0];
      }
      if (heard.length === 0 || stop.now) return undefined;
      if (heard.some(({status}) => status === 503)) await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

export async function replay(wire, server, {call, status, digest}) {
  const answer = await wire.ask(server.url, call);
  if (answer.status !== status || sha256(answer.body) !== digest) throw new Impossible(`another answer than before to ${call.path} ${call.body}: ${answer.status} ${answer.body}`);
}
