// Runs every lint over the repository, and over small bad and good samples: a lint that cannot fail says nothing.
import assert from 'node:assert/strict';
import {dirname} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {coreLints} from './core-lints.mjs';
import {codeOnly, listTree, readTree, walk, withoutComments} from './source.mjs';
import {longFiles, treeLints} from './tree-lints.mjs';
import {webLints} from './web-lints.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const tree = readTree(root);

test('a tree that git does not know is read all the same', () => assert.deepEqual(walk(root).sort(), listTree(root).filter((path) => path in tree).sort()));

for (const lint of [...coreLints, ...webLints, ...treeLints]) {
  test(lint.name, () => assert.deepEqual(lint.find(tree), []));
  test(`${lint.name}: the lint itself finds what it should`, () => {
    for (const sample of lint.bad) assert.notDeepEqual(lint.find(sample), [], `not found in ${JSON.stringify(sample)}`);
    assert.deepEqual(lint.find(lint.good), []);
  });
}

test('the tree that is read is the whole tree', (context) => {
  for (const path of ['CMakeLists.txt', 'tests/lint/lint.test.mjs', 'core/CMakeLists.txt']) assert.ok(path in tree, path);
  for (const file of longFiles(tree)) context.diagnostic(`worth splitting: ${file}`);
});

test('comments and strings are told from code', () => {
  assert.equal(withoutComments('a("//x"); // y'), 'a("//x");     ');
  assert.equal(codeOnly('a("x\\"y", \'z\') /* b\nc */'), 'a(      ,    )     \n    ');
  assert.equal(codeOnly('`x${window.name}y`'), '  ${window.name}  ');
  assert.equal(codeOnly('R"(a "b" c)" + d'), '             + d');
});
