// The example that the README quotes, run for real: a server of its own, an empty store, an API key.
import assert from 'node:assert/strict';
import {execFile, execFileSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {promisify} from 'node:util';
import {countersign, root, startServer} from './server.mjs';

const script = join(root, 'www/examples/one-approval.sh');
const run = promisify(execFile);
let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

async function example(text, key = server.key) {
  const file = join(server.folder, 'Texts.md');
  await writeFile(file, text);
  return run('sh', [script, file], {env: {...process.env, ENDPOINT: server.endpoint, KEY: key}});
}

test('the example walks one approval from nothing to the recorded decision', async () => {
  const {stdout} = await example('# Texts\n\nHello.\n');
  assert.match(stdout, /^7\. The record says so\.\n"state":"approved"$/m);
  const [request] = /req_[a-z2-7]{26}/.exec(stdout);
  const {request: state} = JSON.parse(execFileSync(countersign, ['export', '--store', server.store, request], {encoding: 'utf8'}));
  assert.equal(state.decisions[0].actor.name, 'Maria Keller');
  assert.equal(state.decisions[0].digest, state.versions[0].digest);
});

test('the example ends with the refusal when the key is wrong', async () => {
  await assert.rejects(example('x', 'cs_key_wrong'), ({code, stdout}) => code !== 0 && !stdout.includes('7.'));
});

test('what the README quotes of the examples is what they say', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const quotes = [...readme.matchAll(/<!-- from (\S+) -->\n```\w+\n([\s\S]*?)```/g)];
  assert.deepEqual(quotes.map(([, path]) => path), ['www/examples/embed.html', 'www/examples/embed.js', 'www/examples/approval-session.mjs', 'www/examples/one-approval.sh']);
  for (const [, path, quoted] of quotes) {
    const source = await readFile(join(root, path), 'utf8');
    assert.ok(source.includes(quoted), `the block from ${path} stands there word for word`);
  }
});
