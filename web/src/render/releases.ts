import {h, type Child} from '../dom.js';
import {bdi} from '../texts.js';
import {section, type LoadedUi} from './ui.js';

/** What an approval lets happen next, and whether it has. */
export function releases({texts, loaded}: LoadedUi): Child {
  const {effects = []} = loaded.request;
  if (!effects.length) return null;
  const items = effects.map(({id, text, after, released}) =>
    h(
      'li',
      {key: id},
      h('span', bdi(text), h('small', released ? h('time', {datetime: released}, texts.short(released)) : texts.t(`releases.${after}`))),
      h(`span.tag.${released ? 'good' : 'quiet'}`, texts.t(released ? 'releases.done' : 'releases.waits')),
    ),
  );
  return section('releases', texts.t('releases.title'), h('ul.bare.people', items));
}
