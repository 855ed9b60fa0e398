// A server with an empty store and an API key, for the examples.
import {execFileSync, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** How Chromium is started everywhere here. */
export const browserOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const countersign = process.env.COUNTERSIGN ?? join(root, 'build/release/native/countersign');

/** Starts a program that prints its address once it listens. */
export function start(command, args, env = {}) {
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, ...env}});
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const address = new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const found = /listening on (\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error(`${command} ended: ${said}`)));
    child.on('error', reject);
  });
  return {
    address,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** @param demo serves the demo's pages, people and requests as well. */
export async function startServer({demo = false} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-example-'));
  const store = `sqlite:${join(folder, 'store.sqlite')}`;
  const printed = execFileSync(countersign, ['keys', 'create', '--new-store', '--store', store, '--name', 'portal'], {encoding: 'utf8'});
  const [key] = /cs_key_[\w-]+/.exec(printed);
  if (demo) execFileSync(countersign, ['demo', '--store', store, '--files', join(root, 'www/demo/files')]);
  const pages = demo ? ['--www', join(root, 'www'), '--widget', join(root, 'web/dist'), '--demo'] : [];
  // Port 0 lets it choose a free one.
  const server = start(countersign, ['serve', '--store', store, '--listen', '127.0.0.1:0', '--quiet', ...pages]);
  const endpoint = await server.address;
  const stop = async () => {
    await server.stop();
    await rm(folder, {recursive: true, force: true});
  };
  return {endpoint, folder, key, store, stop};
}
