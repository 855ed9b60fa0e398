// Settings by flags, environment and file.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {after, before, test} from 'node:test';
import {writeFile} from 'node:fs/promises';
import {Served, binary} from './server.mjs';

let server;
before(async () => (server = await Served.make()));
after(() => server.remove());

/** `serve` with these arguments, which ends by itself: {code, stdout, stderr}. */
const serve = (args, env = {}) => new Promise(resolve =>
  execFile(binary, ['serve', ...args], {env: {...process.env, ...env}}, (error, stdout, stderr) => resolve({code: error?.code ?? 0, stdout, stderr})));

/** The settings that are printed: {name: value as it is written}. */
async function settings(args, env) {
  const {code, stdout, stderr} = await serve([...args, '--print-config'], env);
  assert.equal(code, 0, stderr);
  return Object.fromEntries(stdout.trimEnd().split('\n').filter(line => !line.startsWith('# ')).map(line => /^([a-z0-9-]+)=(.*)$/.exec(line).slice(1)));
}

async function file(text) {
  const path = server.file(`settings-${Math.random()}.toml`);
  await writeFile(path, text);
  return path;
}

test('a flag comes before the environment, the environment before the file, the file before what is usual', async () => {
  const config = await file('store = "sqlite:of-the-file"\nlisten = "127.0.0.1:1001"\nlog-format = "json"\ndrain-seconds = 7\n');
  const env = {COUNTERSIGN_LISTEN: '127.0.0.1:1002', COUNTERSIGN_LOG_FORMAT: 'text', COUNTERSIGN_CONFIG: ''};
  assert.equal((await settings(['--store', 'sqlite:x'])).listen, '"127.0.0.1:8080"');
  assert.equal((await settings(['--config', config])).listen, '"127.0.0.1:1001"');
  const both = await settings(['--config', config], env);
  assert.deepEqual([both.listen, both['log-format'], both.store, both['drain-seconds']], ['"127.0.0.1:1002"', '"text"', '"sqlite:of-the-file"', '7']);
  assert.equal((await settings(['--config', config, '--listen', '127.0.0.1:1003'], env)).listen, '"127.0.0.1:1003"');
  assert.equal((await settings([], {COUNTERSIGN_CONFIG: config})).listen, '"127.0.0.1:1001"');
  assert.equal((await settings([], {COUNTERSIGN_STORE: 'sqlite:y'})).store, '"sqlite:y"');
});

test('what repeats is a list in the file and has commas in the environment; what is either so or not is true or false', async () => {
  const config = await file('store = "sqlite:x"\nallow-origin = ["https://a.example", "https://b.example"]\ndemo = true\nquiet = false\n');
  const read = await settings(['--config', config]);
  assert.deepEqual(JSON.parse(read['allow-origin']), ['https://a.example', 'https://b.example']);
  assert.deepEqual([read.demo, read.quiet], ['true', 'false']);
  const env = {COUNTERSIGN_ALLOW_ORIGIN: 'https://c.example,https://d.example', COUNTERSIGN_DEMO: 'false', COUNTERSIGN_WITNESS: 'https://w.example/x w.example/w1+01234567+BAAA'};
  const told = await settings(['--config', config], env);
  assert.deepEqual(JSON.parse(told['allow-origin']), ['https://c.example', 'https://d.example']);
  assert.equal(told.demo, 'false');
  assert.match(told.witness, /"https:\/\/w.example\/x w.example\/w1\+01234567\+BAAA"/);
});

test('what is printed is a file that says the same', async () => {
  const args = ['--store', 'sqlite:x', '--allow-origin', 'https://a.example', '--allow-origin', 'https://b.example', '--quiet', '--rate-limit-key', '5/s:9', '--trusted-proxy', '10.0.0.0/8', '--metrics', '127.0.0.1:9464'];
  const {stdout} = await serve([...args, '--print-config']);
  assert.match(stdout, /^rate-limit-key="5\/s:9"$/m);
  assert.match(stdout, /^# www=""$/m, 'what is not set is told of');
  const again = await serve(['--config', await file(stdout), '--print-config']);
  assert.equal(again.stdout, stdout);
});

for (const [what, text, said] of [
  ['a setting that there is not', 'store = "sqlite:x"\nlissten = "127.0.0.1:1"\n', /no setting lissten; is listen meant\?/],
  ['a section', 'store = "sqlite:x"\n[logging]\nformat = "json"\n', /no sections, such as logging/],
  ['a setting in two places', 'host = "a"\nstore = "sqlite:x"\nhost = "b"\n', /host is set twice/],
  ['two values of a setting that has one', 'store = "sqlite:x"\nlisten = "127.0.0.1:1"\nlisten = "127.0.0.1:2"\n', /listen/],
  ['a setting of the command line alone', 'store = "sqlite:x"\nprint-config = true\n', /print-config/],
  ['a value that cannot be', 'store = "sqlite:x"\nlog-format = "xml"\n', /log-format.*xml/s],
  ['no store', 'quiet = true\n', /--store is required/],
]) {
  test(`refused in the file: ${what}`, async () => {
    const {code, stdout, stderr} = await serve(['--config', await file(text), '--print-config']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, said);
  });
}

test('refused: a file that is not there, a flag that there is not, a store named twice', async () => {
  for (const [args, env, said] of [
    [['--config', server.file('nowhere')], {}, /nowhere/],
    [[], {COUNTERSIGN_CONFIG: server.file('nowhere')}, /nowhere/],
    [['--store', 'sqlite:x', '--nonsense'], {}, /nonsense/],
    [['--store', 'sqlite:x', '--store-file', 'y'], {}, /excludes/],
    [['--store-file', server.file('nowhere')], {}, /nowhere/],
    [[], {}, /--store is required/],
  ]) {
    const {code, stderr} = await serve(args, env);
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  }
});

test('a misspelt variable of the environment is refused, with the one that was probably meant and without its value', async () => {
  for (const [name, said] of [
    ['COUNTERSIGN_LISTN', /COUNTERSIGN_LISTN, .*is COUNTERSIGN_LISTEN meant\?/],
    ['COUNTERSIGN_STROE', /COUNTERSIGN_STROE, .*is COUNTERSIGN_STORE meant\?/],
    ['COUNTERSIGN_LOGFORMAT', /is COUNTERSIGN_LOG_FORMAT meant\?/],
    ['COUNTERSIGN_RATE_LIMIT_ADRESS', /is COUNTERSIGN_RATE_LIMIT_ADDRESS meant\?/],
    ['COUNTERSIGN_log_format', /is COUNTERSIGN_LOG_FORMAT meant\?/],
    ['COUNTERSIGN_CONFG', /is COUNTERSIGN_CONFIG meant\?/],
    ['COUNTERSIGN_PORT', /COUNTERSIGN_PORT, .*--help/],
    ['COUNTERSIGN_', /COUNTERSIGN_, .*--help/],
    ['COUNTERSIGN_PRINT_CONFIG', /COUNTERSIGN_PRINT_CONFIG, .*--help/],
  ]) {
    const {code, stdout, stderr} = await serve(['--print-config'], {[name]: 'hunter2'});
    assert.deepEqual([code, stdout], [2, ''], name);
    assert.match(stderr, said);
    assert.ok(!stderr.includes('hunter2'));
  }
  const two = await serve(['--store', 'sqlite:x'], {COUNTERSIGN_LISTN: '1', COUNTERSIGN_HOTS: '2'});
  assert.deepEqual([two.code, two.stderr.trimEnd().split('\n').length], [2, 2]);
});

test('not taken for misspelt: what is empty, what is of the tests, what Kubernetes tells of its services', async () => {
  const env = {
    COUNTERSIGN_LISTN: '', COUNTERSIGN_TEST_ANYTHING: '1', COUNTERSIGNED: '1', COUNTERSIGN_SERVICE_HOST: '10.0.0.1', COUNTERSIGN_SERVICE_PORT: '80', COUNTERSIGN_SERVICE_PORT_HTTP: '80',
    COUNTERSIGN_PORT: 'tcp://10.0.0.1:80', COUNTERSIGN_PORT_80_TCP: 'tcp://10.0.0.1:80', COUNTERSIGN_PORT_80_TCP_ADDR: '10.0.0.1', COUNTERSIGN_WEB_SERVICE_HOST: '10.0.0.2',
    COUNTERSIGN_WEB_PORT: 'tcp://10.0.0.2:80',
  };
  assert.equal((await settings(['--store', 'sqlite:x'], env)).listen, '"127.0.0.1:8080"');
});

test('secrets are not printed', async () => {
  const read = await settings(['--store', 'postgres://countersign:hunter2@db.example/approvals']);
  assert.equal(read.store, '"postgres://countersign:***@db.example/approvals"');
});

test('a server is what its file says; the store may stand in a file of its own', async () => {
  const store = server.file('store-address');
  await writeFile(store, `${server.store}\n`);
  const config = await file(`store-file = "${store}"\nlisten = "127.0.0.1:0"\nlog-format = "json"\nallow-origin = ["https://portal.example"]\n`);
  assert.ok(await server.up(['--config', config], {store: [], listen: []}), server.errors);
  const answer = await server.get('/v1/requests', {Authorization: `Bearer ${server.key}`, Origin: 'https://portal.example'});
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), 'https://portal.example');
  assert.equal(await server.down(), 0);
  assert.equal(JSON.parse(server.errors.split('\n')[0]).route, '/v1/requests');
});
