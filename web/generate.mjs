// Generates the TypeScript types of the wire from the schema. `--check` compares instead of writing: exit 1 when stale.
import {readFile, writeFile} from 'node:fs/promises';
import {compile} from 'json-schema-to-typescript';

const source = new URL('../core/schema/countersign.schema.json', import.meta.url);
const target = new URL('./src/generated/wire.ts', import.meta.url);

/** Says the same in the shape that the generator understands. */
function reshape(_key, value) {
  // A description beside a $ref would copy the type under a second name (Actor1); the type's own description stays.
  if (value?.$ref) return {$ref: value.$ref};
  // An object that extends another: its own properties become one more member of allOf, or some are dropped.
  if (value?.allOf && value.properties) {
    const {allOf, properties, required, ...rest} = value;
    return {...rest, allOf: [...allOf, {type: 'object', properties, required}]};
  }
  return value;
}

async function generate() {
  const schema = JSON.parse(await readFile(source, 'utf8'), reshape);
  const text = await compile({title: 'Wire', type: 'object', $defs: schema.$defs}, 'Wire', {
    bannerComment: '// Generated from core/schema/countersign.schema.json by `npm run generate`. Do not edit.',
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    style: {singleQuote: true, printWidth: 120},
  });
  // The notes on where a definition was referenced from teach nothing.
  return text
    .replace(/(\/\*\*\n| \*\n) \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` "\w+"\.\n( \*\/\n)/g, (_, open, close) =>
      open.startsWith('/**') ? '' : close,
    )
    .replace('export interface Wire {}\n', '');
}

const text = await generate();
if (process.argv.includes('--check')) {
  const present = await readFile(target, 'utf8').catch(() => '');
  if (present !== text) {
    console.error('src/generated/wire.ts does not match the schema; run `npm run generate`.');
    process.exit(1);
  }
  console.log('src/generated/wire.ts matches the schema.');
} else {
  await writeFile(target, text);
  console.log(`src/generated/wire.ts: ${text.split('\n').length} lines`);
}
