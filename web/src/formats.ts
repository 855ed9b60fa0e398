/** Dates, numbers and money the way the reader writes them, in the reader's own time zone. */
import type {Amount} from './generated/wire.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const sizes = ['byte', 'kilobyte', 'megabyte'];

/** Minor units of a currency by ISO 4217, where they are not hundredths. What people write in practice, which `Intl` knows, is another matter. */
const digitsOf: readonly (readonly [number, RegExp])[] = [
  [0, /BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF/],
  [3, /BHD|IQD|JOD|KWD|LYD|OMR|TND/],
  [4, /CLF|UYW/],
];
/** How many digits a currency has after the point, so that an amount in minor units means the same everywhere. */
export const minorDigits = (currency: string): number => digitsOf.find(([, codes]) => codes.test(currency))?.[0] ?? 2;

/** An exact decimal: 480000 with two digits is `4800.00`, without passing through a fraction. */
function decimal(minor: number, digits: number): Intl.StringNumericLiteral {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const split = text.length - digits;
  return `${minor < 0 ? '-' : ''}${text.slice(0, split)}.${text.slice(split)}0` as Intl.StringNumericLiteral;
}

export function createFormats(locale: string) {
  const when =
    (options: Intl.DateTimeFormatOptions) =>
    (instant: string): string =>
      new Date(instant).toLocaleString(locale, {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...options});
  return {
    /** A deadline: weekday, day, time, with the zone printed, and the year when it is not this one. */
    deadline(instant: string): string {
      const thisYear = new Date(instant).getFullYear() === new Date().getFullYear();
      return when({weekday: 'short', timeZoneName: 'short', ...(thisYear ? {} : {year: 'numeric'})})(instant);
    },
    /** A moment in a record: to the second, with the zone printed. */
    moment: when({month: 'long', year: 'numeric', second: '2-digit', timeZoneName: 'short'}),
    /** A moment in a conversation. */
    short: when({}),
    /** `in 6 days`, `2 hours ago`. Days as a calendar has them: Saturday to Friday is six days at any hour. */
    relative(instant: string): string {
      const format = new Intl.RelativeTimeFormat(locale, {numeric: 'auto'});
      const [then, now] = [new Date(instant), new Date()];
      const away = +then - +now;
      if (Math.abs(away) < DAY_MS) return format.format(Math.trunc(away / HOUR_MS), 'hour');
      return format.format(Math.round((then.setHours(0, 0, 0, 0) - now.setHours(0, 0, 0, 0)) / DAY_MS), 'day');
    },
    bytes(size: number): string {
      const power = Math.min(Math.floor(Math.log10(size || 1) / 3), 2);
      const unitDisplay = power ? 'short' : 'long';
      return (size / 1000 ** power).toLocaleString(locale, {style: 'unit', unit: sizes[power], unitDisplay, maximumFractionDigits: 1});
    },
    money({minor, currency}: Amount): string {
      const digits = minorDigits(currency);
      const shown = {minimumFractionDigits: digits, maximumFractionDigits: digits};
      return new Intl.NumberFormat(locale, {style: 'currency', currency, currencyDisplay: 'code', ...shown}).format(decimal(minor, digits));
    },
    list: (items: readonly string[]): string => new Intl.ListFormat(locale).format(items),
  };
}

export type Formats = ReturnType<typeof createFormats>;
