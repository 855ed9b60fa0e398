import type {PartChange} from '../compare.js';
import {h, type Child} from '../dom.js';
import {hasOpened} from '../evidence.js';
import type {Part} from '../generated/wire.js';
import {groupedDigest} from '../text.js';
import {bdi} from '../texts.js';
import {changesSeen} from './ask.js';
import {requesterName} from './effects.js';
import {button, section, type LoadedUi, type Preview} from './ui.js';

const toneOfChange: Readonly<Record<PartChange, string>> = {added: 'wait', changed: 'wait', unchanged: 'good'};

/** What opening a part came to, in a sentence. */
export const saidOf = {loading: 'files.loading', ready: 'files.verified', mismatch: 'files.mismatch', failed: 'files.failed'} as const;

/** `PDF`, `PNG`: the end of the name where it is short, else of the media type. */
const badge = ({name, media_type}: Part): string => (/\.(\w{1,4})$/.exec(name)?.[1] ?? media_type.split(/\W/).at(-1) ?? '').slice(0, 4).toUpperCase();

const tick = h('span', {'aria-hidden': 'true'}, '✓ ');

/** The inside of an opened part, and the digest that it was checked against. */
const inside = (ui: LoadedUi, {id, name, sha256}: Part, {status, render}: Preview): Child =>
  h(
    'div.inside',
    render?.(ui),
    h(`p.${status}`, render && tick, ui.texts.say(saidOf[status], {name, who: requesterName(ui.loaded), version: ui.loaded.request.version})),
    status === 'failed' && button('ghost', ui.texts.t('error.retry'), () => ui.act.reloadPart(id)),
    h('p.hint', ui.texts.t('files.digest'), ' ', h('code', groupedDigest(sha256))),
  );

function file(ui: LoadedUi, part: Part, change: PartChange | undefined): Child {
  const {texts, previews, act, loaded} = ui;
  const {id, name, size, must_open} = part;
  const shown = previews.get(id);
  const evidence = hasOpened(loaded, id) ? h('span.ready', tick, texts.t('files.opened')) : must_open && h('strong', texts.t('files.must-open'));
  return h(
    'li',
    {key: id},
    h(
      'details!file',
      {open: !!shown},
      h(
        'summary',
        {
          // Not the element opens itself: it would tell so a moment later, and what is drawn in between would close it again.
          click: (event: Event) => {
            event.preventDefault();
            act.togglePart(id);
          },
        },
        h('span.thumb', {'aria-hidden': 'true'}, badge(part)),
        h('span', h('b', bdi(name)), h('small', texts.bytes(size), evidence && ' · ', evidence)),
        change && h(`span.tag.${toneOfChange[change]}`, texts.t(`files.${change}`)),
      ),
      shown && inside(ui, part, shown),
    ),
  );
}

/** The parts of the current version; each opens in place. */
export function files(ui: LoadedUi): Child {
  const {version} = ui.loaded;
  if (!version) return null;
  const {parts, number} = version;
  const changes = changesSeen(ui);
  const title = ui.texts.t('files.title', {count: parts.length, version: number});
  return section('files', title, h('ul.bare', parts.map((part) => file(ui, part, changes?.parts.get(part.id)))));
}
