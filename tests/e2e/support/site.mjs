// A customer's own site: the host pages and a copy of the widget, at an origin that is not the server's.
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {basename, join} from 'node:path';
import {hostPages, widget} from './server.mjs';

const types = {js: 'text/javascript', css: 'text/css', html: 'text/html', wasm: 'application/wasm'};

/** Starts it. @returns its origin, and how to stop it. */
export async function startSite() {
  const server = createServer(async ({url}, response) => {
    const {pathname} = new URL(url, 'http://site');
    const folder = pathname.startsWith('/countersign/') ? widget : hostPages;
    const name = pathname === '/' ? 'index.html' : basename(pathname);
    const body = await readFile(join(folder, name)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, {'Content-Type': types[name.split('.').pop()] ?? 'text/plain'}).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return {origin: `http://127.0.0.1:${server.address().port}`, stop};
}
