// A proxy in front of the server, that does to a call what networks and liars do to it.
import {createServer, request as send} from 'node:http';

/**
 * `fault(call)` is asked for every call `{method, path, headers, body}`; it may answer (also later) with
 *   nothing             the call goes through
 *   'cut'               the connection ends before the server hears of it
 *   'cut-reply'         the server answers, and the connection ends before the reply
 *   (answer) => answer  the reply `{status, headers, body}` is exchanged
 */
export class Proxy {
  #server;
  #target;
  #held = new Set();
  url;
  calls = [];
  fault = () => undefined;

  static async start(target) {
    const proxy = new Proxy();
    proxy.#target = target;
    proxy.#server = createServer((request, response) => void proxy.#carry(request, response));
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.url = `http://127.0.0.1:${proxy.#server.address().port}`;
    return proxy;
  }

  /** What was called with this method and this pattern of a path. */
  heard(method, pattern) {
    return this.calls.filter((call) => call.method === method && pattern.test(call.path));
  }

  /** A fault that holds calls back until it is released. */
  hold(when) {
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    this.#held.add(release);
    this.fault = async (call) => {
      if (when(call)) await released;
    };
    return () => {
      this.fault = () => undefined;
      release();
    };
  }

  async #carry(request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const {method, url: path, headers} = request;
    const call = {method, path, headers, body: Buffer.concat(pieces)};
    this.calls.push(call);
    const fault = await this.fault(call);
    if (fault === 'cut') return request.socket.destroy();
    if (headers.accept === 'text/event-stream') return this.#pipe(call, response);
    const answer = await this.#forward(call).catch(() => undefined);
    call.status = answer?.status;
    call.answer = answer?.body;
    if (!answer || fault === 'cut-reply') return request.socket.destroy();
    const told = typeof fault === 'function' ? fault(answer) : answer;
    const {'transfer-encoding': _, 'content-length': __, connection: ___, ...rest} = told.headers;
    response.writeHead(told.status, {...rest, ...(told.status !== 304 && {'content-length': told.body.length})});
    response.end(told.body);
  }

  /** Live events: as they come, for as long as both stay. */
  #pipe({method, path, headers}, response) {
    const {hostname, port} = new URL(this.#target);
    const out = send({hostname, port, method, path, headers: {...headers, connection: 'close'}}, (reply) => {
      response.writeHead(reply.statusCode, {'content-type': reply.headers['content-type']});
      reply.pipe(response);
      reply.once('error', () => response.destroy());
    });
    out.once('error', () => response.destroy());
    response.once('close', () => out.destroy());
    out.end();
  }

  #forward({method, path, headers, body}) {
    return new Promise((resolve, reject) => {
      const {hostname, port} = new URL(this.#target);
      // The Host header goes on as it is, as a proxy that is set up well does it.
      const out = send({hostname, port, method, path, headers: {...headers, connection: 'close'}}, async (reply) => {
        const pieces = [];
        for await (const piece of reply) pieces.push(piece);
        resolve({status: reply.statusCode, headers: reply.headers, body: Buffer.concat(pieces)});
      });
      out.once('error', reject);
      out.end(body);
    });
  }

  async stop() {
    for (const release of this.#held) release();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const isCommand = ({method, path}) => method === 'POST' && path.endsWith('/commands');
export const isDecision = (call) => isCommand(call) && JSON.parse(call.body).command === 'decide';
export const isView = ({method, path}) => method === 'GET' && /^\/v1\/requests\/[^/]+$/.test(path);
export const isBlob = ({path}) => path.startsWith('/v1/blobs/');
/** Exchanges something in the JSON of a reply. */
export const altered = (change) => (answer) => {
  const body = JSON.parse(answer.body);
  change(body);
  return {...answer, body: Buffer.from(JSON.stringify(body))};
};
