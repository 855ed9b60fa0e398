// Debian's Chromium, pages with the widget in them, and what a page must never do.
import assert from 'node:assert/strict';
import {chromium} from 'playwright-core';

const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = () => chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args});

const WAIT_MS = 30_000;

/** A tab with the widget in it, seen by one person. Also watches what the page says and breaks. */
export class Tab {
  page;
  context;
  /** What the page logged as an error, and what broke in it. */
  complaints = [];
  minted = 0;
  /** Every token that this tab was given. */
  tokens = [];
  /** What was asked of a server, in order. */
  requests = [];
  #open = new Set();

  /**
   * `token`: called for each token; `mayFail`: calls may fail, which the browser logs by itself; `page`: the path;
   * `share`: another tab of the same browser window; `deaf`: hears nothing live, so that others can be faster than the page.
   */
  static async open(
    browser,
    url,
    {token, request, mayFail = false, share, deaf = false, attributes, page = '/', embed = true, ...context} = {},
  ) {
    const tab = new Tab();
    tab.context =
      share?.context ??
      (await browser.newContext({
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        viewport: {width: 1000, height: 900},
        reducedMotion: 'reduce',
        ...context,
      }));
    tab.context.setDefaultTimeout(WAIT_MS);
    tab.page = await tab.context.newPage();
    if (deaf) await tab.page.route(/\/events\?after=/, (route) => route.fulfill({json: {}}));
    tab.page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      if (mayFail && message.text().startsWith('Failed to load resource')) return;
      tab.complaints.push(message.text());
    });
    tab.page.on('request', (request) => {
      tab.requests.push(request);
      tab.#open.add(request);
    });
    for (const end of ['requestfinished', 'requestfailed']) tab.page.on(end, (request) => tab.#open.delete(request));
    tab.page.on('pageerror', (error) => tab.complaints.push(String(error)));
    await tab.page.exposeFunction('mint', async () => {
      tab.minted++;
      const fresh = await token();
      tab.tokens.push(fresh);
      return fresh;
    });
    tab.request = request;
    tab.attributes = attributes;
    await tab.page.goto(url + page);
    if (embed) await tab.embed();
    return tab;
  }

  get widget() {
    return this.page.locator('countersign-approval');
  }

  /** A part of the widget by the accessible name that people know it by. */
  button(name) {
    return this.widget.getByRole('button', {name, exact: typeof name === 'string'});
  }

  radio(name) {
    return this.widget.getByRole('radio', {name, exact: true});
  }

  heading(name) {
    return this.widget.getByRole('heading', {name, exact: typeof name === 'string'});
  }

  get dialog() {
    return this.widget.getByRole('dialog');
  }

  async embed(request = this.request, provider = 'mint') {
    await this.page
      .waitForFunction(() => globalThis.embed)
      .catch((error) => {
        const waiting = [...this.#open].map((call) => `${call.method()} ${call.url()}`).join(', ');
        throw new Error(
          `The page did not load. Unanswered: ${waiting || 'nothing'}. Said: ${this.complaints.join(' ')}`,
          {cause: error},
        );
      });
    await this.page.evaluate((options) => globalThis.embed(options), {
      request,
      provider,
      attributes: this.attributes ?? {},
    });
  }

  /** Whether this browser asks again for a module that once did not come. Older ones remember it until the page is loaded anew. */
  async asksAgain() {
    let asked = 0;
    await this.page.route('**/asks-again.js', (route) => (++asked === 1 ? route.abort() : route.fulfill({contentType: 'text/javascript', body: ''})));
    const came = await this.page.evaluate(async () => {
      const comes = () => import('/asks-again.js').then(() => true, () => false);
      return (await comes()) || comes();
    });
    await this.page.unroute('**/asks-again.js');
    return came;
  }

  async reload() {
    await this.page.reload();
    await this.embed();
  }

  events(type) {
    return this.page.evaluate((wanted) => globalThis.heard().filter((event) => !wanted || event.type === wanted), type);
  }

  /** Waits for something that is in sight. */
  see(locator) {
    return locator.first().waitFor({state: 'visible', timeout: WAIT_MS});
  }

  async seeText(text) {
    await this.see(this.widget.getByText(text));
  }

  /** Everything that is written in the widget. */
  text() {
    return this.widget.evaluate((element) => element.shadowRoot.querySelector('.card').innerText);
  }

  /** Waits until it reads so; what is told besides the outcome comes a moment after it. */
  async reads(pattern) {
    await this.page.waitForFunction(
      ([source, flags]) => new RegExp(source, flags).test(document.querySelector('countersign-approval').shadowRoot.querySelector('.card').innerText),
      [pattern.source, pattern.flags],
      {timeout: WAIT_MS},
    );
  }

  /** Chooses, and goes on to the dialog. */
  async review(decision) {
    await this.radio(decision).check();
    await this.widget.locator('#review').click();
    await this.see(this.dialog);
  }

  /** Confirms what the dialog asks, as a person does: not in the moment in which it appears. */
  async confirm() {
    await this.settled();
    await this.dialog.getByRole('button').last().click();
  }

  /** The dialog takes no confirmation in its first moments; waits until they are over by the page's own clock. */
  async settled() {
    await this.see(this.dialog);
    await this.page.evaluate(async () => {
      const end = performance.now() + 450;
      while (performance.now() < end) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }

  async decide(decision) {
    await this.review(decision);
    await this.confirm();
  }

  /** Nothing was logged as an error, nothing broke, and the page's policy was not violated. */
  async isClean() {
    assert.deepEqual(await this.page.evaluate(() => globalThis.violations ?? []), [], 'violations of the page policy');
    assert.deepEqual(this.complaints, [], 'errors on the console');
  }

  async close() {
    await this.context.close();
  }
}
