// What the page around the widget, and people's settings, may count on.
import assert from 'node:assert/strict';
import {dana, jonas, maria, stage, text} from './support/api.mjs';
import {axe, sideways} from './support/portrait.mjs';
import {isView} from './support/proxy.mjs';
import {until, world} from './support/world.mjs';

const here = world('embedding');
const {test} = here;

const evil = '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>';
const tricky = 'pay\u202e0001\u202c \u200bnow\u2066';

test('markup, bidi and invisible characters in what people write run nothing and are shown', async (t) => {
  const person = {...maria, name: `Maria ${evil}`.slice(0, 180), organization: `Keller ${tricky}`};
  const markdown = [
    `# ${evil}`,
    `[click](javascript:globalThis.pwned=1) ![x](https://evil.example/x.png) ${tricky}`,
    '<script>globalThis.pwned=1</script>',
  ].join('\n\n');
  const request = await here.api.submitted({
    title: `Title ${evil} ${tricky}`.slice(0, 200),
    ask: `Ask ${evil} ${tricky}`,
    scope: [`Scope ${evil} ${tricky}`],
    project: 'P <b>x</b>',
    stages: [stage('customer', `Stage ${tricky}`, 1, [person, {...maria, id: 'other', name: 'Other'}])],
    parts: [
      text('md', 'a"><img src=x onerror=pwned=1>\u202egpj.md', markdown),
      text('html', 'page.html', `<html><body>${evil}</body></html>`, {media_type: 'text/html'}),
      text(
        'svg',
        'x.svg',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="globalThis.pwned=1">' +
          '<script>globalThis.pwned=1</script></svg>',
        {media_type: 'image/svg+xml'},
      ),
    ],
    note: `Note ${evil} ${tricky}`,
  });
  await here.api.send(person, request, {command: 'ask', text: `Question ${evil} ${tricky}`, part: 'md'});
  await here.api.send(dana, request, {command: 'answer', question: 'q1', text: `Answer ${evil} ${tricky}`});
  const tab = await here.tab(t, person, request);
  await tab.see(tab.heading(/Your decision/));
  for (const summary of await tab.widget.locator('summary').all()) await summary.click();
  const files = tab.widget.locator('.inside');
  await until(
    async () => (await files.getByText('These are the exact bytes of version 1.').count()) === 3,
    'the files are shown',
  );
  const shown = await tab.text();
  for (const word of ['Title', 'Ask', 'Scope', 'Note', 'Question', 'Answer']) {
    assert.ok(shown.includes(`${word} <img src=x onerror=`), `${word}: markup is shown as text`);
  }
  assert.ok(shown.includes('pay[U+202E]0001[U+202C] [U+200B]now[U+2066]'), 'what is invisible is made visible');
  assert.ok(shown.includes('[U+202E]gpj.md'), 'in the name of a file too');
  const raw = await tab.widget.evaluate(
    (element) =>
      element.shadowRoot.textContent +
      [...element.shadowRoot.querySelectorAll('*')]
        .flatMap((each) => each.getAttributeNames().map((name) => each.getAttribute(name)))
        .join(' '),
  );
  assert.doesNotMatch(
    raw.replace(/\u00a0/g, ' '),
    /[\u202a-\u202e\u2066-\u2069\u200b]/u,
    'none is left, in text or attributes',
  );
  for (const tag of ['script', 'iframe', 'object', 'embed', 'a[href^="javascript"]', 'img:not([src^="blob:"])']) {
    assert.equal(await tab.widget.locator(tag).count(), 0, tag);
  }
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  assert.equal(await tab.page.evaluate(() => globalThis.pwned), undefined);
  assert.ok(
    tab.requests.every(
      (call) =>
        new URL(call.url()).origin === new URL(here.server.url).origin ||
        call.url().startsWith('blob:') ||
        call.url().startsWith('data:'),
    ),
  );
  await tab.isClean();
});

test('files that are opened in one moment are all opened, and closed again', async (t) => {
  const parts = ['one', 'two', 'three'].map((name) => text(name, `${name}.md`, `# ${name}`));
  const request = await here.api.submitted({parts});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading(/Your decision/));
  const clickAll = () =>
    tab.widget.evaluate((element) => {
      for (const summary of element.shadowRoot.querySelectorAll('summary')) summary.click();
    });
  const open = tab.widget.locator('details[open]');
  await clickAll();
  await until(async () => (await open.getByText('These are the exact bytes of version 1.').count()) === 3, 'all are open');
  await clickAll();
  await until(async () => (await open.count()) === 0, 'all are closed');
});

test('the token is in no address, element, storage, event or message; only in the Authorization header', async (t) => {
  const request = await here.api.submitted();
  const said = [];
  const tab = await here.tab(t, maria, request);
  tab.page.on('console', (message) => said.push(message.text()));
  await tab.widget.locator('summary', {hasText: 'Texts.md'}).click();
  await tab.seeText('opened by you');
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  const everything = await tab.page.evaluate(async () => {
    const {shadowRoot, outerHTML} = document.querySelector('countersign-approval');
    return [
      document.documentElement.outerHTML,
      outerHTML,
      shadowRoot.innerHTML,
      document.cookie,
      JSON.stringify({...localStorage}),
      JSON.stringify({...sessionStorage}),
      JSON.stringify(heard()),
      JSON.stringify(history.state),
      location.href,
      ...performance.getEntries().map(({name}) => name),
    ].join('\n');
  });
  assert.ok(tab.tokens.length > 0);
  for (const token of tab.tokens) {
    assert.ok(!everything.includes(token), 'in the page');
    assert.ok(!said.join(' ').includes(token), 'on the console');
    assert.ok(
      tab.requests.every((call) => !call.url().includes(token) && !(call.postData() ?? '').includes(token)),
      'in an address or a body',
    );
  }
  assert.doesNotMatch(everything, /cs_ses_/);
  assert.equal(await tab.page.evaluate(() => sessionStorage.length), 0, 'nothing stays behind');
  await tab.isClean();
});

test('a widget that is removed stops asking, listening and counting', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {embed: false});
  await tab.page.clock.install();
  await tab.embed();
  await tab.see(tab.heading('Your decision'));
  const asked = () =>
    tab.requests.filter((call) => isView({method: call.method(), path: new URL(call.url()).pathname})).length;
  const first = asked();
  await tab.page.clock.runFor(40_000);
  await until(() => asked() > first, 'while it is there it asks at intervals');
  await tab.widget.evaluate((widget) => widget.remove());
  const before = tab.requests.length;
  await tab.page.evaluate(() => {
    dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await tab.page.clock.runFor(300_000);
  await tab.page.evaluate(() => fetch('/host.css').then((answer) => answer.text())); // what was under way is through
  assert.deepEqual(
    tab.requests.slice(before).map((call) => new URL(call.url()).pathname),
    ['/host.css'],
  );
  await tab.isClean();
});

test('a widget that is moved in the page keeps what was entered', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.radio('Request changes').check();
  await tab.widget.getByLabel('Point 1', {exact: true}).fill('Larger text.');
  await tab.page.evaluate(() => {
    const place = document.createElement('div');
    document.querySelector('main').append(place);
    place.append(document.querySelector('countersign-approval'));
  });
  assert.equal(await tab.widget.getByLabel('Point 1', {exact: true}).inputValue(), 'Larger text.');
  await tab.isClean();
});

test('two widgets in one page share one wasm core, and do not disturb each other', async (t) => {
  const [one, two] = [
    await here.api.submitted({title: 'First thing'}),
    await here.api.submitted({title: 'Second thing'}),
  ];
  const tab = await here.tab(t, maria, one, {embed: false});
  const tokens = {a: () => here.api.token(maria, one), b: () => here.api.token(maria, two)};
  for (const [name, mint] of Object.entries(tokens)) await tab.page.exposeFunction(name, mint);
  await tab.embed(one, 'a');
  await tab.embed(two, 'b');
  const [first, second] = [tab.widget.nth(0), tab.widget.nth(1)];
  await tab.see(first.getByRole('heading', {name: 'First thing'}));
  await tab.see(second.getByRole('heading', {name: 'Second thing'}));
  assert.equal(tab.requests.filter((call) => call.url().endsWith('.wasm')).length, 1);
  await first.getByRole('radio', {name: 'Approve', exact: true}).check();
  await second.getByRole('radio', {name: 'Reject', exact: true}).check();
  assert.ok(
    await first.getByRole('radio', {name: 'Approve', exact: true}).isChecked(),
    'one choice does not undo the other',
  );
  await first.locator('#review').click();
  await tab.settled.call({...tab, page: tab.page, see: tab.see, dialog: first.getByRole('dialog')});
  await first.getByRole('dialog').getByRole('button').last().click();
  await tab.see(first.getByRole('heading', {name: 'You approved version 1'}));
  assert.equal((await here.api.decided(one)).length, 1);
  assert.equal((await here.api.decided(two)).length, 0);
  assert.deepEqual(await axe(tab.page), []);
  await tab.isClean();
});

/** Goes the whole way in a page with these settings, and looks at each step whether it fits. */
async function goesTheWholeWay(t, options, look = async () => undefined) {
  const request = await here.api.submitted({
    note: 'A note.',
    parts: [text('a', 'A-long-name-of-a-file-without-any-space_in_it.md', '# A\n')],
  });
  const tab = await here.tab(t, maria, request, options);
  const fits = async () => {
    assert.equal(await sideways(tab.page), undefined);
    await look(tab);
  };
  await tab.see(tab.heading('Your decision'));
  await fits();
  await tab.widget.locator('summary').first().click();
  await tab.seeText('These are the exact bytes');
  await fits();
  await tab.radio('Approve with conditions').check();
  await tab.widget.getByLabel('Condition 1', {exact: true}).fill('The shops are trained.');
  await fits();
  await tab.widget.locator('#review').click();
  await tab.see(tab.dialog);
  const {x, width} = await tab.dialog.boundingBox();
  assert.ok(x >= 0 && x + width <= tab.page.viewportSize().width, 'the dialog fits');
  const button = await tab.dialog.getByRole('button').last();
  await button.scrollIntoViewIfNeeded();
  assert.ok(await button.isVisible());
  await tab.confirm();
  await tab.see(tab.heading('You approved version 1 with conditions'));
  await fits();
  await tab.isClean();
  return tab;
}

test('at 320 px the whole way works without scrolling sideways, and targets are at least 24 px', async (t) => {
  await goesTheWholeWay(t, {viewport: {width: 320, height: 568}}, async (tab) => {
    const small = await tab.widget.evaluate(({shadowRoot}) =>
      [...shadowRoot.querySelectorAll('button, summary, select, input, textarea, a')]
        .map((element) => ({element, box: (element.closest('label') ?? element).getBoundingClientRect()}))
        .filter(({box}) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({element, box}) => `${element.localName} “${element.textContent.trim()}” ${box.width}×${box.height}`),
    );
    assert.deepEqual(small, []);
  });
});

test('at 320 px nothing is squeezed, and what belongs together stands apart from the rest', async (t) => {
  const viewport = {width: 320, height: 700};
  const stages = [stage('customer', 'Marketing', 1, [maria]), stage('legal', 'Legal', 2, [jonas])];
  const parts = [text('design', 'Homepage-design-for-phones-and-desktops.md', '# One\n')];
  const request = await here.api.submitted({stages, parts});
  await here.api.send(maria, request, {command: 'ask', text: 'Is this final?'});
  await here.api.addVersion(request, [{...parts[0], content: Buffer.from('# Two\n')}]);
  const tab = await here.tab(t, maria, request, {viewport});
  // Widths are those of a font that the set-up installs, not of what else a machine has.
  await tab.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.insertRule('countersign-approval { --cs-font: "Liberation Sans" }');
    document.adoptedStyleSheets.push(sheet);
  });
  const box = (css) => tab.widget.locator(css).first().boundingBox();
  const gap = async (above, below) => {
    const [{y, height}, next] = [await box(above), await box(below)];
    return next.y - (y + height);
  };
  await tab.see(tab.widget.locator('.file .tag'));
  assert.ok((await box('.file summary > :nth-child(2)')).width > 120, 'the name has room');
  assert.ok((await gap('.file bdi', '.file .tag')) >= 0, 'the tag stands below the name');
  await tab.radio('Approve').check();
  const review = tab.widget.locator('#review');
  const lines = await review.evaluate((button) => {
    const range = document.createRange();
    range.selectNodeContents(button);
    return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size;
  });
  assert.equal(await review.innerText(), 'Review and approve version 2');
  assert.equal(lines, 1);
  assert.ok((await gap('fieldset', '.fields')) >= 12, 'the note and the choices');
  await tab.radio('Request changes').check();
  assert.ok((await gap('label[for$="-part"]', 'select[id$="-part"]')) >= 4, 'a label and its list');
  const later = await here.tab(t, jonas, request, {viewport});
  await later.seeText('It is not your turn now.');
  const [hint, first] = [later.widget.locator('.stages > .hint'), later.widget.locator('.stage').first()];
  const {y, height} = await hint.boundingBox();
  assert.ok((await first.boundingBox()).y - (y + height) >= 12, 'why, and who');
  await tab.isClean();
  await later.isClean();
});

test('with text at 200 % the whole way works without scrolling sideways', async (t) => {
  // What zooming to 200 % does to a window of 640 px, and what a larger font of the reader does.
  await goesTheWholeWay(t, {viewport: {width: 320, height: 450}, deviceScaleFactor: 2});
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {viewport: {width: 640, height: 900}});
  await tab.see(tab.heading('Your decision'));
  const size = () =>
    tab.widget.evaluate(({shadowRoot}) => parseFloat(getComputedStyle(shadowRoot.querySelector('.ask')).fontSize));
  const normal = await size();
  await tab.widget.evaluate((widget) => {
    const sheet = new CSSStyleSheet();
    sheet.insertRule('countersign-approval { --cs-font-size: 32px }');
    document.adoptedStyleSheets = [sheet];
  });
  assert.equal(Math.round((await size()) / normal), 2, 'all of the text follows');
  assert.equal(await sideways(tab.page), undefined);
  const cut = await tab.widget.evaluate(({shadowRoot}) =>
    [...shadowRoot.querySelectorAll('*')]
      .filter(
        (element) =>
          !element.matches('.sr, .sr *') &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0 &&
          getComputedStyle(element).overflowX === 'hidden',
      )
      .map((element) => `${element.localName}.${element.className}`),
  );
  assert.deepEqual(cut, [], 'nothing is cut off');
  await tab.isClean();
});

test('with forced colours the choice, the focus and the buttons can be told', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {forcedColors: 'active'});
  await tab.see(tab.heading('Your decision'));
  await tab.radio('Approve').check();
  const seen = await tab.widget.evaluate(({shadowRoot}) => {
    const style = (selector) => {
      const {borderStyle, borderWidth, outlineStyle, appearance} = getComputedStyle(shadowRoot.querySelector(selector));
      return {borderStyle, borderWidth, outlineStyle, appearance};
    };
    return {
      forced: matchMedia('(forced-colors: active)').matches,
      go: style('#review'),
      choice: style('.choice'),
      input: style('.choice input'),
    };
  });
  assert.ok(seen.forced);
  assert.notEqual(seen.go.borderStyle, 'none', 'the button has an edge');
  assert.notEqual(seen.choice.borderStyle, 'none', 'a choice has an edge');
  await tab.page.keyboard.press('Tab');
  const outline = await tab.page.evaluate(() => {
    const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement.shadowRoot.activeElement);
    return {outlineStyle, outlineWidth};
  });
  assert.notEqual(outline.outlineStyle, 'none');
  assert.ok(parseFloat(outline.outlineWidth) >= 2);
  assert.deepEqual(await axe(tab.page), []);
  await tab.page.screenshot({
    path: new URL('../../build/screenshots/forced-colours.png', import.meta.url).pathname,
    fullPage: true,
  });
});

for (const [reducedMotion, moves] of [
  ['reduce', false],
  ['no-preference', true],
]) {
  test(`with prefers-reduced-motion: ${reducedMotion} ${moves ? 'things may move' : 'nothing moves'}`, async (t) => {
    const {proxy, api, tab: open} = await here.proxied(t);
    const request = await api.submitted();
    const release = proxy.hold(isView);
    const tab = await open(maria, request, {reducedMotion});
    await tab.see(tab.widget.locator('.skeleton'));
    const moving = () =>
      tab.widget.evaluate(
        ({shadowRoot}) =>
          shadowRoot
            .getAnimations()
            .filter(
              (animation) => animation.playState === 'running' && animation.effect.getComputedTiming().duration > 1,
            ).length,
      );
    const loading = await moving();
    if (!moves) assert.equal(loading, 0);
    release();
    await tab.see(tab.heading('Your decision'));
    await tab.radio('Approve').check();
    if (!moves) assert.equal(await moving(), 0);
    await until(async () => (await moving()) === 0, 'whatever moves comes to rest');
    await tab.isClean();
  });
}

test('the theme attribute wins over the system, and both themes have no axe violation', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {colorScheme: 'light', attributes: {theme: 'dark'}});
  await tab.see(tab.heading('Your decision'));
  const background = () =>
    tab.widget.evaluate(({shadowRoot}) => getComputedStyle(shadowRoot.querySelector('.card')).backgroundColor);
  const dark = await background();
  assert.deepEqual(await axe(tab.page), []);
  await tab.widget.evaluate((widget) => {
    widget.theme = 'light';
  });
  assert.notEqual(await background(), dark);
  assert.deepEqual(await axe(tab.page), []);
});

test('every change of status is announced, and the live region is there from the beginning', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {embed: false});
  await tab.embed();
  const region = tab.widget.getByRole('status');
  await tab.see(region.filter({hasText: 'Homepage design, final delivery. Waiting for you.'}));
  await tab.page.evaluate(() => {
    globalThis.announced = [];
    const region = document.querySelector('countersign-approval').shadowRoot.querySelector('[role=status]');
    new MutationObserver(() => announced.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await until(async () => (await region.innerText()).includes('You approved version 1'), 'the outcome is announced');
  assert.match(
    (await tab.page.evaluate(() => announced)).join('|'),
    /Checking….*Recording your decision….*You approved version 1/,
  );
  await tab.isClean();
});

test('a deadline in another year says which year', async (t) => {
  const request = await here.api.submitted({due: '2031-05-20T15:00:00.000Z'});
  const tab = await here.tab(t, maria, request);
  await tab.see(tab.heading('Your decision'));
  assert.match(await tab.text(), /Due .*2031/);
  await tab.isClean();
});

test('properties that are set before the element is defined survive, and a second registration is tolerated', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request, {page: '/early.html', embed: false});
  await tab.page.evaluate((id) => globalThis.early(id), request);
  await tab.see(tab.heading('Your decision'));
  assert.equal(
    await tab.page.evaluate(() =>
      import('/countersign/define.js').then(
        ({define}) => (define(), define('my-approval'), Boolean(customElements.get('my-approval'))),
      ),
    ),
    true,
  );
  await tab.isClean();
});

test('a core that the page has loaded from `countersign/core` serves the widget', async (t) => {
  const request = await here.api.submitted();
  const tab = await here.tab(t, maria, request);
  await tab.page.evaluate(async () => {
    const {loadCore} = await import('/countersign/core.js');
    document.querySelector('countersign-approval').core = await loadCore();
  });
  await tab.see(tab.heading(/Your decision/));
  await tab.decide('Approve');
  await tab.see(tab.heading('You approved version 1'));
  await tab.isClean();
});

test('a long text counts as opened once its end was scrolled into view, a short one when it is shown', async (t) => {
  const lines = Array.from({length: 200}, (_, line) => `Line ${line + 1} of the contract.`);
  const request = await here.api.submitted({parts: [text('long', 'Contract.md', lines.join('\n\n')), text('short', 'Note.md', 'Hello.')]});
  const tab = await here.tab(t, maria, request);
  const seen = async () => (await here.api.state(request)).views.map(({part}) => part);
  await tab.widget.locator('summary', {hasText: 'Contract.md'}).click();
  const box = tab.widget.locator('.paper').first();
  await tab.see(box);
  await box.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await tab.widget.locator('summary', {hasText: 'Note.md'}).click();
  await tab.seeText('opened by you');
  await until(async () => (await seen()).length > 0, 'the short one is recorded');
  assert.deepEqual(await seen(), ['short']);
  await box.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await until(async () => (await seen()).length === 2, 'the long one is recorded');
  assert.equal(await tab.widget.getByText('opened by you').count(), 2);
  await tab.isClean();
});
