import {Backend, type CallOptions} from './backend.js';
import type {Capabilities, CommandAnswer, CreateCommand, EventList, RequestList} from './generated/wire.js';

/** The slowest line on which an upload is still waited for: 200 kbit/s. */
const SLOWEST_BYTES_PER_MS = 25;

/** The calls of the delivery side, which the widget does not need. */
export class TeamBackend extends Backend {
  /** What the server can do. */
  capabilities(options: CallOptions = {}): Promise<Capabilities> {
    return this.call('capabilities', options);
  }

  /** Creates a request. */
  create(command: CreateCommand, {key, ...options}: CallOptions & {key: string}): Promise<CommandAnswer> {
    const headers = {'Content-Type': 'application/json', 'Idempotency-Key': key};
    return this.call('requests', {...options, method: 'POST', headers, body: JSON.stringify(command)});
  }

  /** One page of the requests; `query` filters it (state, project, approver, due_before, cursor, limit). */
  list(query: Readonly<Record<string, string>> = {}, options: CallOptions = {}): Promise<RequestList> {
    return this.call(`requests?${new URLSearchParams(query).toString()}`, options);
  }

  /** One page of the log, after the event with number `after`. */
  events(id: string, after = 0, options: CallOptions = {}): Promise<EventList> {
    return this.call(`requests/${encodeURIComponent(id)}/events?after=${after}`, options);
  }

  /** Uploads the bytes of a part. The server checks the digest. */
  async upload(sha256: string, bytes: Blob, options: CallOptions = {}): Promise<void> {
    const headers = {'Content-Type': bytes.type || 'application/octet-stream'};
    await this.call(`blobs/${sha256}`, {...options, method: 'PUT', headers, body: bytes, extraMs: bytes.size / SLOWEST_BYTES_PER_MS});
  }
}
