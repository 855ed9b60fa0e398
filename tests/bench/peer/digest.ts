// Digests: of bytes that are shown, and of the content that is approved.
import {sha256} from '@noble/hashes/sha2.js';
import {bytesToHex, utf8ToBytes} from '@noble/hashes/utils.js';
import type {Part, Request} from './wire';

/** RFC 8785 for the protocol's subset: integers only, ASCII keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

export const digestOfBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** What an approval is about: ask, scope, amount and parts. */
export function digestOfContent(content: Pick<Request, 'ask' | 'scope' | 'amount'> & {parts: Part[]}): string {
  const {amount, ask, scope} = content;
  const parts = content.parts.map(({must_open, ...part}) => (must_open ? {...part, must_open} : part));
  return digestOfBytes(utf8ToBytes(canonical({amount, ask, parts, scope})));
}

/** True when every version's digest is that of its content. */
export const digestsHold = (request: Request): boolean => request.versions.every(version => version.digest === digestOfContent(version));
