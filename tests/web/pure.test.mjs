// The parts of the widget that are plain functions, from their sources.
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {source} from './support/source.mjs';

const {format, groupedDigest, shortDigest, visible} = await source('text.ts');
const {createFormats} = await source('formats.ts');
const {choiceOf, emptyDraft, emptyRow, fieldOf} = await source('draft.ts');
const {compareVersions, lastSeenVersion} = await source('compare.ts');
const {en} = await source('messages/en.ts');
const {later} = await source('messages/later.ts');

describe('text by strangers', () => {
  for (const [what, given, shown] of [
    ['an override of direction', 'abc\u202Edef', 'abc[U+202E]def'],
    ['an isolate', '\u2066x\u2069', '[U+2066]x[U+2069]'],
    ['a zero-width space', 'app\u200Broved', 'app[U+200B]roved'],
    ['a bell', 'a\u0007', 'a[U+0007]'],
    ['an escape', '\u001B[31m', '[U+001B][31m'],
    ['a soft hyphen', 'co\u00ADop', 'co[U+00AD]op'],
    ['a joiner between Latin letters', 'a\u200Db', 'a[U+200D]b'],
    ['a line separator', 'a\u2028b', 'a[U+2028]b'],
    ['tag characters', '\u{E0041}', '[U+E0041]'],
    ['a filler', '\u3164', '[U+3164]'],
    ['a byte order mark', '\uFEFFa', '[U+FEFF]a'],
  ]) {
    test(`with ${what} shows it`, () => assert.equal(visible(given), shown));
  }

  for (const [what, text] of [
    ['line breaks and tabs', 'a\n\tb'],
    ['a family of emoji', '👩‍👩‍👧'],
    ['a skin tone and a profession', '👩🏽‍💻'],
    ['a heart with its presentation', '❤️‍🔥'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['accents, CJK and Arabic', 'é ö 漢字 العربية'],
  ]) {
    test(`with ${what} stays as it is`, () => assert.equal(visible(text), text));
  }

  test('has one kind of line break', () => assert.equal(visible('a\r\nb\rc'), 'a\nb\nc'));
});

describe('a message', () => {
  const say = (pattern, values, locale = 'en') => format(pattern, values, locale).flat().join('');

  test('takes arguments', () => assert.equal(say('{who} asks {whom}', {who: 'Dana', whom: 'Maria'}), 'Dana asks Maria'));
  test('takes an argument for what it is, not for a pattern', () => assert.equal(say('{a}', {a: '{b} {n, plural, other {x}}', b: 'no'}), '{b} {n, plural, other {x}}'));
  test('counts', () => {
    const files = '{n, plural, =0 {no files} one {# file} other {# files}} in {where}';
    assert.deepEqual([0, 1, 2, 1234].map((n) => say(files, {n, where: 'v1'})), ['no files in v1', '1 file in v1', '2 files in v1', '1,234 files in v1']);
  });
  test('counts as the language does', () => {
    const files = '{n, plural, one {# plik} few {# pliki} many {# plików} other {# pliku}}';
    assert.deepEqual([1, 3, 5].map((n) => say(files, {n}, 'pl')), ['1 plik', '3 pliki', '5 plików']);
  });
  test('tells what strangers wrote from what is our own', () => {
    assert.deepEqual(format('a {x} b {y}', {x: 'X', y: ['Y']}, 'en'), [['a '], 'X', [' b '], ['Y'], ['']]);
  });
  test('of the catalogue is well-formed', () => {
    for (const [key, pattern] of Object.entries({...en, ...later})) {
      const values = Object.fromEntries([...pattern.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => [name, name === 'count' ? 2 : 'x']));
      assert.doesNotMatch(say(pattern, values), /[{}#]/, key);
    }
  });
});

describe('the texts', async () => {
  const {createTexts} = await source('texts.ts');
  const ask = 'form.problems';

  test('in English count and read as English does, wherever the reader is', () => {
    for (const locale of ['ja', 'pl', 'ar-EG', 'en']) {
      const texts = createTexts(locale, en);
      assert.equal(texts.t(ask, {count: 1}), 'One thing needs your attention.');
      assert.equal(texts.t(ask, {count: 2}), '2 things need your attention.');
      assert.deepEqual([texts.language, texts.direction], ['en', 'ltr']);
    }
  });

  test('of the host count and read as theirs does; what they lack stays English', () => {
    const own = {'cause.waits-for': '{count, plural, one {jedna zgoda} few {# zgody} other {# zgód}}'};
    const texts = createTexts('pl', en, own, 'pl');
    assert.deepEqual([1, 3, 5].map((count) => texts.t('cause.waits-for', {count})), ['jedna zgoda', '3 zgody', '5 zgód']);
    assert.equal(texts.t(ask, {count: 3}), '3 things need your attention.');
    assert.deepEqual([texts.language, texts.direction], ['en', 'ltr'], 'a sentence does not make a card Polish');
    assert.equal(createTexts('he', en, own, 'he').direction, 'ltr');
    assert.deepEqual(['he', 'pl'].map((locale) => createTexts(locale, en, en, locale)).map(({language, direction}) => [language, direction]), [['he', 'rtl'], ['pl', 'ltr']]);
    assert.equal(createTexts('he', {}, own, 'he').direction, 'rtl', 'before there is a catalogue, what the host says is all there is');
  });

  test('say each decision in a sentence of its own', () => {
    const texts = createTexts('en', {...en, ...later});
    for (const who of ['others', 'yours', 'done', 'confirm']) {
      const prefix = {others: 'conflict.others', yours: 'conflict.yours'}[who] ?? who;
      for (const decision of ['approve', 'approve-with-conditions', 'request-changes', 'reject']) assert.ok(texts.has(`${prefix}.${decision}`), `${prefix}.${decision}`);
    }
    assert.deepEqual(Object.entries(en).filter(([, text]) => text.includes('{made}')), []);
  });

  test('say what a customer can do about a refusal', () => {
    for (const code of ['forbidden', 'digest-mismatch', 'log-broken', 'sign-in-failed', 'unreachable', 'session-expired']) {
      assert.ok(en[`refusal.${code}`], code);
    }
  });
});

describe('the choices', async () => {
  const {decide} = await source('render/decide.ts');
  const {createTexts} = await source('texts.ts');
  const option = (decision, allowed) => ({command: 'decide', stage: 's', decision, allowed, ...(allowed ? {needs: [], causes: []} : {code: 'part-not-opened'})});
  const ui = {texts: createTexts('en', en), draft: emptyDraft(), act: {}, errors: new Map(), loaded: {request: {version: 1, stages: [{}], requester: {name: 'Dana'}}, permitted: {options: []}}};
  const all = (node) => (node?.children ? [node, ...node.children.flatMap(all)] : []);

  for (const [what, allowed] of [['some', [false, false, true, true]], ['all', [false, false, false, false]]]) {
    test(`of which ${what} are withheld for one reason say it once, and each of them is tied to it`, () => {
      const words = ['approve', 'approve-with-conditions', 'request-changes', 'reject'];
      const nodes = all(decide(ui, {stage: 's', options: words.map((word, i) => option(word, allowed[i]))}));
      const texts = nodes.flatMap(({children}) => children.filter((child) => typeof child === 'string'));
      assert.equal(texts.filter((text) => text === en['refusal.part-not-opened']).length, 1);
      const inputs = nodes.filter(({tag}) => tag === 'input');
      assert.deepEqual(inputs.map(({props}) => props.disabled), allowed.map((may) => !may));
      for (const {props} of inputs) assert.ok(nodes.some((node) => node.props.id === props['aria-describedby']), props['aria-describedby']);
    });
  }
});

describe('who asks', async () => {
  const {requesterName} = await source('render/effects.ts');
  const dana = {kind: 'human', name: 'Dana Ruiz', organization: 'Northlight Studio'};
  const key = {kind: 'agent', name: 'e2e'};
  const of = (requester, by) => requesterName({request: {requester}, version: by && {submitted: {by}}});

  test('is the organisation, or the person where there is none', () => {
    assert.equal(of(dana), 'Northlight Studio');
    assert.equal(of({kind: 'human', name: 'Dana Ruiz'}, dana), 'Dana Ruiz');
  });
  test('is whoever submitted the version, where a program made the request', () => {
    assert.equal(of(key, dana), 'Northlight Studio');
    assert.equal(of(key), 'e2e', 'nobody has submitted it yet');
  });
});

describe('formats', () => {
  const formats = createFormats('en-GB');

  test('money is exact', () => {
    const normal = (amount) => formats.money(amount).replace(/\s/g, ' ');
    assert.equal(normal({minor: 480000, currency: 'EUR'}), 'EUR 4,800.00');
    assert.equal(normal({minor: 5, currency: 'EUR'}), 'EUR 0.05');
    assert.equal(normal({minor: -1234, currency: 'EUR'}), '-EUR 12.34');
    assert.equal(normal({minor: 480000, currency: 'JPY'}), 'JPY 480,000');
    for (const [currency, minor, shown] of [['HUF', 123456, '1,234.56'], ['IDR', 100, '1.00'], ['COP', 5, '0.05'], ['PKR', 250, '2.50'], ['LBP', 250, '2.50'], ['AFN', 250, '2.50']])
      assert.equal(normal({minor, currency}), `${currency} ${shown}`);
    for (const [currency, minor, shown] of [['IQD', 1500, '1.500'], ['KWD', 1, '0.001'], ['CLF', 12345, '1.2345'], ['KRW', 500, '500'], ['XOF', 500, '500']])
      assert.equal(normal({minor, currency}), `${currency} ${shown}`);
    assert.equal(normal({minor: 9007199254740991, currency: 'EUR'}), 'EUR 90,071,992,547,409.91');
  });

  test('sizes have a unit', () => assert.deepEqual([0, 232, 7300, 2_100_000, 64e9].map(formats.bytes), ['0 bytes', '232 bytes', '7.3 kB', '2.1 MB', '64,000 MB']));

  test('days are those of the calendar', () => {
    const at = new Date();
    at.setDate(at.getDate() + 6);
    at.setHours(0, 0, 1);
    assert.equal(formats.relative(at.toISOString()), 'in 6 days');
    assert.equal(formats.relative(new Date(Date.now() - 3 * 3_600_000 - 5000).toISOString()), '3 hours ago');
  });

  test('a deadline prints its zone', () => assert.match(formats.deadline('2026-11-27T16:00:00.000Z'), /27 Nov.*(UTC|GMT|CET|[A-Z]{2,})/));

  test('digests can be read', () => {
    const digest = '9f2c7be0'.padEnd(60, '0') + '41ab';
    assert.equal(shortDigest(digest), '9f2c 7be0 … 41ab');
    assert.equal(groupedDigest(digest).split(' ').length, 8);
  });
});

describe('a draft', () => {
  const loaded = {version: {number: 3, digest: 'd'}};
  const options = [
    {decision: 'approve', allowed: true, needs: []},
    {decision: 'approve-with-conditions', allowed: true, needs: ['conditions']},
    {decision: 'request-changes', allowed: true, needs: ['objections']},
    {decision: 'reject', allowed: false},
  ];
  const ballot = {stage: 's', options};
  const row = (more) => ({...emptyRow(), ...more});

  test('chooses nothing by itself', () => assert.equal(choiceOf(emptyDraft(), loaded, ballot), undefined));
  test('does not choose what the core refuses', () => assert.equal(choiceOf({...emptyDraft(), decision: 'reject'}, loaded, ballot), undefined));
  test('names what is on screen', () => {
    assert.deepEqual(choiceOf({...emptyDraft(), decision: 'approve'}, loaded, ballot), {stage: 's', version: 3, displayed_digest: 'd', decision: 'approve'});
  });
  test('sends what was written, without empty lines, and only what the decision takes', () => {
    const conditions = [row({text: ' One '}), row({}), row({text: 'Two', due: '2026-12-01'})];
    const draft = {...emptyDraft(), decision: 'approve-with-conditions', conditions, objections: [row({text: 'no'})], rationale: ' Why '};
    const choice = choiceOf(draft, loaded, ballot);
    assert.deepEqual(choice.conditions.map(({text}) => text), ['One', 'Two']);
    assert.match(choice.conditions[1].due, /^2026-1[12]-\d\dT\d\d:\d\d:59\.000Z$/);
    assert.deepEqual([choice.objections, choice.rationale], [undefined, 'Why']);
  });
  test('finds the field that a pointer of the core is about', () => {
    const conditions = [row({}), row({text: 'a'}), row({text: 'b'})];
    const draft = {...emptyDraft(), conditions};
    assert.equal(fieldOf('/conditions/1/text', draft), `${conditions[2].key}-text`);
    assert.equal(fieldOf('/conditions/1', draft), `${conditions[2].key}-text`);
    assert.equal(fieldOf('/conditions/0/due', draft), `${conditions[1].key}-due`);
    assert.equal(fieldOf('/conditions', draft), `${conditions[0].key}-text`);
    const objections = [row({text: 'a', part: 'p'})];
    assert.equal(fieldOf('/objections/0/part', {...draft, objections}), `${objections[0].key}-part`);
    assert.equal(fieldOf('/part', draft), 'question-part');
    assert.equal(fieldOf('/rationale', draft), 'rationale');
    assert.equal(fieldOf('/text', draft), 'question');
    assert.equal(fieldOf('/challenge', draft), 'review');
  });
});

describe('two versions', () => {
  const part = (id, name, sha256) => ({id, name, sha256});
  const versionOf = (number, parts, more = {}) => ({number, ask: 'a', scope: ['s'], parts, ...more});

  test('are compared by the content of their parts, whatever these are called', () => {
    const older = versionOf(1, [part('1', 'a.pdf', 'A'), part('2', 'b.pdf', 'B'), part('3', 'c.pdf', 'C')]);
    const newer = versionOf(2, [part('1', 'b.pdf', 'B2'), part('2', 'renamed.pdf', 'A'), part('9', 'd.pdf', 'D')]);
    const changes = compareVersions(older, newer);
    assert.deepEqual(Object.fromEntries(changes.parts), {1: 'changed', 2: 'unchanged', 9: 'added'});
    assert.deepEqual(changes.removed.map(({name}) => name), ['c.pdf']);
  });

  test('differ in what is asked as well', () => {
    const changes = compareVersions(versionOf(1, []), versionOf(2, [], {ask: 'b', scope: ['s', 't'], amount: {minor: 1, currency: 'EUR'}}));
    assert.deepEqual([changes.ask, changes.scope, changes.amount], [true, true, true]);
  });

  test('the last one seen is the last one that the reader left a trace on', () => {
    const request = {version: 3, versions: [1, 2, 3].map((number) => versionOf(number, [])), views: [{actor: 'maria', version: 1}, {actor: 'ben', version: 2}], decisions: [], questions: [], comments: []};
    assert.equal(lastSeenVersion(request, 'maria').number, 1);
    assert.equal(lastSeenVersion(request, 'ben').number, 2);
    assert.equal(lastSeenVersion(request, 'olga'), undefined);
  });
});

describe('Markdown', async () => {
  const {markdown} = await source('render/markdown.ts');
  const text = (node) => (typeof node === 'string' ? node : node.children.map(text).join(''));
  const outline = (nodes) => nodes.map(({tag, children}) => `${tag}(${children.map(text).join('|')})`);
  const read = (words) => outline(markdown(words));

  test('has headings, lists, code and paragraphs', () => {
    const words = '# Title\nIntro\n\n- one\n- two\n  more\n\n1. first\n2. second\n\n```\n<b>\n```\nend';
    assert.deepEqual(read(words), ['p(Title)', 'p(Intro)', 'ul(one|two\nmore)', 'ol(first|second)', 'pre(<b>)', 'p(end)']);
  });
  for (const [what, words, shown] of [
    ['what stands behind the marks of a fence', '```js\n<b>\n```\nend', ['pre(js\n|<b>)', 'p(end)']],
    ['a sentence behind three backticks', '```You owe us money.\nend', ['p(```You owe us money.\nend)']],
    ['a sentence behind the end of a fence', '```\na\n```You owe us.\nb\n```\nc', ['pre(a\n```You owe us.\nb)', 'p(c)']],
    ['a fence without an end', 'a\n```\nb\n\nc', ['p(a)', 'pre(b\n\nc)']],
    ['a heading with a tab', '#\tTwo words', ['p(Two words)']],
    ['a heading with a no-break space', '#\u00a0Two words', ['p(#\u00a0Two words)']],
    ['a heading with many spaces', '##   Two words', ['p(Two words)']],
    ['a number with a zero before it', '01. one', ['p(01. one)']],
    ['an invisible mark behind a bullet', '- \ufeffone', ['ul([U+FEFF]one)']],
    ['a line of nothing but an invisible mark', '\ufeff', ['p([U+FEFF])']],
  ]) test(`shows ${what}`, () => assert.deepEqual(read(words), shown));

  test('keeps every letter, whatever stands around it', () => {
    let seed = 7;
    const next = (below) => (seed = (seed * 48271) % 2147483647) % below;
    const pieces = ['```', '`', '*', '**', '#', '##', '- ', '+ ', '1. ', '2) ', '01. ', ' ', '  ', '\t', '\u00a0', '\ufeff', '\u200b', '\n', '\n\n', '\r\n', '\r', 'a', 'word', 'js', '> ', '| ', '~~~', '\\', '<b>', '[x](y)', '1', '.'];
    const letters = (words) => visible(words).match(/\p{L}/gu)?.join('') ?? '';
    for (let i = 0; i < 20_000; i++) {
      const words = Array.from({length: 1 + next(14)}, () => pieces[next(pieces.length)]).join('');
      assert.equal(letters(markdown(words).map(text).join('\n')), letters(words), JSON.stringify(words));
    }
  });

  test('drops nothing that it does not know', () => {
    for (const words of ['<!-- secret -->', '[x](javascript:alert(1))', '| a | b |', '3) odd', '***', '![i](u)', '<script>alert(1)</script>']) assert.deepEqual(read(words), [`p(${words})`]);
  });
  test('shows invisible characters', () => assert.deepEqual(read('a\u202Eb'), ['p(a[U+202E]b)']));
});

describe('a part that is opened', async () => {
  const {prepare} = await source('render/preview.ts');
  const ui = {texts: {t: (key) => key}, act: {seen() {}}};
  const nodes = (content) => [content].flat(Infinity).filter((node) => node?.tag).flatMap((node) => [node, ...nodes(node.children)]);
  const opened = async (media_type, bytes) => {
    const {url, render, seen} = await prepare({id: 'p', name: 'a.file', media_type}, new Blob([bytes]));
    const {type} = await (await fetch(url)).blob();
    URL.revokeObjectURL(url);
    return {type, seen, all: nodes(render(ui))};
  };

  for (const [media_type, type, preview] of [
    ['image/png', 'image/png', 'img'],
    ['IMAGE/JPEG; q=1', 'image/jpeg', 'img'],
    ['application/pdf', 'application/pdf', undefined],
    ['text/markdown', 'application/octet-stream', 'div'],
    ['text/html', 'application/octet-stream', 'pre'],
    ['application/xml', 'application/octet-stream', 'pre'],
    ['image/svg+xml', 'application/octet-stream', undefined],
    ['image/svg', 'application/octet-stream', undefined],
    ['application/xhtml+xml', 'application/octet-stream', undefined],
  ]) {
    test(`as ${media_type} has an address of the type ${type}, and ${preview ?? 'no'} preview`, async () => {
      const {all, ...shown} = await opened(media_type, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
      assert.equal(shown.type, type);
      assert.equal(all.find(({props}) => props.part === 'preview')?.tag, preview);
      for (const {props} of all.filter(({tag}) => tag === 'a')) {
        if (props.target) assert.equal(media_type, 'application/pdf', 'nothing else opens in a tab');
        else assert.equal(props.download, 'a.file');
      }
    });
  }
});
