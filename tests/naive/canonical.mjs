// RFC 8785 for what a request can hold: plain keys in order, and what JSON.stringify makes of texts and integers.
import {createHash} from 'node:crypto';

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let members = '';
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) members += `${members && ','}"${key}":${canonical(value[key])}`;
  }
  return `{${members}}`;
}

/** The identity of what is approved. */
export const digestOf = ({amount, ask, parts, scope}) => createHash('sha256').update(canonical({amount, ask, parts, scope})).digest('hex');

export const same = (one, other) => canonical(one ?? null) === canonical(other ?? null);

/** What says nothing is not written. */
export const filled = text => (text === '' ? undefined : text);
export const listed = list => (list?.length > 0 ? list : undefined);
