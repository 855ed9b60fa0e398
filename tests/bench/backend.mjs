// A backend of one request in memory, judged by the core as plain wasm: enough to open the peer page in a browser.
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import {peerFolder} from './measure.mjs';
import {contentOf, inputFor, maria, prologue} from './story.mjs';

const TYPES = {html: 'text/html', js: 'text/javascript', css: 'text/css'};

export async function startBackend(core) {
  const decide = input => JSON.parse(core.decide(JSON.stringify(input)));
  let state;
  for (const [number, line] of prologue.entries()) state = decide(inputFor(line, state, number)).state;
  const challenge = {value: 'challenge-of-the-page', expires: '2026-11-22T00:00:00.000Z'};
  const now = '2026-11-21T12:00:00.000Z';
  const received = [];

  async function answer(method, path, headers, body) {
    if (method === 'GET' && path === `/v1/requests/${state.id}`) return [200, {request: state, head: state.head, challenge, actor: maria, now}];
    if (method === 'GET' && path.startsWith('/v1/blobs/')) return [200, contentOf(path.slice(10, 74))];
    if (method === 'POST' && path === `/v1/requests/${state.id}/commands`) {
      received.push({command: body, head: headers['if-match'], key: headers['idempotency-key'], protocol: headers['countersign-protocol']});
      if (headers['if-match'] !== `"${state.head}"`) return [412, {code: 'head-stale', status: 412, title: 'The request has moved on since you loaded it.', detail: '', pointer: '', head: state.head}];
      const judged = decide({state, command: JSON.parse(body), context: {now, actor: maria, command_id: headers['idempotency-key'], request: state.id, challenge}});
      if (judged.error) return [judged.error.status, judged.error];
      state = judged.state;
      return [200, {events: judged.events, request: state, head: state.head}];
    }
    const file = path === '/' ? 'index.html' : path.slice(1);
    const page = await readFile(`${peerFolder}/${file}`, 'utf8');
    return [200, file === 'index.html' ? page.replace('data-request=""', `data-request="${state.id}"`) : page, TYPES[file.split('.').at(-1)]];
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const [path] = request.url.split('?');
    const [status, content, type = 'application/json'] = await answer(request.method, path, request.headers, body).catch(() => [404, '']);
    response.writeHead(status, {'content-type': type}).end(typeof content === 'string' ? content : JSON.stringify(content));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {address: `http://127.0.0.1:${server.address().port}/`, received, state: () => state, close: () => server.close()};
}
