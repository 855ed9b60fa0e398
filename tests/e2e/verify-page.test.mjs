// verify.html, opened as people have it: a saved file, in a browser without a network.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {createHash, generateKeyPairSync, sign} from 'node:crypto';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {loadCore} from '../../web/dist/core.js';
import {source} from '../web/support/source.mjs';
import {lies} from '../record/lies.mjs';
import {Liar} from '../record/liar.mjs';
import {recordedWorld} from '../record/world.mjs';
import {dana, maria, sha256, text} from './support/api.mjs';
import {portrait, screenshots} from './support/portrait.mjs';
import {binary, widget} from './support/server.mjs';
import {until, world} from './support/world.mjs';

const page = pathToFileURL(join(widget, 'verify.html')).href;
const core = await loadCore();
const {valueAt, logOf} = await source('../../www/verify/certificate.js');
const words = await source('../../www/shared/words.js');
const {momentsOf} = await source('../../www/verify/history.js');
const run = promisify(execFile);
const here = world('the page that checks receipts'); // after all that is waited for: the tests are counted at the next chance
const {test} = here;
const stranger = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
/** A witness (C2SP tlog-cosignature) with a key of its own. */
const witness = (() => {
  const {publicKey, privateKey} = generateKeyPairSync('ed25519');
  const name = 'witness.example';
  const typed = Buffer.concat([Buffer.from([4]), Buffer.from(publicKey.export({format: 'jwk'}).x, 'base64url')]);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  const cosigned = (receipt, seconds = 1_790_000_000n) => {
    const document = JSON.parse(receipt);
    const checkpoint = `${document.proof.split('\n\n')[1]}\n`;
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(seconds);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpoint}`), privateKey);
    document.proof += `— ${name} ${Buffer.concat([id, time, signature]).toString('base64')}\n`;
    return JSON.stringify(document);
  };
  return {key: `${name}+${id.toString('hex')}+${typed.toString('base64')}`, cosigned};
})();

const download = async (path) => {
  const answer = await until(async () => {
    const response = await fetch(`${here.server.url}/v1/${path}`, {headers: {Authorization: `Bearer ${here.server.key}`, 'Countersign-Protocol': '1'}});
    return response.ok && response;
  }, path);
  return answer.text();
};
const keyOfLog = async () => (await here.api.call('GET', 'capabilities')).log.key;

/** A request with everything that a certificate can say, decided by Maria. */
async function decided(decision = 'approve-with-conditions', fields = {}) {
  const texts = text('texts', 'Texts.md', '# Texts\n\nSee **clearly**.\n');
  const request = await here.api.submitted({
    parts: [texts, text('terms', 'Terms.txt', 'Terms.\n', {media_type: 'text/plain'})],
    effects: [{id: 'invoice', text: 'Invoice INV-204 is sent', after: 'approval'}],
    ...fields,
  });
  await here.api.send(maria, request, {command: 'open-part', version: 1, part: 'texts'});
  await here.api.send(maria, request, {command: 'ask', text: 'Is the footer final?'});
  await here.api.send(dana, request, {command: 'answer', question: 'q1', text: 'It is.'});
  const more = {
    'approve': {rationale: 'Thank you.'},
    'approve-with-conditions': {conditions: [{text: 'The imprint names the new address.', due: '2031-05-04T10:00:00.000Z'}]},
    'request-changes': {objections: [{text: 'The logo is the old one.', part: 'texts'}]},
  }[decision];
  await here.api.decide(maria, request, decision, more);
  const [receipt, bundle, key] = await Promise.all([download(`requests/${request}/receipt`), download(`requests/${request}/bundle`), keyOfLog()]);
  return {request, receipt, bundle, key, texts};
}

/** Opens the page, by default as a file and offline. Notes what it asks for, what it logs and what its policy stops. */
async function opened(t, {url = page, offline = true, ...options} = {}) {
  const context = await here.browser.newContext({locale: 'en-GB', viewport: {width: 1280, height: 900}, reducedMotion: 'reduce', ...options});
  t.after(() => context.close());
  context.setDefaultTimeout(20_000);
  if (offline) await context.setOffline(true);
  const tab = {page: await context.newPage(), asked: [], complaints: []};
  await tab.page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) => globalThis.violations.push(`${violatedDirective} ${blockedURI}`));
  });
  tab.page.on('request', (request) => tab.asked.push(request.url()));
  tab.page.on('console', (message) => ['error', 'warning'].includes(message.type()) && tab.complaints.push(message.text()));
  tab.page.on('pageerror', (error) => tab.complaints.push(String(error)));
  tab.isClean = async () => {
    assert.deepEqual(await tab.page.evaluate(() => globalThis.violations), []);
    assert.deepEqual(tab.complaints, []);
  };
  tab.see = (what) => tab.page.getByRole('heading', {name: what}).first().waitFor();
  tab.give = (content, name = 'receipt.json', mimeType = 'application/json') => tab.page.locator('#file').setInputFiles({name, mimeType, buffer: Buffer.from(content)});
  tab.key = (key) => tab.page.getByLabel(/^Public key, as/).fill(key);
  await tab.page.goto(url);
  await tab.page.locator('#result h2').waitFor();
  return tab;
}

const checksOn = (tab) => tab.page.locator('[data-check]').evaluateAll((all) => all.map(({dataset}) => ({...dataset})));
const showsNothing = async (tab, secret) => {
  assert.equal(await tab.page.locator('.paper, [data-from]').count(), 0, 'no certificate');
  assert.ok(!(await tab.page.locator('body').innerText()).includes(secret), 'nothing of what was not proved');
};

test('a receipt is checked as the program checks it, offline, and asks for nothing', async (t) => {
  const {receipt, key} = await decided();
  const folder = await mkdtemp(join(tmpdir(), 'countersign-verify-'));
  t.after(() => rm(folder, {recursive: true, force: true}));
  await writeFile(join(folder, 'receipt.json'), receipt);
  const {checks} = JSON.parse((await run(binary, ['verify', join(folder, 'receipt.json'), '--key', key, '--json'])).stdout);

  const tab = await opened(t);
  await portrait(tab, 'verify-empty');
  await tab.key(key);
  await tab.page.getByText(/^Of the log /).waitFor();
  await tab.give(receipt);
  await tab.see(`This receipt holds: all ${checks.length} checks passed`);
  assert.deepEqual(await checksOn(tab), checks.map(({check, outcome}) => ({check, outcome})));
  const shown = await tab.page.locator('.paper').innerText();
  for (const {detail} of checks) assert.ok(shown.includes(detail), detail);
  for (const words of ['Maria Keller', 'Keller Optik GmbH', 'The imprint names the new address.', 'due 4 May 2031, 10:00:00 UTC', 'Texts.md', 'EUR', 'Invoice INV-204 is sent']) assert.ok(shown.includes(words), words);
  assert.equal(await tab.page.evaluate(() => document.activeElement.textContent), `This receipt holds: all ${checks.length} checks passed`);
  await portrait(tab, 'verify-receipt');
  assert.deepEqual(tab.asked, [page]);
  await tab.isClean();
});

test('who knows the log already is told when what is shown to them does not fit', async (t) => {
  const {receipt, key} = await decided('approve');
  const {bundle: later} = await decided('approve');
  const tab = await opened(t);
  await tab.key(key);
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  const checkpoint = `${JSON.parse(receipt).proof.split('\n\n').slice(1).join('\n\n')}`;
  const size = Number(checkpoint.split('\n')[1]);
  await tab.page.getByText('What you know of the log already').click();
  const [entries, kept] = [tab.page.getByLabel('Entries that it had already'), tab.page.getByLabel('A checkpoint of it that you kept')];
  const outcomeOf = async (name) => (await checksOn(tab)).find(({check}) => check === name)?.outcome;

  await entries.fill(String(size));
  await tab.page.locator('.paper [data-check="freshness"][data-outcome="passed"]').waitFor();
  await entries.fill(`${size + 1}`);
  await tab.see('This receipt does not hold');
  assert.equal(await outcomeOf('freshness'), 'failed');
  await showsNothing(tab, 'Homepage design');
  await entries.fill('many');
  await tab.see('The number cannot be used');
  assert.equal(await entries.getAttribute('aria-invalid'), 'true');
  await entries.fill('');

  await kept.fill(checkpoint.trimEnd());
  await tab.page.locator('.paper [data-check="consistency"][data-outcome="passed"]').waitFor();
  await kept.fill(JSON.parse(later).checkpoint);
  await tab.see('Not everything about this receipt can be told');
  await tab.page.getByText('Cannot be told', {exact: true}).waitFor();
  assert.equal(await outcomeOf('consistency'), 'not-run');
  await showsNothing(tab, 'Homepage design');
  await portrait(tab, 'verify-untold');
  await kept.fill('no checkpoint');
  await tab.see('This receipt does not hold');
  await kept.fill('');
  await tab.see(/^This receipt holds/);
  await tab.isClean();
});

/** Every value in a document, as the path to it. */
const leaves = (value, path = []) => (value && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key])) : [path]);
const changed = (value) => (typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : value.replace(/.$/s, (last) => (last === 'a' ? 'b' : 'a')));

test('a receipt with any field changed does not hold, and nothing of it is shown', async (t) => {
  const {receipt, key} = await decided();
  const tab = await opened(t);
  await tab.key(key);
  await tab.page.getByText('Paste its text instead').click();
  const all = leaves(JSON.parse(receipt));
  assert.ok(all.length > 60);
  for (const path of all) {
    const document = JSON.parse(receipt);
    const holder = path.slice(0, -1).reduce((inner, name) => inner[name], document);
    holder[path.at(-1)] = changed(holder[path.at(-1)]);
    await tab.page.locator('#text').fill(JSON.stringify(document));
    await tab.page.getByRole('button', {name: 'Check this text'}).click();
    await tab.page.waitForFunction(() => document.activeElement.matches('#result h2') && !document.querySelector('.bone'));
    assert.match(await tab.page.locator('#result h2').innerText(), /^This (receipt|document) does not hold$/, path.join('/'));
    assert.ok((await checksOn(tab)).some(({outcome}) => outcome === 'failed'), path.join('/'));
    await showsNothing(tab, 'Homepage design');
  }
  await portrait(tab, 'verify-failed');
});

test('without the key of the log nothing is proved, and another key does not help', async (t) => {
  const {receipt, key} = await decided('approve');
  const tab = await opened(t);
  await tab.give(receipt);
  await tab.see('Give the key of the log to check this receipt');
  await showsNothing(tab, 'Homepage design');
  await portrait(tab, 'verify-no-key');
  await tab.key(stranger);
  await tab.see('This receipt does not hold');
  await showsNothing(tab, 'Homepage design');
  await tab.key(key.slice(0, -2));
  await tab.see('The key cannot be used');
  assert.equal(await tab.page.getByLabel(/^Public key, as/).getAttribute('aria-invalid'), 'true');
  await tab.key(witness.key);
  await tab.page.getByText('This is the key of a witness. It belongs below.').waitFor();
  await tab.key(`${stranger}\n${key}`);
  await tab.see(/^This receipt holds/);
  // A witness that is named has to have signed.
  await tab.page.getByText('Witnesses, if you trust some').click();
  await tab.page.getByLabel('Keys of witnesses').fill(stranger);
  await tab.page.getByText('This is the key of a log, not of a witness.').waitFor();
  await tab.page.getByLabel('Keys of witnesses').fill(witness.key);
  await tab.see('This receipt does not hold');
  await tab.page.getByText('witness.example has not signed it.').waitFor();
  await showsNothing(tab, 'Homepage design');
  await tab.give(witness.cosigned(receipt));
  await tab.see('This receipt holds: all 6 checks passed');
  await tab.page.getByText('witness.example saw it on 2026-09-21T14:13:20.000Z').waitFor();
  assert.equal(await tab.page.getByText('No witness’s key was given').count(), 0);
  await tab.isClean();
});

test('a key comes with a link, and is kept only for who asks for it', async (t) => {
  const {receipt, key} = await decided('approve');
  const tab = await opened(t, {url: `${page}#key=${key}`});
  await tab.page.getByText('It came with the link').waitFor();
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  assert.equal(await tab.page.evaluate(() => localStorage.length), 0);
  await tab.page.getByLabel('Remember the key in this browser').check();
  await tab.page.goto('about:blank');
  await tab.page.goto(page);
  await tab.page.getByText(/^Of the log/).waitFor();
  assert.equal(await tab.page.getByLabel(/^Public key, as/).inputValue(), key);
  await tab.page.getByLabel('Remember the key in this browser').uncheck();
  assert.equal(await tab.page.evaluate(() => localStorage.length), 0);
});

test('what is no receipt is refused in words', async (t) => {
  const {receipt, key} = await decided('approve');
  const tab = await opened(t);
  await tab.key(key);
  const said = async (content, expected, name) => {
    await tab.page.evaluate(() => document.querySelector('#result').replaceChildren());
    await tab.give(content, name);
    await tab.page.locator('#result').getByText(expected).waitFor();
    await showsNothing(tab, 'Homepage design');
  };
  await said('Dear Maria,', 'A receipt and a bundle are files of JSON, as the server hands them out.', 'letter.txt');
  await said(Buffer.from([0x25, 0x50, 0x44, 0x46, 0xe2, 0xe3, 0xff]), /This file is no text/, 'receipt.pdf');
  await said('', 'A receipt and a bundle are files of JSON, as the server hands them out.');
  await said('{"type":"letter"}', 'The document does not say that it is a receipt or a bundle.');
  await said('[1]', 'The document does not say that it is a receipt or a bundle.');
  await said(receipt.replace('"statement":{', '"statement":{"title":"Another",'), /\/statement\/title: .*key.* At byte \d+\./);
  await said(`${receipt},"keys":[]`, 'A receipt and a bundle are files of JSON, as the server hands them out.');
  // Too large for the protocol that drives the browser: made in the page, and dropped there.
  await tab.page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(60e6)], 'bundle.json'));
    document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
  });
  await tab.page.getByText('This file has 60 MB.').waitFor();
  await portrait(tab, 'verify-refused');
  // And the page is as good as before.
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  await tab.isClean();
});

test('a bundle is shown at any of its moments, as the core folds it', async (t) => {
  const {bundle, key} = await decided('request-changes');
  const tab = await opened(t);
  await tab.key(key);
  await tab.give(bundle, 'bundle.json');
  await tab.see('This bundle holds: all 7 checks passed');
  await portrait(tab, 'verify-bundle');
  const events = JSON.parse(bundle).entries;
  const moments = momentsOf(events);
  assert.ok(moments.length >= 7 && moments.length < events.length);
  const slider = tab.page.getByRole('slider', {name: 'The request as it stood at'});
  await slider.focus();
  for (let number = moments.length; number >= 1; number--) {
    await tab.page.getByText(`Moment ${number} of ${moments.length}:`).first().waitFor();
    const {end} = moments[number - 1];
    const {state} = core.evolve({events: events.slice(0, end)});
    const words = state.state.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
    assert.equal((await tab.page.locator('.stamp').innerText()).replace('Ready to submit', 'Ready'), words);
    assert.equal(await tab.page.locator('.events > li').count(), number);
    await tab.page.getByText(`What happened up to then: ${end} of ${events.length} events`).waitFor();
    await tab.page.keyboard.press('ArrowLeft');
  }
  await tab.page.getByRole('button', {name: 'The moment after'}).click();
  await tab.page.getByText(`Moment 2 of ${moments.length}:`).first().waitFor();
  await portrait(tab, 'verify-bundle-early');
  await tab.isClean();
});

test('of a long record the latest moments are listed, and the others on demand', async (t) => {
  const request = await here.api.submitted({});
  for (let i = 1; i <= 110; i++) await here.api.send(dana, request, {command: 'comment', text: `Remark ${i}`});
  const [bundle, key] = await Promise.all([download(`requests/${request}/bundle`), keyOfLog()]);
  const {length} = momentsOf(JSON.parse(bundle).entries);
  const tab = await opened(t);
  await tab.key(key);
  await tab.give(bundle, 'bundle.json');
  await tab.see(/^This bundle holds/);
  await tab.page.getByText('What happened up to then:').click();
  assert.equal(await tab.page.locator('.events > li').count(), 101);
  await tab.page.getByRole('button', {name: `Show the ${length - 100} before`}).click();
  assert.equal(await tab.page.locator('.events > li').count(), length);
  assert.equal(await tab.page.evaluate(() => document.activeElement.localName), 'summary');
});

test('a bundle that lacks an entry, or has them in another order, does not hold', async (t) => {
  const {bundle, key} = await decided('approve');
  const tab = await opened(t);
  await tab.key(key);
  const without = JSON.parse(bundle);
  for (const list of [without.entries, without.proofs]) list.splice(3, 1);
  const moved = JSON.parse(bundle);
  for (const list of [moved.entries, moved.proofs]) list.reverse();
  for (const document of [without, moved]) {
    await tab.give(JSON.stringify(document), 'bundle.json');
    await tab.see('This bundle does not hold');
    await showsNothing(tab, 'Homepage design');
  }
});

/** The text of the certificate: pieces that say where they come from, what the core said of each check, and the words around them. */
const certificate = (tab) => tab.page.evaluate(() => {
  const paper = document.querySelector('.paper').cloneNode(true);
  const take = (selector, read) => [...paper.querySelectorAll(selector)].map((element) => (element.remove(), read(element)));
  const pieces = take('[data-from]', ({dataset, textContent}) => ({from: dataset.from, shown: textContent}));
  const details = take('.detail bdi', ({textContent}) => textContent);
  const around = [];
  for (const walker = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT); walker.nextNode(); ) around.push(walker.currentNode.data);
  return {pieces, details, around};
});

const wordings = Object.values(words).flatMap((table) => Object.values(table)).map((entry) => (entry.label ?? entry).toLowerCase?.());

/** Whether the piece says what stands at `from`, written for people. */
function isWritten(value, shown, from) {
  const plain = shown.toLowerCase();
  if (/\/(decision|kind|standing|state|status)$/.test(from) && wordings.includes(plain)) return true;
  if (/^\d{4}-.*Z$/.test(value)) return new Date(plain.replace(/^due /, '').replace(',', '')).toISOString() === value.replace(/\.\d+Z$/, '.000Z');
  if (typeof value === 'object') return plain.replace(/\D/g, '') === String(value.minor) && shown.includes(value.currency);
  return [String(value), String(value).replaceAll('-', ' ')].some((each) => plain.replaceAll(' ', '').includes(each.toLowerCase().replaceAll(' ', '')));
}

test('every field of the certificate is one that was proved, and the words around them are always the same', async (t) => {
  const labels = new Set();
  for (const decision of ['approve', 'approve-with-conditions', 'request-changes']) {
    const {receipt, key, bundle} = await decided(decision, {title: `Title of ${decision}`, ask: `Ask of ${decision}`});
    for (const document of [receipt, bundle]) {
      const proved = core.verify({keys: [key], document});
      assert.ok(proved.holds);
      const log = logOf(proved.checkpoint);
      const tab = await opened(t);
      await tab.key(key);
      await tab.give(document);
      await tab.see(/ holds: all/);
      const {pieces, details, around} = await certificate(tab);
      assert.deepEqual(details, proved.checks.map(({detail}) => detail));
      assert.ok(pieces.length > 20);
      for (const {from, shown} of pieces) {
        const value = valueAt({...proved, log}, from);
        assert.notEqual(value, undefined, from);
        const names = {'/statement/opened/0': 'Texts.md', '/statement/not_opened/0': 'Terms.txt', '/state/decisions/0/stage': 'Keller Optik'};
        const sizes = /\/size$/.test(from) && from !== '/log/size';
        assert.ok(isWritten(names[from] ?? value, sizes ? shown.replace(/ bytes$/, '') : shown, from), `${from}: ${JSON.stringify(value)} is shown as ${shown}`);
      }
      for (const label of around) labels.add(label);
    }
  }
  // Whatever is not such a piece stands in the sources of the page, word for word.
  const sources = (await Promise.all(['certificate', 'draw', 'words'].map((name) => readFile(new URL(`../../www/verify/${name}.js`, import.meta.url), 'utf8')))).join('\n');
  for (const label of labels) assert.ok(sources.includes(label), `“${label}” is in the certificate and not in the page`);
});

test('the certificate of a receipt is one printed page, and nothing of the page around it', async (t) => {
  const {receipt, key} = await decided();
  const tab = await opened(t);
  await tab.key(key);
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  const pdf = join(screenshots, 'verify-certificate.pdf');
  for (const format of ['A4', 'Letter']) {
    const bytes = await tab.page.pdf({format, preferCSSPageSize: false, path: pdf});
    assert.equal(bytes.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, format);
  }
  await tab.page.emulateMedia({media: 'print'});
  const printed = await tab.page.locator('body').innerText();
  for (const other of ['Choose a file', 'Print the certificate', 'Are your files the ones', 'Nothing you open here', 'saved copy']) assert.ok(!printed.includes(other), other);
  for (const words of ['CERTIFICATE OF APPROVAL WITH CONDITIONS', 'Maria Keller', key, 'What this says, and what it does not']) assert.ok(printed.toLowerCase().includes(words.toLowerCase()), words);
});

test('a lying server is found out, with the reason, and nothing that it says is shown', async (t) => {
  const told = new Set(['an edited actor', 'swapped parts', 'a truncated path', 'the bundle brings its own key, and is signed with it', 'a challenge is used again', 'an event is missing']);
  const liars = await recordedWorld();
  t.after(() => liars.server.stop());
  const liar = new Liar(liars);
  const tab = await opened(t);
  await tab.key(liars.key);
  await tab.give(liar.signedReceipt(liars.receipts[1], () => {}));
  await tab.see(/^This receipt holds/); // it is not refused for being made by hand
  for (const {name, lie, check, says} of lies.filter((each) => told.has(each.name))) {
    told.delete(name);
    await tab.give(lie(liar).document);
    await tab.see(/^This (receipt|bundle) does not hold$/);
    const failed = tab.page.locator(`[data-check="${check}"][data-outcome="failed"] .detail`);
    await failed.filter({hasText: says}).waitFor();
    await showsNothing(tab, 'Homepage design');
    if (told.size === 0) await portrait(tab, 'verify-lie');
    await tab.give('{}');
    await tab.see(/^This document does not hold$/);
  }
  assert.equal(told.size, 0);
  await tab.isClean();
});

test('files are the ones that were approved, or are not', async (t) => {
  const {receipt, bundle, key, texts} = await decided();
  const tab = await opened(t);
  await tab.key(key);
  for (const document of [receipt, bundle]) {
    await tab.give(document);
    await tab.see(/ holds: all/);
    await tab.page.locator('.files input').setInputFiles([
      {name: 'my copy.md', mimeType: 'text/markdown', buffer: texts.content},
      {name: 'other.md', mimeType: 'text/markdown', buffer: Buffer.from('other')},
    ]);
    const found = tab.page.locator('.found li');
    await found.filter({hasText: 'my copy.md is, byte for byte, “Texts.md” of version 1.'}).waitFor();
    await found.filter({hasText: 'other.md is none of the files in the record.'}).waitFor();
    assert.ok((await found.first().innerText()).includes(sha256(texts.content)));
  }
  await portrait(tab, 'verify-files');
  await tab.isClean();
});

test('markup and invisible characters in a receipt run nothing and are shown', async (t) => {
  const evil = '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>';
  const {receipt, bundle, key} = await decided('approve', {title: `Title ${evil}`, ask: `pay\u202e0001\u202c ${evil}`});
  const tab = await opened(t);
  await tab.key(key);
  for (const document of [receipt, bundle]) {
    await tab.give(document);
    await tab.see(/ holds: all/);
    const shown = await tab.page.locator('.paper').innerText();
    assert.ok(shown.includes(`Title ${evil}`));
    assert.ok(shown.includes('pay[U+202E]0001[U+202C]'));
  }
  assert.equal(await tab.page.evaluate(() => globalThis.pwned), undefined);
  await tab.isClean();
});

test('a copy that was saved with a result in it begins anew, and works', async (t) => {
  const {receipt, key} = await decided('approve');
  const tab = await opened(t, {url: `${here.server.url}/countersign/verify.html`, offline: false});
  await tab.key(key);
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-verify-'));
  t.after(() => rm(folder, {recursive: true, force: true}));
  await writeFile(join(folder, 'saved.html'), await tab.page.content());
  const saved = await opened(t, {url: pathToFileURL(join(folder, 'saved.html')).href});
  await saved.see('Nothing is checked yet');
  await showsNothing(saved, 'Homepage design');
  await saved.key(key);
  await saved.give(receipt);
  await saved.see(/^This receipt holds/);
  assert.equal(saved.asked.length, 1);
  await saved.isClean();
});

test('the server hands the page out, and its policy lets it work', async (t) => {
  const {receipt, key} = await decided('approve');
  const tab = await opened(t, {url: `${here.server.url}/countersign/verify.html`, offline: false});
  await tab.key(key);
  await tab.give(receipt);
  await tab.see(/^This receipt holds/);
  assert.deepEqual(tab.asked.filter((url) => !url.startsWith('data:')), [`${here.server.url}/countersign/verify.html`]);
  const reached = await tab.page.evaluate(() => fetch('/v1/capabilities').then(() => 'reached', () => 'stopped'));
  assert.equal(reached, 'stopped');
});
