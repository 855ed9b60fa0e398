// How long `countersign log fsck` takes to rebuild the tree from the entries alone, beside a bare SHA-256 of as many bytes.
//
//     node tests/bench/log.mjs [ENTRIES]      1,000,000 unless told
import {execFile, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {peerFolder, table} from './measure.mjs';

const path = relative => fileURLToPath(new URL(relative, import.meta.url));
const fill = path('../../build/release/tests/bench_log_bench');
const countersign = path('../../build/release/native/countersign');
const ENTRY_BYTES = 900;

/** Runs a program to its end: {seconds, megabytes, stdout}. The memory is the most that it held, as GNU time or the kernel tells. */
async function timed(program, args) {
  const start = process.hrtime.bigint();
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
  let stdout = '';
  let megabytes = 0;
  child.stdout.on('data', text => (stdout += text));
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  }, 20);
  const code = await new Promise(resolve => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return {seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes, stdout};
}

function secondsToHash(entries) {
  const bytes = Buffer.alloc(ENTRY_BYTES, 'a');
  const start = process.hrtime.bigint();
  for (let i = 0; i < entries; ++i) createHash('sha256').update(bytes).digest();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** {entries, appended, signed, seconds, megabytes, hashing}: entries a second; of fsck; of the bare hashes. */
export async function measureFsck(entries) {
  await mkdir(dirname(peerFolder), {recursive: true});
  const folder = await mkdtemp(join(dirname(peerFolder), 'log-')); // beside the builds: the folder for temporary files may be no disk
  try {
    const store = join(folder, 'store.sqlite');
    const {stdout} = await promisify(execFile)(fill, [store, String(entries)]);
    const [key] = stdout.split('\n');
    const figure = name => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(stdout)[1]);
    const fsck = await timed(countersign, ['log', 'fsck', '--store', `sqlite:${store}`, '--key', key]);
    if (!fsck.stdout.startsWith(`${entries} entries, `)) throw new Error(fsck.stdout);
    return {entries, appended: figure('log_appended_per_second'), signed: figure('log_signed_per_second'), seconds: fsck.seconds, megabytes: fsck.megabytes, hashing: secondsToHash(entries)};
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

export const fsckTable = ({entries, appended, signed, seconds, megabytes, hashing}) =>
  table([
    [`a log of ${entries.toLocaleString('en')} entries of ${ENTRY_BYTES} bytes`, ''],
    ['stored, 500 at a time', `${appended.toLocaleString('en')} a second`],
    ['read back, hashed, signed', `${signed.toLocaleString('en')} a second`],
    ['fsck', `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`],
    ['as many bare SHA-256 in Node', `${hashing.toFixed(1)} s`],
    ['fsck to bare hashes', `${(seconds / hashing).toFixed(2)} x`],
  ]);

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fsckTable(await measureFsck(Number(process.argv[2] ?? 1_000_000))));
