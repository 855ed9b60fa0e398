/**
 * Makes an element: `h('p.small#id', {attribute: value, click: listener}, children…)`. Text becomes text, never markup.
 */
export function h(selector, ...content) {
  const [, tag, id, names] = /^([\w-]+)(?:#([\w-]+))?((?:\.[\w-]+)*)$/.exec(selector);
  const element = document.createElement(tag);
  if (id) element.id = id;
  if (names) element.className = names.slice(1).replaceAll('.', ' ');
  const [first] = content;
  const hasAttributes = first && Object.getPrototypeOf(first) === Object.prototype;
  if (hasAttributes) set(element, first);
  element.append(...children(hasAttributes ? content.slice(1) : content));
  return element;
}

/** Sets attributes and listeners; `false`, `null` and `undefined` take an attribute away. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (name === 'value' || name === 'checked') element[name] = value;
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : value);
  }
}

const children = (list) => list.flat(Infinity).filter((child) => child || child === 0).map((child) => (child instanceof Node ? child : String(child)));

/** Replaces what an element holds. Whoever had the focus and is still there keeps it. */
export function show(parent, ...content) {
  const active = document.activeElement;
  parent.replaceChildren(...children(content));
  if (active !== document.activeElement && active?.isConnected) active.focus({preventScroll: true});
}

const nameOf = (element) => element.getAttribute('aria-label') ?? element.textContent;

/**
 * Draws anew what `parent` holds. Whoever had the focus in it and is gone passes it on: to the same command, else to
 * what is called the same, else to `fallback`, so that a reader never starts from the top of the page again.
 */
export function redraw(parent, draw, fallback) {
  const active = document.activeElement;
  const inside = active !== parent && parent.contains(active);
  draw();
  if (!inside || active.isConnected) return;
  const {command} = active.dataset;
  const next = command
    ? parent.querySelector(`[data-command="${command}"]`)
    : [...parent.querySelectorAll('a, button, summary')].find((other) => other.localName === active.localName && nameOf(other) === nameOf(active));
  (next ?? fallback?.())?.focus({preventScroll: true});
}

/** An id that no other element has. */
export const freshId = (() => {
  let count = 0;
  return (name) => `${name}-${++count}`;
})();

/** While the list is on its way. */
export const skeleton = (label) => h('div', {role: 'status'}, h('span.sr', label), h('div.bone'), h('div.bone'), h('div.bone'));

/** What went wrong, in the words of whoever said no, and a way to try again. */
export const failure = (error, retry) =>
  h('div.notice.bad', {role: 'alert'},
    h('p', h('strong', 'This cannot be shown.')),
    h('p', error.message || 'The server cannot be reached.'),
    retry && h('p', h('button.again', {type: 'button', click: retry}, 'Try again')));
