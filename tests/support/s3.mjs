// An S3-compatible object store for tests, on this machine: s3rver, which verifies signatures and keeps objects as files.
//
// In front of it stands what S3 has and s3rver has not: a call without a signature is refused, a body has to have the digest
// that was signed, and uploads in parts can be listed and aborted; nor does it fail at a range of an empty object. There, too, faults are made: of chosen calls either the call is lost, or the answer.
//
//   node tests/support/s3.mjs     prints `ready URL FOLDER`, and serves the bucket `blobs` until its standard input ends
import {createHash} from 'node:crypto';
import {createServer, request} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {createRequire} from 'node:module';
import {mkdtemp, readFile, readdir, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';

const require = createRequire(import.meta.url);
const S3rver = require('@20minutes/s3rver');
const authentication = require('@20minutes/s3rver/lib/middleware/authentication')();

export const ACCESS_KEY = 'S3RVER';
export const SECRET = 'S3RVER';
export const BUCKET = 'blobs';

const xml = text => text.replace(/[<>&"]/g, found => `&#${found.charCodeAt(0)};`);
const errorText = code => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

async function wholeBody(message) {
  const pieces = [];
  for await (const piece of message) pieces.push(piece);
  return Buffer.concat(pieces);
}

export class ObjectStore {
  #inner;
  #front;
  #sockets = new Set();
  folder;
  url;
  calls = [];  // "PUT blobs/ab/abc", in order
  /** Of each call, with its number from 0: undefined, 'lost' (before it is carried out), 'unanswered' (after it), 'silent' (nothing happens), or a status. */
  fault = () => undefined;

  static async start({tls} = {}) {
    const store = new ObjectStore();
    store.folder = await mkdtemp(join(tmpdir(), 'countersign-s3-'));
    const app = new S3rver({address: '127.0.0.1', port: 0, silent: true, directory: store.folder, configureBuckets: [{name: BUCKET}]});
    app.middleware.splice(-1, 0, store.#parts);  // before the last, which knows the routes
    store.#inner = app;
    const {port} = await app.run();
    const answer = (incoming, outgoing) => store.#answer(incoming, outgoing, port).catch(() => incoming.socket.destroy());
    store.#front = tls ? createTlsServer(tls, answer) : createServer(answer);
    store.#front.on(tls ? 'secureConnection' : 'connection', socket => {
      store.#sockets.add(socket);
      socket.once('close', () => store.#sockets.delete(socket));
    });
    await store.#listen(0);
    store.url = `${tls ? 'https' : 'http'}://127.0.0.1:${store.#front.address().port}`;
    return store;
  }

  #listen(port) {
    return new Promise(resolve => this.#front.listen(port, '127.0.0.1', resolve));
  }

  /** Nobody is there any more, until back(). */
  async away() {
    const closed = new Promise(resolve => this.#front.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
  back() {
    return this.#listen(Number(new URL(this.url).port));
  }

  async stop() {
    await this.away().catch(() => {});
    this.#inner.httpServer.closeAllConnections();
    await this.#inner.close();
    await rm(this.folder, {recursive: true, force: true});
  }

  /** Files of objects. */
  async objects() {
    const entries = await readdir(join(this.folder, BUCKET), {recursive: true, withFileTypes: true});
    return entries.filter(entry => entry.name.endsWith('._S3rver_object')).map(entry => join(entry.parentPath ?? entry.path, entry.name));
  }
  /** [{id, key}] of uploads in parts that are not complete. */
  async uploads() {
    const folder = join(this.folder, BUCKET, '._S3rver_uploads');
    const ids = await readdir(folder).catch(() => []);
    return Promise.all(ids.map(async id => ({id, key: await readFile(join(folder, id, 'key'), 'utf8')})));
  }

  // What s3rver does not know of, behind its own check of the signature.
  #parts = async (ctx, next) => {
    const [, bucket, key = ''] = /^\/([^/]+)(?:\/(.*))?$/.exec(ctx.path) ?? [];
    const lists = ctx.method === 'GET' && !key && 'uploads' in ctx.query;
    const aborts = ctx.method === 'DELETE' && key && 'uploadId' in ctx.query;
    const uploads = await this.uploads();
    const isGone = 'uploadId' in ctx.query && !uploads.some(each => each.id === ctx.query.uploadId && each.key === key);
    const isEmpty = ctx.method === 'GET' && ctx.get('range') && key && (await stat(join(this.folder, bucket, `${key}._S3rver_object`)).catch(() => null))?.size === 0;
    if (!lists && !aborts && !isGone && !isEmpty) return next();
    ctx.params = key ? {bucket, key} : {bucket};
    await authentication(ctx, async () => {
      if (isEmpty) {
        ctx.status = 416;
        ctx.body = errorText('InvalidRange');
        return;
      }
      if (lists) {
        const found = uploads.filter(each => each.key.startsWith(ctx.query.prefix ?? ''));
        ctx.type = 'application/xml';
        ctx.body = `<?xml version="1.0"?><ListMultipartUploadsResult>${found.map(each => `<Upload><Key>${xml(each.key)}</Key><UploadId>${each.id}</UploadId></Upload>`).join('')}</ListMultipartUploadsResult>`;
        return;
      }
      if (!isGone) await rm(join(this.folder, BUCKET, '._S3rver_uploads', basename(ctx.query.uploadId)), {recursive: true, force: true});
      ctx.status = isGone ? 404 : 204;
      if (isGone) ctx.body = errorText('NoSuchUpload');
    });
  };

  async #answer(incoming, outgoing, port) {
    const number = this.calls.push(`${incoming.method} ${incoming.url.slice(1)}`) - 1;
    const fault = this.fault(number, incoming);
    const body = await wholeBody(incoming);
    if (fault === 'silent') return;
    if (fault === 'lost') return incoming.socket.destroy();
    const refuse = (status, code) => outgoing.writeHead(status, {'Content-Type': 'application/xml'}).end(errorText(code));
    if (typeof fault === 'number') return refuse(fault, 'SlowDown');
    if (!incoming.headers.authorization) return refuse(403, 'AccessDenied');
    if (incoming.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return refuse(400, 'XAmzContentSHA256Mismatch');
    const inner = request({host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers}, async answer => {
      const answered = await wholeBody(answer).catch(() => undefined);
      if (!answered) return incoming.socket.destroy();
      if (fault === 'unanswered') return incoming.socket.destroy();
      outgoing.writeHead(answer.statusCode, answer.headers).end(answered);
    });
    inner.on('error', () => incoming.socket.destroy());
    inner.end(body);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const store = await ObjectStore.start();
  process.stdout.write(`ready ${store.url} ${store.folder}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => store.stop().then(() => process.exit(0)));
}
