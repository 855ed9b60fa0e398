// The house's rules for the browser, and the rule that there is one rule book: core/.
import {codeOnly, filesMatching, matchingLines, withoutComments} from './source.mjs';

function loaderOnlyInApprover(tree) {
  return filesMatching(tree, /^web\/src\/.*\.ts$/).filter(([path]) => path !== 'web/src/approver.ts')
    .flatMap(([path, text]) => matchingLines(path, withoutComments(text), /\b(from|import)\s*\(?\s*['"][^'"]*\/loader(\.js|\.ts)?['"]/, 'only approver.ts uses the loader'));
}

// The element, what it owns, and what draws. Types such as `Element` in a signature count as touching the DOM too.
const kMayTouchDom = /^web\/src\/(element|widget|registry|dom|styles|define)\.ts$|^web\/src\/render\//;
const kMayTouchThePage = /^web\/src\/(element|dom)\.ts$/;
const kPage = /\b(document|window)\b/;
const kDom = /\b(document|window|customElements|HTML\w*Element|ShadowRoot|MutationObserver|ResizeObserver|IntersectionObserver)\b/;

function domOnlyWhereDrawn(tree) {
  const sources = filesMatching(tree, /^web\/src\/.*\.ts$/).filter(([path]) => !path.startsWith('web/src/generated/'));
  return [
    ...sources.filter(([path]) => !kMayTouchDom.test(path))
      .flatMap(([path, text]) => matchingLines(path, codeOnly(text), kDom, 'only the element and the renderers touch the DOM')),
    ...sources.filter(([path]) => kMayTouchDom.test(path) && !kMayTouchThePage.test(path))
      .flatMap(([path, text]) => matchingLines(path, codeOnly(text), kPage, 'only the element and the patch touch the page')),
  ];
}

const kSink = /\b(innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser|parseFromString|setHTMLUnsafe|execScript)\b|\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\bdocument\s*\.\s*write(ln)?\b|\bset(Timeout|Interval)\s*\(\s*['"`]|javascript:/;
const kInlineStyle = /\.style\b|\bsetAttribute\(\s*['"`]style\b|\bcssText\b/;
const kInlineHandler = /<[a-z][^>]*\son[a-z]+\s*=\s*["']|<script(?![^>]*\bsrc=)[^>]*>(?!\s*<\/script>)|<[a-z][^>]*\sstyle\s*=/i;

// The recipe in a page's text may show an inline script as long as it is escaped; a real one breaks the policy.
function noStringToCode(tree) {
  return [
    ...filesMatching(tree, /^(web\/src|www)\/.*\.(ts|js|mjs)$/).flatMap(([path, text]) => [
      ...matchingLines(path, withoutComments(text), kSink, 'turns text into markup or code'),
      ...matchingLines(path, withoutComments(text), kInlineStyle, 'writes an inline style'),
    ]),
    ...filesMatching(tree, /^www\/.*\.html$/).flatMap(([path, text]) => [
      ...matchingLines(path, text, kSink, 'turns text into markup or code'),
      ...matchingLines(path, text, kInlineHandler, 'needs a policy that allows inline code'),
    ]),
  ];
}

const kStates = ['in-review', 'changes-requested', 'approved', 'approved-with-conditions', 'rejected', 'withdrawn', 'superseded', 'locked'];
const kStatesThatMeanOtherThingsToo = ['draft', 'ready'];
const kRoles = ['human', 'agent', 'system', 'customer', 'delivery', 'approver', 'reviewer', 'observer'];

const quoted = (words) => `['"\`](?:${words.join('|')})['"\`]`;
const compared = (words) => `[!=]==?\\s*${quoted(words)}|${quoted(words)}\\s*[!=]==?|\\bcase\\s+${quoted(words)}`;
const kRoleTest = new RegExp(compared(kRoles));
const kStateTest = new RegExp(`${compared(kStates)}|\\bstate\\s*[!=]==?\\s*${quoted(kStatesThatMeanOtherThingsToo)}|\\.includes\\(\\s*[\\w.#?!]*\\.(state|party)\\s*\\)`);
const kCppEnums = '(?:RequestState|ActorKind|Party|Obligation|StageStatus|VersionStatus|Standing)';
const kCppTest = new RegExp(`[!=]=\\s*${kCppEnums}::|${kCppEnums}::\\w+\\s*[!=]=|\\bcase\\s+${kCppEnums}::`);

// A test that only words or draws something says so: `// not a rule: …` on its line or on the one above.
function unexcused(text, problems) {
  const lines = text.split('\n');
  return problems.filter((problem) => {
    const number = Number(/:(\d+):/.exec(problem)[1]);
    return !/not a rule:/.test(`${lines[number - 2] ?? ''}\n${lines[number - 1]}`);
  });
}

function oneRuleBook(tree) {
  const web = filesMatching(tree, /^(web\/src|www)\/.*\.(ts|js|mjs|html)$/).filter(([path]) => !/^web\/src\/(generated|messages)\//.test(path));
  return [
    ...web.flatMap(([path, text]) => unexcused(text, matchingLines(path, withoutComments(text), kRoleTest, 'a test for a role outside core/'))),
    ...web.flatMap(([path, text]) => unexcused(text, matchingLines(path, withoutComments(text), kStateTest, 'a test for a state outside core/'))),
    ...filesMatching(tree, /^(native|shell)\/.*\.(h|cpp)$/)
      .flatMap(([path, text]) => unexcused(text, matchingLines(path, withoutComments(text), kCppTest, 'a test for a state or a role outside core/'))),
  ];
}

const kAny = /(?:[:<|&,(]|\bas|=>)\s*any\b(?!\s*:)/;

function noAny(tree) {
  return filesMatching(tree, /^web\/src\/.*\.ts$/).filter(([path]) => !path.startsWith('web/src/generated/'))
    .flatMap(([path, text]) => matchingLines(path, codeOnly(text), kAny, 'gives up on types'));
}

function noRuntimeDependency(tree) {
  const description = JSON.parse(tree['web/package.json'] ?? '{"dependencies":{"missing":"0"}}');
  return ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies']
    .filter((field) => Object.keys(description[field] ?? {}).length > 0)
    .map((field) => `web/package.json has ${field}: ${Object.keys(description[field]).join(', ')}`);
}

export const webLints = [
  {
    name: 'web: only approver.ts uses the loader',
    find: loaderOnlyInApprover,
    bad: [{'web/src/session.ts': "import {instantiate} from './loader.js';\n"}, {'web/src/core.ts': "import {instantiate} from './loader.js';\n"}, {'web/src/render/a.ts': "await import('../loader.js');\n"}],
    good: {'web/src/approver.ts': "import {instantiate} from './loader.js';\n", 'web/src/core.ts': "import {load} from './approver.js';\n"},
  },
  {
    name: 'web: only the element and the renderers touch the DOM',
    find: domOnlyWhereDrawn,
    bad: [{'web/src/widget.ts': 'document.title = "x";\n'}, {'web/src/render/a.ts': 'window.scrollTo(0, 0);\n'}, {'web/src/session.ts': 'document.title = "x";\n'}, {'web/src/backend.ts': 'const text = `${window.name}`;\n'}],
    good: {'web/src/session.ts': "// the document\nconst kind = 'document';\n", 'web/src/element.ts': 'class A extends HTMLElement {}\n'},
  },
  {
    name: 'web and www: no text becomes markup or code',
    find: noStringToCode,
    bad: [
      ...['a.innerHTML = b;', 'a.outerHTML = b;', "a.insertAdjacentHTML('beforeend', b);", 'eval (text);', 'new Function(text)', 'document.write(b)', "setTimeout('f()', 1)"]
        .map((line) => ({'web/src/a.ts': line})),
      {'web/src/render/a.ts': "element.style.color = 'red';\n"},
      {'web/src/dom.ts': "element.setAttribute('style', text);\n"},
      {'www/a.js': 'new DOMParser();\n'},
      {'www/portal/a.js': 'frame.srcdoc = text;\n'},
      {'www/a.html': '<button onclick="f()">x</button>'},
      {'www/a.html': '<script type="module">f()</script>'},
      {'www/a.html': '<p style="color: red">x</p>'},
    ],
    good: {'web/src/a.ts': '// innerHTML is forbidden\na.textContent = b;\nevaluate(b);\n', 'www/a.html': '<script type="module" src="a.js"></script><p lang="en">x</p>'},
  },
  {
    name: 'one rule book: no test for a state or a role outside core/',
    find: oneRuleBook,
    bad: [
      {'web/src/session.ts': "if (request.state === 'approved') hide();\n"},
      {'web/src/session.ts': "if (request.state === 'draft') edit();\n"},
      {'web/src/session.ts': "if (['draft', 'ready'].includes(request.state)) edit();\n"},
      {'web/src/render/recorded.ts': "switch (state) { case 'approved': return tick(); }\n"},
      {'web/src/render/effects.ts': "if (requester.kind === 'system') hide();\n"},
      {'web/src/render/decide.ts': "actor.party === 'customer' && buttons()\n"},
      {'www/team/a.js': "switch (state) {\n  case 'in-review': break;\n}\n"},
      {'native/service/a.cpp': 'if (actor.kind == ActorKind::human) allow();\n'},
      {'shell/panels/a.cpp': 'switch (state) { case RequestState::draft: break; }\n'},
    ],
    good: {
      'web/src/render/recorded.ts': "// not a rule: the tick is only a picture\nswitch (state) { case 'approved': return tick(); }\n",
      'web/src/widget.ts': "if (preview.status === 'ready') show();\n",
      'native/service/a.cpp': '// not a rule: only people are given a challenge to sign\nif (actor.kind == ActorKind::human) offer();\n',
    },
  },
  {
    name: 'web: no any',
    find: noAny,
    bad: ['const a: any = 1;', 'let b: Map<string, any>;', '(x as any).y', 'function f(): any {}', 'const c: string | any = 1;'].map((line) => ({'web/src/a.ts': line})),
    good: {'web/src/a.ts': "// any\nconst any = 'any';\nuse({any: 1});\n"},
  },
  {
    name: 'web: the widget has no run-time npm dependency',
    find: noRuntimeDependency,
    bad: [{'web/package.json': '{"dependencies": {"left-pad": "1.0.0"}}'}, {}],
    good: {'web/package.json': '{"devDependencies": {"typescript": "5.9.3"}}'},
  },
];
