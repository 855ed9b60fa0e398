// What a test file needs: one browser, one server, and everything taken down again.
import {after, before, describe, it} from 'node:test';
import {Api} from './api.mjs';
import {launch, Tab} from './browser.mjs';
import {Proxy} from './proxy.mjs';
import {Server} from './server.mjs';

/** Much of a test is waiting; more at a time than this make each other late. */
const AT_A_TIME = 2;

/** The browser and the server of a test file, and its `test`s. `own` makes a server that a test may stop. */
export function world(title, {server: options} = {}) {
  const shared = {};
  const tests = [];
  const suite = () => {
    before(async () => {
      const [browser, server] = await Promise.all([launch(), Server.start(options)]);
      Object.assign(shared, {browser, server, api: new Api(server)});
    });
    after(async () => {
      await shared.browser?.close();
      await shared.server?.stop();
    });
    for (const [name, run] of tests) it(name, run);
  };
  // Once the file has said all of its tests.
  queueMicrotask(() => describe(title, {concurrency: AT_A_TIME}, suite));

  const open =
    (t, server, api, url) =>
    async (person, request, options = {}) => {
      const token = () => api.token(person, request);
      const tab = await Tab.open(shared.browser, url ?? server.url, {token, request, ...options});
      t.after(() => tab.close());
      return tab;
    };

  return {
    test: (name, run) => void tests.push([name, run]),
    get api() {
      return shared.api;
    },
    get server() {
      return shared.server;
    },
    get browser() {
      return shared.browser;
    },
    /** Opens the widget for a person. */
    tab: (t, person, request, options) => open(t, shared.server, shared.api)(person, request, options),
    /** A proxy in front of the shared server, with a way to open tabs through it. */
    async proxied(t) {
      const proxy = await Proxy.start(shared.server.url);
      t.after(() => proxy.stop());
      return {proxy, api: shared.api, tab: open(t, shared.server, shared.api, proxy.url)};
    },
    /** A server for this test alone. */
    async own(t, options) {
      const server = await Server.start(options);
      t.after(() => server.stop());
      const api = new Api(server);
      return {server, api, tab: open(t, server, api)};
    },
  };
}

/** Waits until `probe` answers with something true; for what no event tells. */
export async function until(probe, what, ms = 30_000) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`This did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
