// `preview` and `due` on the command line say what the core says in a browser, of a log and of a state alike, as the schema has it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {loadCore} from '../../web/dist/core.js';
import {refusalsOf} from '../web-contract/schema.mjs';

const repository = new URL('../../', import.meta.url).pathname;
const countersign = process.env.COUNTERSIGN ?? join(repository, 'build/release/native/countersign');
const folder = mkdtempSync(join(tmpdir(), 'countersign-preview-'));
after(() => rmSync(folder, {recursive: true}));
const core = await loadCore();

const run = (...args) => spawnSync(countersign, args, {encoding: 'utf8', maxBuffer: 1 << 26});
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** What the core answers, or refuses with, as the command line prints it; and the exit code that it calls for. */
function expected(ask) {
  try {
    return {text: core.canonicalize(ask()), status: 0};
  } catch ({code, status, title, detail, pointer, problems}) {
    const unreadable = status === 400 || status === 413;
    return {text: core.canonicalize({error: {code, status, title, detail, pointer, ...(problems && {problems})}}), status: unreadable ? 2 : 1};
  }
}

const store = `sqlite:${join(folder, 'store')}`;
const ids = run('demo', '--store', store, '--files', join(repository, 'www/demo/files')).stdout.trim().split('\n');
const records = ids.map((id) => JSON.parse(run('export', '--store', store, id).stdout));
const later = new Date(Date.now() + 30 * 86_400_000).toISOString();
const dana = {kind: 'human', party: 'delivery', id: 'dana', name: 'Dana Ruiz'};

const commandsOf = ({stages, versions}) => [
  {command: 'submit'},
  {command: 'revise'},
  {command: 'withdraw', reason: 'Not needed.'},
  {command: 'meet-condition', condition: 'c1', evidence: 'Done.'},
  {command: 'proceed', reason: 'It is late.'},
  {command: 'add-version', parts: versions.at(-1)?.parts.slice(0, 1) ?? []},
  {command: 'remind', stage: stages[0].id},
  {command: 'extend', due: later},
];

test("preview of the demo's requests", () => {
  const seen = new Set();
  for (const {events, request} of records) {
    const log = file('log', events);
    const state = file('state', request);
    for (const [index, command] of commandsOf(request).entries()) {
      const context = {now: new Date().toISOString(), actor: dana, command_id: `new-${index}`, request: request.id};
      const {text, status} = expected(() => core.preview({state: request, command, context}));
      seen.add(status);
      for (const record of [log, state]) {
        const ran = run('preview', record, '--command', file('command', command), '--context', file('context', context), '--json');
        // What is not even a command is complained about with the name of its file.
        assert.equal(status === 2 ? ran.stderr.split('\n').at(-2) : ran.stdout.trimEnd(), text, `${request.title}: ${command.command}`);
        assert.equal(ran.status, status);
        if (status === 0) assert.deepEqual(refusalsOf('Preview', JSON.parse(ran.stdout)), []);
      }
    }
  }
  assert.deepEqual([...seen].sort(), [0, 1, 2]);
});

test("due of the demo's requests", () => {
  const due = records.map(({events, request}) => {
    const ran = run('due', file('log', events), '--now', later, '--json');
    assert.equal(ran.stdout.trimEnd(), expected(() => core.due({state: request, now: later})).text);
    assert.deepEqual(refusalsOf('Due', JSON.parse(ran.stdout)), []);
    return JSON.parse(ran.stdout);
  });
  assert.ok(due.some(({commands}) => commands.length > 0), 'a condition is late by then');
});
