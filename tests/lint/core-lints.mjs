// The house's rules for C++: which folder may include which, and what the core must not know.
import {codeOnly, filesMatching, matchingLines, withoutComments} from './source.mjs';

const kBelow = {
  base: [],
  request: ['base'],
  grant: ['base'],
  playbook: ['base'],
  workflow: ['base'],
  record: ['base'],  // works on bytes and knows no aggregate
  metrics: ['base', 'request', 'grant', 'playbook', 'workflow'],
  json: ['base', 'request', 'grant', 'playbook', 'workflow', 'metrics', 'record'],
  abi: ['base', 'request', 'grant', 'playbook', 'workflow', 'metrics', 'record', 'json'],
};

function includesOf(text) {
  return text.split('\n').flatMap((line, index) => {
    const found = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line);
    return found ? [{line: index + 1, quoted: found[1] === '"', name: found[2]}] : [];
  });
}

function coreLayers(tree) {
  return filesMatching(tree, /^core\/[^/]+\/.*\.(h|cpp)$/).flatMap(([path, text]) => {
    const layer = path.split('/')[1];
    if (!(layer in kBelow)) return [`${path}: core/${layer} has no place in the layer rule`];
    return includesOf(text).flatMap(({line, quoted, name}) => {
      const at = `${path}:${line}: includes ${name}`;
      if (/^(native|web|shell|tests|www)\//.test(name)) return [`${at}: the core knows nothing of what uses it`];
      if (!quoted) return [];
      const [room, target] = name.split('/');
      if (room !== 'core' || target === undefined) return [`${at}: write the path from the root`];
      return target === layer || kBelow[layer].includes(target) ? [] : [`${at}: core/${layer} stands below core/${target} or beside it`];
    });
  });
}

function roomsApart(tree) {
  const strangers = {native: /^(shell|web|www|tests)\//, shell: /^(native|web|www|tests)\//};
  return filesMatching(tree, /^(native|shell)\/.*\.(h|cpp)$/).flatMap(([path, text]) =>
    includesOf(text).filter(({name}) => strangers[path.split('/')[0]].test(name)).map(({line, name}) => `${path}:${line}: includes ${name}`));
}

function nlohmannInJson(tree) {
  return filesMatching(tree, /^(core|native|shell)\/.*\.(h|cpp)$/).flatMap(([path, text]) => {
    if (path.startsWith('core/json/')) return [];
    const isForbidden = path.startsWith('core/') || path.endsWith('.h');
    return isForbidden ? includesOf(text).filter(({name}) => name.startsWith('nlohmann/')).map(({line, name}) => `${path}:${line}: includes ${name}`) : [];
  });
}

const kWorld = /#\s*include\s*<(iostream|fstream|filesystem|thread|mutex|shared_mutex|condition_variable|future|random|ctime|time\.h|unistd\.h|sys\/[^>]*)>|\b(system_clock|steady_clock|high_resolution_clock|getenv|fopen|std::time|gettimeofday|clock_gettime)\b/;
const kTarget = /^\s*#\s*(if|ifdef|ifndef|elif)\b.*\b(__EMSCRIPTEN__|EMSCRIPTEN|__wasm\w*|_WIN32|__linux__|__APPLE__|__GNUC__|__clang__|_LIBCPP_VERSION|__GLIBCXX__)\b/;
const kException = /\bthrow\b|\btry\s*\{|\bcatch\s*\(/;

const inCore = (pattern, what, reading) => (tree) =>
  filesMatching(tree, /^core\/.*\.(h|cpp)$/).flatMap(([path, text]) => matchingLines(path, reading(text), pattern, what));

// The C interface, the linker's export list for wasm, and nothing else. What approvers do without is a part of that list.
function exportList(tree) {
  const header = tree['core/abi/countersign.h'];
  const build = tree['web/CMakeLists.txt'];
  if (header === undefined || build === undefined) return ['core/abi/countersign.h or web/CMakeLists.txt is missing'];
  const declared = new Set([...withoutComments(header).matchAll(/\b(countersign_\w+)\s*\(/g)].map((match) => match[1]));
  const listed = (name) => new Set([...(new RegExp(`set\\(${name}([^)]*)\\)`).exec(build)?.[1] ?? '').matchAll(/countersign_\w+/g)].map((match) => match[0]));
  const exported = listed('exported_functions');
  return [
    ...[...declared].filter((name) => !exported.has(name)).map((name) => `${name} is declared in countersign.h and not exported by web/CMakeLists.txt`),
    ...[...exported].filter((name) => !declared.has(name)).map((name) => `${name} is exported by web/CMakeLists.txt and not declared in countersign.h`),
    ...[...listed('not_for_approvers')].filter((name) => !exported.has(name)).map((name) => `${name} is kept from approvers by web/CMakeLists.txt and is no function of the core`),
    ...[...listed('verifier_functions')].filter((name) => !exported.has(name)).map((name) => `${name} is exported by verifier.wasm and is no function of the core`),
  ];
}

/** Each lint: what it demands, how it finds offences in a tree, and trees that prove it can fail and can pass. */
export const coreLints = [
  {
    name: 'core: a layer includes only what stands below it',
    find: coreLayers,
    bad: [
      {'core/base/a.h': '#include "core/request/types.h"\n'},
      {'core/request/a.h': '#include "core/grant/types.h"\n'},
      {'core/record/a.h': '#include "core/request/types.h"\n'},
      {'core/json/a.cpp': '#include "core/abi/countersign.h"\n'},
      {'core/abi/a.cpp': '#include <native/http/api.h>\n'},
      {'core/request/a.cpp': '#include "types.h"\n'},
      {'core/elsewhere/a.h': ''},
    ],
    good: {'core/json/a.h': '#include "core/request/types.h"\n#include "core/json/value.h"\n#include <string>\n'},
  },
  {
    name: 'native and shell do not include each other, nor web, www or tests',
    find: roomsApart,
    bad: [{'native/a.cpp': '#include "shell/panels/timeline.h"\n'}, {'shell/a.h': '#include "native/store/store.h"\n'}],
    good: {'native/a.cpp': '#include "native/store/store.h"\n#include "core/request/decide.h"\n'},
  },
  {
    name: 'nlohmann/json is included in core/json and in no header elsewhere',
    find: nlohmannInJson,
    bad: [{'core/request/a.cpp': '#include <nlohmann/json.hpp>\n'}, {'native/a.h': '#include <nlohmann/json_fwd.hpp>\n'}],
    good: {'core/json/value.h': '#include <nlohmann/json.hpp>\n', 'native/a.cpp': '#include <nlohmann/json.hpp>\n'},
  },
  {
    name: 'core: no clock, no input or output, no threads',
    find: inCore(kWorld, 'reaches the outside world', codeOnly),
    bad: [{'core/base/a.cpp': '#include <fstream>\n'}, {'core/request/a.cpp': 'auto now = std::chrono::system_clock::now();\n'}],
    good: {'core/base/a.cpp': '#include <string>\n// system_clock is the host\'s\n'},
  },
  {
    name: 'core: the same source for every target',
    find: inCore(kTarget, 'asks for the target', codeOnly),
    bad: [{'core/base/a.cpp': '#ifdef __EMSCRIPTEN__\n'}],
    good: {'core/abi/a.h': '#ifdef __cplusplus\nextern "C" {\n#endif\n'},
  },
  {
    name: 'core: nothing is thrown or caught',
    find: inCore(kException, 'uses exceptions', codeOnly),
    bad: [{'core/base/a.cpp': 'if (bad) throw 1;\n'}, {'core/base/a.cpp': 'try { f(); } catch (...) {}\n'}],
    good: {'core/base/a.cpp': '// nothing is thrown here\nconst char* text = "throw";\n'},
  },
  {
    name: 'the exports of countersign.wasm are the functions of countersign.h, and those of approver.wasm and verifier.wasm some of them',
    find: exportList,
    bad: [
      {'core/abi/countersign.h': 'void* countersign_new(void);', 'web/CMakeLists.txt': 'set(exported_functions\n  countersign_old)'},
      {'core/abi/countersign.h': 'void* countersign_one(void);', 'web/CMakeLists.txt': 'set(exported_functions\n  countersign_one)\nset(not_for_approvers\n  countersign_old)'},
      {'core/abi/countersign.h': 'void* countersign_one(void);', 'web/CMakeLists.txt': 'set(exported_functions\n  countersign_one)\nset(verifier_functions\n  countersign_old)'},
      {},
    ],
    good: {
      'core/abi/countersign.h': '// countersign_else()\nvoid* countersign_one(void);\nvoid* countersign_two(void);',
      'web/CMakeLists.txt': 'set(exported_functions\n  countersign_one\n  countersign_two)\nset(not_for_approvers\n  countersign_two)\nset(verifier_functions\n  countersign_one)',
    },
  },
];
