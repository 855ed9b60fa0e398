// Builds dist/: ES modules minified by esbuild, declarations by tsc, the wasm modules beside them, and the page that checks
// receipts.
import {execFileSync} from 'node:child_process';
import {copyFile, mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import {build, transform} from 'esbuild';
import {minify} from 'terser';
import {buildVerifyPage} from './verify-page.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
/** The whole core, what the element loads of it, and what it loads when a receipt is kept. */
const modules = ['countersign.wasm', 'approver.wasm', 'verifier.wasm'];

/** A style sheet becomes its minified text: it is used in a constructed sheet, not in a file of its own. */
const styleText = {
  name: 'style-text',
  setup({onLoad}) {
    onLoad({filter: /\.css$/}, async ({path}) => {
      const {code} = await transform(await readFile(path, 'utf8'), {loader: 'css', minify: true, target: 'es2022'});
      return {contents: code.trim(), loader: 'text'};
    });
  },
};

/** Audits, receipts and passkeys, which few pages load, take the whole core from `core.js`: a chunk shared with it would cost every page a file. */
const coreApart = {
  name: 'core-apart',
  setup({onResolve}) {
    onResolve({filter: /^\.\.?\/core\.js$/}, ({path, importer}) => (/\/(audit|receipt|passkey)\.ts$/.test(importer) ? {path: './core.js', external: true} : undefined));
  },
};

await rm(new URL('dist', import.meta.url), {recursive: true, force: true});
// The core on its own is for hosts without the element; sharing it as a chunk would cost every page another file.
const bundles = await Promise.all(
  [['src/index.ts', 'src/define.ts'], ['src/core.ts']].map((entryPoints) =>
    build({
      absWorkingDir: root,
      entryPoints,
      outdir: 'dist',
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      chunkNames: '[name]-[hash]',
      plugins: [styleText, coreApart],
      logLevel: 'warning',
      write: false,
    }),
  ),
);

// What esbuild has bundled, terser makes about 3 % smaller.
const options = {module: true, ecma: 2022, compress: {passes: 3, unsafe_arrows: true, pure_getters: true}};
await mkdir(new URL('dist', import.meta.url));
for (const {path, text} of bundles.flatMap(({outputFiles}) => outputFiles)) await writeFile(path, (await minify(text, options)).code);

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', root, '--emitDeclarationOnly', '--stripInternal'], {stdio: 'inherit'});

// Without the core the package still type-checks; whoever needs it builds it first (CMake preset `wasm`).
for (const name of modules) {
  const wasm = new URL(`../build/wasm/web/${name}`, import.meta.url);
  if (await stat(wasm).catch(() => undefined)) await copyFile(wasm, new URL(`dist/${name}`, import.meta.url));
  else console.warn(`No ${name}: build the CMake preset "wasm" first.`);
}

const page = await buildVerifyPage(new URL('../build/wasm/web/countersign.wasm', import.meta.url));
if (page) await writeFile(new URL('dist/verify.html', import.meta.url), page);
else console.warn('No verify.html: it holds countersign.wasm.');

// The processes that come with the core, for pages that offer them: one file with all of them.
const templates = new URL('../core/templates/', import.meta.url);
const names = (await readdir(templates)).filter((name) => name.endsWith('.json')).sort();
const list = await Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, templates), 'utf8'))));
await writeFile(new URL('dist/templates.json', import.meta.url), JSON.stringify(list));
