// Embeds the widget as a portal does. Tests call these functions; tokens come from the functions that tests expose.
import '/countersign/define.js';

const main = document.querySelector('main');
const events = [];
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI, sample}) =>
  violations.push({violatedDirective, blockedURI, sample}),
);

for (const name of ['ready', 'state', 'before-decision', 'decision', 'conflict', 'receipt', 'error']) {
  document.addEventListener(`countersign-${name}`, (event) => {
    const {error, ...detail} = event.detail;
    events.push({type: event.type, detail: {...detail, ...(error && {message: error.message})}});
  });
}
/** Every event of every widget so far. */
globalThis.heard = () => events;

/** Puts a widget into the page. `provider`: the name of the function that fetches its token. */
globalThis.embed = ({request, provider = 'mint', attributes = {}}) => {
  const widget = document.createElement('countersign-approval');
  for (const [name, value] of Object.entries({locale: 'en-GB', ...attributes})) widget.setAttribute(name, value);
  if (request) widget.setAttribute('request', request);
  widget.token = () => globalThis[provider]();
  main.append(widget);
};
