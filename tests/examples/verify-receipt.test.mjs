// A receipt of a real server, checked by the script that strangers use: OpenSSL and coreutils, and nothing of ours.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {countersign as program, root, startServer} from './server.mjs';

const script = join(root, 'www/docs/verify-receipt.sh');
let server;
let key;
let receipt;
let bundle;

const inFolder = (name) => join(server.folder, name);
const get = async (path) => {
  const answer = await fetch(server.endpoint + path, {headers: {authorization: `Bearer ${server.key}`}});
  assert.equal(answer.status, 200, path);
  return answer.text();
};
const checked = (file, wanted = key) => spawnSync('sh', [script, file, wanted], {encoding: 'utf8'});

before(async () => {
  server = await startServer();
  await writeFile(inFolder('Texts.md'), '# „Texts“ with "quotes" and a \\ backslash\n');
  const said = execFileSync('sh', [join(root, 'www/examples/one-approval.sh'), inFolder('Texts.md')], {
    encoding: 'utf8',
    env: {...process.env, ENDPOINT: server.endpoint, KEY: server.key},
  });
  const [request] = /req_[a-z2-7]{26}/.exec(said);
  ({key} = JSON.parse(await get('/v1/capabilities')).log);
  receipt = await get(`/v1/requests/${request}/receipt`);
  bundle = await get(`/v1/requests/${request}/bundle`);
  await writeFile(inFolder('receipt.json'), receipt);
  await writeFile(inFolder('bundle.json'), bundle);
});
after(() => server?.stop());

test('the script finds that everything holds, and prints the statement', () => {
  const {status, stdout, stderr} = checked(inFolder('receipt.json'));
  assert.equal(status, 0, stdout + stderr);
  for (const step of ['statement', 'inclusion', 'signature']) assert.match(stdout, new RegExp(`^ok +${step}`, 'm'));
  const printed = JSON.parse(stdout.split('\n').at(-2));
  assert.deepEqual(printed, JSON.parse(receipt).statement);
  assert.equal(printed.decision, 'approve');
});

test('the script is as short as the document says, and asks for nothing but OpenSSL and coreutils', async () => {
  const text = await readFile(script, 'utf8');
  assert.ok(text.split('\n').length <= 160);
  for (const other of ['sed ', 'awk ', 'grep ', 'jq ', 'xxd ', 'python', 'perl ', 'node ']) assert.ok(!text.split('\n').some((line) => !line.startsWith('#') && line.includes(` ${other}`)), other);
});

test('another key, another log, and every part that is changed are refused', async () => {
  const wrong = [
    receipt.replace('"decision":"approve"', '"decision":"reject"'),
    receipt.replace(/"at":"20/, '"at":"21'),
    receipt.replace(/index (\d+)/, (_, index) => `index ${Number(index) + 1}`),
    receipt.replace('"title":"', '"title":"Another '),
    receipt.replace(/\\n(\d+)\\n/, (_, size) => `\\n${Number(size) + 1}\\n`),
    receipt.replace('"type":"countersign/receipt/v1"', '"type":"countersign/receipt/v2"'),
    `${receipt.slice(0, -1)},"note":1}`,
    '',
  ];
  for (const [index, text] of wrong.entries()) {
    assert.notEqual(text, receipt, `${index}`);
    await writeFile(inFolder('wrong.json'), text);
    const {status, stdout} = checked(inFolder('wrong.json'));
    assert.equal(status, 1, `${index}: ${stdout}`);
    assert.match(stdout, /^FAILED/m);
  }
  const other = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  assert.equal(checked(inFolder('receipt.json'), other).status, 1);
  assert.equal(checked(inFolder('receipt.json'), key.replace(/.$/, '')).status, 1);
});

test('the program says the same of the receipt, and more of the bundle', () => {
  const said = execFileSync(program, ['verify', inFolder('receipt.json'), '--key', key], {encoding: 'utf8'});
  assert.match(said, /^ok +inclusion/m);
  const {holds, checks, state} = JSON.parse(execFileSync(program, ['verify', inFolder('bundle.json'), '--key', key, '--json'], {encoding: 'utf8'}));
  assert.equal(holds, true);
  assert.deepEqual(checks.map(({check}) => check), ['format', 'origin', 'checkpoint', 'inclusion', 'chain', 'rules', 'statement']);
  assert.equal(state.state, 'approved');
  const refused = spawnSync(program, ['verify', inFolder('receipt.json'), '--key', 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'], {encoding: 'utf8'});
  assert.equal(refused.status, 1);
  assert.match(refused.stdout, /It does not hold/);
});
