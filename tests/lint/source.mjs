// What the lints read: the files of the tree, and source text with its comments or strings blanked out.
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const kBinary = /\.(png|jpe?g|gif|webp|pdf|wasm|woff2?|ico|zip|gz|mp4|sqlite)$/i;

/** What .gitignore leaves out, for a tree that git does not know. */
const kIgnored = /^(\.git|build|node_modules|dist|built)$|\.tsbuildinfo$/;

/** The files below a folder, without git. */
export function walk(root, folder = '') {
  return readdirSync(join(root, folder), {withFileTypes: true}).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (kIgnored.test(entry.name)) return [];
    return entry.isDirectory() ? walk(root, path) : entry.isFile() ? [path] : [];
  });
}

/** The files of the tree: as git lists them, also where somebody else owns them; else whatever is there. */
export function listTree(root) {
  const asked = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  try {
    const listed = execFileSync('git', asked, {cwd: root, maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore']});
    return listed.toString('utf8').split('\0').filter(Boolean);
  } catch {
    return walk(root);
  }
}

/** Every text file that is committed or would be, by its path from the root of the repository. */
export function readTree(root, paths = listTree(root)) {
  const tree = {};
  for (const path of paths) {
    if (existsSync(join(root, path))) tree[path] = kBinary.test(path) ? '' : readFileSync(join(root, path), 'utf8');
  }
  return tree;
}

/** The entries of `tree` whose path matches. */
export const filesMatching = (tree, pattern) => Object.entries(tree).filter(([path]) => pattern.test(path));

/** `path:line: what` for every line of `text` that matches `pattern`. */
export function matchingLines(path, text, pattern, what) {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${what}: ${line.trim().slice(0, 120)}`] : []));
}

const blank = (text) => text.replace(/[^\n]/g, ' ');

// Good enough for C++, TypeScript and JavaScript: comments, strings, raw strings, templates with their expressions.
// A regular expression that holds a quote ends at the end of its line at the latest.
const kToken = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^\s()\\]{0,16})\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
const isComment = (token) => token.startsWith('//') || token.startsWith('/*');
const keepExpressions = (template) => template.replace(/\$\{[^}]*\}|[^\n]/g, (piece) => (piece.length > 1 ? piece : ' '));

/** The text without comments; lines keep their numbers. */
export const withoutComments = (text) => text.replace(kToken, (token) => (isComment(token) ? blank(token) : token));

/** The text without comments and without what stands in strings; lines keep their numbers. */
export const codeOnly = (text) => text.replace(kToken, (token) => (token.startsWith('`') ? keepExpressions(token) : blank(token)));
