// core/README.md shows the transition table as it is: its diagram is what the command line prints.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const repository = new URL('../../', import.meta.url);
const countersign = process.env.COUNTERSIGN_TEST_BINARY ?? fileURLToPath(new URL('build/release/native/countersign', repository));

test('the state diagram in core/README.md is that of the transition table', () => {
  const book = readFileSync(new URL('core/README.md', repository), 'utf8');
  const [, shown] = /<!-- diagram: begin -->\n```mermaid\n([\s\S]*?)\n```\n<!-- diagram: end -->/.exec(book) ?? [];
  const printed = execFileSync(countersign, ['machine', '--mermaid'], {encoding: 'utf8'});
  assert.equal(shown, printed.trimEnd());
});
