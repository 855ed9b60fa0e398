// The embed that the README shows, on a site of its own with a strict policy: the widget loads from there, and talks to
// the server with a session that the site's backend minted.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {browserOptions, root, start, startServer} from './server.mjs';

let server;
let portal;
let browser;

before(async () => {
  server = await startServer();
  const file = join(server.folder, 'Texts.md');
  await writeFile(file, '# Texts\n');
  const script = join(root, 'www/examples/one-approval.sh');
  const said = execFileSync('sh', [script, file], {encoding: 'utf8', env: {...process.env, ENDPOINT: server.endpoint, KEY: server.key}});
  const [request] = /req_[a-z2-7]{26}/.exec(said);
  portal = start(process.execPath, [join(root, 'www/examples/portal.mjs')], {ENDPOINT: server.endpoint, KEY: server.key, REQUEST: request, PORT: '0'});
  browser = await chromium.launch(browserOptions);
});
after(async () => {
  await browser?.close();
  await portal?.stop();
  await server?.stop();
});

for (const name of ['127.0.0.1', 'localhost']) {
  test(`the widget shows the recorded decision on another site, opened as ${name}, without a complaint from the browser`, async () => {
    const page = await browser.newPage({locale: 'en-GB'});
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && !/favicon/.test(message.location().url) && complaints.push(message.text()));
    await page.goto((await portal.address).replace('127.0.0.1', name));
    await page.getByRole('heading', {name: 'You approved version 1'}).waitFor();
    assert.deepEqual(complaints, []);
  });
}

test('the portal of the example gives a session to its own pages only', async () => {
  const ask = (Origin) => fetch(new URL('/approval-session', portalAddress), {method: 'POST', headers: Origin ? {Origin} : {}});
  const portalAddress = await portal.address;
  for (const origin of [undefined, 'null', 'https://elsewhere.example', portalAddress.replace('127.0.0.1', '127.0.0.1.elsewhere.example')]) {
    const answer = await ask(origin);
    assert.equal(answer.status, 403, origin);
    assert.doesNotMatch(await answer.text(), /cs_ses_/);
  }
  assert.match(await (await ask(portalAddress)).text(), /^cs_ses_/);
});

test('a page of another site can load the widget from the server itself', async () => {
  // This server has the widget's files; the page has none.
  const own = await startServer({demo: true});
  const {origin} = new URL(own.endpoint);
  const policy = `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; style-src ${origin}; connect-src ${origin}`;
  const site = createServer((_, response) => {
    response.writeHead(200, {'Content-Type': 'text/html', 'Content-Security-Policy': policy});
    response.end(`<!doctype html><title>A portal</title><link rel="icon" href="data:,">
      <countersign-approval endpoint="${origin}" request="req_nothing"></countersign-approval>
      <script type="module" src="${origin}/countersign/define.js"></script>`);
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage({locale: 'en-GB'});
  try {
    await page.goto(`http://localhost:${site.address().port}/`);
    await page.waitForFunction(() => customElements.get('countersign-approval'));
    const decides = await page.evaluate(async (from) => {
      const core = await (await import(`${from}/countersign/core.js`)).loadCore();
      return typeof core.decide;
    }, origin);
    assert.equal(decides, 'function', 'the core is loaded');
  } finally {
    await page.close();
    site.closeAllConnections();
    site.close();
    await own.stop();
  }
});

test('a session is refused on a site that it does not name', async () => {
  const session = await fetch(new URL('/approval-session', await portal.address), {method: 'POST', headers: {Origin: await portal.address}});
  const request = /request="([^"]+)"/.exec(await (await fetch(await portal.address)).text())[1];
  const read = (Origin) => fetch(`${server.endpoint}/v1/requests/${request}`, {headers: {Authorization: `Bearer ${token}`, Origin}});
  const token = await session.text();
  assert.equal((await read(await portal.address)).status, 200);
  assert.equal((await (await read('https://elsewhere.example')).json()).code, 'origin-not-allowed');
});
