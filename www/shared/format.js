/** Dates, sizes and money as the reader writes them, in the reader's own time zone. The widget's, so that both say the same. */
import {createFormats, minorDigits} from '/countersign/index.js';

const DAY_MS = 86_400_000;
const locale = navigator.language;
const format = (options) => (instant) => new Date(instant).toLocaleString(locale, options);

export {minorDigits};
export const {bytes, deadline, list, money} = createFormats(locale);
export const day = format({weekday: 'short', day: 'numeric', month: 'short'});
export const date = format({day: 'numeric', month: 'short', year: 'numeric'});
export const moment = format({day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});

/** `in 6 days`, as a calendar counts them. */
export function relative(instant) {
  const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(Date.parse(instant)) - midnight(Date.now())) / DAY_MS);
  return new Intl.RelativeTimeFormat(locale, {numeric: 'auto'}).format(days, 'day');
}

export const isPast = (instant) => Date.parse(instant) < Date.now();
export const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join('');
