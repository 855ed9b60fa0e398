// Metrics on the command line: the demo's story, exported and counted, is what the schema says, and what its records say.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {refusalsOf} from '../web-contract/schema.mjs';

const repository = new URL('../../', import.meta.url).pathname;
const countersign = process.env.COUNTERSIGN ?? join(repository, 'build/release/native/countersign');
const folder = mkdtempSync(join(tmpdir(), 'countersign-metrics-'));
after(() => rmSync(folder, {recursive: true}));

function run(...args) {
  const {status, stdout, stderr} = spawnSync(countersign, args, {encoding: 'utf8'});
  assert.equal(status, 0, stderr);
  return stdout;
}

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const calendar = {hours: weekdays.map(weekday => ({weekday, from: 540, to: 1020})), holidays: [], offset_minutes: 0, offset_changes: []};

test("the demo's requests, a year later", () => {
  const store = `sqlite:${join(folder, 'store')}`;
  const ids = run('demo', '--store', store, '--files', join(repository, 'www/demo/files')).trim().split('\n');
  const exports = ids.map(id => JSON.parse(run('export', '--store', store, id)));
  const now = new Date(Date.now() + 365 * 86_400_000).toISOString();
  const files = exports.map((exported, index) => file(`log-${index}`, exported));
  const metrics = JSON.parse(run('metrics', '--calendar', file('calendar', calendar), '--now', now, ...files));

  assert.deepEqual(refusalsOf('MetricsInput', {calendar, now, logs: exports.map(({events}) => events)}), []);
  assert.deepEqual(refusalsOf('Metrics', metrics), []);

  const requests = exports.map(({request}) => request);
  const count = wanted => requests.filter(wanted).length;
  const isSubmitted = ({versions}) => versions.some(({submitted}) => submitted);
  const {overall} = metrics;
  assert.equal(overall.requests, requests.length);
  assert.equal(overall.submitted, count(isSubmitted));
  assert.equal(overall.approved, count(({state}) => state.startsWith('approved')));
  assert.equal(overall.decided, count(({state}) => state.startsWith('approved') || state === 'rejected'));
  assert.equal(overall.time_to_decision.count, overall.decided);
  assert.equal(metrics.open_questions.count, requests.flatMap(({questions}) => questions).filter(({state}) => state === 'open').length);
  // Whatever still waits has waited for a year.
  const waiting = requests.filter(request => isSubmitted(request) && ['in-review', 'changes-requested', 'draft', 'ready'].includes(request.state));
  assert.equal(overall.under_way, waiting.length);
  for (const {id} of waiting) assert.ok(metrics.long_tails.some(({request}) => request === id), id);
  assert.equal(metrics.kinds.reduce((sum, kind) => sum + kind.requests, 0), requests.length);
});
