// Mutation run: are the core's tests as sharp as they look? One line of the rules is made wrong at a time, the vectors and
// the core's tests are run, and every mutant that they do not notice is printed.
//
//   node tests/mutation/run.mjs                     every mutant; takes hours
//   node tests/mutation/run.mjs --jobs 2            two at a time
//   node tests/mutation/run.mjs --sample 25         25 of them, spread over all
//   node tests/mutation/run.mjs --sample 25 --seed 7    25 others
//   node tests/mutation/run.mjs --file places       of the files whose name holds this word
//   node tests/mutation/run.mjs --list              prints the mutants and runs nothing
//
// It works on copies of the sources in build/mutation, built with little optimisation, and touches nothing else.
// A mutant that does not compile is not counted. The last line is the score: `N killed, N survived`.
// It is no part of tests/run.sh: it judges the tests, not the core, and takes too long.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const work = join(root, 'build', 'mutation');
const files = ['transition_table.h', 'guards.cpp', 'guards_delivery.cpp', 'predicate.cpp', 'stages.cpp', 'places.cpp', 'clock.cpp', 'completeness.cpp', 'decide.cpp', 'room.cpp'].map(name => `core/request/${name}`);

// How a line is made wrong: every match of `find` is one mutant.
const operators = [
  { name: 'a condition is negated', find: /\bif \((?!Refusal |const |auto )(.+?)\) (?=return|continue|break|\w)/g, make: match => match[0].replace(match[1], `!(${match[1]})`) },
  { name: 'a refusal is left out', find: /return refuse\([^;]*\);/g, make: () => 'return std::nullopt;' },
  { name: 'a refusal is left out', find: /\? refuse\((.+)\) : std::nullopt;/g, make: () => '? Refusal() : Refusal();' },
  { name: '<= for <', find: /(?<= )<(?= )/g, make: () => '<=' },
  { name: '< for <=', find: /(?<= )<=(?= )/g, make: () => '<' },
  { name: '>= for >', find: /(?<= )>(?= )/g, make: () => '>=' },
  { name: '> for >=', find: /(?<= )>=(?= )/g, make: () => '>' },
  { name: '!= for ==', find: /(?<= )==(?= )/g, make: () => '!=' },
  { name: '== for !=', find: /(?<= )!=(?= )/g, make: () => '==' },
  { name: '|| for &&', find: /(?<= )&&(?= |$)/g, make: () => '||' },
  { name: '&& for ||', find: /(?<= )\|\|(?= |$)/g, make: () => '&&' },
  { name: 'any for all', find: /std::all_of/g, make: () => 'std::any_of' },
  { name: 'all for any', find: /std::any_of/g, make: () => 'std::all_of' },
  { name: 'a not is dropped', find: /!(?=[a-z])/g, make: () => '' },
  { name: 'true for false', find: /return false;/g, make: () => 'return true;' },
  { name: 'false for true', find: /return true;/g, make: () => 'return false;' },
];

// Rows of the transition table: a guard is dropped, or the actors are others.
const rowOperators = [
  { name: 'a guard is dropped', find: /(?<=\{|, |^\s+)[a-z_]+,(?: |$)(?=[a-z_, ]*\}|[a-z_, ]*$)/g, make: () => '' },
  { name: 'the last guard is dropped', find: /(?:, )?\b[a-z_]+(?=\},)/g, make: () => '' },
  { name: 'agents may', find: /\bkHumans\b/g, make: () => 'kAnyone' },
  { name: 'agents may not', find: /\bkAnyone\b/g, make: () => 'kHumans' },
];

function isCode(line) {
  const text = line.trim();
  return text !== '' && !text.startsWith('//') && !text.startsWith('#') && !text.startsWith('static_assert') && !text.startsWith('check(');
}

const withoutComment = line => line.replace(/\s\/\/.*$/, '');

// The proofs over the table (static_assert, constexpr bool) are no rules. A mutant that they catch does not compile, and
// is not counted.
function mutantsOf(file) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const mutants = [];
  let inProof = false;
  lines.forEach((line, index) => {
    inProof = (inProof && line !== '}') || (line.startsWith('constexpr bool ') && line.endsWith('{'));
    if (inProof || !isCode(line) || line.startsWith('constexpr bool')) return;
    const isRow = /^\s*(step|row)\(State::|^\s+\{?([a-z]+_[a-z_]+, |approver, )+/.test(line);
    const code = withoutComment(line);
    for (const operator of isRow ? rowOperators : operators) {
      for (const match of code.matchAll(operator.find)) {
        const changed = code.slice(0, match.index) + operator.make(match) + code.slice(match.index + match[0].length);
        if (changed !== code) mutants.push({ file, index, name: operator.name, line: changed, was: line.trim() });
      }
    }
  });
  return mutants;
}

// The same numbers for the same seed (mulberry32).
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// One of every stretch of the list, so that all files have their share.
function sampled(mutants, size, seed) {
  if (size >= mutants.length) return mutants;
  const next = numbers(seed);
  const stretch = mutants.length / size;
  return Array.from({ length: size }, (_, i) => mutants[Math.floor((i + next()) * stretch)]);
}

// A copy of the sources and what is built of it. Each does one mutant at a time.
class Bench {
  constructor(number) {
    this.tree = join(work, String(number), 'tree');
    this.binaries = join(work, String(number), 'binaries');
  }

  run(command, args, seconds) {
    const options = { cwd: this.tree, timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 };
    return new Promise(resolve => {
      execFile(command, args, options, (error, stdout, stderr) => resolve({ ok: !error, timedOut: Boolean(error?.killed), output: `${stdout}${stderr}` }));
    });
  }

  build(target) {
    return this.run('cmake', ['--build', this.binaries, '--target', target], 1200);
  }

  // The quick ones first; what the vectors let through is built into the core's tests, and the small world comes last.
  // Undefined when it does not compile.
  async test(seconds) {
    const tests = [
      ['countersign', 'native/countersign', ['vectors', 'tests/vectors']],
      ['core_tests', 'tests/core_tests', ['~[small-world]', '-a']],
      ['core_tests', 'tests/core_tests', ['[small-world]', '-a']],
    ];
    let tested;
    for (const [target, program, args] of tests) {
      const built = await this.build(target);
      if (!built.ok) return undefined;
      tested = await this.run(join(this.binaries, program), args, seconds);
      if (!tested.ok) break;
    }
    return tested;
  }

  // Answers after how many seconds a test has hung.
  async prepare() {
    rmSync(this.tree, { recursive: true, force: true });
    mkdirSync(this.tree, { recursive: true });
    for (const name of ['CMakeLists.txt', 'core', 'native', 'tests/CMakeLists.txt', 'tests/core', 'tests/native', 'tests/support', 'tests/vectors', 'tests/vectors-run']) {
      if (existsSync(join(root, name))) cpSync(join(root, name), join(this.tree, name), { recursive: true });
    }
    mkdirSync(join(this.tree, 'build'));
    symlinkSync(join(root, 'build', 'sources'), join(this.tree, 'build', 'sources'));
    const flags = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-Og', '-DCOUNTERSIGN_PARTS=core;native;tests', '-DCOUNTERSIGN_WARNINGS_AS_ERRORS=OFF'];
    const configured = await this.run('cmake', ['-S', this.tree, '-B', this.binaries, '-G', 'Ninja', ...flags], 300);
    if (!configured.ok) throw new Error(configured.output);
    for (const target of ['countersign', 'core_tests']) {
      const built = await this.build(target);
      if (!built.ok) throw new Error(built.output);
    }
    const started = Date.now();
    const tested = await this.test(1200);
    if (!tested?.ok) throw new Error(`The tests fail without any mutant:\n${tested?.output.slice(-2000)}`);
    return Math.ceil((Date.now() - started) / 1000) * 4 + 20;
  }

  async verdictOf(mutant, seconds) {
    const path = join(this.tree, mutant.file);
    const original = readFileSync(join(root, mutant.file), 'utf8');
    const lines = original.split('\n');
    lines[mutant.index] = mutant.line;
    writeFileSync(path, lines.join('\n'));
    const tested = await this.test(seconds);
    writeFileSync(path, original);
    if (tested === undefined) return 'invalid';
    if (tested.timedOut) return 'killed (time)';
    return tested.ok ? 'SURVIVED' : 'killed';
  }
}

const { values } = parseArgs({
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' }, file: { type: 'string', default: '' }, jobs: { type: 'string', default: '1' }, list: { type: 'boolean', default: false } },
});
const all = files.filter(file => file.includes(values.file)).flatMap(mutantsOf);
const chosen = values.sample ? sampled(all, Number(values.sample), Number(values.seed)) : all;
const describe = mutant => `${mutant.file}:${mutant.index + 1}: ${mutant.name}: ${mutant.line.trim()}`;

if (values.list) {
  for (const mutant of chosen) console.log(describe(mutant));
  console.log(`${chosen.length} of ${all.length} mutants`);
} else {
  const count = { killed: 0, survived: 0, invalid: 0 };
  const left = [...chosen];
  const workOff = async number => {
    const bench = new Bench(number);
    const seconds = await bench.prepare();
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const verdict = await bench.verdictOf(mutant, seconds);
      count[verdict.startsWith('killed') ? 'killed' : verdict.toLowerCase()] += 1;
      console.log(`${verdict.padEnd(13)} ${describe(mutant)}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, (_, number) => workOff(number + 1)));
  const judged = count.killed + count.survived;
  const score = judged === 0 ? 0 : Math.round((100 * count.killed) / judged);
  console.log(`score ${score} % of ${judged} mutants; ${count.invalid} did not compile`);
  console.log(`${count.killed} killed, ${count.survived} survived`);
}
