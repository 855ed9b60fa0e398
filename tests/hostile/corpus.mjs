// Requests that nobody should send, made by chance from a seed: {name, bytes} on the wire, for every route of openapi.json.
import {readFileSync} from 'node:fs';

const openapi = JSON.parse(readFileSync(new URL('../../core/schema/openapi.json', import.meta.url), 'utf8'));
const schema = JSON.parse(readFileSync(new URL('../../core/schema/countersign.schema.json', import.meta.url), 'utf8'));

/** [{method, path, has_body}] of every route but those of the demo, which this server does not have. */
export const routes = Object.entries(openapi.paths)
  .filter(([path]) => !path.startsWith('/demo'))
  .flatMap(([path, item]) => ['get', 'put', 'post', 'delete'].filter(method => item[method]).map(method => ({method: method.toUpperCase(), path, body: item[method].requestBody !== undefined && method === 'post'})));

const commands = schema.$defs.Command.oneOf.map(({$ref}) => schema.$defs[$ref.split('/').at(-1)].properties.command.const).filter(Boolean);

const BIDI = '\u202e\u2066\u200f';
const BAD_UTF8 = [Buffer.from([0xc0, 0x80]), Buffer.from([0xff]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf5, 0x80, 0x80, 0x80]), Buffer.from([0xe2, 0x82])];
const NUMBERS = ['1e999', '-0', '1.5', '9007199254740993', '-1', '01', '1e5', 'NaN', 'Infinity', '0x10', '1'.repeat(400), '.5', '+1', '1.'];
const VALUES = ['null', 'true', '[]', '{}', '""', '" "', '[[]]', '"\\u0000"', '"\\ud800"', `"${BIDI}"`, '{"a":1}', '[1,2]', '""""', "'x'", 'undefined', ''];
const FIELDS = ['command', 'kind', 'title', 'ask', 'stages', 'due', 'amount', 'scope', 'policy', 'parts', 'text', 'stage', 'version', 'displayed_digest', 'decision', 'challenge', 'actor', 'origins', 'ttl_seconds', '__proto__', 'constructor', 'toString', BIDI];

/** A path with every place filled. */
function fill(path, at) {
  const places = {id: at.request, sha256: at.blob, tile: '0/000', bundle: '000', link: 'nobody', name: 'nobody'};
  return path.replace(/\{(\w+)\}/g, (_, name) => places[name] ?? 'x');
}

/** A JSON text that is wrong in one way or another. Never a whole command: `command` is wrong, or something is too much. */
function badJson(random) {
  const value = () => random.one([...NUMBERS, ...VALUES]);
  const field = () => JSON.stringify(random.one(FIELDS));
  return random.one([
    () => value(),
    () => `{${field()}:${value()}}`,
    () => `{"command":"${random.one(commands)}","nobody_knows":${value()}}`,
    () => `{"command":"${random.one(commands)}","command":"create"}`,
    () => `{"command":${value()}}`,
    () => `{"command":"create","kind":"document","title":${value()},"x":1}`,
    () => `{"command":"create","kind":"document","title":"${'x'.repeat(1000 + random.below(100_000))}"}`,
    () => `{"command":"create","kind":"document","title":"A","stages":${value()},"y":0}`,
    () => '['.repeat(1 + random.below(20_000)),
    () => '{"a":'.repeat(1 + random.below(5000)),
    () => `{"command":"create","kind":"document","title":"A"} ${random.one(['x', '{}', ']', '\u0000'])}`,
    () => `{"command":"create",${'"k":1,'.repeat(random.below(2000))}"z":0}`,
    () => `{"command":"create","kind":"document","title":"a\u0000b"}`,
    () => Buffer.concat([Buffer.from('{"command":"create","kind":"document","title":"'), random.one(BAD_UTF8), Buffer.from('"}')]),
    () => Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    () => '{"command":"create","kind":"document","title":"A"',
    () => `{"actor":{"id":${value()},"kind":"human","name":"A","party":"delivery"},"more":1}`,
    () => `{"actor":${value()}}`,
    () => Buffer.from(Array.from({length: 1 + random.below(300)}, () => random.below(256))),
    () => `{"command":"decide","stage":"customer","version":${value()},"displayed_digest":"${'0'.repeat(random.below(70))}","decision":"approve","challenge":"x"}`,
    () => `{"command":"comment","text":"${random.one([BIDI, '\\u202e', ' ', '\\n'])}"}`,
    () => `{"command":"comment","text":["${'a","'.repeat(random.below(3000))}"]}`,
  ])();
}

const TARGETS = ['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/v1/%', '/v1/%zz', '/v1/%00', '/v1/requests%2f', '/v1/requests/%ff', '/v1//requests', '//', '*', 'v1/requests', 'http://evil.example/v1/requests', '/v1/requests?limit=1&limit=2', '/v1/requests?limit=-1', '/v1/requests?limit=999999999999999999999', '/v1/requests?cursor=%00', '/v1/requests?x', '/v1/requests?=&=', "/v1/requests?state=';DROP TABLE events;--", '/v1/requests#x', '/v1/requests/\\..\\x', '/v1/requests/req_nobody/events?after=x', '/v1/log/tile/99/000', '/v1/log/tile/0/x999/999.p/0', '/v1/log/entries/999', '/v1/blobs/../blobs', '/v1/blobs/' + 'G'.repeat(64), `/v1/${'a'.repeat(3000)}`, `/v1/${'a/'.repeat(1500)}`, `/v1/requests?${'a=b&'.repeat(800)}`, '/v1/requests/%e2%80%ae'];

const METHODS = ['DELETE', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'GETT', 'X'.repeat(40), 'PUT', 'POST', 'LOCK', 'M-SEARCH'];

const HEADER_LINES = ['X : y', ': y', 'no colon', 'X: a\u0000b', 'X: a\rb', 'X\u00e9: y', 'Transfer-Encoding: gzip', 'Transfer-Encoding: chunked, identity', 'Content-Length: -1', 'Content-Length: +5', 'Content-Length: 5, 6', 'Content-Length: 18446744073709551616', 'Content-Length: 0x5', 'Host: evil.example', 'Host: ', ' folded: line', 'Expect: nothing-good', 'Upgrade: h2c', 'Authorization: Bearer', 'Authorization: Basic eDp5', `Authorization: Bearer ${'x'.repeat(9000)}`, `X: ${'y'.repeat(17_000)}`, 'Content-Type: text/plain', 'Content-Type: application/json; charset=utf-16', 'Countersign-Protocol: 999', 'If-Match: *', 'If-Match: W/"1"', 'If-Match: "x"', 'Idempotency-Key: ', `Idempotency-Key: ${'k'.repeat(200)}`, 'Idempotency-Key: a b', `Range: bytes=${'0-1,'.repeat(500)}`, 'Origin: null', 'Origin: https://evil.example'];

const CHUNKS = ['zz\r\n', '-1\r\n', 'fffffffffffffffff\r\n', '5\r\nabc\r\n0\r\n\r\n', '3;ext="' + 'x'.repeat(5000) + '\r\nabc\r\n0\r\n\r\n', '0x3\r\nabc\r\n0\r\n\r\n', '3\r\nabcX\r\n0\r\n\r\n', ' 3\r\nabc\r\n0\r\n\r\n', '3\nabc\n0\n\n', '1\r\n{\r\n0\r\nTrailer: x\r\nno colon\r\n\r\n'];

/** What a request is made of, when it is a good one. */
const parts = (route, at, token) => ({
  method: route.method,
  target: fill(route.path, at),
  version: 'HTTP/1.1',
  lines: ['Host: 127.0.0.1', `Authorization: Bearer ${token}`, 'Countersign-Protocol: 1', 'Connection: close', ...(route.body ? ['Content-Type: application/json'] : [])],
  body: Buffer.alloc(0),
  has_length: true,
});

function bytesOf({method, target, version, lines, body, has_length}) {
  const length = has_length && body.length > 0 ? [`Content-Length: ${body.length}`] : [];
  return Buffer.concat([Buffer.from(`${method} ${target} ${version}\r\n${[...lines, ...length].join('\r\n')}\r\n\r\n`), body]);
}

/** The ways to be wrong; each changes a good request. Those of the table `reading` may be answered like a good one, too. */
const WAYS = {
  method: (request, random) => (request.method = random.one(METHODS)),
  target: (request, random) => (request.target = random.one(TARGETS)),
  mangled: (request, random) => (request.target = request.target.slice(0, random.below(request.target.length)) + random.one(['%', '%f', '\\', '//', '\u0001', '%c0%ae', '?', '%', BIDI])),
  version: (request, random) => (request.version = random.one(['HTTP/9.9', 'HTTP/1.2', 'HTTP', 'http/1.1', 'HTTP/1.1 x', ''])),
  header: (request, random) => request.lines.push(random.one(HEADER_LINES)),
  headers: (request, random) => request.lines.push(...Array.from({length: 200 + random.below(2000)}, (_, i) => `X-${i}: y`)),
  missing: (request, random) => request.lines.splice(random.below(request.lines.length), 1),
  token: (request, random) => (request.lines[1] = `Authorization: Bearer ${random.one(['', 'cs_ses_', 'cs_key_'])}${'leak'.repeat(random.below(12))}${BIDI}`),
  length: (request, random) => {
    request.body = Buffer.from('{}');
    request.has_length = false;
    request.lines.push(...random.one([['Content-Length: 2', 'Content-Length: 3'], ['Content-Length: 300000'], ['Content-Length: 2', 'Transfer-Encoding: chunked'], ['Content-Length: two'], ['Content-Length: 99999999999999999999999']]));
  },
  chunks: (request, random) => {
    request.body = Buffer.from(random.one(CHUNKS));
    request.has_length = false;
    request.lines.push('Transfer-Encoding: chunked');
  },
  noise: (request, random) => (request.method = String.fromCharCode(...Array.from({length: 1 + random.below(60)}, () => 1 + random.below(255)))),
};

const BODY_HEADERS = (random, i) => [`Idempotency-Key: hostile-${i}`, ...(random.below(2) ? [`If-Match: "${random.below(9)}"`] : [])];

/** The request with this number: {name, bytes}. */
export function hostile(random, i, at) {
  const route = routes[i % routes.length];
  const token = random.one([at.key, at.session, at.session]);
  const request = parts(route, at, token);
  let way = random.one(Object.keys(WAYS));
  if (route.body && random.below(3) > 0) {
    way = 'json';
    request.lines.push(...BODY_HEADERS(random, i));
    request.body = Buffer.from(badJson(random));
  } else {
    WAYS[way](request, random);
  }
  // A second one behind it, which must not be answered in its place.
  const follows = random.below(12) === 0 ? Buffer.from('GET /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n') : Buffer.alloc(0);
  return {name: `${way} ${route.method} ${route.path}`, bytes: Buffer.concat([bytesOf(request), follows])};
}
