// What can be done now. Every button is there because the core permits the verb, and disabled with the core's reason.
import {h, show} from '/shared/dom.js';
import {stateOf} from '/shared/words.js';

const labels = {
  'edit': () => 'Edit',
  'add-version': ({request}) => (request.version ? `Add version ${request.version + 1}` : 'Add files'),
  'confirm-ready': ({request, permitted}) => (request.version && !permitted.missing.length ? `Confirm that version ${request.version} is ready` : 'Confirm that it is ready'),
  'submit': ({request}) => `Submit version ${request.version} to the customer`,
  'answer-objection': () => 'Answer an objection…',
  'revise': () => 'Start a revision',
  'withdraw': () => 'Withdraw…',
};
/** What most people want next: to supply the first thing that is missing, else the first of these that is allowed. */
const foremost = ['submit', 'confirm-ready', 'answer-objection', 'revise'];
const supplies = ({pointer}) => (pointer.startsWith('/version') ? 'add-version' : 'edit');
const OTHER_TIME = 'wrong-state';

const causes = {
  'state-changes': ({state}) => `The request becomes: ${stateOf(state).label}.`,
  'stage-opened': ({stage}, {stages}) => `${stages.find(({id}) => id === stage)?.name ?? stage} is asked.`,
  'decisions-superseded': ({count}) => `${count} ${count === 1 ? 'decision' : 'decisions'} will no longer count.`,
};

export function nextSteps(loaded, actions, open) {
  const {request, permitted} = loaded;
  // What belongs to another state is left out; what is refused for a reason that can be mended stays, with the reason.
  // Of a verb that is possible for several things, the first one stands for all.
  const options = permitted.options.filter(({command, allowed, code}, index, all) =>
    actions[command] && (allowed || code !== OTHER_TIME) && all.findIndex((other) => other.command === command) === index);
  const wanted = permitted.missing.length ? permitted.missing.slice(0, 1).map(supplies) : foremost;
  const first = wanted.find((verb) => options.some(({command, allowed}) => command === verb && allowed));
  const problem = h('div', {role: 'alert'});
  return h('section.card',
    h('h2', {'data-next': true, tabindex: '-1'}, 'Next'),
    missingList(permitted.missing),
    !first && h('p.muted.idle', request.questions.some(({answer}) => !answer) ? 'A question waits for your answer, below.' : 'Nothing has to be done right now.'),
    h('ul.bare.steps', options.map((option) => h('li', button(option, loaded, actions, {first, open, problem}), effect(option, request)))),
    problem);
}

/** What keeps it from being submitted, in the core's words. */
const missingList = (missing) =>
  missing.length > 0 &&
  h('div.notice.wait', h('p', h('strong', 'Before this can be submitted')), h('ul', missing.map(({detail}) => h('li', detail))));

function button(option, loaded, actions, {first, open, problem}) {
  const {command, allowed} = option;
  const run = async (event) => {
    const {currentTarget} = event;
    if (!allowed || currentTarget.getAttribute('aria-busy')) return;
    currentTarget.setAttribute('aria-busy', 'true');
    show(problem);
    try {
      await actions[command]();
    } catch (error) {
      show(problem, h('div.notice.bad', error.detail || error.message || 'That did not work.'));
    } finally {
      currentTarget.removeAttribute('aria-busy');
    }
  };
  const names = [command === first && 'go', command === 'withdraw' && 'danger'].filter(Boolean).join(' ');
  return h('button', {
    type: 'button', class: names || null, 'data-command': command, click: (event) => void run(event),
    'aria-disabled': allowed ? null : 'true', 'aria-describedby': `${command}-effect`, 'aria-expanded': open === command ? 'true' : null,
  }, labels[command](loaded));
}

function effect(option, request) {
  const text = option.allowed
    ? option.causes.map((cause) => causes[cause.cause]?.(cause, request)).filter(Boolean).join(' ')
    : option.detail;
  return h('small.muted', {id: `${option.command}-effect`}, text);
}
