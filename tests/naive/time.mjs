// Business time, minute by minute. Instants are texts of one length, so that they compare as texts.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];  // 1970 began on one

/** The offsets of a calendar, each from when on it holds. */
const offsetsOf = calendar => [
  {from: -Infinity, offset: (calendar?.offset_minutes ?? 0) * MINUTE},
  ...(calendar?.offset_changes ?? []).map(({from, offset_minutes}) => ({from: Date.parse(from), offset: offset_minutes * MINUTE})),
];
const local = (calendar, time) => time + offsetsOf(calendar).findLast(({from}) => from <= time).offset;

/** When the local clock shows this: the first time, if it does so twice. What it skips is told by the clock from before. */
function timeOf(calendar, localTime) {
  const offsets = offsetsOf(calendar);
  const times = offsets.map(({offset}) => localTime - offset).filter(time => local(calendar, time) === localTime);
  if (times.length > 0) return Math.min(...times);
  const change = offsets.findIndex(({from, offset}, i) => i > 0 && from <= localTime - offsets[i - 1].offset && localTime - offset < from);
  return localTime - offsets[change - 1].offset;
}
const dayOf = time => Math.floor(time / DAY);

/** The working hours of the local date on which this local time lies. */
function hoursOn(calendar, localTime) {
  if (calendar.holidays.some(date => dayOf(Date.parse(date)) === dayOf(localTime))) return [];
  const weekday = WEEKDAYS[dayOf(localTime) % 7];
  return calendar.hours.filter(hours => hours.weekday === weekday);
}

function isWorking(calendar, time) {
  const localTime = local(calendar, time);
  const minute = Math.floor((localTime % DAY) / MINUTE);
  return hoursOn(calendar, localTime).some(({from, to}) => from <= minute && minute < to);
}

function alongWorkingTime(calendar, start, length) {
  let time = start;
  for (let left = length; left > 0;) {
    const end = Math.floor(time / MINUTE) * MINUTE + MINUTE;
    if (isWorking(calendar, time)) left -= end - time;
    time = left < 0 ? end + left : end;
  }
  return time;
}

function backAlongWorkingTime(calendar, start, length) {
  let time = start;
  for (let left = length; left > 0;) {
    const begin = Math.ceil(time / MINUTE) * MINUTE - MINUTE;
    if (isWorking(calendar, begin)) left -= time - begin;
    time = left < 0 ? begin - left : begin;
  }
  return time;
}

/** Days keep the local time of day. */
const alongDays = (calendar, start, days) => timeOf(calendar, local(calendar, start) + days * DAY);

function alongBusinessDays(calendar, start, days) {
  let localTime = local(calendar, start);
  for (let left = Math.abs(days); left > 0;) {
    localTime += Math.sign(days) * DAY;
    if (hoursOn(calendar, localTime).length > 0) left -= 1;
  }
  return timeOf(calendar, localTime);
}

/** The instant that lies a span after an instant; before it, when the amount is negative. */
export function after(instant, {amount, unit}, calendar) {
  const start = Date.parse(instant);
  switch (unit) {
    case 'minutes': return at(start + amount * MINUTE);
    case 'hours': return at(start + amount * HOUR);
    case 'days': return at(alongDays(calendar, start, amount));
    case 'business-days': return at(alongBusinessDays(calendar, start, amount));
    default: return at(amount > 0 ? alongWorkingTime(calendar, start, amount * HOUR) : backAlongWorkingTime(calendar, start, -amount * HOUR));
  }
}
const at = time => new Date(time).toISOString();
