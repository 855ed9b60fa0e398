// Which branches of the core do its tests take? Builds the unit tests and the native core with Clang's coverage, runs the
// unit tests and every vector, and prints for each file how many branches were taken, and those that never were.
//
//   node tests/coverage/run.mjs                 core/base, core/json and core/request
//   node tests/coverage/run.mjs core/metrics    other folders
//
// A branch is one way of one condition, or one case of a switch. Left out are those inside check(), a promise that is never
// broken, `default: check(false)`, and the way past all cases of a switch that has one for each enumerator (-Wswitch sees to it).
// The last line says how many there are: `N of N branches`.
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const build = join(root, 'build/coverage');
const profiles = join(build, 'profiles');
const programs = ['core_tests', 'abi_driver'].map(name => join(build, 'tests', name));
const folders = process.argv.length > 2 ? process.argv.slice(2) : ['core/base', 'core/json', 'core/request'];

function run(program, args, environment = {}) {
  const {status, stdout, stderr} = spawnSync(program, args, {cwd: root, encoding: 'utf8', maxBuffer: 1 << 30, env: {...process.env, ...environment}});
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${`${stdout}${stderr}`.slice(-4000)}`);
  return stdout;
}

/** The branches of each file: file -> "line:column" -> {line, column, taken, missed}, as `llvm-cov show` prints them. */
function branchesIn(text) {
  const files = new Map();
  let branches;
  for (const line of text.split('\n')) {
    const file = /^(\/.*):$/.exec(line);
    if (file) files.set(relative(root, file[1]), (branches = new Map()));
    const found = /Branch \((\d+):(\d+)\): \[True: ([^,]+), False: ([^\]]+)\]/.exec(line);
    if (!found) continue;
    const [, at, column, ...counts] = found;
    const key = `${at}:${column}`;
    // A template has its branches once for each instantiation; one that is taken anywhere is taken.
    const known = branches.get(key) ?? {line: Number(at), column: Number(column), ways: [false, false]};
    known.ways = known.ways.map((way, index) => way || counts[index] !== '0');
    branches.set(key, known);
  }
  return files;
}

/** Whether the place lies inside the parentheses of a check(). */
function isPromise(source, line, column) {
  const before = source.slice(0, line - 1).join('\n').length + column;
  const text = source.join('\n');
  const start = text.lastIndexOf('check(', before);
  if (start < 0 || /\w/.test(text[start - 1] ?? '')) return false;
  let depth = 0;
  for (let at = start + 'check'.length; at < text.length; ++at) {
    if (text[at] === '(') ++depth;
    if (text[at] === ')' && --depth === 0) return at > before;
  }
  return false;
}

// Debian's clang and llvm packages; elsewhere these names may carry a version.
const absent = ['clang', 'llvm-profdata', 'llvm-cov'].filter(tool => spawnSync(tool, ['--version']).error);
if (absent.length > 0) {
  console.error(`Not found: ${absent.join(', ')}. On Debian, apt-get install clang llvm installs them, and so does sh native/setup.sh.`);
  process.exit(1);
}

rmSync(profiles, {recursive: true, force: true});
mkdirSync(profiles, {recursive: true});
run('cmake', ['--preset', 'coverage']);
run('cmake', ['--build', '--preset', 'coverage']);
run(programs[0], [], {LLVM_PROFILE_FILE: join(profiles, 'core_tests.profraw')});
run('node', ['--test', 'tests/coverage/vectors.mjs'], {LLVM_PROFILE_FILE: join(profiles, 'vectors-%p.profraw'), ABI_DRIVER: programs[1]});
const merged = join(profiles, 'all.profdata');
run('llvm-profdata', ['merge', '-sparse', '-o', merged, profiles]);
const shown = run('llvm-cov', ['show', programs[0], '-object', programs[1], `-instr-profile=${merged}`, '-show-branches=count', '-show-instantiations=false', ...folders.map(folder => join(root, folder))]);

let [all, covered] = [0, 0];
for (const [file, branches] of [...branchesIn(shown)].sort(([one], [other]) => (one < other ? -1 : 1))) {
  const source = readFileSync(join(root, file), 'utf8').split('\n');
  const isSwitch = ({line, column}) => source[line - 1].slice(0, column - 1).endsWith('switch (');
  const judged = [...branches.values()].filter(branch => file !== 'core/base/check.h' && !isSwitch(branch) && !source[branch.line - 1].includes('default: check(false)') && !isPromise(source, branch.line, branch.column));
  if (judged.length === 0) continue;
  const ways = judged.flatMap(({ways}) => ways);
  const taken = ways.filter(Boolean).length;
  all += ways.length;
  covered += taken;
  console.log(`${((100 * taken) / ways.length).toFixed(1).padStart(5)} %  ${String(taken).padStart(4)} of ${String(ways.length).padStart(4)}  ${file}`);
  for (const {line, column, ways: [yes, no]} of judged) {
    if (!yes || !no) console.log(`         never ${!yes && !no ? 'reached' : !yes ? 'true' : 'false'}: ${file}:${line}:${column}  ${source[line - 1].trim().slice(0, 140)}`);
  }
}
console.log(`${((100 * covered) / all).toFixed(2)} %: ${covered} of ${all} branches`);
