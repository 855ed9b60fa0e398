// Rules for the repository as a whole.
import {execFileSync} from 'node:child_process';
import {filesMatching, matchingLines} from './source.mjs';

const kTopLevel = new Set([
  'CMakeLists.txt', 'core', 'web', 'native', 'shell', 'tests', 'www', 'README.md',  // the rooms
  'CMakePresets.json', 'LICENSE', '.ci', '.clang-format', '.clang-tidy', '.editorconfig', '.gitignore',  // what tools look for there
]);

const topLevel = (tree) => [...new Set(Object.keys(tree).map((path) => path.split('/')[0]))]
  .filter((name) => !kTopLevel.has(name)).map((name) => `${name} stands at the top level`);

// Somebody's home, a build machine's directories, or the place a package came from. Written in pieces, so that this
// file does not accuse itself.
const kMachine = new RegExp([
  '/' + 'work/', '/' + 'root/', '/' + 'home/[a-z]', '/' + 'Users/[A-Za-z]', '[A-Z]:\\\\' + 'Users',
  'registry' + '\\.(npmjs|yarnpkg)', 'npmjs' + '\\.org', 'deb\\.' + 'debian\\.org', '"' + 'resolved"\\s*:', '_' + 'authToken',
].join('|'));

const machinePaths = (tree) => Object.entries(tree).flatMap(([path, text]) => matchingLines(path, text, kMachine, 'names a machine or a registry'));

const kCode = /\.(h|cpp|c|ts|js|mjs|css|html|sh|cmake)$|(^|\/)CMakeLists\.txt$/;
const kGenerated = /(^|\/)generated\//;
const kLongestFile = 600;
const kLongFile = 400;
const lineCount = (text) => text.split('\n').length - 1;
const codeFiles = (tree) => filesMatching(tree, kCode).filter(([path]) => !kGenerated.test(path));

const tooLong = (tree) => codeFiles(tree).filter(([, text]) => lineCount(text) > kLongestFile)
  .map(([path, text]) => `${path} has ${lineCount(text)} lines`);

/** Files worth a look, without being wrong. */
export const longFiles = (tree) => codeFiles(tree).filter(([, text]) => lineCount(text) > kLongFile)
  .map(([path, text]) => `${path} has ${lineCount(text)} lines`);

const kSloppy = /\r|[ \t]+$/;
const kSpacesMatter = /^tests\/(vectors|.*\/(fixtures|seeds|golden))\/|\.(md|svg|json)$/;
function sloppyText(tree) {
  return Object.entries(tree).filter(([path, text]) => text !== '' && !kSpacesMatter.test(path)).flatMap(([path, text]) => [
    ...matchingLines(path, text, kSloppy, 'ends in a space or a carriage return'),
    ...(text.endsWith('\n') ? [] : [`${path}: no newline at its end`]),
  ]);
}

function scriptsParse(tree) {
  return filesMatching(tree, /\.sh$/).flatMap(([path, text]) => {
    const problems = /^#!\/bin\/sh\n/.test(text) ? [] : [`${path}: does not start with #!/bin/sh`];
    if (!/^set -eu$/m.test(text)) problems.push(`${path}: goes on after an error (set -eu)`);
    try {
      execFileSync('sh', ['-n'], {input: text, stdio: ['pipe', 'pipe', 'pipe']});
    } catch (error) {
      problems.push(`${path}: ${String(error.stderr).trim()}`);
    }
    return problems;
  });
}

function noticesOfLicence(tree) {
  const text = tree.LICENSE ?? '';
  return /MIT License/.test(text) && /The Countersign authors/.test(text) ? [] : ['LICENSE is not the MIT licence of The Countersign authors'];
}

export const treeLints = [
  {
    name: 'the top level has only the rooms and what tools look for there',
    find: topLevel,
    bad: [{'docs/a.md': ''}, {'package.json': '{}'}],
    good: {'core/README.md': '', LICENSE: ''},
  },
  {
    name: 'no file names a machine, a home directory or a package registry',
    find: machinePaths,
    bad: [
      {'web/a.ts': 'const path = "/' + 'home/someone/x";\n'},
      {'web/package-lock.json': '"' + 'resolved": "x"\n'},
      {'native/a.sh': 'curl https://registry' + '.' + 'npmjs' + '.org/x\n'},
    ],
    good: {'native/a.sh': 'cp a /usr/local/bin\n'},
  },
  {
    name: `no file of code is longer than ${kLongestFile} lines`,
    find: tooLong,
    bad: [{'core/base/a.cpp': '\n'.repeat(kLongestFile + 1)}],
    good: {'core/base/a.cpp': '\n'.repeat(kLongestFile), 'web/src/generated/wire.ts': '\n'.repeat(5000)},
  },
  {
    name: 'text files end in a newline and their lines in nothing invisible',
    find: sloppyText,
    bad: [{'core/base/a.cpp': 'int a; \n'}, {'web/a.ts': 'let a;\r\n'}, {'web/a.ts': 'let a;'}],
    good: {'core/base/a.cpp': 'int a;\n', 'tests/vectors/a.json': '"\r"'},
  },
  {
    name: 'shell scripts are for any POSIX shell and stop at an error',
    find: scriptsParse,
    bad: [{'native/a.sh': '#!/bin/sh\nset -eu\nif true; then\n'}, {'native/a.sh': '#!/bin/bash\nset -eu\n'}, {'native/a.sh': '#!/bin/sh\ntrue\n'}],
    good: {'native/a.sh': '#!/bin/sh\nset -eu\ntrue\n'},
  },
  {
    name: 'the licence is MIT',
    find: noticesOfLicence,
    bad: [{LICENSE: 'All rights reserved'}, {}],
    good: {LICENSE: 'MIT License\nCopyright The Countersign authors'},
  },
];
