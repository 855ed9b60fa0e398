// A C2SP witness (tlog-witness, cosignature/v1) after the letter of the protocol, and nothing of ours in it: notes,
// proofs and signatures are read and made here, with Node's OpenSSL. `mode` makes it misbehave.
import {createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify} from 'node:crypto';
import {createServer} from 'node:http';

const DASH = '\u2014 ';
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const node = (left, right) => sha256(Buffer.from([1]), left, right);
const keyId = (name, type, raw) => sha256(Buffer.from(`${name}\n`), Buffer.from([type]), raw).subarray(0, 4);
const rawPublic = key => key.export({format: 'der', type: 'spki'}).subarray(-32);
const publicKey = raw =>
  createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
    format: 'der',
    type: 'spki',
  });
const vkeyText = (name, type, raw) =>
  `${name}+${keyId(name, type, raw).toString('hex')}+${Buffer.concat([Buffer.from([type]), raw]).toString('base64')}`;

/** "NAME+ID+KEY" as {name, id, type, key}. */
export function readVkey(text) {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
  const bytes = Buffer.from(encoded, 'base64');
  return {name, id, type: bytes[0], key: publicKey(bytes.subarray(1))};
}

class Refused extends Error {
  constructor(status, body = '', type = 'text/plain') {
    super(`${status}`);
    Object.assign(this, {status, body, type});
  }
}

const decimal = text => {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) throw new Refused(400);
  return Number(text);
};
const hash = text => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== text) throw new Refused(400);
  return bytes;
};

/** The text, and its signatures as {name, id, bytes}. */
export function readNote(note) {
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0 || !note.endsWith('\n')) throw new Refused(400);
  const signatures = note
    .slice(blank + 2, -1)
    .split('\n')
    .map(line => {
      const [, name, encoded] = /^\u2014 ([^ +]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
      if (!name) throw new Refused(400);
      const bytes = Buffer.from(encoded, 'base64');
      return {name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4)};
    });
  return {text: note.slice(0, blank + 1), signatures};
}

export function readCheckpoint(text) {
  const [origin, size, root, end, ...rest] = text.split('\n');
  if (!origin || end !== '' || rest.length) throw new Refused(400);
  return {origin, size: decimal(size), root: hash(root)};
}

// RFC 6962, 2.1.2, read backwards: the roots that the proof of SUBPROOF(m, D[n], b) leads to. Its hashes are taken from
// the end.
function rootsThrough(m, n, isWhole, oldRoot, proof) {
  const next = () => {
    if (!proof.length) throw new Refused(422);
    return proof.pop();
  };
  if (m === n) {
    const root = isWhole ? oldRoot : next();
    return [root, root];
  }
  let k = 1;
  while (k * 2 < n) k *= 2;
  const other = next();
  if (m <= k) {
    const [before, after] = rootsThrough(m, k, isWhole, oldRoot, proof);
    return [before, node(after, other)];
  }
  const [before, after] = rootsThrough(m - k, n - k, false, oldRoot, proof);
  return [node(other, before), node(other, after)];
}

function checkConsistency(old, checkpoint, proof) {
  if (old.size === 0) {
    if (proof.length) throw new Refused(422);
    return;
  }
  const rest = [...proof];
  const [before, after] = rootsThrough(old.size, checkpoint.size, true, old.root, rest);
  if (rest.length || !before.equals(old.root) || !after.equals(checkpoint.root)) throw new Refused(422);
}

export class Witness {
  #server;
  #keys = generateKeyPairSync('ed25519');
  #liar = generateKeyPairSync('ed25519');
  #logs;
  /** What each log has shown: origin -> {size, root, text}. */
  seen = new Map();
  /** The statuses that were answered, in order. */
  answers = [];
  mode = 'honest';

  /** `logs`: a function of the keys that are trusted now, as vkeys. */
  static async start(name, logs) {
    const witness = new Witness();
    witness.name = name;
    witness.#logs = logs;
    await witness.listen(0);
    return witness;
  }

  async listen(port) {
    this.#server = createServer((request, response) => this.#answer(request, response));
    await new Promise(resolve => this.#server.listen(port, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
  }

  get vkey() {
    return vkeyText(this.name, 4, rawPublic(this.#keys.publicKey));
  }
  get option() {
    return `http://127.0.0.1:${this.port}/of/${this.name} ${this.vkey}`;
  }
  sizeOf(origin) {
    return this.seen.get(origin)?.size;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #cosign(text, key = this.#keys.privateKey, signed = text) {
    const time = BigInt(Math.floor(Date.now() / 1000));
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(time);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${signed}`), key);
    const id = keyId(this.name, 4, rawPublic(this.#keys.publicKey));
    return `${DASH}${this.name} ${Buffer.concat([id, stamp, signature]).toString('base64')}\n`;
  }

  #addCheckpoint(body) {
    const blank = body.indexOf('\n\n');
    const [first, ...lines] = body.slice(0, blank).split('\n');
    if (blank < 0 || !first.startsWith('old ') || lines.length > 63) throw new Refused(400);
    const oldSize = decimal(first.slice(4));
    const proof = lines.map(hash);
    const {text, signatures} = readNote(body.slice(blank + 2));
    const checkpoint = readCheckpoint(text);
    const trusted = this.#logs()
      .map(readVkey)
      .filter(({name}) => name === checkpoint.origin);
    if (!trusted.length) throw new Refused(404);
    const isSigned = trusted.some(({name, id, key}) =>
      signatures.some(each => each.name === name && each.id === id && verify(null, Buffer.from(text), key, each.bytes)),
    );
    if (!isSigned) throw new Refused(403);
    if (oldSize > checkpoint.size) throw new Refused(400);
    const old = this.seen.get(checkpoint.origin) ?? {size: 0};
    if (old.size !== oldSize) throw new Refused(409, `${old.size}\n`, 'text/x.tlog.size');
    if (oldSize === checkpoint.size && old.root && !old.root.equals(checkpoint.root)) throw new Refused(409);
    checkConsistency(old, checkpoint, proof);
    this.seen.set(checkpoint.origin, {size: checkpoint.size, root: checkpoint.root, text});
    return text;
  }

  async #answer(request, response) {
    let body = '';
    request.setEncoding('utf8');
    for await (const piece of request) body += piece;
    const say = (status, text = '', type = 'text/plain', more = {}) => {
      this.answers.push(status);
      response.writeHead(status, {'Content-Type': type, ...more}).end(text);
    };
    if (request.method !== 'POST' || request.url !== `/of/${this.name}/add-checkpoint`) return say(404);
    const text = body.slice(body.indexOf('\n\n') + 2, body.lastIndexOf('\n\n') + 1);
    switch (this.mode) {
      case 'silent':
        return void this.answers.push('silent');
      case 'failing':
        return say(500, 'no');
      case 'garbage':
        return say(200, 'I saw it, believe me');
      case 'huge':
        return say(200, 'x'.repeat(10_000_000));
      case 'other-key':
        return say(200, this.#cosign(text, this.#liar.privateKey));
      case 'other-root':
        return say(
          200,
          this.#cosign(text, this.#keys.privateKey, text.replace(/\n[^\n]+\n$/, `\n${'A'.repeat(43)}=\n`)),
        );
      case 'ahead':
        return say(409, '1000000\n', 'text/x.tlog.size');
      case 'circling':
        return say(409, `${this.answers.length + 1}\n`, 'text/x.tlog.size');
      case 'elsewhere':
        return say(307, '', 'text/plain', {
          Location: `http://127.0.0.1:${this.port}/of/${this.name}/add-checkpoint?again`,
        });
    }
    try {
      say(
        200,
        `${DASH}unknown.example/w ${Buffer.alloc(76).toString('base64')}\n${this.#cosign(this.#addCheckpoint(body))}`,
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(error.status, error.body, error.type);
    }
  }
}

/** A log that signs whatever it is told to. */
export class InventedLog {
  #key;
  constructor(origin, seed) {
    this.origin = origin;
    this.#key = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]),
      format: 'der',
      type: 'pkcs8',
    });
  }

  get #raw() {
    return rawPublic(createPublicKey(this.#key));
  }
  get vkey() {
    return vkeyText(this.origin, 1, this.#raw);
  }

  checkpoint(size, root) {
    const text = `${this.origin}\n${size}\n${root.toString('base64')}\n`;
    const signature = Buffer.concat([keyId(this.origin, 1, this.#raw), sign(null, Buffer.from(text), this.#key)]);
    return `${text}\n${DASH}${this.origin} ${signature.toString('base64')}\n`;
  }
}
