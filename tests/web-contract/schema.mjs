// The wire schema, compiled once for the tests.
import {readFileSync} from 'node:fs';
import Ajv from 'ajv/dist/2020.js';

export const schema = JSON.parse(readFileSync(new URL('../../core/schema/countersign.schema.json', import.meta.url), 'utf8'));

const ajv = new Ajv.default({strict: true, schemas: [schema]});
const compiled = new Map();

/** True when the message is what the definition says. A definition is a name under $defs, or a schema of its own. */
export function validate(definition, message) {
  return refusalsOf(definition, message).length === 0;
}

/** What is wrong with the message; empty when nothing is. */
export function refusalsOf(definition, message) {
  const key = typeof definition === 'string' ? definition : JSON.stringify(definition);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(typeof definition === 'string' ? {$ref: `${schema.$id}#/$defs/${definition}`} : definition));
  const check = compiled.get(key);
  return check(message) ? [] : check.errors.map(({instancePath, message: text}) => `${instancePath} ${text}`);
}
