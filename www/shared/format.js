/** Dates, sizes and money as the reader writes them, in the reader's own time zone. */
const DAY_MS = 86_400_000;
const locale = navigator.language;
const format = (options) => (instant) => new Date(instant).toLocaleString(locale, options);

export const day = format({weekday: 'short', day: 'numeric', month: 'short'});
export const date = format({day: 'numeric', month: 'short', year: 'numeric'});
export const moment = format({day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
const deadlineParts = {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short'};
const deadlineThisYear = format(deadlineParts);
const deadlineOtherYear = format({...deadlineParts, year: 'numeric'});
export const deadline = (instant) =>
  (new Date(instant).getFullYear() === new Date().getFullYear() ? deadlineThisYear : deadlineOtherYear)(instant);

/** `in 6 days`, as a calendar counts them. */
export function relative(instant) {
  const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(Date.parse(instant)) - midnight(Date.now())) / DAY_MS);
  return new Intl.RelativeTimeFormat(locale, {numeric: 'auto'}).format(days, 'day');
}

export const isPast = (instant) => Date.parse(instant) < Date.now();

export function money({minor, currency}) {
  const style = new Intl.NumberFormat(locale, {style: 'currency', currency, currencyDisplay: 'code'});
  return style.format(minor / 10 ** style.resolvedOptions().maximumFractionDigits);
}

/** How many digits a currency has after the point. */
export const minorDigits = (currency) => new Intl.NumberFormat('en', {style: 'currency', currency}).resolvedOptions().maximumFractionDigits;

export function bytes(size) {
  const power = Math.min(Math.floor(Math.log10(size || 1) / 3), 2);
  return (size / 1000 ** power).toLocaleString(locale, {style: 'unit', unitDisplay: size < 1000 ? 'long' : 'short', unit: ['byte', 'kilobyte', 'megabyte'][power], maximumFractionDigits: 1});
}

export const list = (names) => new Intl.ListFormat(locale).format(names);
export const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join('');
