// A whole portal in one file, to try the embed with. It signs everybody in as Maria Keller: yours will not.
//
//   ENDPOINT=http://127.0.0.1:8080 KEY=cs_key_… REQUEST=req_… PORT=3000 node www/examples/portal.mjs
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {basename} from 'node:path';
import {approvalSession} from './approval-session.mjs';

const {ENDPOINT: endpoint, KEY: key, REQUEST: request, PORT: port = '3000'} = process.env;
const person = {id: 'maria', name: 'Maria Keller', organization: 'Keller Optik GmbH'};
const widget = new URL('../../web/dist/', import.meta.url);
const types = {js: 'text/javascript', wasm: 'application/wasm', html: 'text/html; charset=utf-8'};
const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ${endpoint}; require-trusted-types-for 'script'`;

async function fileFor(path) {
  if (path === '/') return (await readFile(new URL('embed.html', import.meta.url), 'utf8')).replace('ENDPOINT', endpoint).replace('REQUEST', request);
  if (path === '/embed.js') return readFile(new URL('embed.js', import.meta.url));
  if (path.startsWith('/countersign/')) return readFile(new URL(basename(path), widget));
  throw new Error('not found');
}

/** The names under which this machine reaches itself. The session is for the one that the page was opened under. */
const origins = () => ['127.0.0.1', 'localhost'].map((name) => `http://${name}:${server.address().port}`);

const server = createServer(async ({method, url, headers}, response) => {
  try {
    if (method === 'POST' && url === '/approval-session') {
      const origin = origins().find((own) => own === headers.origin);
      if (!origin) {
        // A browser says where a page is from: this one is from elsewhere, and gets no session.
        response.statusCode = 403;
        response.end('This is for pages of this site.');
        return;
      }
      response.end(await approvalSession({endpoint, key, request, person, origin}));
      return;
    }
    const body = await fileFor(url);
    response.setHeader('Content-Type', types[url === '/' ? 'html' : url.split('.').pop()] ?? 'text/plain');
    response.setHeader('Content-Security-Policy', policy);
    response.end(body);
  } catch (error) {
    response.statusCode = 404;
    response.end(error.message);
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
