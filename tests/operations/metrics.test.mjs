// Prometheus before a real server.
import assert from 'node:assert/strict';
import {get} from 'node:http';
import {after, before, test} from 'node:test';
import {maria} from '../e2e/support/api.mjs';
import {parse, total} from './exposition.mjs';
import {Served, until} from './server.mjs';

let server;
before(async () => {
  server = await Served.make();
  assert.ok(await server.up(['--metrics', '127.0.0.1:0', '--quiet']), server.errors);
});
after(() => server.remove());

const scrape = async () => parse(await (await fetch(server.metrics)).text());
const commands = {route: '/v1/requests/{}/commands', method: 'POST', status: '2xx'};

test('the reader of the format is strict', () => {
  const good = '# HELP a_total It.\n# TYPE a_total counter\na_total{x="1"} 2\n';
  assert.equal(total(parse(good), 'a_total'), 2);
  const head = '# HELP h It.\n# TYPE h histogram\n';
  for (const bad of [
    good.trimEnd(), good + good, 'a_total 1\n', good.replace('2', 'two'), good.replace('"1"', "'1'"), good.replace('"1"', '"1",'), good + 'a_total{x="1"} 3\n', good.replaceAll('a_total', 'a'),
    good.replace(' 2', ''), good.replace('It.', ''), good + '\n', `${head}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`, `${head}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
    `${head}h_bucket{le="+Inf"} 1\nh_count 1\n`, `${head}h_bucket{le="+Inf"} 2\nh_sum 1\nh_count 1\n`,
  ]) assert.throws(() => parse(bad), JSON.stringify(bad));
});

test('what was done is counted: calls by route, refusals by code, commits, the log', async () => {
  const before = await scrape();
  const id = await server.api.submitted();
  await server.api.decide(maria, id, 'approve');
  await server.get('/v1/requests/nonexistent');
  await server.get('/v1/requests', {Authorization: 'Bearer cs_key_wrong'});
  await server.get(`/somewhere/${id}`);
  await until('the log to be signed', async () => {
    const now = await scrape();
    return total(now, 'countersign_log_signed_entries') === total(now, 'countersign_log_entries');
  });
  const after = await scrape();
  const grown = (name, labels) => total(after, name, labels) - total(before, name, labels);
  assert.ok(grown('countersign_http_requests_total', commands) >= 3);
  assert.equal(grown('countersign_http_request_duration_seconds_count', {route: commands.route}), grown('countersign_http_requests_total', {route: commands.route}));
  assert.ok(grown('countersign_http_request_duration_seconds_sum', {route: commands.route}) > 0);
  assert.equal(grown('countersign_http_requests_total', {route: '/v1/requests/{}', status: '4xx'}), 1);
  assert.equal(grown('countersign_refusals_total', {code: 'request-unknown'}), 1);
  assert.equal(grown('countersign_refusals_total', {code: 'unauthorized'}), 1);
  assert.equal(grown('countersign_refusals_total', {code: 'route-unknown'}), 1);
  assert.equal(grown('countersign_http_requests_total', {route: 'none'}), 1);
  assert.ok(grown('countersign_store_commit_duration_seconds_count') >= 5);
  assert.equal(grown('countersign_store_commit_batch_size_count'), grown('countersign_store_commit_duration_seconds_count'));
  assert.ok(grown('countersign_store_commit_batch_size_sum') >= grown('countersign_store_commit_batch_size_count'));
  assert.equal(total(after, 'countersign_store_commit_failures_total'), 0);
  assert.ok(grown('countersign_log_entries') >= 5);
  assert.equal(total(after, 'countersign_log_can_sign'), 1);
  assert.ok(total(after, 'countersign_log_checkpoint_age_seconds') < 60);
  const text = await (await fetch(server.metrics)).text();
  for (const secret of [id, server.key, maria.id, 'portal']) assert.ok(!text.includes(secret), secret);
});

test('who is there now: connections, calls and live streams', async () => {
  const id = await server.api.submitted();
  const before = await scrape();
  const {port} = new URL(server.url);
  const headers = {Authorization: `Bearer ${server.key}`, Accept: 'text/event-stream'};
  const stream = await new Promise((resolve, reject) => get({port, path: `/v1/requests/${id}/events`, headers}, resolve).on('error', reject));
  stream.on('error', () => {});
  stream.resume();
  const during = await until('the stream', async () => {
    const now = await scrape();
    return total(now, 'countersign_http_streams') === 1 && now;
  });
  assert.ok(total(during, 'countersign_http_connections') >= 1);
  assert.equal(total(during, 'countersign_http_requests_in_flight'), 0);
  stream.destroy();
  await until('its end', async () => total(await scrape(), 'countersign_http_streams') === 0);
  const after = await scrape();
  const route = {route: '/v1/requests/{}/events'};
  assert.equal(total(after, 'countersign_http_requests_total', route) - total(before, 'countersign_http_requests_total', route), 1);
  assert.equal(total(after, 'countersign_http_request_duration_seconds_count', route), total(before, 'countersign_http_request_duration_seconds_count', route));
});

test('what the process needs, when it began, and which program it is', async () => {
  const now = await scrape();
  assert.ok(total(now, 'process_resident_memory_bytes') > 1e6);
  assert.ok(total(now, 'process_open_fds') > 5 && total(now, 'process_open_fds') < total(now, 'process_max_fds'));
  assert.ok(Math.abs(total(now, 'process_start_time_seconds') - Date.now() / 1000) < 600);
  assert.ok(total(now, 'process_cpu_seconds_total') > 0);
  assert.match(now.get('countersign_build_info').samples[0].labels.version, /^\d+\.\d+/);
});

test('metrics are on an address of their own, in the text format, for local names and with GET only; health is there, too', async () => {
  const answer = await fetch(server.metrics);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal((await server.get('/metrics')).status, 404);
  const {origin, port} = new URL(server.metrics);
  assert.equal((await fetch(server.metrics, {method: 'POST'})).status, 405);
  assert.equal((await fetch(`${origin}/v1/requests`)).status, 404);
  assert.equal((await fetch(`${origin}/readyz`)).status, 200);
  const status = await new Promise(resolve => get({port, path: '/metrics', headers: {Host: 'evil.example'}}, response => resolve(response.statusCode)));
  assert.equal(status, 400);
});

test('an address that cannot be is refused at the start', async () => {
  const other = await Served.make();
  assert.equal(await other.up(['--metrics', 'nonsense']), false);
  assert.match(other.errors, /HOST:PORT/);
  assert.equal(await other.up(['--metrics', new URL(server.metrics).host]), false);
  assert.match(other.errors, /in use/);
  await other.remove();
});
