// Imports a module of web/src as it stands, for the pure parts that the package does not export.
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

const web = new URL('../../../web/', import.meta.url);
const {build} = createRequire(new URL('package.json', web))('esbuild');

// What is only ever loaded by a page adds its style rules when it is.
globalThis.CSSStyleSheet ??= class {
  replaceSync() {}
};

export async function source(path) {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL(`src/${path}`, web))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    loader: {'.css': 'text'},
    write: false,
    logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
