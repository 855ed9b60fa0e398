// What can be done now. Every button is there because the core permits the verb, or disabled with the core's reason.
import {h} from '/shared/dom.js';
import {moment} from '/shared/format.js';
import {commandButton} from './button.js';
import {consequences} from './causes.js';

const labels = {
  'edit': () => 'Edit',
  'add-version': ({request}) => (request.version ? `Add version ${request.version + 1}` : 'Add files'),
  'confirm-ready': ({request, permitted}) => (request.version && !permitted.missing.length ? `Confirm that version ${request.version} is ready` : 'Confirm that it is ready'),
  'submit': ({request}) => `Submit version ${request.version} to the customer`,
  'answer-objection': () => 'Answer an objection…',
  'meet-condition': () => 'Say that a condition is met…',
  'revise': () => 'Start a revision',
  'extend': () => 'Extend the deadline…',
  'proceed': () => 'Go on at risk…',
  'link': () => 'Link a request…',
  'withdraw': () => 'Withdraw…',
};
/** In the order in which they stand; the core's order has no meaning for people. */
const verbs = Object.keys(labels);
/** What most people want next: to supply the first thing that is missing, else the first of these that is allowed. */
const foremost = ['submit', 'confirm-ready', 'answer-objection', 'meet-condition', 'revise'];
/** Where there is nothing to mend they are left out, whatever the reason. */
const onlyAllowed = new Set(['answer-objection', 'meet-condition', 'extend', 'proceed', 'link']);
const supplies = ({pointer}) => (pointer.startsWith('/version') ? 'add-version' : 'edit');
const OTHER_TIME = 'wrong-state';
const LOCKED = 'version-locked';
/** What the core says, with its instants as the reader writes them. */
const read = (detail) => detail.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, moment);

/** @param desk how a click is carried out, and which form is open. */
export function nextSteps(loaded, {actions, open}) {
  const {request, permitted} = loaded;
  // What belongs to another state is left out, what is locked is said once; what is refused for a reason that can be mended stays, with the reason.
  // Of a verb that is possible for several things, the first one stands for all.
  const isShown = ({command, allowed, code}) => allowed || (code !== OTHER_TIME && code !== LOCKED && !onlyAllowed.has(command));
  const options = verbs.map((verb) => permitted.options.find((option) => option.command === verb && isShown(option))).filter(Boolean);
  const wanted = permitted.missing.length ? permitted.missing.slice(0, 1).map(supplies) : foremost;
  const first = wanted.find((verb) => options.some(({command, allowed}) => command === verb && allowed));
  const locked = permitted.options.find(({code}) => code === LOCKED);
  const problem = h('div', {role: 'alert'});
  return h('section.card',
    h('h2', {'data-next': true, tabindex: '-1'}, 'Next'),
    missingList(permitted.missing),
    !first && h('p.muted.idle', request.questions.some(({answer}) => !answer) ? 'A question waits for your answer, below.' : 'Nothing has to be done right now.'),
    h('ul.bare.steps', options.map((option) => {
      const {command} = option;
      const names = [command === first && 'go', command === 'withdraw' && 'danger'];
      const text = {names, problem, open, 'aria-describedby': `${command}-effect`};
      return h('li', commandButton(option, labels[command](loaded), actions, text), effect(option, request));
    })),
    locked && h('p.small.muted.locked', read(locked.detail)),
    problem);
}

/** What keeps it from being submitted, in the core's words. */
const missingList = (missing) =>
  missing.length > 0 &&
  h('div.notice.wait', h('p', h('strong', 'Before this can be submitted')), h('ul', missing.map(({detail}) => h('li', detail))));

const effect = (option, request) =>
  h('small.muted', {id: `${option.command}-effect`}, option.allowed ? consequences(option.causes, request) : read(option.detail));
