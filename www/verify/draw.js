/** Elements for what was found. Text becomes text, never markup. */
import {visible} from '/countersign/index.js';
import {freshId, h} from '../shared/dom.js';
import {limitsOf} from './certificate.js';
import {outcomes, titleOf} from './words.js';

/** A notice in place of a result. */
export const notice = (tone, title, ...content) => h(`div.notice.${tone}`, h('h2', {tabindex: -1}, title), ...content);

/** Before anything was opened. */
export const nothingYet = () =>
  h('div.empty',
    h('h2', 'Nothing is checked yet'),
    h('p', 'Open a receipt or a bundle, and give the key of the log. Then you see here:'),
    h('ul',
      h('li', 'each check by its name, with its outcome and what was looked at'),
      h('li', 'what was approved, by whom, when, and in which exact files'),
      h('li', 'a certificate of it to print')));

/** Every check, with its outcome in words. */
export function checkList({checks, type}) {
  const title = freshId('checks');
  const hasFailed = checks.some(({outcome}) => outcome === 'failed');
  return h('section.checks', {'aria-labelledby': title},
    h('h3', {id: title}, 'What was checked'),
    h('ol.bare', checks.map((check) => {
      const {label, sign, tone} = outcomes[check.outcome === 'not-run' && !hasFailed ? 'untold' : check.outcome];
      return h(`li.${tone}`, {'data-check': check.check, 'data-outcome': check.outcome},
        h('span.sign', {'aria-hidden': 'true'}, sign),
        h('div', h('p', h('strong', titleOf(check, type)), h('span.outcome', label)), check.detail && h('p.detail', h('bdi', visible(check.detail)))));
    })));
}

const pieceOf = ({from, shown, style}) => h(`bdi${style ? `.${style}` : ''}`, {'data-from': from}, shown);

function fieldOf({label, lines}) {
  const [only, ...more] = lines.map((pieces) => pieces.map(pieceOf));
  return h('div', h('dt', label), h('dd', more.length ? h('ul.bare', [only, ...more].map((pieces) => h('li', pieces))) : only));
}

/** The paper: only what was proved, the checks that prove it, and what it does not say. */
export function paper({paper: name, title, stamp, tone, groups}, verification, witnesses) {
  return h('article.paper', {'aria-label': name},
    h('header', h('p.kind', name), h('h2', {tabindex: -1}, pieceOf(title)), h(`p.stamp${tone ? `.${tone}` : ''}`, pieceOf(stamp))),
    groups.filter(({fields}) => fields.length).map((group) => h('section', h('h3', group.title), h('dl', group.fields.map(fieldOf)))),
    checkList(verification),
    h('section.limits', h('h3', 'What this says, and what it does not'), h('ul', limitsOf(verification.type, witnesses).map((text) => h('li', text)))));
}
