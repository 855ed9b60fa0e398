// What was found in a version, and what was pointed out: mostly by the team's own agents. Nothing here decides anything.
import {h} from '/shared/dom.js';
import {moment} from '/shared/format.js';
import {severityOf, spoken} from '/shared/words.js';

/** `/versions/2/parts/0` as people read it. */
const placeOf = (pointer) => pointer && spoken(pointer.replace(/^\//, '').replaceAll('/', ' › '));

function finding({severity, text, pointer}) {
  const {label, tone} = severityOf(severity);
  return [h('p', h('span.pill', {class: `pill ${tone ?? ''}`}, label), pointer && h('small.muted', ` ${placeOf(pointer)}`)), h('p.prose', text)];
}

/** Checks and flags, the newest first; nothing where there are none. */
export function findingsCard({checks = [], flags = []}) {
  const head = (by, at, did) => h('p.small.muted', h('b', by.name), ` ${did}, ${moment(at)}`);
  const entries = [
    ...checks.map(({version, findings, by, at}) => ({at, element: h('li', head(by, at, `checked version ${version}`),
      findings.length ? h('ul.bare.findings', findings.map((each) => h('li', finding(each)))) : h('p', 'Nothing was found.'))})),
    ...flags.map((flag) => ({at: flag.at, element: h('li', head(flag.by, flag.at, 'pointed this out'), finding(flag))})),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return entries.length > 0 && h('section.card', h('h2', 'Checks and flags'), h('ol.bare.thread', entries.map(({element}) => element)));
}
