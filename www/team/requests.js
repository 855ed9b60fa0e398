// Other requests: their titles, and choosing one.
import {h} from '/shared/dom.js';
import {field, select} from './form.js';

const MOST = 200; // that a list gives at once

const titles = new Map();
const titleOf = (backend, id) => {
  if (!titles.has(id)) {
    const title = backend.request(id, {attempts: 1}).then(({request}) => request.title);
    titles.set(id, title);
    title.catch(() => titles.delete(id));
  }
  return titles.get(id);
};

/** A link to a request, by its title once that is known. */
export function linkTo(backend, id) {
  const link = h('a', {href: `#/requests/${id}`}, id);
  titleOf(backend, id).then((title) => (link.textContent = title), () => undefined);
  return link;
}

/** A field for one of the newest requests that `wanted` takes. `first` are choices that stand before them. */
export function requestField(label, {backend}, {pointer, hint, wanted, first = {'': 'Choose…'}}) {
  const choice = select(first);
  const element = field(label, choice, {pointer, hint, missing: 'Choose a request.'});
  const add = ({requests}) => choice.append(...requests.filter(wanted).map(({id, title}) => h('option', {value: id}, title)));
  backend.list({limit: String(MOST)}, {attempts: 2}).then(add, () => choice.append(h('option', {disabled: true}, 'The others could not be loaded.')));
  return {element, choice};
}
