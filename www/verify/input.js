/** What comes from the reader: files, keys, and where a key was kept. */

/** A bundle has 16 MiB of events at the most, and proofs. */
export const MOST_BYTES = 50_000_000;
const STORED = 'countersign-log-key';

/** A file that cannot be a receipt, with the reason for the reader. */
export class Unreadable extends Error {}

/** The text of a file. @throws {Unreadable} */
export async function textOf(file, bytes) {
  if (file.size > MOST_BYTES) throw new Unreadable(`This file has ${bytes(file.size)}. A bundle has at most ${bytes(MOST_BYTES)}, a receipt far less. It was not read.`);
  const read = await file.arrayBuffer().catch(() => undefined);
  if (!read) throw new Unreadable('The browser cannot read this file. If it is a folder, open the file that is in it.');
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(read);
  } catch {
    throw new Unreadable('This file is no text. A receipt ends in .json; a PDF of one cannot be checked.');
  }
}

/** A key in each line; keys have no spaces. */
export const keysIn = (text) => text.split(/\s+/).filter(Boolean);

/** A number of entries as people write it: undefined for none, NaN for what is no number. */
export function countIn(text) {
  const digits = text.replace(/[\s,.’']/g, '');
  if (!digits) return undefined;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
}

/** A checkpoint ends with a line feed, which is easily lost when it is copied. */
export const checkpointIn = (text) => (text.trim() ? `${text.replaceAll('\r\n', '\n').trim()}\n` : undefined);

/** What the type in a key says, before the core has read it. */
export function isOfWitness(key) {
  try {
    return atob(key.split('+').slice(2).join('+')).charCodeAt(0) === 4;
  } catch {
    return false;
  }
}

/** `#key=…&witness=…`: a fragment stays in the browser. A `+` in it stands for itself, because a key has no spaces. */
export function keysInAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const all = (name) => given.getAll(name).map((key) => key.replaceAll(' ', '+'));
  return {keys: all('key'), witnesses: all('witness')};
}

/** Where a key can be kept; in a page from a file some browsers have no such place. */
export const memory = (() => {
  try {
    localStorage.getItem(STORED);
    return {
      get: () => localStorage.getItem(STORED) ?? '',
      set: (text) => (text ? localStorage.setItem(STORED, text) : localStorage.removeItem(STORED)),
    };
  } catch {
    return undefined;
  }
})();
