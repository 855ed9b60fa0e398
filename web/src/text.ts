/** Text that strangers wrote, made safe to look at, and messages with such text in them. Pure. */

/**
 * Characters that show nothing or that reorder what stands around them: controls, bidi controls, zero-width and tag
 * characters, fillers. Line feed, tab and emoji presentation stay; joiners stay where a script or an emoji needs them.
 */
const hidden =
  /(?![\t\n\ufe0e\ufe0f])(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Lo}\p{M}])[\u200c\u200d])[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/gu;

/** Shows what cannot be seen: U+202E becomes `[U+202E]`. */
export const visible = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(hidden, (found) => `[U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);

/** `9f2c 7be0 … 41ab`: enough of a digest to recognise it. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 4)} ${digest.slice(4, 8)} … ${digest.slice(-4)}`;

/** A digest in groups, so that a person can compare it and a line can break. */
export const groupedDigest = (digest: string): string => digest.replace(/.{8}(?=.)/g, '$& ');

/** Text in a list of one is of our own making, such as a date; any other is a stranger's. */
export type Arguments = Readonly<Record<string, string | number | readonly [string]>>;

const plural = /\{(\w+), plural,((?:\s*[=\w]+ \{(?:[^{}]|\{\w+\})*\})+)\}/g;
const cases = /([=\w]+) \{((?:[^{}]|\{\w+\})*)\}/g;

/**
 * Formats a message: `{name}`, and `{count, plural, =0 {none} one {# file} other {# files}}` with `#` for the number.
 * The subset of ICU MessageFormat that the catalogue uses; plural rules and digits are the locale's.
 * @returns the pieces: of our own making in lists of one, arguments by others as they are.
 */
export function format(pattern: string, values: Arguments, locale: string): (string | readonly [string])[] {
  const number = (value: number): string => new Intl.NumberFormat(locale).format(value);
  const chosen = pattern.replace(plural, (_, name: string, list: string) => {
    const count = Number(values[name]);
    const texts = Object.fromEntries([...list.matchAll(cases)].map(([, key, text]) => [key, text])) as Record<string, string>;
    const text = texts[`=${count}`] ?? texts[new Intl.PluralRules(locale).select(count)] ?? texts['other'] ?? '';
    return text.replaceAll('#', number(count));
  });
  return chosen.split(/\{(\w+)\}/).map((piece, i) => {
    const value = i % 2 ? (values[piece] ?? '') : [piece];
    return typeof value === 'number' ? [number(value)] : (value as string | [string]);
  });
}
