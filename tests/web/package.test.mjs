// The package as a whole: what it exports, what it weighs, what it may touch, and whether its README is true.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {describe, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const read = (path) => readFileSync(web + path, 'utf8');
const files = (folder) => readdirSync(web + folder, {recursive: true}).map((name) => `${folder}/${name}`);
const sources = files('src').filter((path) => path.endsWith('.ts') && !path.includes('generated'));

describe('importing', () => {
  test('the package in Node registers nothing, starts nothing, and has the element', async () => {
    const {CountersignApproval, define} = await import('../../web/dist/index.js');
    assert.equal(typeof CountersignApproval, 'function');
    assert.equal(define(), undefined);
  });

  test('the registration in Node does nothing', async () => assert.ok(await import('../../web/dist/define.js')));

  test('every export exists, with its types', () => {
    const {exports} = JSON.parse(read('package.json'));
    for (const target of Object.values(exports).flatMap((value) => (typeof value === 'string' ? [value] : Object.values(value)))) assert.ok(read(target));
  });

  test('has the types of the schema', () => {
    execFileSync(process.execPath, [`${web}generate.mjs`, '--check'], {stdio: 'pipe'});
  });

  test('no name of the package is needed at run time', () => assert.equal(JSON.parse(read('package.json')).dependencies, undefined));
});

describe('weight', () => {
  const gzip = (path) => gzipSync(read(path), {level: 9}).length;

  /** What a page loads before it can show anything: a file and everything that it imports statically. */
  function closure(file, seen = new Set()) {
    seen.add(file);
    for (const [, next] of read(file).matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) if (!seen.has(`dist/${next}`)) closure(`dist/${next}`, seen);
    return [...seen];
  }

  test('of element, session and facade is at most 20 kB gzip', () => {
    const total = closure('dist/define.js').reduce((sum, path) => sum + gzip(path), 0);
    assert.ok(total <= 20_000, `${total} bytes`);
  });

  test('of the core facade alone is at most 1.5 kB gzip', () => {
    const total = closure('dist/core.js').reduce((sum, path) => sum + gzip(path), 0);
    assert.ok(total <= 1_500, `${total} bytes`);
  });
});

describe('the README', () => {
  const readme = read('README.md');
  const styles = read('src/styles.css');

  test('names every custom property, and no other', () => {
    const names = (text) => [...new Set(text.match(/--cs-[a-z]+(?:-[a-z]+)*/g))].sort();
    assert.deepEqual(names(readme), names(styles));
  });

  test('names every part, and no other', () => {
    const render = sources.filter((path) => path.includes('render/')).map(read).join('\n');
    const used = [...render.matchAll(/[\w}]!([a-z]+)['`]|section\(\s*'([a-z]+)'/g)].map(([, part, section]) => part ?? section);
    const [, list] = /`::part\(\)`: `([^`]+)`/.exec(readme);
    assert.deepEqual(list.split(/\s+/).sort(), [...new Set([...used, 'field'])].sort());
  });

  test('names every event, and no other', () => {
    const names = (text) => [...new Set(text.match(/countersign-(?:ready|state|before-decision|decision|conflict|error|receipt)\b/g))].sort();
    assert.deepEqual(names(readme), names(read('src/events.ts')));
  });
});
