/** What the lists of things that were recorded have in common. */
import {h, type Child} from '../dom.js';
import type {Signature} from '../generated/wire.js';
import {visible} from '../text.js';
import {bdi} from '../texts.js';
import type {LoadedUi} from './ui.js';

/** What can be done about one thing of a list; nothing where nothing is permitted. */
export const offers = (...buttons: Child[]): Child => buttons.some(Boolean) && h('div.row', buttons);

/** Who, when, and something about it. */
export const byline = ({texts}: LoadedUi, {by, at}: Signature, about: Child = null): Child =>
  h('p.by', h('b', bdi(by.name)), ' ', h('time', {datetime: at}, texts.short(at)), about);

/** What somebody wrote, as they wrote it. */
export const written = (text: string, id?: string): Child => h('p.prose', {id, dir: 'auto'}, visible(text));
