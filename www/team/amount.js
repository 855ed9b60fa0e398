// Amounts of money as people write them.

const groups = (text, separator) => text.split(separator);
/** Whether these are thousands: one to three figures, then three each. */
const areGrouped = ([first, ...rest]) => /^\d{1,3}$/.test(first) && rest.every((group) => /^\d{3}$/.test(group));

/** Where the fraction begins: at the last of `.` and `,` if it can be one. A separator that comes twice is none. */
function decimalOf(text, digits) {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last < 0) return undefined;
  const kinds = new Set(text.match(/[.,]/g));
  if (kinds.size > 1) return last;
  return groups(text, text[last]).length === 2 && text.length - last - 1 <= digits ? last : undefined;
}

/**
 * `4800`, `4800.5`, `4,800.00`, `4.800,00`, `4’800.50` and `4 800` as a whole number of the smallest unit. Nothing is
 * rounded and nothing is guessed: `1.23456` is no amount.
 * @param digits how many figures the fraction has in this currency.
 * @returns undefined when it is none.
 */
export function minorOf(text, digits) {
  const bare = text.replaceAll(/[\s'’]/g, '');
  const decimal = decimalOf(bare, digits);
  const [whole, fraction] = decimal === undefined ? [bare, ''] : [bare.slice(0, decimal), bare.slice(decimal + 1)];
  const separator = /[.,]/.exec(whole)?.[0];
  const figures = separator ? groups(whole, separator) : [whole];
  if (separator && !areGrouped(figures)) return undefined;
  if (!/^\d{1,12}$/.test(figures.join('')) || !/^\d*$/.test(fraction) || fraction.length > digits) return undefined;
  if (decimal !== undefined && !fraction) return undefined;
  return Number(figures.join('') + fraction.padEnd(digits, '0'));
}

/** As an edit field has it. */
export function amountText(minor, digits) {
  const text = String(minor).padStart(digits + 1, '0');
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}
