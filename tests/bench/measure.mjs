// What the bench measures with: where things are, how large they are, and the peer page as an esbuild bundle.
import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {readFile, mkdir, copyFile} from 'node:fs/promises';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';

const path = relative => fileURLToPath(new URL(relative, import.meta.url));
export const widgetFolder = path('../../web/dist');
export const peerFolder = path('../../build/bench/peer');
const source = path('peer');

const options = {bundle: true, minify: true, format: 'esm', target: 'es2022', jsx: 'automatic', define: {'process.env.NODE_ENV': '"production"'}, legalComments: 'none', logLevel: 'warning', metafile: true};

/** Builds the peer as it would be shipped. Returns the files that a browser loads. */
export async function buildPeer() {
  await mkdir(peerFolder, {recursive: true});
  await build({...options, entryPoints: {peer: `${source}/main.tsx`}, outdir: peerFolder});
  await copyFile(`${source}/index.html`, `${peerFolder}/index.html`);
  return [`${peerFolder}/peer.js`, `${peerFolder}/peer.css`];
}

/** Builds the peer's rules for Node and imports them. */
export async function importPeerRules() {
  const outfile = `${peerFolder}/commands.mjs`;
  await build({...options, entryPoints: [`${source}/commands.ts`], outfile, platform: 'node'});
  return import(outfile);
}

/** What a bench of the preset `release` prints, by name; a name may come more than once. */
export async function figuresOf(program, args = [], options = {}) {
  const file = path(`../../build/release/tests/${program}`);
  if (!existsSync(file)) throw new Error(`Build the preset release first: there is no ${file}`);
  const {stdout} = await promisify(execFile)(file, args, options);
  const figures = {};
  for (const [, name, value] of stdout.matchAll(/^(\S+) (\d+) \S+$/gm)) (figures[name] ??= []).push(Number(value));
  return figures;
}

/** The files of the widget that `entry` loads at once (itself, its imports, and theirs) and those it loads on demand. */
export async function modulesOf(entry) {
  const {metafile} = await build({entryPoints: [entry], absWorkingDir: widgetFolder, bundle: true, write: false, format: 'esm', metafile: true, ignoreAnnotations: true, logLevel: 'warning'});
  const reach = (from, kinds, files = new Set()) => {
    for (const file of from) {
      if (files.has(file)) continue;
      files.add(file);
      reach(metafile.inputs[file].imports.filter(({kind}) => kinds.includes(kind)).map(({path: imported}) => imported), kinds, files);
    }
    return files;
  };
  const atOnce = reach([entry], ['import-statement']);
  const all = reach([entry], ['import-statement', 'dynamic-import']);
  const paths = files => [...files].map(file => `${widgetFolder}/${file}`);
  return {atOnce: paths(atOnce), onDemand: paths([...all].filter(file => !atOnce.has(file)))};
}

const brotli = bytes => brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}}).length;

/** Bytes of some files together; each is compressed on its own, as it travels. */
export async function sizeOf(files) {
  const total = {raw: 0, gzip: 0, brotli: 0};
  for (const file of files) {
    const bytes = await readFile(file);
    total.raw += bytes.length;
    total.gzip += gzipSync(bytes, {level: 9}).length;
    total.brotli += brotli(bytes);
  }
  return total;
}

export const add = (a, b) => ({raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli});

/** Rows of equal length as aligned text; the first column to the left, the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows.map(row => row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd()).join('\n');
}
