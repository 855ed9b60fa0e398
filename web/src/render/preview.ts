/** Looking into a part: makes its checked bytes presentable. Loaded when the first part is opened. */
import {h, type Child} from '../dom.js';
import rules from '../preview.css';
import type {Part} from '../generated/wire.js';
import {alsoStyle} from '../styles.js';
import {visible} from '../text.js';
import {markdown} from './markdown.js';
import type {LoadedUi, Preview} from './ui.js';

// Keeps what is shared with the widget in the widget's file. The bundler puts modules into files by the entries that
// reach them; through this line this one reaches all that a page loads at once, and so splits nothing off it.
export {define} from '../registry.js';

alsoStyle(rules);

type Kind = 'image' | 'markdown' | 'text' | 'pdf' | 'file';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^image\/(png|jpeg|gif|webp|avif)$/, 'image'], // no SVG: opened in a tab of its own, it runs scripts as this page
  [/^text\/markdown$/, 'markdown'],
  [/^(text\/.+|application\/(json|xml|yaml))$/, 'text'],
  [/^application\/pdf$/, 'pdf'],
];
/** Kinds whose bytes a browser shows without running anything in them. Whatever else is saved is only bytes. */
const inert: ReadonlySet<Kind> = new Set(['image', 'pdf']);
const MOST_CHARACTERS = 200_000;

interface Shown {
  readonly kind: Kind;
  readonly url: string;
  readonly text: string;
  /** Told when the box of a text is drawn, and whenever it is scrolled. */
  readonly look: (ui: LoadedUi, event: Event) => void;
}

/** Whether the end of what is in a box stands in it. A pixel may be lost to rounding. */
const showsEnd = ({scrollTop, clientHeight, scrollHeight}: Element): boolean => scrollTop + clientHeight >= scrollHeight - 1;

function content(ui: LoadedUi, part: Part, {kind, url, text, look}: Shown): Child {
  const {texts, act} = ui;
  const listen = (event: Event): void => look(ui, event);
  // The animation of its style shows nothing: it begins when the box is on screen.
  const frame = {tabindex: 0, dir: 'auto', role: 'group', 'aria-label': visible(part.name), animationstart: listen, scroll: listen};
  const begin = text.slice(0, MOST_CHARACTERS);
  switch (kind) {
    case 'image':
      return h('img!preview', {src: url, alt: visible(part.name), load: () => act.seen(part.id)});
    case 'markdown':
      return h('div.paper.prose!preview', frame, markdown(begin));
    case 'text':
      return h('pre.paper!preview', frame, visible(begin));
    default:
      return h('p.hint', texts.t(kind === 'pdf' ? 'files.pdf' : 'files.other'));
  }
}

/** Opening a copy elsewhere is looking at it, where there is no preview to look at. */
function links({texts, act}: LoadedUi, part: Part, {kind, url}: Shown): Child {
  const link = {href: url, click: () => act.seen(part.id)};
  return h(
    'p',
    kind === 'pdf' && h('a.link', {...link, target: '_blank', rel: 'noopener'}, texts.t('files.show')),
    h('a.link', {...link, download: visible(part.name)}, texts.t('files.save')),
  );
}

/** Prepares bytes that were checked. Whoever takes it revokes its `url`. */
export async function prepare(part: Part, bytes: Blob): Promise<Preview> {
  const type = part.media_type.split(';')[0]?.trim().toLowerCase() ?? '';
  let kind = kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'file';
  let text = '';
  if (kind === 'text' || kind === 'markdown') {
    try {
      text = new TextDecoder('utf-8', {fatal: true}).decode(await bytes.arrayBuffer());
    } catch {
      kind = 'file'; // not the text that it says it is
    }
  }
  const url = URL.createObjectURL(new Blob([bytes], {type: inert.has(kind) ? type : 'application/octet-stream'}));
  const cut = text.length > MOST_CHARACTERS;
  let told = cut; // a text of which the end is not there is not seen here
  const look = ({act}: LoadedUi, {target}: Event): void => {
    if (told || !showsEnd(target as Element)) return;
    told = true;
    act.seen(part.id);
  };
  const shown = {kind, url, text, look};
  return {
    status: 'ready',
    url,
    render: (ui) => [content(ui, part, shown), cut && h('p.hint', ui.texts.t('files.truncated')), links(ui, part, shown)],
  };
}
