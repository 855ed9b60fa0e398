// A button for a command that the core permits.
import {h, show} from '/shared/dom.js';

/** Whether the core would take this command now: the option of it, or undefined. */
export const offered = ({options}, verb, target) =>
  options.find(({command, allowed, target: about}) => allowed && command === verb && (target === undefined || about === target));

/** What a button, and the form that it opens, are known by: the command, and what it is about. */
export const keyOf = (verb, target) => (target ? `${verb} ${target}` : verb);

/** Does something for a click; what goes wrong is said in `problem`. */
export async function attempt(problem, work) {
  show(problem);
  try {
    await work();
  } catch (error) {
    show(problem, h('div.notice.bad', error.detail || error.message || 'That did not work.'));
  }
}

/**
 * @param problem where it says what went wrong.
 * @param open the key of the form that is open.
 */
export function commandButton({command, target, allowed = true}, label, actions, {open, problem, names = [], ...attributes}) {
  const key = keyOf(command, target);
  const run = async ({currentTarget}) => {
    if (!allowed || currentTarget.getAttribute('aria-busy')) return;
    currentTarget.setAttribute('aria-busy', 'true');
    await attempt(problem, () => actions[command](target));
    currentTarget.removeAttribute('aria-busy');
  };
  return h('button', {
    type: 'button', class: names.filter(Boolean).join(' ') || null, 'data-command': key, click: (event) => void run(event),
    'aria-disabled': allowed ? null : 'true', 'aria-expanded': open === key ? 'true' : null, ...attributes,
  }, label);
}
