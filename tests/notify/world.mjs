// Who is told: a receiver of webhooks and a mail server, both real, on this machine.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createPublicKey, verify} from 'node:crypto';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SMTPServer} from 'smtp-server';
import {Webhook} from 'standardwebhooks';

const onLoopback = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

const bytesOf = async stream => {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** Takes webhooks, verifies each with the package `standardwebhooks`, and answers as `answer` says. */
export class Receiver {
  #server;
  /** [{event, headers, path}…] as they were answered with 2xx. */
  taken = [];
  /** Likewise, of all calls. */
  calls = [];
  secrets = [];
  /** What could not be verified. */
  forged = [];
  /** (call) => status, or {status, headers, body}, or a promise of it. */
  answer = () => 204;

  static async start() {
    const receiver = new Receiver();
    receiver.#server = createServer((request, response) => void receiver.#take(request, response));
    receiver.port = await onLoopback(receiver.#server);
    receiver.url = `http://127.0.0.1:${receiver.port}/hook`;
    return receiver;
  }

  async #take(request, response) {
    const body = (await bytesOf(request)).toString();
    const call = {headers: request.headers, path: request.url, method: request.method, body};
    const verified = this.secrets.map(secret => {
      try {
        return new Webhook(secret).verify(body, request.headers);
      } catch {
        return undefined;
      }
    });
    call.verifiedBy = verified.map(Boolean);
    call.event = verified.find(Boolean);
    if (!call.event) this.forged.push(call);
    this.calls.push(call);
    const answered = await this.answer(call);
    const {status, headers = {}, body: said = ''} = typeof answered === 'object' ? answered : {status: answered};
    if (status >= 200 && status < 300) this.taken.push(call);
    response.writeHead(status, headers).end(said);
  }

  /** The events of one request, in the order of their first arrival. */
  firstArrivals(request) {
    const seen = new Set();
    return this.taken.map(({event}) => event).filter(({subject, id}) => subject === request && !seen.has(id) && seen.add(id));
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(resolve));
  }
}

const SPKI_OF_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether one of the v1a signatures is by this key (`whpk_…`). The package knows v1 only. */
export function isSignedBy(publicKey, body, headers) {
  const key = createPublicKey({key: Buffer.concat([SPKI_OF_ED25519, Buffer.from(publicKey.slice('whpk_'.length), 'base64')]), format: 'der', type: 'spki'});
  const text = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = headers['webhook-signature'].split(' ').filter(each => each.startsWith('v1a,'));
  return signatures.some(each => verify(null, text, key, Buffer.from(each.slice('v1a,'.length), 'base64')));
}

/** A folder with a certificate of 127.0.0.1 that its own file vouches for, and a password. */
export function makeSecrets() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mail-'));
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', key, '-out', certificate], {stdio: 'ignore'});
  return {folder, certificate, key, remove: () => rmSync(folder, {recursive: true, force: true})};
}

/** Undoes what mail does to a header or a part: enough to read what this server writes. */
const decodedWords = text => text.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, word) => `\u0000${word}\u0000`)
  .replaceAll(/(?:\u0000[^\u0000]*\u0000)+/g, words => Buffer.concat(words.split('\u0000').filter(Boolean).map(word => Buffer.from(word, 'base64'))).toString());

export function readMail(raw) {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n').map(line => /^([^:]+): (.*)$/.exec(line));
  const headers = Object.fromEntries(lines.map(([, name, value]) => [name.toLowerCase(), decodedWords(value)]));
  const [, boundary] = /boundary="([^"]+)"/.exec(headers['content-type']);
  const parts = rest.join('\r\n\r\n').split(`--${boundary}`).slice(1, -1).map(part => {
    const [about, body] = part.split('\r\n\r\n');
    return [/Content-Type: ([^;]+)/.exec(about)[1], Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n')];
  });
  return {headers, names: lines.map(([, name]) => name), plain: parts.find(([type]) => type === 'text/plain')[1], html: parts.find(([type]) => type === 'text/html')[1], raw};
}

/** A mail server that keeps what it is sent. */
export class MailHost {
  #server;
  mails = [];
  logins = [];
  /** (address) => an SMTP status to refuse it with, or nothing. */
  refuse = () => undefined;

  static async start({secrets, login, offersTls = Boolean(secrets)} = {}) {
    const host = new MailHost();
    const refused = (status) => Object.assign(new Error('not here'), {responseCode: status});
    host.#server = new SMTPServer({
      ...(secrets && {key: readFileSync(secrets.key), cert: readFileSync(secrets.certificate)}),
      hideSTARTTLS: !offersTls,
      authOptional: !login,
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth({username, password}, session, done) {
        host.logins.push({username, isSecure: session.secure});
        const isGood = login && username === login.user && password === login.password;
        done(isGood ? null : refused(535), isGood ? {user: username} : undefined);
      },
      onRcptTo({address}, session, done) {
        const status = host.refuse(address);
        done(status ? refused(status) : null);
      },
      onData(stream, session, done) {
        bytesOf(stream).then(bytes => {
          const [{address}] = session.envelope.rcptTo;
          host.mails.push({...readMail(bytes.toString('latin1')), to: address, from: session.envelope.mailFrom.address, isSecure: session.secure});
          done();
        }, done);
      },
    });
    host.#server.on('error', () => {});  // a client that was killed
    await new Promise(resolve => host.#server.listen(0, '127.0.0.1', resolve));
    host.url = `smtp://127.0.0.1:${host.#server.server.address().port}`;
    return host;
  }

  to(address) {
    return this.mails.filter(mail => mail.to === address);
  }

  stop() {
    return new Promise(resolve => this.#server.close(resolve));
  }
}
