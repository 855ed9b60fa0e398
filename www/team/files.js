// The files of a new version: kept from the one before, or read from this computer, hashed here and uploaded.
import {h, show} from '/shared/dom.js';
import {bytes} from '/shared/format.js';
import {shortDigest} from '/countersign/index.js';
import {field, fields, input, select, Unreadable} from './form.js';

const NEW = '';
/** For files whose type the browser does not know. */
const typesByEnding = {md: 'text/markdown', txt: 'text/plain', csv: 'text/csv', pdf: 'application/pdf'};
const typeOf = ({name, type}) => type.split(';')[0] || typesByEnding[name.split('.').pop().toLowerCase()] || 'application/octet-stream';
/** `Texts-v2.md` and `Texts-v3.md` are two states of one thing. */
const stem = (name) => name.toLowerCase().replace(/[-_ ]?v?\d+(?=\.\w+$)/, '');

/** @param before the version that there is, if any. @returns the fields and `send`, which uploads and gives the command. */
export function versionFields({backend, core, limits}, before) {
  const chooser = input('file', {multiple: true});
  const list = h('ul.bare.uploads');
  const note = h('textarea', {rows: 2});
  const kept = (before?.parts ?? []).map((part) => keptRow(part));
  const added = [];

  const draw = () => {
    const replaced = new Set(added.map(({replaces}) => replaces.value));
    for (const {part, keep} of kept) {
      if (replaced.has(part.id)) keep.checked = false;
      keep.disabled = replaced.has(part.id);
    }
    show(list, kept.map(({element}) => element), added.map(({element}) => element));
  };
  const left = h('div', {role: 'alert'});
  const most = limits?.blob_bytes ?? Infinity;
  chooser.addEventListener('change', () => {
    const chosen = [...chooser.files];
    const tooLarge = chosen.filter(({size}) => size > most);
    for (const file of chosen.filter(({size}) => size <= most)) added.push(addedRow(file, before?.parts ?? [], draw, (row) => added.splice(added.indexOf(row), 1)));
    show(left, tooLarge.map(({name, size}) => h('p.notice.bad', `${name} is left out: it has ${bytes(size)}, and a file may have ${bytes(most)}.`)));
    chooser.value = '';
    draw();
  });
  draw();

  const element = h('div.fields',
    fields('Files', {pointer: '/parts', hint: 'Each file is hashed in this page. The server checks the digest.'}, list, left,
      h('label.chooser', h('span.sr', 'Add files'), chooser)),
    field('Note on this version (optional)', note, {hint: 'What is new, for the customer.', pointer: '/note'}));

  const send = async (tell) => {
    const parts = kept.filter(({keep}) => keep.checked).map(({part}) => part);
    if (!parts.length && !added.length) throw new Unreadable('/parts', 'Add at least one file.');
    const taken = new Set(kept.map(({part}) => part.id));
    for (const [index, row] of added.entries()) {
      tell(`Uploading ${row.file.name}, ${index + 1} of ${added.length}…`);
      parts.push(await upload({backend, core}, row, taken));
    }
    tell('');
    return {command: 'add-version', ...(note.value.trim() && {note: note.value.trim()}), parts};
  };
  return {element, send};
}

function keptRow(part) {
  const keep = input('checkbox', {checked: true});
  const element = h('li', h('label.check', keep, h('span', `Keep ${part.name}`)),
    h('small.muted', bytes(part.size), ' · ', h('code', shortDigest(part.sha256))));
  return {part, keep, element};
}

function addedRow(file, parts, draw, remove) {
  const guess = parts.find(({name}) => stem(name) === stem(file.name));
  const replaces = select({[NEW]: 'A new file', ...Object.fromEntries(parts.map(({id, name}) => [id, `Replaces ${name}`]))}, guess?.id ?? NEW);
  replaces.setAttribute('aria-label', `${file.name}: new, or in place of another file`);
  replaces.addEventListener('change', draw);
  const mustOpen = input('checkbox', {checked: Boolean(guess?.must_open)});
  const row = {file, replaces, mustOpen, progress: h('small.muted', bytes(file.size))};
  const drop = h('button.plain.danger', {type: 'button', 'aria-label': `Remove ${file.name}`, click: () => {
    remove(row);
    draw();
  }}, 'Remove');
  row.element = h('li', h('b', file.name), row.progress, parts.length > 0 && replaces,
    h('label.check', mustOpen, 'Has to be opened before deciding'), drop);
  return row;
}

/** Hashes and uploads one file. The same file twice is stored once. */
async function upload({backend, core}, {file, replaces, mustOpen, progress}, taken) {
  let sha256;
  try {
    show(progress, 'Hashing…');
    sha256 = await core.sha256(file);
    show(progress, 'Uploading…');
    await backend.upload(sha256, file);
  } catch (error) {
    show(progress, `${bytes(file.size)} · not uploaded`);
    throw error;
  }
  show(progress, `${bytes(file.size)} · uploaded · `, h('code', shortDigest(sha256)));
  const id = replaces.value || freeId(file.name, taken);
  taken.add(id);
  return {id, name: file.name, media_type: typeOf(file), size: file.size, sha256, ...(mustOpen.checked && {must_open: true})};
}

/** An id from the name of the file: letters, digits and dashes. */
function freeId(name, taken) {
  const base = name.toLowerCase().replace(/\.\w+$/, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 48) || 'file';
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}
