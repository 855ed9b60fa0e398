// A bundle that the real server has signed, and the key of its log.
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const binary = join(root, 'build/release/native/countersign');
const countersign = (...args) => promisify(execFile)(binary, args, {maxBuffer: 64 * 1024 * 1024}).then(({stdout}) => stdout.trim());

/** Makes a store in `folder`, which is kept by the caller. */
export async function signedBundle(folder) {
  const store = `sqlite:${join(folder, 'store.sqlite')}`;
  const request = (await countersign('demo', '--store', store, '--files', join(root, 'www/demo/files'))).match(/req_[a-z2-7]+/)[0];
  const server = spawn(binary, ['serve', '--store', store, '--listen', '127.0.0.1:0', '--quiet'], {stdio: 'ignore'});
  let bundle;
  for (let tries = 0; bundle === undefined && tries < 200; tries += 1) {
    await sleep(100);
    bundle = await countersign('bundle', '--store', store, request).catch(() => undefined);
  }
  server.kill();
  assert.ok(bundle, 'the log was signed');
  return {bundle, key: await countersign('keys', 'log', '--store', store)};
}
