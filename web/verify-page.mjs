// Makes one file of www/verify/: markup, style, script and the whole core. It needs no network and allows itself none, so it
// works from a saved copy.
import {createHash} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Finds `/countersign/…` where it comes from, and puts the core's module into the script. */
const oneFile = (wasm) => ({
  name: 'one-file',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^\/countersign\//}, ({path}) => ({path: file(path.replace(/^\/countersign\/(.*)\.js$/, 'src/$1.ts'))}));
    onLoad({filter: /www\/verify\/core\.js$/}, () => ({
      contents: `import bytes from ${JSON.stringify(wasm)};
        import {loadCore} from '/countersign/core.js';
        export const openCore = () => loadCore(bytes);`,
    }));
  },
});

const bundled = async (entry, options = {}) => {
  const {outputFiles} = await build({
    entryPoints: [file(`../www/verify/${entry}`)],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    ...options,
  });
  return outputFiles[0].text.trim();
};

/** @returns the page; nothing when the core has not been built. */
export async function buildVerifyPage(wasm) {
  if (!(await stat(wasm).catch(() => undefined))) return undefined;
  const style = await bundled('verify.css');
  const script = await bundled('verify.js', {plugins: [oneFile(fileURLToPath(wasm))], loader: {'.wasm': 'binary', '.css': 'text'}});
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const pieces = {
    '<meta charset="utf-8">': `<meta charset="utf-8">\n  <meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<link rel="stylesheet" href="verify.css">': `<style>${style}</style>`,
    '<script type="module" src="verify.js"></script>': `<script type="module">${script}</script>`,
  };
  return Object.entries(pieces).reduce((page, [from, to]) => {
    if (!page.includes(from)) throw new Error(`www/verify/index.html has no ${from}`);
    return page.replace(from, () => to);
  }, await readFile(file('../www/verify/index.html'), 'utf8'));
}
